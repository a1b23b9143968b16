"""What editors and reviewers rely on: nothing typed is lost, nothing happens unasked."""

from __future__ import annotations

import datetime as dt

import pytest
from django.core.exceptions import PermissionDenied
from django.urls import reverse
from django.utils import timezone

from partnership.accounts.roles import OFFICER
from projects.models import Measurement, Project
from publishing import actions
from publishing.comparison import words
from publishing.models import Revision
from publishing.worklists import Kind, work_of
from tests.admin.forms import filled, url
from tests.factories import (
    MeasurementFactory,
    PartnershipFactory,
    PeriodFactory,
    PhotoFactory,
    ProjectFactory,
    RecipientCountryFactory,
)
from tests.publishing.people import drafted, member
from tests.publishing.test_drafts import row, save, told

pytestmark = pytest.mark.django_db


@pytest.fixture
def project():
    return ProjectFactory(
        partnership=PartnershipFactory(), agency_code="A1", title="Kasubi", summary="Old"
    )


def summary_of(page, address):
    return page.get(address).context["adminform"].form["summary"].value()


@pytest.mark.parametrize("first", ["", "?language=en"])
@pytest.mark.parametrize("second", ["", "?language=en"])
def test_a_page_and_the_page_in_its_source_language_are_one(admin_page, project, first, second):
    address = url(project)
    opened = filled(admin_page.get(address + first), "_autosave")
    admin_page.post(address + first, opened | {"title": "", "summary": "Half"})
    assert summary_of(admin_page, address + second) == "Half"

    response = save(admin_page, project, path=address + second, title="Masons", summary="Whole")

    assert "to be corrected" not in told(response)
    assert Revision.objects.open().get().problems == []
    assert summary_of(admin_page, address + first) == "Whole"


def test_saving_by_itself_does_not_take_a_draft_back_from_its_review(client, project, ada, grace):
    drafted(project, ada, agency_code="A2")
    actions.submit(thing=project, user=ada)
    client.force_login(grace)
    page = client.get(url(project))
    assert "Saving a change takes it back into work." in page.content.decode()

    by_itself = client.post(url(project), filled(page, "_autosave") | {"summary": "Typo"})
    unchanged = save(client, project)

    assert by_itself.status_code == 423
    assert unchanged.status_code == 302
    assert Revision.objects.open().get().state == "submitted"
    assert [task.thing for task in work_of(grace)[Kind.REVIEW]] == [project]


def test_what_a_reviewer_asked_for_stays_until_it_is_submitted_again(client, project, ada, grace):
    drafted(project, ada, agency_code="A2")
    actions.submit(thing=project, user=ada)
    actions.request_changes(thing=project, user=grace, comment="Name the ministry")
    client.force_login(ada)

    save(client, project, summary="The ministry of …")

    assert "Name the ministry" in client.get(url(project)).content.decode()
    assert [task.thing for task in work_of(ada)[Kind.RETURNED]] == [project]
    save(client, project, "_submit", summary="The ministry", _comment="Done")
    assert "Name the ministry" not in client.get(url(project)).content.decode()
    assert Revision.objects.open().get().comment == "Done"


def test_nobody_approves_what_they_submitted_for_another(project, ada, grace):
    drafted(project, ada, agency_code="A2")
    actions.submit(thing=project, user=grace)

    with pytest.raises(PermissionDenied):
        actions.publish(thing=project, user=grace)


def test_what_is_left_aside_is_found_again(client, project, ada):
    client.force_login(ada)
    before = filled(client.get(url(project)), "_continue")
    client.force_login(member(OFFICER, name="olga"))
    save(client, project, summary="Olga's")
    client.force_login(ada)

    merging = client.post(url(project), before | {"summary": "Ada's"})["Location"]

    assert merging in client.get(url(project)).content.decode()
    [task] = work_of(ada)[Kind.ASIDE]
    assert (task.thing, task.edit_url) == (project, merging)
    assert work_of(member(OFFICER, name="other"))[Kind.ASIDE] == []


def test_two_windows_of_one_person_are_brought_together(client, project, ada):
    client.force_login(ada)
    first = filled(client.get(url(project)), "_continue")
    second = filled(client.get(url(project)), "_continue")
    client.post(url(project), first | {"summary": "New"})

    response = client.post(url(project), second | {"agency_code": "A9"})

    assert "Both are kept together" in told(response)
    shown = filled(client.get(url(project)))
    assert (shown["summary"], shown["agency_code"]) == ("New", "A9")


def test_a_row_is_added_from_a_page_that_did_not_know_its_project(client, project, ada):
    period = PeriodFactory(indicator__result__project=project)
    client.force_login(ada)
    address = url(Measurement, "add")
    given = {"period": period.pk, "value": "12", "as_of": "2023-01-01", "state": "draft"}

    response = client.post(address, filled(client.get(address), "_save") | given)

    assert "/merge/" not in response["Location"]
    snapshot = Revision.objects.open().get().snapshot
    assert [one["value"] for one in snapshot["projects.measurement"].values()] == ["12.0000"]


def test_a_date_to_come_does_not_take_a_public_page_away(client, project):
    client.force_login(member(OFFICER, name="olga"))
    tomorrow = timezone.now() + dt.timedelta(days=1)

    response = save(
        client,
        project,
        "_publish",
        publish_at_0=f"{tomorrow:%Y-%m-%d}",
        publish_at_1=f"{tomorrow:%H:%M}",
    )

    assert "This page is public" in told(response)
    assert Project.objects.public().filter(pk=project.pk).exists()


def test_a_former_address_is_not_given_to_another_page(client, project):
    client.force_login(member(OFFICER, name="olga"))
    other, old = ProjectFactory(), project.slug
    save(client, project, "_publish", slug="new-address")

    response = save(client, other, "_publish", slug=old)

    assert f"leads readers to “{project}”" in told(response)
    assert client.get(f"/projects/{old}/")["Location"].endswith("/projects/new-address/")


@pytest.mark.parametrize("consent", ["unknown", "refused"])
def test_a_photo_without_consent_stops_the_submission_not_the_preview(
    client, project, ada, consent
):
    photo = PhotoFactory(draft=True, consent=consent)
    client.force_login(ada)
    save(client, project, **row("photos", 0, photo=photo.pk, order=1))

    preview = client.get(reverse("admin:projects_project_preview_page", args=[project.pk]))
    response = save(client, project, "_submit")

    assert preview.status_code == 200
    assert photo.slug not in preview.content.decode()
    assert f"{photo}: " in told(response)
    assert "onsent" in told(response)
    assert Revision.objects.open().get().state == "working"


def test_buttons_are_those_that_work(client, project, ada, grace):
    drafted(project, ada, agency_code="A2")
    shown = {}
    for user in (ada, grace, member(OFFICER, name="olga")):
        client.force_login(user)
        html = client.get("/admin/").content.decode()
        shown[user.username] = ['value="publish"' in html, 'value="archive"' in html]

    assert shown["ada"] == [False, False]
    assert shown["grace"] == [True, False]
    assert shown["olga"] == [True, True]
    client.force_login(ada)
    assert url(project, "delete") not in client.get(url(project)).content.decode()


def test_numbers_and_texts_written_anew_are_compared_whole():
    assert [(one.tag, one.text) for one in words("18", "4,321")] == [
        ("del", "18"),
        ("ins", "4,321"),
    ]
    anew = words("An agreement of two sides", "Masons build with care")
    assert [one.tag for one in anew] == ["del", "ins"]


def test_a_draft_is_shown_upon_what_has_become_final_meanwhile(client, project):
    """A value approved in the list never changes; a draft begun before says it was submitted."""
    client.force_login(member(OFFICER, name="olga"))
    value = MeasurementFactory(period__indicator__result__project=project, state="submitted")
    save(client, project, summary="Drafted")
    Measurement.objects.filter(pk=value.pk).update(state="approved")

    page = client.get(url(project))
    preview = client.get(reverse("admin:projects_project_preview_page", args=[project.pk]))

    assert (page.status_code, preview.status_code) == (200, 200)
    assert filled(page)["summary"] == "Drafted"
    assert "Drafted" in preview.content.decode()


def test_merging_keeps_what_is_not_yet_right_and_the_draft_at_hand(client, project):
    client.force_login(member(OFFICER, name="olga"))
    save(client, project, agency_code="A2")
    save(client, project, title="", path=f"{url(project)}?language=en")
    project.status = 4
    project.save()

    client.post(reverse("admin:projects_project_overtaken", args=[project.pk]), {})

    shown = client.get(url(project))
    assert shown.context["panel"]["draft"] is not None
    assert "Title: This field is required." in shown.context["panel"]["problems"]


def test_what_is_written_to_an_unpublished_thing_meanwhile_outlives_its_draft(client):
    """As by an import: a new row, a changed field, and one that the draft has changed, too."""
    project = ProjectFactory(draft=True, partnership=PartnershipFactory(), agency_code="A1")
    client.force_login(member(OFFICER, name="olga"))
    save(client, project, summary="Drafted", agency_code="A2")
    Project.objects.filter(pk=project.pk).update(status=4, agency_code="A3")
    RecipientCountryFactory(project=project, country="HT")

    save(client, project, target_groups="Masons", agency_code="A4")

    project = Project.objects.get(pk=project.pk)
    assert (project.status, project.agency_code) == (4, "A4")
    assert [one.country for one in project.countries.all()] == ["HT"]
    assert "Masons" in project.target_groups
    assert "Drafted" in project.summary


def test_an_entry_of_a_row_that_is_gone_blocks_nothing(client, project):
    client.force_login(member(OFFICER, name="olga"))
    indicator = PeriodFactory(indicator__result__project=project).indicator
    save(client, indicator, title="")
    assert Revision.objects.open().get().problems == ["Title: This field is required."]

    client.post(url(indicator, "delete"), {"post": "yes"})

    assert Revision.objects.open().get().problems == []


def test_an_entry_that_was_given_up_is_forgotten(client, project):
    client.force_login(member(OFFICER, name="olga"))
    period = PeriodFactory(indicator__result__project=project)
    add = f"{url(Measurement, 'add')}?period={period.pk}"
    client.post(add, filled(client.get(add), "_save") | {"period": period.pk, "as_of": "never"})
    [address] = Revision.objects.open().get().unfinished
    assert f'value="{address}"' in client.get(url(project)).content.decode()

    step = reverse("admin:projects_project_step", args=[project.pk])
    client.post(step, {"step": "forget", "address": address})

    assert Revision.objects.open().get().unfinished == {}
    assert "/add/" in address


def test_a_link_outlives_the_account_that_made_it(client, project, ada):
    drafted(project, ada, agency_code="A2")
    link = actions.share_preview(thing=project, user=ada, days=7)

    ada.delete()

    assert client.get(link.get_absolute_url()).status_code == 200
