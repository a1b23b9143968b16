"""Drafts over live pages: the public sees nothing of them until they are published."""

from __future__ import annotations

import io
import re
from decimal import Decimal

import pytest
from django.contrib.messages import get_messages
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.urls import reverse
from PIL import Image

import library.actions
from library.models import Photo
from projects.models import Indicator, Measurement, Project
from publishing.models import Revision
from publishing.snapshots import take
from tests.admin.forms import errors, filled, url
from tests.factories import (
    BudgetFactory,
    CommonApproachFactory,
    MeasurementFactory,
    PhotoFactory,
    ProjectFactory,
    ProjectPhotoFactory,
    RecipientCountryFactory,
)

pytestmark = pytest.mark.django_db


def save(page, thing, button="_continue", path="", **changes):
    """Save the page of a thing as it is shown, with these changes."""
    address = path or url(thing)
    return page.post(address, filled(page.get(address), button) | changes)


def told(response):
    return " ".join(str(message) for message in get_messages(response.wsgi_request))


def public_page(client, project):
    client.logout()
    return client.get(project.get_absolute_url()).content


def row(prefix, number, **fields):
    return {f"{prefix}-{number}-{name}": str(value) for name, value in fields.items()} | {
        f"{prefix}-TOTAL_FORMS": str(number + 1)
    }


def test_a_draft_changes_nothing_until_it_is_published(admin_page, editor, client):
    """Texts in two languages, rows added, changed and deleted, a choice of many."""
    project = ProjectFactory(title="Kasubi", summary="They rebuild.")
    kept = RecipientCountryFactory(project=project, country="HT")
    gone = RecipientCountryFactory(project=project, country="KE")
    BudgetFactory(project=project)
    approach = CommonApproachFactory()
    before, live = public_page(client, project), take(project)

    client.force_login(editor)
    response = save(
        admin_page,
        project,
        **{
            "summary": "They rebuilt.",
            "countries-1-DELETE": "on",
            "common_approaches": str(approach.pk),
            "budgets-0-currency": "JPY",
        },
        **row("countries", 2, country="FJ"),
    )
    assert "The public page stays as it is." in told(response)
    save(admin_page, project, path=f"{url(project)}?language=fr", title="Les maçons")

    assert take(project) == live
    assert public_page(client, project) == before

    client.force_login(editor)
    shown = filled(admin_page.get(url(project)))
    assert shown["summary"] == "They rebuilt."
    assert {shown[f"countries-{n}-country"] for n in (0, 1)} == {"HT", "FJ"}
    save(admin_page, project, "_publish")

    assert set(project.countries.values_list("country", flat=True)) == {"HT", "FJ"}
    assert set(project.countries.values_list("pk", flat=True)) > {kept.pk}
    assert gone.pk not in project.countries.values_list("pk", flat=True)
    assert set(project.common_approaches.all()) == {approach}
    assert project.budgets.get().currency == "JPY"
    assert set(project.translations.values_list("language_code", "title", "summary")) == {
        ("en", "Kasubi", "They rebuilt."),
        ("fr", "Les maçons", ""),
    }
    assert b"They rebuilt." in public_page(client, project)


def test_a_row_that_a_draft_added_keeps_its_key(admin_page):
    project = ProjectFactory()
    save(admin_page, project, **row("countries", 0, country="FJ"))
    drafted = filled(admin_page.get(url(project)))["countries-0-id"]

    save(admin_page, project, "_publish", summary="Changed")

    assert str(project.countries.get().pk) == drafted


def test_a_value_deep_inside_a_project_is_part_of_its_draft(admin_page):
    measurement = MeasurementFactory(value=200, state="draft")
    period = measurement.period
    project = period.indicator.result.project
    add = f"{url(Measurement, 'add')}?period={period.pk}"

    admin_page.post(
        add, filled(admin_page.get(add), "_save") | {"value": "240", "as_of": "2023-01-31"}
    )
    save(admin_page, measurement, value="210")

    assert list(period.measurements.values_list("value", flat=True)) == [200]
    save(admin_page, project, "_publish")
    assert set(period.measurements.values_list("value", flat=True)) == {Decimal(210), Decimal(240)}


def test_what_a_draft_added_has_a_page_of_its_own(admin_page):
    """An indicator added in the draft is opened, and gets a period, before either is public."""
    measurement = MeasurementFactory()
    result = measurement.period.indicator.result
    add = f"{url(Indicator, 'add')}?result={result.pk}"
    admin_page.post(add, filled(admin_page.get(add), "_save") | {"title": "Engineers trained"})
    rows = Revision.objects.open().get().snapshot["projects.indicator"]
    [key] = rows.keys() - {str(measurement.period.indicator_id)}
    address = reverse("admin:projects_indicator_change", args=[key])

    response = admin_page.get(address)

    assert response.context["adminform"].form["title"].value() == "Engineers trained"
    assert not Indicator.objects.filter(pk=key).exists()
    changed = row("periods", 0, start="2023-01-01", end="2023-12-31")
    admin_page.post(address, filled(response, "_continue") | changed)
    save(admin_page, result.project, "_publish")
    assert Indicator.objects.get(pk=key).periods.count() == 1


def test_deleting_what_a_project_owns_waits_for_publication(admin_page):
    measurement = MeasurementFactory(state="draft")

    admin_page.post(url(measurement.period, "delete"), {"post": "yes"})

    assert Measurement.objects.filter(pk=measurement.pk).exists()
    save(admin_page, measurement.period.indicator.result.project, "_publish")
    assert not Measurement.objects.filter(pk=measurement.pk).exists()


def test_an_incomplete_draft_is_kept_and_blocks_only_publishing(admin_page):
    project = ProjectFactory(title="Kasubi", planned_start="2023-05-01")
    broken = {"title": "", "planned_end": "2023-04-01", "summary": "They rebuilt."}

    response = save(admin_page, project, **broken)

    assert "to be corrected" in told(response)
    again = admin_page.get(url(project))
    shown = again.context["adminform"].form
    assert (shown["title"].value(), shown["summary"].value()) == ("", "They rebuilt.")
    assert "This field is required." in errors(again)
    assert "cannot be planned to end before it starts" in errors(again)
    problems = " ".join(Revision.objects.open().get().problems)
    assert "Title: This field is required." in problems
    refused = admin_page.post(
        reverse("admin:projects_project_step", args=[project.pk]), {"step": "publish"}
    )
    assert "Title: This field is required." in told(refused)
    assert Project.objects.get(pk=project.pk).title == "Kasubi"

    fixed = {"title": "Masons", "planned_end": "2023-06-01"}
    assert "saved and published" in told(save(admin_page, project, "_publish", **fixed))
    assert Project.objects.get(pk=project.pk).title == "Masons"
    assert "They rebuilt." in Project.objects.get(pk=project.pk).summary


def test_saving_by_itself_again_and_again_adds_a_row_once(admin_page):
    project = ProjectFactory()
    opened = filled(admin_page.get(url(project)), "_autosave")

    for name in ("FJ", "KE", "HT"):
        answer = admin_page.post(url(project), opened | row("countries", 0, country=name))
        assert answer.json() == {"problems": []}
    last = {**opened, **row("countries", 0, country="HT"), "_continue": "on"}
    del last["_autosave"]
    admin_page.post(url(project), last)

    rows = Revision.objects.open().get().snapshot["projects.recipientcountry"]
    assert [one["country"] for one in rows.values()] == ["HT"]
    assert Revision.objects.of(project).count() == 2  # what was public, and the draft


def test_saving_by_itself_keeps_what_is_not_yet_right(admin_page):
    project = ProjectFactory(title="Kasubi")
    opened = filled(admin_page.get(url(project)), "_autosave")

    answer = admin_page.post(url(project), opened | {"title": "", "summary": "Half a sentence"})

    assert answer.json() == {"problems": ["Title: This field is required."]}
    shown = admin_page.get(url(project)).context["adminform"].form
    assert shown["summary"].value() == "Half a sentence"


def test_saving_by_itself_stops_when_somebody_else_has_saved(client, editor, django_user_model):
    project = ProjectFactory()
    client.force_login(editor)
    opened = filled(client.get(url(project)), "_autosave")
    client.force_login(django_user_model.objects.create_superuser("grace"))
    save(client, project, summary="Grace's")

    client.force_login(editor)
    answer = client.post(url(project), opened | {"summary": "Ada's"})

    assert (answer.status_code, answer.json()["outdated"]) == (409, True)
    assert filled(client.get(url(project)))["summary"] == "Grace's"


def test_a_public_page_changed_meanwhile_is_merged_not_overwritten(admin_page):
    """As by an import: what both changed is asked, what one changed is kept."""
    project = ProjectFactory(agency_code="A1")
    save(admin_page, project, summary="Drafted", agency_code="A2")
    project.agency_code = "A3"
    project.status = 4
    project.save()

    response = save(admin_page, project, "_publish")
    assert "in the same places" in told(response)
    overtaken = reverse("admin:projects_project_overtaken", args=[project.pk])
    [choice] = admin_page.get(overtaken).context["choices"]
    assert (choice.mine, choice.theirs) == ("A2", "A3")
    admin_page.post(overtaken, {f"choice-{choice.name}": "mine"})
    save(admin_page, project, "_publish")

    project = Project.objects.get(pk=project.pk)
    assert (project.agency_code, project.status, project.summary) == ("A2", 4, "Drafted")


def test_new_photos_come_to_the_public_with_their_project(admin_page):
    project, photo = ProjectFactory(), PhotoFactory(draft=True)
    hidden = PhotoFactory(draft=True)

    save(admin_page, project, **row("photos", 0, photo=photo.pk, order=1))
    assert not type(photo).objects.public().filter(pk=photo.pk).exists()
    save(admin_page, project, "_publish")

    assert set(type(photo).objects.public()) == {photo}
    assert hidden.state == "draft"


def test_an_unpublished_thing_is_what_its_draft_says(admin_page):
    project = ProjectFactory(draft=True, title="Kasubi")

    save(admin_page, project, title="Masons")

    project = Project.objects.get(pk=project.pk)
    assert (str(project), project.state) == ("Masons", "draft")


def test_what_is_added_begins_as_a_draft(admin_page):
    sent = filled(admin_page.get(url(Project, "add")), "_save")

    admin_page.post(url(Project, "add"), sent | {"title": "Kasubi", "slug": "kasubi"})

    project = Project.objects.get()
    assert project.state == "draft"
    assert Revision.objects.open().get().content == project


def test_a_changed_address_leads_to_the_new_one_once_published(admin_page, client):
    project = ProjectFactory(slug="old")
    save(admin_page, project, slug="new")
    assert client.get("/projects/old/").status_code == 200

    save(admin_page, project, "_publish")

    assert client.get("/projects/old/").url == "/projects/new/"


def test_a_draft_costs_other_readers_no_wait(admin_page):
    """Looking at a draft writes nothing that stays."""
    project = ProjectFactory()
    save(admin_page, project, **row("countries", 0, country="FJ"))
    with connection.cursor() as cursor:
        cursor.execute("SELECT xmin FROM projects_project WHERE id = %s", [project.pk])
        before = cursor.fetchone()
        admin_page.get(url(project))
        cursor.execute("SELECT xmin FROM projects_project WHERE id = %s", [project.pk])
        assert cursor.fetchone() == before
    assert not project.countries.exists()


def test_an_earlier_revision_is_restored_as_a_draft(admin_page):
    measurement = MeasurementFactory(value=200, state="draft")
    project = measurement.period.indicator.result.project
    save(admin_page, project, "_publish", summary="First")
    first = Revision.objects.of(project).filter(state="approved").first()
    Measurement.objects.filter(pk=measurement.pk).update(state="approved")
    save(admin_page, project, "_publish", summary="Second")

    response = admin_page.post(
        reverse("admin:projects_project_step", args=[project.pk]),
        {"step": "restore", "revision": first.pk},
    )

    assert "Restored as a draft" in told(response)
    assert Project.objects.get(pk=project.pk).summary == "Second"
    save(admin_page, project, "_publish")
    assert Project.objects.get(pk=project.pk).summary == "First"
    # What was approved since stays approved.
    assert Measurement.objects.get().state == "approved"


def test_a_discarded_draft_is_gone_from_the_page_and_kept_on_record(admin_page):
    project = ProjectFactory(summary="Public")
    save(admin_page, project, summary="Drafted")

    admin_page.post(reverse("admin:projects_project_step", args=[project.pk]), {"step": "discard"})

    assert filled(admin_page.get(url(project)))["summary"] == "Public"
    assert Revision.objects.of(project).filter(state="discarded").count() == 1


def test_history_and_comparison_tell_who_did_what(admin_page, editor):
    project = ProjectFactory(summary="They rebuild.")
    save(admin_page, project, summary="They rebuilt.")
    save(admin_page, project, "_publish")

    history = admin_page.get(url(project, "history"))
    steps = [(one.step, one.actor) for one in history.context["events"]]
    assert steps == [("published", editor), ("saved", editor)]
    old, new = (
        Revision.objects.of(project).filter(state="approved").order_by(order).first().pk
        for order in ("pk", "-pk")
    )
    compare = reverse("admin:projects_project_compare", args=[project.pk])
    page = admin_page.get(compare, {"old": old, "new": new}).content.decode()
    assert "<del>rebuild</del><ins>rebuilt</ins>" in re.sub(r"\s+>", ">", page)
    assert admin_page.get(compare, {"old": "x", "new": "9" * 30}).status_code == 404


def test_deleting_a_translation_waits_for_publication(admin_page):
    project = ProjectFactory()
    project.create_translation("fr", title="Le projet")
    delete = f"{url(project).removesuffix('change/')}change/delete-translation/fr/"

    admin_page.post(delete, {"post": "yes"})

    assert project.translations.filter(language_code="fr").exists()
    save(admin_page, project, "_publish")
    assert not project.translations.filter(language_code="fr").exists()


def picture(width):
    file = io.BytesIO()
    Image.new("RGB", (width, 30)).save(file, "JPEG")
    return SimpleUploadedFile("picture.jpg", file.getvalue(), "image/jpeg")


def test_a_new_picture_waits_for_publication_as_well(admin_page, monkeypatch):
    photo, asked = PhotoFactory(), []
    monkeypatch.setattr(library.actions, "enqueue_renditions", lambda photo: asked.append(photo))  # noqa: PLW0108  called by keyword
    before = photo.image.name, photo.width

    save(admin_page, photo, image=picture(60), alternative_text="A mason")

    stored = Photo.objects.get()
    assert (stored.image.name, stored.width) == before
    save(admin_page, photo, "_publish")
    stored = Photo.objects.get()
    assert stored.width == 60
    assert asked[-1] == stored
    with stored.image.open() as file:
        assert Image.open(file).size == (60, 30)


def test_rows_change_their_order_in_a_draft(admin_page):
    project = ProjectFactory()
    one, other = (ProjectPhotoFactory(project=project, order=number) for number in (1, 2))

    save(admin_page, project, **{"photos-0-order": "2", "photos-1-order": "1"})

    assert list(project.photos.order_by("order")) == [one, other]
    save(admin_page, project, "_publish")
    assert list(project.photos.order_by("order")) == [other, one]
