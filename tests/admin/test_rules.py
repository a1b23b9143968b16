"""Nobody overwrites, deletes or changes what must stay, and everybody is told why."""

from __future__ import annotations

import datetime as dt
import re
from typing import Any

import pytest
from auditlog.models import LogEntry
from auditlog.registry import auditlog
from django.apps import apps
from django.contrib import admin
from django.contrib.auth.models import Permission, User
from django.contrib.messages import get_messages

from donors.models import Organisation, PartnershipMember
from library.models import Photo
from meetings.models import Minutes
from projects.models import Measurement, Project
from publishing.admin import PublishableAdmin
from publishing.models import Publishable
from tests.admin.forms import errors, filled, url
from tests.factories import (
    ContributionFactory,
    DocumentFactory,
    MeasurementFactory,
    MinutesFactory,
    OrganisationFactory,
    PartnershipFactory,
    PersonFactory,
    PhotoFactory,
    ProjectFactory,
    ProjectSectorFactory,
    ReviewDossierFactory,
    SectorFactory,
)
from tests.test_factories import OURS

pytestmark = pytest.mark.django_db


def told(response):
    return " ".join(str(message) for message in get_messages(response.wsgi_request))


def test_every_publishable_is_protected():
    models = {model for model in apps.get_models() if issubclass(model, Publishable)}

    assert {
        model for model, page in admin.site._registry.items() if isinstance(page, PublishableAdmin)
    } == models


@pytest.mark.parametrize("factory", [ProjectFactory, OrganisationFactory, DocumentFactory])
def test_an_outdated_page_is_put_aside_and_merged_by_hand(client, editor, factory):
    thing = factory()
    field = "name" if factory is OrganisationFactory else "title"
    client.force_login(editor)
    opened = filled(client.get(url(thing)))
    grace = User.objects.create_superuser("grace", first_name="Grace", last_name="Hopper")
    client.force_login(grace)
    response = client.post(url(thing), filled(client.get(url(thing))) | {field: "Grace's"})
    assert errors(response) == ""

    client.force_login(editor)
    response = client.post(url(thing), opened | {field: "Ada's"})

    assert str(type(thing).objects.get(pk=thing.pk)) == "Grace's"
    page = client.get(response.url)
    [choice] = page.context["choices"]
    assert (choice.theirs, choice.mine) == ("Grace's", "Ada's")
    undecided = client.post(response.url)
    assert "Choose one of the two everywhere." in undecided.content.decode()
    client.post(response.url, {f"choice-{choice.name}": "mine"})
    assert filled(client.get(url(thing)))[field] == "Ada's"
    assert str(type(thing).objects.get(pk=thing.pk)) == "Grace's"


def test_a_record_without_drafts_is_not_overwritten_either(client, editor):
    person = PersonFactory(name="Ada")
    client.force_login(editor)
    opened = filled(client.get(url(person)))
    changed = filled(client.get(url(person))) | {"name": "Grace"}
    assert errors(client.post(url(person), changed)) == ""

    response = client.post(url(person), opened | {"name": "Joan"})

    assert str(type(person).objects.get(pk=person.pk)) == "Grace"
    [choice] = client.get(response.url).context["choices"]
    assert (choice.theirs, choice.mine) == ("Grace", "Joan")
    client.post(response.url, {f"choice-{choice.name}": "mine"})
    assert str(type(person).objects.get(pk=person.pk)) == "Joan"


def test_every_save_counts_as_a_version():
    project = ProjectFactory()
    copy = Project.objects.get(pk=project.pk)
    assert project.version == 1

    project.save()
    copy.save(update_fields=["status"])

    assert (project.version, copy.version) == (2, 3)


def test_a_page_that_does_not_say_what_it_was_opened_on_is_not_saved(admin_page):
    project = ProjectFactory(title="Kasubi")
    sent = filled(admin_page.get(url(project))) | {"title": "Other"}
    del sent["_opened"]

    response = admin_page.post(url(project), sent)

    assert "/merge/" in response.url
    assert filled(admin_page.get(url(project)))["title"] == "Kasubi"


def test_what_was_public_is_archived_not_deleted(admin_page):
    public, draft = ProjectFactory(title="Kasubi"), ProjectFactory(draft=True)

    page = admin_page.get(url(public, "delete")).content.decode()
    assert "“Kasubi” has been public. Archive it instead." in page
    for thing in (public, draft):
        admin_page.post(url(thing, "delete"), {"post": "yes"})
    assert set(Project.objects.all()) == {public}

    chosen = {"action": "delete_selected", "_selected_action": [public.pk], "post": "yes"}
    response = admin_page.post(url(Project, "changelist"), chosen)
    assert "Archive it instead." in response.content.decode()

    admin_page.post(url(Project, "changelist"), chosen | {"action": "archive"})
    public.refresh_from_db()
    assert (public.state, public.version) == ("archived", 2)


def test_publishing_says_what_is_missing(admin_page):
    fine = PhotoFactory(draft=True)
    refused = PhotoFactory(draft=True, consent="unknown", alternative_text="A mason")

    response = admin_page.post(
        url(Photo, "changelist"),
        {"action": "publish", "_selected_action": [fine.pk, refused.pk]},
    )

    assert set(Photo.objects.public()) == {fine}
    assert "A mason: Record the consent of the people shown" in told(response)
    assert "1 published." in told(response)


def test_only_what_is_public_is_viewed_on_the_site(admin_page):
    public, draft = ProjectFactory(), ProjectFactory(draft=True)

    assert admin_page.get(url(public)).context["absolute_url"] == public.get_absolute_url()
    assert admin_page.get(url(draft)).context["absolute_url"] is None


@pytest.mark.parametrize(
    ("make", "sentence"),
    [
        (MeasurementFactory, "An approved value never changes."),
        (
            lambda: MinutesFactory(
                state="agreed", agreed_at=dt.datetime(2023, 5, 1, tzinfo=dt.UTC)
            ),
            "Agreed minutes never change.",
        ),
        (
            lambda: ReviewDossierFactory(
                frozen_at=dt.datetime(2023, 5, 1, tzinfo=dt.UTC),
                data_as_of=dt.datetime(2023, 5, 1, tzinfo=dt.UTC),
                checksum="0" * 64,
            ),
            "A frozen dossier never changes.",
        ),
    ],
)
def test_what_is_final_is_shown_and_says_why(admin_page, make, sentence):
    thing = make()

    response = admin_page.get(url(thing))
    assert sentence in response.content.decode()
    assert response.context["has_change_permission"] is False
    assert not re.search(r'type="submit"[^>]*name="_', response.content.decode())
    assert sentence in admin_page.get(url(thing, "delete")).content.decode()
    admin_page.post(url(thing, "delete"), {"post": "yes"})
    assert type(thing).objects.filter(pk=thing.pk).exists()
    assert admin_page.post(url(thing), {}).status_code == 403


def test_deleting_what_holds_something_final_says_why(admin_page):
    project = MeasurementFactory(
        period__indicator__result__project__draft=True
    ).period.indicator.result.project

    response = admin_page.post(url(project, "delete"), {"post": "yes"})
    assert "Add a new value that corrects it, or withdraw it." in told(response)
    chosen = {"action": "delete_selected", "_selected_action": [project.pk], "post": "yes"}
    response = admin_page.post(url(Project, "changelist"), chosen)
    assert "Add a new value that corrects it, or withdraw it." in told(response)

    assert Project.objects.filter(pk=project.pk).exists()


def test_a_translation_of_what_is_final_stays(admin_page):
    measurement: Any = MeasurementFactory(state="draft", comment="Counted")
    measurement.set_current_language("fr")
    measurement.comment = "Compté"
    measurement.state = "approved"
    measurement.save()

    response = admin_page.post(f"{url(measurement)}delete-translation/fr/", {"post": "yes"})

    assert "An approved value never changes." in told(response)
    assert measurement.translations.count() == 2


@pytest.mark.parametrize(
    ("action", "state", "then"),
    [
        ("approve", "submitted", "approved"),
        ("send_back", "submitted", "returned"),
        ("withdraw", "approved", "withdrawn"),
        ("send_back", "approved", "approved"),
        ("approve", "withdrawn", "withdrawn"),
    ],
)
def test_values_are_approved_returned_and_withdrawn(admin_page, action, state, then):
    measurement = MeasurementFactory(state=state)

    response = admin_page.post(
        url(Measurement, "changelist"),
        {"action": action, "_selected_action": [measurement.pk]},
    )

    assert Measurement.objects.get().state == then
    assert ("1 now:" in told(response)) is (state != then)
    assert ("cannot become" in told(response)) is (state == then)


def test_a_value_is_corrected_and_approved_at_once(admin_page):
    measurement = MeasurementFactory(state="draft", comment="Counted")

    sent = filled(admin_page.get(url(measurement)))
    response = admin_page.post(url(measurement), sent | {"comment": "Weighed", "state": "approved"})

    assert errors(response) == ""
    approved = Measurement.objects.get()
    assert (approved.state, approved.comment) == ("approved", "Weighed")


def test_who_may_only_add_rows_is_told_of_shares_as_well(client):
    user = User.objects.create_user("helper", is_staff=True)
    user.user_permissions.set(
        Permission.objects.filter(
            codename__in=[
                "view_project",
                "change_project",
                "view_projectsector",
                "add_projectsector",
                "view_sector",
            ]
        )
    )
    client.force_login(user)
    project = ProjectFactory(partnership=PartnershipFactory())
    PartnershipMember.objects.create(user=user, partnership=project.partnership)
    ProjectSectorFactory(project=project, percentage=None)

    sent = filled(client.get(url(project))) | {
        "sectors-1-sector": str(SectorFactory().pk),
        "sectors-1-percentage": "100",
        "sectors-TOTAL_FORMS": "2",
    }

    assert "Give a share for all of them or for none." in errors(client.post(url(project), sent))


def test_every_content_is_watched_by_the_audit_log():
    models = {
        model
        for model in apps.get_models()
        if model._meta.app_label in OURS - {"publishing", "iati", "search"}
    }

    assert models - set(auditlog.get_models()) == set()


def test_the_audit_log_says_who_changed_which_text(admin_page, editor):
    person = PersonFactory(name="Ada")
    sent = filled(admin_page.get(url(person))) | {"name": "Grace"}
    LogEntry.objects.all().delete()

    assert errors(admin_page.post(url(person), sent)) == ""

    entry = LogEntry.objects.get(content_type__model="persontranslation")
    assert (entry.actor, entry.changes["name"]) == (editor, ["Ada", "Grace"])
    assert "name" in admin_page.get("/admin/auditlog/logentry/").content.decode()


def test_writing_many_rows_at_once_is_not_slowed(django_assert_num_queries):
    fund, provider = ContributionFactory().fund, OrganisationFactory()
    rows = [
        ContributionFactory.build(fund=fund, provider=provider, usd_amount=1000) for _ in range(50)
    ]

    with django_assert_num_queries(1):
        type(rows[0]).objects.bulk_create(rows)


def test_minutes_name_their_author(admin_page, editor):
    meeting = MinutesFactory().meeting
    add = f"{url(Minutes, 'add')}?meeting={meeting.pk}"
    sent = filled(admin_page.get(add)) | {"text": "<p>Met.</p>", "version": "2"}

    assert errors(admin_page.post(add, sent)) == ""
    assert meeting.minutes.get(version=2).author == editor


def test_ministries_are_listed_at_their_government(admin_page):
    ministry = OrganisationFactory(parent=OrganisationFactory())

    page = admin_page.get(url(ministry.parent)).content.decode()
    assert url(ministry) in page
    assert Organisation.objects.count() == 2
