"""The ledger of agreed actions: reports, what follows from them, and what readers see."""

import datetime as dt
import re
from http import HTTPStatus

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.utils import timezone

from meetings.actions.followup import record_progress, restrict_report
from meetings.models import AgreedAction
from tests.admin.forms import errors, filled, url
from tests.factories import (
    ActionUpdateFactory,
    AgreedActionFactory,
    MeetingFactory,
    PartnershipMemberFactory,
)
from tests.factories.publishing import UserFactory

pytestmark = pytest.mark.django_db

TODAY = dt.date(2024, 3, 1)


@pytest.fixture(autouse=True)
def _today(monkeypatch):
    monkeypatch.setattr(timezone, "localdate", lambda *_args: TODAY)


def days(number):
    return TODAY + dt.timedelta(days=number)


def state(action):
    action.refresh_from_db()
    return action.status, action.closed_on, action.due_on


def test_a_report_is_kept_and_the_action_follows_it(editor):
    action = AgreedActionFactory(due_on=days(-10))

    first = record_progress(
        action=action, status="in_progress", user=editor, on=days(-5), note="Begun"
    )
    assert state(action) == ("in_progress", None, days(-10))
    record_progress(action=action, status="done", user=editor, on=days(-1))
    assert state(action) == ("done", days(-1), days(-10))

    assert [one.status for one in action.updates.all()] == ["done", "in_progress"]
    assert (first.author, first.note, first.date) == (editor, "Begun", days(-5))
    assert first.recorded_at is not None


def test_a_later_note_does_not_move_the_day_of_closing(editor):
    action = AgreedActionFactory()
    record_progress(action=action, status="done", user=editor, on=days(-9))

    record_progress(action=action, status="done", user=editor, note="The guide is online.")

    assert state(action)[:2] == ("done", days(-9))


def test_a_reopened_action_is_pending_again(editor):
    action = AgreedActionFactory(status="done", closed_on=days(-3))

    record_progress(action=action, status="open", user=editor, due_on=days(30))

    assert state(action) == ("open", None, days(30))
    assert action.updates.get().due_on == days(30)


def test_a_report_of_an_earlier_day_changes_nothing_but_the_history(editor):
    action = AgreedActionFactory()
    record_progress(action=action, status="done", user=editor, on=days(-2))

    record_progress(action=action, status="in_progress", user=editor, on=days(-20))

    assert state(action)[:2] == ("done", days(-2))
    assert [one.status for one in action.updates.all()] == ["done", "in_progress"]


def test_nobody_reports_what_has_not_happened(editor):
    action = AgreedActionFactory()

    with pytest.raises(ValidationError, match="not come yet"):
        record_progress(action=action, status="done", user=editor, on=days(1))

    assert state(action)[0] == "open"
    assert action.updates.count() == 0


def test_only_who_works_on_the_partnership_reports(django_user_model):
    from django.contrib.auth.models import Group

    action = AgreedActionFactory()
    user = UserFactory(is_staff=True)
    user.groups.add(Group.objects.get(name="Editor"))

    report = ActionUpdateFactory(action=action, visibility="public")
    with pytest.raises(PermissionDenied):
        record_progress(action=action, status="done", user=user)
    with pytest.raises(PermissionDenied):
        restrict_report(update=report, user=user)
    PartnershipMemberFactory(user=user, partnership=action.meeting.partnership)
    member = django_user_model.objects.get(pk=user.pk)
    record_progress(action=action, status="done", user=member)
    restrict_report(update=report, user=member)

    assert state(action)[0] == "done"
    report.refresh_from_db()
    assert report.visibility == "partnership"


def test_share_done_in_time_by_year():
    in_2023 = {"due_on": dt.date(2023, 6, 1)}
    AgreedActionFactory(**in_2023, status="done", closed_on=dt.date(2023, 6, 1))
    AgreedActionFactory(**in_2023, status="done", closed_on=dt.date(2023, 6, 2))
    AgreedActionFactory(**in_2023, is_demo=True)
    AgreedActionFactory(**in_2023, status="dropped", closed_on=dt.date(2023, 5, 1))
    AgreedActionFactory(due_on=TODAY)
    AgreedActionFactory(due_on=days(1), status="done", closed_on=TODAY)

    found = list(AgreedAction.objects.due_by_year(TODAY))

    assert found == [
        {"year": 2023, "due": 3, "on_time": 1, "demo": 1},
        {"year": 2024, "due": 1, "on_time": 1, "demo": 0},
    ]


def test_a_review_looks_back_at_what_the_last_agreed_and_at_all_that_is_unsettled():
    old = MeetingFactory(starts_at="2021-03-01T09:00Z", ends_at="2021-03-01T17:00Z")
    same = {"partnership": old.partnership}
    last = MeetingFactory(starts_at="2022-03-01T09:00Z", ends_at="2022-03-01T17:00Z", **same)
    review = MeetingFactory(
        starts_at="2023-03-01T09:00Z", ends_at="2023-03-01T17:00Z", previous=last, **same
    )
    review.refresh_from_db()
    early = {"status": "done", "closed_on": dt.date(2022, 6, 1)}
    done = AgreedActionFactory(meeting=last, **early)
    AgreedActionFactory(meeting=old, **early)
    pending = AgreedActionFactory(meeting=old)
    closed_since = AgreedActionFactory(meeting=old, status="done", closed_on=dt.date(2023, 4, 1))
    AgreedActionFactory(meeting=review)
    AgreedActionFactory()

    assert set(AgreedAction.objects.brought_to(review)) == {done, pending, closed_since}


# The admin


def ledger(client, **query):
    response = client.get(url(AgreedAction, "changelist"), query)
    return list(response.context["cl"].result_list)


def test_the_ledger_begins_with_what_is_overdue(admin_page):
    closed = AgreedActionFactory(due_on=days(-90), status="done", closed_on=days(-80))
    later = AgreedActionFactory(due_on=days(9))
    late = AgreedActionFactory(due_on=days(-1))
    longer = AgreedActionFactory(due_on=days(-9))
    far = AgreedActionFactory(due_on=days(90))

    assert ledger(admin_page) == [longer, late, later, far, closed]
    assert ledger(admin_page, overdue="yes") == [longer, late]
    assert ledger(admin_page, overdue="soon") == [later]
    assert ledger(admin_page, status__exact="done") == [closed]
    shown = admin_page.get(url(AgreedAction, "changelist")).text
    told = re.findall(r'class="field-overdue[^"]*">([^<]*)<', shown)
    assert told == ["Overdue", "Overdue", "", "", ""]


def test_many_are_reported_on_at_once(admin_page, editor):
    chosen = AgreedActionFactory.create_batch(2)
    other = AgreedActionFactory()
    ticked = {"action": "change_status", "_selected_action": [one.pk for one in chosen]}

    asked = admin_page.post(url(AgreedAction, "changelist"), ticked)
    assert list(asked.context["chosen"]) == chosen
    assert {state(one)[0] for one in chosen} == {"open"}
    report = {"status": "done", "date": str(TODAY), "note": "Handed over", "visibility": "public"}
    admin_page.post(url(AgreedAction, "changelist"), {**ticked, **report, "apply": "1"})

    assert {state(one)[:2] for one in chosen} == {("done", TODAY)}
    assert {(u.note, u.author) for one in chosen for u in one.updates.all()} == {
        ("Handed over", editor)
    }
    assert state(other)[0] == "open"


def test_a_wrong_report_on_many_says_why_and_changes_none(admin_page):
    action = AgreedActionFactory()
    wrong = {
        "action": "change_status",
        "_selected_action": [action.pk],
        "status": "done",
        "date": str(days(3)),
        "visibility": "public",
        "apply": "1",
    }

    response = admin_page.post(url(AgreedAction, "changelist"), wrong)

    assert "has not come yet" in response.content.decode()
    assert state(action)[0] == "open"


def test_the_history_on_the_page_of_an_action_never_changes(admin_page):
    update = ActionUpdateFactory(note="Demo note")

    page = admin_page.get(url(update.action)).content.decode()

    assert "Demo note" in page
    assert 'name="updates-0-note"' not in page
    assert 'name="status"' not in page


# The public pages


def test_a_review_shows_what_became_of_what_earlier_ones_agreed(client):
    last = MeetingFactory(starts_at="2022-03-01T09:00Z", ends_at="2022-03-01T17:00Z")
    review = MeetingFactory(partnership=last.partnership, previous=last)
    of_last = {"meeting": last}
    done = AgreedActionFactory(**of_last, status="done", closed_on=days(-30))
    late = AgreedActionFactory(**of_last, due_on=days(-1))
    pending = AgreedActionFactory(**of_last, due_on=days(1))
    AgreedActionFactory(**of_last, visibility="partnership")

    response = client.get(review.get_absolute_url())

    brought = response.context["brought"]
    groups = [brought.late, brought.open, brought.done, brought.dropped]
    assert [[one["id"] for one in group] for group in groups] == [
        [late.pk],
        [pending.pk],
        [done.pk],
        [],
    ]
    assert "What earlier reviews agreed" in response.content.decode()


def test_readers_see_evidence_and_history_that_is_public(client):
    from tests.factories import DocumentFactory

    action = AgreedActionFactory(evidence_url="https://example.org/guide")
    action.evidence.add(DocumentFactory(title="The guide", access="public"))
    action.evidence.add(DocumentFactory(title="Kept inside", access="internal"))
    ActionUpdateFactory(action=action, note="Handed over", visibility="public")
    ActionUpdateFactory(action=action, note="Between us", visibility="partnership")

    for address in ("/actions/", action.get_absolute_url()):
        html = client.get(address).content.decode()
        assert "The guide" in html
        assert "https://example.org/guide" in html
        assert "Handed over" in html
        assert "Kept inside" not in html
        assert "Between us" not in html


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ({}, {"A", "B"}),
        ({"status": "overdue"}, {"A"}),
        ({"counterpart": "mofa"}, {"B"}),
        ({"year": "2023"}, {"A"}),
        ({"year": "x"}, set()),
    ],
)
def test_filters_of_the_public_list(client, query, found):
    from tests.factories import OrganisationFactory

    AgreedActionFactory(number="A", due_on=dt.date(2023, 6, 1))
    AgreedActionFactory(number="B", due_on=days(5), counterpart=OrganisationFactory(slug="mofa"))

    response = client.get("/actions/", query)

    assert {one["number"] for one in response.context["rows"]} == found


def test_the_page_of_a_meeting_leads_to_what_it_looks_back_at(admin_page):
    last = MeetingFactory(starts_at="2022-03-01T09:00Z", ends_at="2022-03-01T17:00Z")
    review = MeetingFactory(partnership=last.partnership, previous=last)
    late = AgreedActionFactory(meeting=last, due_on=days(-1))
    done = AgreedActionFactory(
        meeting=last, due_on=days(-9), status="done", closed_on=days(-8), visibility="internal"
    )
    address = f"/admin/meetings/meeting/{review.pk}/lookback/"

    assert address in admin_page.get(url(review)).content.decode()
    response = admin_page.get(address)

    assert list(response.context["actions"]) == [late, done]
    assert (response.context["meter"].done, response.context["meter"].overdue) == (1, 1)


def test_a_report_entered_on_the_page_changes_the_action(admin_page, editor):
    action = AgreedActionFactory()
    ActionUpdateFactory(action=action, date=days(-90))
    report = {"date": str(days(-2)), "status": "done", "note": "Sent", "visibility": "public"}

    sent = filled(admin_page.get(url(action)), "_save")
    number = int(sent["updates-TOTAL_FORMS"])
    sent["updates-TOTAL_FORMS"] = str(number + 1)
    sent |= {f"updates-{number}-{name}": value for name, value in report.items()}

    response = admin_page.post(url(action), sent)

    assert response.status_code == 302, errors(response)
    assert state(action)[:2] == ("done", days(-2))
    newest = action.updates.first()
    assert (newest.note, newest.author, newest.visibility) == ("Sent", editor, "public")
    assert action.updates.count() == 2


def test_a_report_is_shown_to_fewer_and_never_to_more(admin_page, client):
    action = AgreedActionFactory(visibility="public", meeting__stage="closed")
    report = ActionUpdateFactory(
        action=action, visibility="public", note="Said too much.", date=action.meeting.first_day
    )
    assert "Said too much." in client.get("/actions/").text
    page = f"/admin/meetings/agreedaction/{action.pk}/reports/{report.pk}/restrict/"
    assert page in admin_page.get(f"/admin/meetings/agreedaction/{action.pk}/change/").text

    assert "Said too much." in admin_page.get(page).text
    for shown_to in ("partnership", "internal", "internal"):
        admin_page.post(page)
        report.refresh_from_db()
        assert report.visibility == shown_to

    assert "Said too much." not in client.get("/actions/").text


def test_who_reports_an_earlier_day_is_told_that_a_later_report_stands(admin_page):
    action = AgreedActionFactory()
    ActionUpdateFactory(action=action, date=days(-20))

    def told(day):
        sent = filled(admin_page.get(url(action)), "_save")
        number = int(sent["updates-TOTAL_FORMS"])
        sent["updates-TOTAL_FORMS"] = str(number + 1)
        report = {"date": str(day), "status": "in_progress", "visibility": "public"}
        sent |= {f"updates-{number}-{name}": value for name, value in report.items()}
        return admin_page.post(url(action), sent, follow=True).text

    assert "A report of a later day stands" in told(days(-30))
    assert "A report of a later day stands" not in told(days(-10))


def test_a_report_is_found_below_its_own_action_only(admin_page):
    action, report = AgreedActionFactory(), ActionUpdateFactory(visibility="public")

    answer = admin_page.post(
        f"/admin/meetings/agreedaction/{action.pk}/reports/{report.pk}/restrict/"
    )

    assert answer.status_code == HTTPStatus.NOT_FOUND
    report.refresh_from_db()
    assert report.visibility == "public"
