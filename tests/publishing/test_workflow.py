"""From draft to public: who may do what, who is told, and what comes when."""

from __future__ import annotations

import datetime as dt

import pytest
from django.contrib.auth.models import Group, User
from django.core import mail
from django.core.exceptions import PermissionDenied, ValidationError
from django.urls import reverse
from django.utils import timezone

from partnership.accounts.roles import ADMINISTRATOR, EDITOR, OFFICER, REVIEWER
from projects.models import Project
from publishing import actions, policies
from publishing.models import PublicationEvent, Revision
from publishing.texts import TranslationState, newest_revisions, translation_states
from tests.admin.forms import filled, url
from tests.factories import (
    MeasurementFactory,
    PartnershipFactory,
    PersonFactory,
    ProjectFactory,
)
from tests.publishing.people import drafted, member

pytestmark = pytest.mark.django_db


def test_review_and_publication(project, ada, grace):
    drafted(project, ada, agency_code="A2")
    actions.submit(thing=project, user=ada, comment="Please look")
    assert [(one.to, "Please look" in one.body) for one in mail.outbox] == [
        (["grace@example.org"], True)
    ]
    assert url(project) in mail.outbox[0].body

    actions.request_changes(thing=project, user=grace, comment="Say A3")
    assert mail.outbox[1].to == ["ada@example.org"]
    assert "Say A3" in mail.outbox[1].body
    drafted(project, ada, agency_code="A3")
    actions.submit(thing=project, user=ada)
    assert Project.objects.get().agency_code == "A1"
    actions.publish(thing=project, user=grace)

    assert Project.objects.get().agency_code == "A3"
    assert [one.step for one in PublicationEvent.objects.of(project)][::-1] == [
        "saved",
        "submitted",
        "changes_requested",
        "saved",
        "submitted",
        "published",
    ]


def test_nobody_approves_what_they_submitted_themselves(project, grace):
    drafted(project, grace, agency_code="A2")
    actions.submit(thing=project, user=grace)

    with pytest.raises(PermissionDenied):
        actions.publish(thing=project, user=grace)
    actions.publish(thing=project, user=member(OFFICER))
    assert Project.objects.get().agency_code == "A2"


def test_a_new_draft_goes_through_review_as_well(ada, grace, project):
    new = ProjectFactory(draft=True, partnership=project.partnership)
    actions.submit(thing=new, user=ada)
    assert Project.objects.get(pk=new.pk).state == "in_review"

    actions.publish(thing=new, user=grace)

    assert new in Project.objects.public()


def test_changes_are_asked_for_with_a_reason(project, ada, grace):
    with pytest.raises(ValidationError, match="Nothing has been changed"):
        actions.submit(thing=project, user=ada)
    drafted(project, ada, agency_code="A2")
    with pytest.raises(ValidationError, match="Only what was submitted"):
        actions.request_changes(thing=project, user=grace, comment="?")
    actions.submit(thing=project, user=ada)
    with pytest.raises(ValidationError, match="already waiting"):
        actions.submit(thing=project, user=ada)
    with pytest.raises(ValidationError, match="Say what is to be changed"):
        actions.request_changes(thing=project, user=grace, comment=" ")


# Who may do what: one table for every role, kind of membership and step.
MAY = {
    (EDITOR, "own"): {"see", "edit"},
    (EDITOR, "other"): set(),
    (REVIEWER, "own"): {"see", "edit", "review"},
    (REVIEWER, "other"): {"see", "edit", "review"},
    (OFFICER, "own"): {"see", "edit", "review", "publish"},
    (OFFICER, "other"): {"see", "edit", "review", "publish"},
    (ADMINISTRATOR, "own"): {"see", "edit", "review", "publish"},
    (ADMINISTRATOR, "other"): {"see", "edit", "review", "publish"},
    ("nobody", "own"): set(),
}


@pytest.mark.parametrize(("role", "where"), MAY)
def test_roles(role, where, project, ada):
    other = ProjectFactory(partnership=PartnershipFactory())
    if role == "nobody":
        user = User.objects.create(username="x", is_staff=True)
    else:
        user = member(role, project.partnership, name="x")
    thing = project if where == "own" else other
    editor = User.objects.create_superuser("root")
    drafted(thing, editor, agency_code="A2")
    actions.submit(thing=thing, user=editor)
    steps = ("see", "edit", "review", "publish")

    assert {step for step in steps if policies.may(user, step, thing)} == MAY[role, where]

    user.is_active = False
    assert not any(policies.may(user, step, thing) for step in steps)


STEPS = {
    "submit": lambda thing, user: actions.submit(thing=thing, user=user),
    "publish": lambda thing, user: actions.publish(thing=thing, user=user),
    "unpublish": lambda thing, user: actions.unpublish(thing=thing, user=user),
    "archive": lambda thing, user: actions.archive(thing=thing, user=user),
    "discard": lambda thing, user: actions.discard(thing=thing, user=user),
    "share": lambda thing, user: actions.share_preview(thing=thing, user=user, days=1),
    "save": lambda thing, user: drafted(thing, user, agency_code="A9"),
    "restore": lambda thing, user: actions.restore(
        revision=Revision.objects.of(thing).first(), user=user
    ),
}


@pytest.mark.parametrize("step", STEPS)
def test_nobody_does_anything_with_what_another_partnership_owns(step, project, ada):
    other = ProjectFactory(partnership=PartnershipFactory())
    drafted(other, User.objects.create_superuser("root"), agency_code="A2")

    with pytest.raises(PermissionDenied):
        STEPS[step](other, ada)


ADDRESSES = ["change", "history", "delete", "compare", "preview", "preview_page", "overtaken"]


@pytest.mark.parametrize("draft", [True, False])
def test_an_editor_of_another_partnership_finds_no_door(client, draft):
    """Not even that a draft exists: every page answers as for a thing that never was."""
    stranger = member(EDITOR, PartnershipFactory(), name="stranger")
    project = ProjectFactory(partnership=PartnershipFactory(), draft=draft, title="Public title")
    root = User.objects.create_superuser("root")
    drafted(project, root, agency_code="SECRET-CODE")
    client.force_login(stranger)

    for page in ADDRESSES:
        answer = client.get(
            reverse(f"admin:projects_project_{page}", args=[project.pk]),
            {"old": "live", "new": Revision.objects.open().get().pk},
        )
        assert b"SECRET-CODE" not in answer.content
        if draft or page not in {"change", "delete"}:
            assert answer.status_code in {302, 403, 404}, page
    for step in ("publish", "submit", "share", "restore", "discard"):
        answer = client.post(
            reverse("admin:projects_project_step", args=[project.pk]), {"step": step}
        )
        assert answer.status_code == 404
    found = client.get(
        reverse("admin:autocomplete"),
        {
            "term": "Public",
            "app_label": "projects",
            "model_name": "project",
            "field_name": "parent",
        },
    )
    assert (b"Public title" in found.content) is not draft
    listed = client.get(url(Project, "changelist")).content
    assert (b"Public title" in listed) is not draft
    for action in ("publish", "archive", "submit"):
        client.post(
            url(Project, "changelist"), {"action": action, "_selected_action": [project.pk]}
        )
    assert Revision.objects.open().get().state == "working"
    assert Project.objects.get().state == ("draft" if draft else "published")


def test_an_editor_does_not_decide_on_values(client, project, ada):
    measurement = MeasurementFactory(state="submitted")
    client.force_login(ada)

    for action in ("approve", "send_back", "withdraw"):
        client.post(
            url(measurement, "changelist"),
            {"action": action, "_selected_action": [measurement.pk]},
        )

    measurement.refresh_from_db()
    assert measurement.state == "submitted"


def test_groups_cover_all_content():
    """A new kind of content enters the groups by a migration that runs ``make_groups``."""
    given = set(Group.objects.get(name=EDITOR).permissions.values_list("codename", flat=True))

    assert {"change_project", "add_measurement", "change_meeting", "view_article"} <= given
    assert not given & {
        "publish_revision",
        "review_revision",
        "add_partnershipmember",
        "change_user",
    }


def test_to_the_second(client):
    """A page appears and disappears at its moment by the database's clock, without any job."""
    moment = timezone.now() + dt.timedelta(days=3)
    project = ProjectFactory(publish_at=moment, expire_at=moment + dt.timedelta(days=1))
    second = dt.timedelta(seconds=1)

    def public(at):
        return project in Project.objects.public(at)

    assert [public(moment - second), public(moment), public(moment + second)] == [
        False,
        True,
        True,
    ]
    end = project.expire_at
    assert [public(end - second), public(end), public(end + second)] == [True, False, False]


def test_times_are_given_where_the_editor_is(admin_page):
    project = ProjectFactory(publish_at=dt.datetime(2024, 1, 1, 12, tzinfo=dt.UTC))
    admin_page.cookies["zone"] = "Asia/Tokyo"

    page = admin_page.get(url(project))
    shown = page.content.decode()
    assert 'value="21:00:00"' in shown
    admin_page.post(url(project), filled(page) | {"publish_at_1": "22:30"})
    stored = Project.objects.get().publish_at
    assert stored == dt.datetime(2024, 1, 1, 13, 30, tzinfo=dt.UTC)

    admin_page.cookies["zone"] = "Nowhere/Land"
    assert 'value="13:30:00"' in admin_page.get(url(project)).content.decode()


def test_times_are_taken_in_the_zone_in_which_the_form_was_shown(admin_page):
    moment = dt.datetime(2024, 1, 1, 12, tzinfo=dt.UTC)
    project = ProjectFactory(publish_at=moment)
    page = admin_page.get(url(project))
    assert 'name="_zone" value="UTC"' in page.content.decode()
    assert "on the clock of UTC" in page.content.decode()
    admin_page.cookies["zone"] = "Asia/Tokyo"

    admin_page.post(url(project), filled(page) | {"_zone": "UTC"})

    assert Project.objects.get().publish_at == moment
    page = admin_page.get(url(project))
    sent = filled(page, "_continue") | {"_zone": "UTC", "publish_at_1": "12:00:00", "slug": ""}
    admin_page.post(url(project), sent)
    again = admin_page.get(url(project)).content.decode()
    assert 'value="12:00:00"' in again
    assert 'name="_zone" value="UTC"' in again
    assert admin_page.post(url(project), filled(page) | {"_zone": "No/Where"}).status_code == 302


def test_translations_grow_outdated_and_are_confirmed(client, editor):
    project = ProjectFactory(title="Masons", summary="")
    for code in ("fr", "ja", "ar"):
        project.create_translation(code, title=f"Title in {code}")
    client.force_login(editor)

    def states():
        thing = Project.objects.prefetch_related("translations").get()
        return translation_states(thing, newest_revisions([thing]).get(thing.pk))

    done, old = TranslationState.DONE, TranslationState.OUTDATED
    assert states() == {"fr": done, "ja": done, "ar": done}
    client.post(url(project), filled(client.get(url(project))) | {"title": "Masons trained"})
    assert states() == {"fr": old, "ja": old, "ar": old}
    french = f"{url(project)}?language=fr"
    client.post(french, filled(client.get(french)) | {"title": "Maçons formés"})
    assert states() == {"fr": done, "ja": old, "ar": old}
    step = reverse("admin:projects_project_step", args=[project.pk])
    client.post(step, {"step": "confirm", "language": "ja"})
    assert states() == {"fr": done, "ja": done, "ar": old}


def test_others_are_told_who_has_a_page_open(client, project, ada, grace):
    client.force_login(ada)
    presence = reverse("admin:projects_project_presence", args=[project.pk])
    assert client.post(presence).json() == {"others": []}

    client.force_login(grace)
    assert client.post(presence).json() == {"others": ["ada"]}
    assert "ada has this open" in " ".join(client.get(url(project)).content.decode().split())


@pytest.mark.parametrize(
    "address",
    [
        f"{url(Project, 'add')}?parent=abc",
        f"{url(Project, 'add')}?parent={'9' * 30}",
        f"{url(Project, 'changelist')}?planned_start__year=99999999999",
        f"{url(Project, 'changelist')}?planned_start__year=abc",
        "/admin/projects/project/abc/change/",
        f"/admin/projects/project/{'9' * 30}/change/",
        f"/admin/projects/project/{'9' * 30}/history/",
    ],
)
def test_addresses_made_by_hand_are_no_error_of_ours(admin_page, address):
    assert admin_page.get(address).status_code < 500


def test_pages_of_people_are_shared_by_all_partnerships(client, ada):
    person = PersonFactory()
    client.force_login(ada)

    assert client.get(url(person)).status_code == 200
