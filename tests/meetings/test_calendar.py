"""Calendars, read back as the programs of readers read them."""

import datetime as dt
import zoneinfo

import pytest
import recurring_ical_events
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from icalendar import Calendar

from publishing import actions
from publishing.drafts import open_thing
from publishing.models import PublicationEvent
from publishing.snapshots import take
from tests.factories import AgreedActionFactory, ImportantDateFactory, MeetingFactory

pytestmark = pytest.mark.django_db

ALL = "/meetings/calendar.ics"
DAY = dt.timedelta(days=1)


def read(client, address=ALL):
    """The entries of a calendar by their UID, and the calendar."""
    response = client.get(address)
    assert response.status_code == 200
    assert response["Content-Type"] == "text/calendar; charset=utf-8"
    calendar = Calendar.from_ical(response.content)
    assert not calendar.errors
    found = {str(one["UID"]): one for one in calendar.walk("VEVENT")}
    assert len(found) == len(calendar.walk("VEVENT"))
    return found, calendar


def the_only(client, address=ALL):
    found, _calendar = read(client, address)
    (event,) = found.values()
    return event


def coming(**values):
    now = timezone.now()
    return MeetingFactory(starts_at=now + 30 * DAY, ends_at=now + 31 * DAY, **values)


def test_a_meeting_of_several_whole_days_ends_on_the_day_after_its_last(client):
    meeting = MeetingFactory(
        title="Revue, budget; suites\net fin",
        time_zone="Asia/Tokyo",
        starts_at=dt.datetime(2023, 3, 12, 15, tzinfo=dt.UTC),
        ends_at=dt.datetime(2023, 3, 15, 9, tzinfo=dt.UTC),
    )

    event = the_only(client)

    assert (event["DTSTART"].dt, event["DTEND"].dt) == (dt.date(2023, 3, 13), dt.date(2023, 3, 16))
    assert event["SUMMARY"] == "Revue, budget; suites\net fin"
    assert event["CATEGORIES"].to_ical() == b"Annual review"
    assert event["STATUS"] == "CONFIRMED"
    assert event["URL"].endswith(f"/meetings/{meeting.slug}/")


def test_hours_are_those_of_the_place_whose_rules_come_along(client):
    MeetingFactory(
        all_day=False,
        time_zone="Europe/Paris",
        starts_at=dt.datetime(2026, 7, 1, 7, tzinfo=dt.UTC),
        ends_at=dt.datetime(2026, 7, 1, 15, tzinfo=dt.UTC),
    )

    found, calendar = read(client)

    (event,) = found.values()
    assert event["DTSTART"].params["TZID"] == "Europe/Paris"
    zone_of_place = zoneinfo.ZoneInfo("Europe/Paris")
    assert event["DTSTART"].dt.isoformat()[:16] == "2026-07-01T09:00"
    (zone,) = calendar.walk("VTIMEZONE")
    assert zone["TZID"] == "Europe/Paris"
    paris = zone.to_tz()
    for month in (1, 7):
        there = dt.datetime(2026, month, 1, 12, tzinfo=zone_of_place)
        assert there.replace(tzinfo=paris).utcoffset() == there.utcoffset()


def test_a_program_shows_each_entry_on_its_days(client):
    meeting = MeetingFactory(
        starts_at=dt.datetime(2026, 5, 4, 8, tzinfo=dt.UTC),
        ends_at=dt.datetime(2026, 5, 6, 15, tzinfo=dt.UTC),
    )
    ImportantDateFactory(meeting=meeting, visibility="public", on=dt.date(2026, 4, 20))
    AgreedActionFactory(meeting=meeting, due_on=dt.date(2026, 9, 30), title="Write a guide")
    _found, calendar = read(client)

    def on(*day):
        return {
            str(one["UID"]).split("-")[0]
            for one in recurring_ical_events.of(calendar).at(dt.date(*day))
        }

    assert [on(2026, 5, day) for day in (3, 4, 5, 6, 7)] == [
        set(),
        {"meeting"},
        {"meeting"},
        {"meeting"},
        set(),
    ]
    assert on(2026, 4, 20) == {"date"}
    assert on(2026, 9, 30) == {"action"}
    (due,) = recurring_ical_events.of(calendar).at(dt.date(2026, 9, 30))
    assert "Write a guide" in due["SUMMARY"]
    assert due["TRANSP"] == "TRANSPARENT"


def test_only_what_is_public_is_an_entry(client):
    meeting = MeetingFactory()
    for visibility in ("partnership", "internal"):
        ImportantDateFactory(meeting=meeting, visibility=visibility)
        AgreedActionFactory(meeting=meeting, visibility=visibility)
    draft = coming(draft=True)
    ImportantDateFactory(meeting=draft, visibility="public")
    AgreedActionFactory(meeting=draft)
    coming(publish_at=timezone.now() + DAY)

    assert set(read(client)[0]) == {f"meeting-{meeting.pk}@testserver"}
    assert client.get(f"/meetings/{draft.slug}/calendar.ics").status_code == 404


def test_a_change_keeps_the_entry_and_counts(client):
    meeting = coming()
    before = the_only(client)
    meeting.ends_at += DAY
    meeting.save()

    after = the_only(client)

    assert after["UID"] == before["UID"]
    assert after["SEQUENCE"] > before["SEQUENCE"]
    assert after["LAST-MODIFIED"].dt >= before["LAST-MODIFIED"].dt
    assert after["DTEND"].dt == before["DTEND"].dt + DAY


def test_an_action_that_moves_counts_too(client, editor):
    from meetings.actions.followup import record_progress

    action = AgreedActionFactory(due_on=dt.date(2030, 1, 1))
    uid = f"action-{action.pk}@testserver"
    before = read(client)[0][uid]

    record_progress(action=action, status="open", user=editor, due_on=dt.date(2030, 2, 1))
    after = read(client)[0][uid]
    assert (after["SEQUENCE"], after["DTSTART"].dt) == (
        before["SEQUENCE"] + 1,
        dt.date(2030, 2, 1),
    )

    record_progress(action=action, status="dropped", user=editor)
    assert read(client)[0][uid]["STATUS"] == "CANCELLED"


def test_a_cancelled_meeting_is_still_there_as_cancelled(client):
    meeting = coming()
    before = the_only(client)
    meeting.stage = "cancelled"
    meeting.save()

    event = the_only(client)

    assert event["STATUS"] == "CANCELLED"
    assert (event["UID"], event["SUMMARY"]) == (before["UID"], meeting.title)
    assert event["SEQUENCE"] > before["SEQUENCE"]


def test_a_meeting_taken_back_is_cancelled_without_a_word_or_a_day_of_it(client, editor):
    meeting = coming(title="Secret title", place="Secret place", slug="secret-place")
    date = ImportantDateFactory(meeting=meeting, title="Secret date", visibility="public")
    action = AgreedActionFactory(meeting=meeting, title="Secret action", number="secret")
    kept = ImportantDateFactory(meeting=meeting, visibility="partnership")
    former = meeting.starts_at
    meeting.starts_at += 5 * DAY
    meeting.ends_at += 5 * DAY
    meeting.save()
    before, _calendar = read(client)

    actions.unpublish(thing=meeting, user=editor)

    for address in (ALL, f"/meetings/{meeting.slug}/calendar.ics"):
        after, _calendar = read(client, address)
        assert after.keys() == before.keys()
        assert f"date-{kept.pk}@testserver" not in after
        for uid, event in after.items():
            assert event["STATUS"] == "CANCELLED"
            assert event["SEQUENCE"] > before[uid]["SEQUENCE"]
            assert event["DTSTART"].dt == timezone.now().date()
            assert not {"URL", "DESCRIPTION", "LOCATION", "CATEGORIES"} & set(event)
        words = client.get(address).content.decode().lower()
        assert "secret" not in words
        for day in (former, meeting.starts_at, date.on, action.due_on):
            assert f"{day:%Y%m%d}" not in words


def test_a_meeting_brought_again_is_newer_than_its_cancellation(client, editor):
    meeting = coming()
    ImportantDateFactory(meeting=meeting, visibility="public")
    AgreedActionFactory(meeting=meeting)
    actions.unpublish(thing=meeting, user=editor)
    gone, _calendar = read(client)
    meeting.refresh_from_db()

    meeting.state = "published"
    meeting.save()

    again, _calendar = read(client)
    assert again.keys() == gone.keys()
    for uid, event in again.items():
        assert event["STATUS"] == "CONFIRMED"
        assert event["SEQUENCE"] > gone[uid]["SEQUENCE"]


def test_where_a_meeting_taken_back_would_move_is_not_told(client, editor):
    meeting = coming(slug="the-first-address")
    actions.unpublish(thing=meeting, user=editor)
    meeting.refresh_from_db()
    snapshot = take(meeting)
    row = snapshot["meetings.meeting"][str(meeting.pk)]
    row["starts_at"] = str(meeting.starts_at + 100 * DAY)
    row["ends_at"] = str(meeting.ends_at + 100 * DAY)
    row["slug"] = "another-address"
    actions.save_draft(
        thing=meeting, draft=actions.Draft(snapshot), opened=open_thing(meeting), user=editor
    )
    meeting.refresh_from_db()
    assert meeting.slug == "another-address"

    for address in (ALL, "/meetings/the-first-address/calendar.ics"):
        event = the_only(client, address)
        assert event["STATUS"] == "CANCELLED"
        assert event["DTSTART"].dt == timezone.now().date()


def test_a_cancellation_is_told_for_ninety_days(client, editor):
    meeting = MeetingFactory(
        starts_at=timezone.now() + 300 * DAY, ends_at=timezone.now() + 301 * DAY
    )
    actions.unpublish(thing=meeting, user=editor)
    events = PublicationEvent.objects.of(meeting).filter(step="unpublished")

    events.update(at=timezone.now() - 89 * DAY)
    assert the_only(client)["STATUS"] == "CANCELLED"
    events.update(at=timezone.now() - 91 * DAY)
    assert read(client)[0] == {}
    assert client.get(f"/meetings/{meeting.slug}/calendar.ics").status_code == 404


def test_a_past_meeting_put_away_is_not_cancelled(client, editor):
    actions.archive(thing=MeetingFactory(), user=editor)

    assert read(client)[0] == {}


def test_a_meeting_has_a_calendar_of_its_own_and_so_has_a_partnership(client):
    meeting, other = coming(), coming()

    own = read(client, f"/meetings/{meeting.slug}/calendar.ics")[0]
    both = read(client)[0]
    ours = read(client, f"/meetings/partnership/{meeting.partnership.slug}.ics")[0]

    assert set(own) == set(ours) == {f"meeting-{meeting.pk}@testserver"}
    assert set(both) == {f"meeting-{one.pk}@testserver" for one in (meeting, other)}


def test_a_former_address_leads_on(client):
    meeting = coming(slug="old-name")
    meeting.slug = "new-name"
    meeting.save()

    response = client.get("/meetings/old-name/calendar.ics")

    assert response.status_code == 301
    assert response["Location"] == "/meetings/new-name/calendar.ics"


def test_texts_are_in_the_language_of_the_address_or_marked(client):
    meeting = coming(title="Annual review")
    meeting.create_translation("fr", title="Revue annuelle")

    assert the_only(client, f"/fr{ALL}")["SUMMARY"] == "Revue annuelle"
    japanese = the_only(client, f"/ja{ALL}")
    assert japanese["SUMMARY"] == "Annual review"
    assert japanese["SUMMARY"].params["LANGUAGE"] == "en"


def test_lines_are_folded(client):
    coming(title="審査" * 60)

    content = client.get(ALL).content

    assert max(map(len, content.split(b"\r\n"))) <= 75
    assert the_only(client)["SUMMARY"] == "審査" * 60


def test_who_asks_again_is_told_that_nothing_changed(client):
    meeting = coming()
    first = client.get(ALL)

    assert client.get(ALL).content == first.content
    assert client.get(ALL, headers={"if-none-match": first["ETag"]}).status_code == 304
    meeting.save()
    again = client.get(ALL, headers={"if-none-match": first["ETag"]})
    assert (again.status_code, again["ETag"] != first["ETag"]) == (200, True)


def test_pages_offer_their_calendars(client):
    meeting = coming()

    for page, address in [("/meetings/", ALL), (meeting.get_absolute_url(), "calendar.ics")]:
        html = client.get(page).content.decode()
        assert 'href="webcal://testserver/' in html
        assert address in html


def test_a_calendar_costs_the_same_however_long(client):
    def cost():
        with CaptureQueriesContext(connection) as queries:
            client.get(ALL)
        return len(queries)

    def more():
        meeting = coming()
        ImportantDateFactory(meeting=meeting, visibility="public")
        AgreedActionFactory(meeting=meeting)
        gone = coming()
        gone.state = "draft"
        gone.save()

    more()
    cost()
    few = cost()
    more()
    more()
    assert cost() == few
