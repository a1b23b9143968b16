"""Times of a meeting are given on the clock of its place, wherever its editor is."""

import datetime as dt
import zoneinfo

import pytest
from django.contrib.auth.models import Permission, User
from django.urls import reverse
from django.utils import timezone

from meetings.models import ImportantDate, Meeting, Session
from meetings.searchable import MeetingSource
from tests.admin.forms import errors, filled, url
from tests.factories import (
    ImportantDateFactory,
    MeetingFactory,
    PartnershipMemberFactory,
    SessionFactory,
)

pytestmark = pytest.mark.django_db

TOKYO = zoneinfo.ZoneInfo("Asia/Tokyo")
PARIS = zoneinfo.ZoneInfo("Europe/Paris")


@pytest.fixture
def meeting():
    made = MeetingFactory(
        title="Annual review",
        starts_at=dt.datetime(2027, 3, 8, 9, tzinfo=TOKYO),
        ends_at=dt.datetime(2027, 3, 9, 17, 30, tzinfo=TOKYO),
        time_zone="Asia/Tokyo",
        publish_at=dt.datetime(2027, 1, 4, 12, tzinfo=dt.UTC),
    )
    SessionFactory(
        meeting=made,
        title="Opening",
        starts_at=dt.datetime(2027, 3, 8, 9, 15, tzinfo=TOKYO),
        ends_at=dt.datetime(2027, 3, 8, 10, 45, tzinfo=TOKYO),
    )
    ImportantDateFactory(meeting=made, title="Papers are due", on=dt.date(2027, 2, 8))
    return made


@pytest.fixture
def in_paris(admin_page):
    admin_page.cookies["zone"] = "Europe/Paris"
    return admin_page


def times():
    meeting, session = Meeting.objects.get(), Session.objects.get()
    return [meeting.starts_at, meeting.ends_at, session.starts_at, session.ends_at]


def clocks(zone):
    return [f"{moment.astimezone(zone):%d %H:%M}" for moment in times()]


AS_MADE = ["08 09:00", "09 17:30", "08 09:15", "08 10:45"]


def test_a_form_shows_and_takes_the_clock_of_the_place(in_paris, meeting):
    page = in_paris.get(url(meeting))
    shown = page.content.decode()
    sent = filled(page)
    for name, value in {
        "starts_at_1": "09:00:00",
        "ends_at_1": "17:30:00",
        "sessions-0-starts_at_1": "09:15:00",
        "sessions-0-ends_at_1": "10:45:00",
    }.items():
        assert sent[name] == value
        assert f'value="{value}"' in shown
    in_paris.post(url(meeting), sent)
    assert clocks(TOKYO) == AS_MADE

    page = in_paris.get(url(meeting))
    in_paris.post(
        url(meeting), filled(page) | {"starts_at_1": "08:30", "sessions-0-ends_at_1": "11:00"}
    )
    assert clocks(TOKYO) == ["08 08:30", "09 17:30", "08 09:15", "08 11:00"]


def test_names_of_times_tell_the_zone_and_others_stay_on_the_clock_of_the_editor(in_paris, meeting):
    page = in_paris.get(url(meeting))
    shown = page.content.decode()

    for name in ("Starts", "Ends", "Day"):
        assert f"{name} (Asia/Tokyo)" in shown
    assert 'aria-label="Starts (Asia/Tokyo): time"' in shown
    assert "Publish at (Asia/Tokyo)" not in shown
    assert "on the clock of Europe/Paris, unless" in shown
    assert 'value="13:00:00"' in shown


def test_a_new_zone_leaves_times_as_they_are_shown(in_paris, meeting):
    page = in_paris.get(url(meeting))

    in_paris.post(url(meeting), filled(page) | {"time_zone": "Europe/Paris"})

    assert Meeting.objects.get().time_zone == "Europe/Paris"
    assert clocks(PARIS) == AS_MADE
    assert ImportantDate.objects.get().on == dt.date(2027, 2, 8)
    again = in_paris.get(url(meeting))
    assert filled(again)["starts_at_1"] == "09:00:00"
    assert "Starts (Europe/Paris)" in again.content.decode()


def test_entries_that_are_kept_stay_on_the_clock_they_were_given_on(in_paris, meeting):
    page = in_paris.get(url(meeting))
    wrong = filled(page, "_continue") | {"slug": "", "time_zone": "America/New_York"}
    in_paris.post(url(meeting), wrong | {"starts_at_1": "10:00:00"})
    in_paris.cookies["zone"] = "Pacific/Auckland"

    again = in_paris.get(url(meeting))

    assert filled(again)["starts_at_1"] == "10:00:00"
    assert "Starts (America/New_York)" in again.content.decode()
    in_paris.post(url(meeting), filled(again) | {"slug": "review"})
    there = zoneinfo.ZoneInfo("America/New_York")
    assert clocks(there) == ["08 10:00", *AS_MADE[1:]]


def test_a_draft_keeps_its_times_until_it_is_published(in_paris, meeting):
    Meeting.objects.update(state="published")
    page = in_paris.get(url(meeting))
    in_paris.post(url(meeting), filled(page, "_continue") | {"time_zone": "Europe/Paris"})

    assert clocks(TOKYO) == AS_MADE
    drafted = filled(in_paris.get(url(meeting)))
    assert drafted["time_zone"] == "Europe/Paris"
    assert drafted["starts_at_1"] == "09:00:00"
    assert drafted["sessions-0-ends_at_1"] == "10:45:00"
    in_paris.post(url(meeting), drafted)
    assert clocks(PARIS) == AS_MADE


def test_a_time_that_clocks_leave_out_is_refused_with_what_to_do(in_paris, meeting):
    page = in_paris.get(url(meeting))
    gap = {
        "time_zone": "Europe/Paris",
        "ends_at_0": "2027-03-28",
        "sessions-0-starts_at_0": "2027-03-28",
        "sessions-0-starts_at_1": "02:30",
        "sessions-0-ends_at_0": "2027-03-28",
        "sessions-0-ends_at_1": "04:00",
    }

    answer = in_paris.post(url(meeting), filled(page) | gap)

    said = "There is no 02:30 on that day on the clock of Europe/Paris"
    assert said in answer.content.decode()
    assert clocks(TOKYO) == AS_MADE
    assert filled(answer)["sessions-0-starts_at_1"] == "02:30"
    in_paris.post(url(meeting), filled(answer) | {"sessions-0-starts_at_1": "03:30"})
    assert Session.objects.get().starts_at == dt.datetime(2027, 3, 28, 1, 30, tzinfo=dt.UTC)


def test_of_an_hour_that_comes_twice_the_first_is_meant(in_paris, meeting):
    page = in_paris.get(url(meeting))
    twice = {"ends_at_0": "2027-10-31", "ends_at_1": "02:30", "time_zone": "Europe/Paris"}

    in_paris.post(url(meeting), filled(page) | twice)

    assert Meeting.objects.get().ends_at == dt.datetime(2027, 10, 31, 0, 30, tzinfo=dt.UTC)


def test_a_zone_there_is_none_of_is_refused_and_the_times_are_kept(in_paris, meeting):
    page = in_paris.get(url(meeting))

    answer = in_paris.post(url(meeting), filled(page) | {"time_zone": "Asia/Tokio"})

    assert "is not a time zone" in errors(answer) + answer.content.decode()
    assert filled(answer)["starts_at_1"] == "09:00:00"
    assert clocks(TOKYO) == AS_MADE


def test_half_a_time_is_refused(in_paris, meeting):
    page = in_paris.get(url(meeting))
    answer = in_paris.post(url(meeting), filled(page) | {"sessions-0-starts_at_1": ""})
    assert "starts_at" in errors(answer)
    assert "This field is required" in errors(answer)
    assert clocks(TOKYO) == AS_MADE


def test_a_session_has_the_clock_of_its_meeting_on_its_own_page(in_paris, meeting):
    session = Session.objects.get()
    page = in_paris.get(url(session))
    assert filled(page)["starts_at_1"] == "09:15:00"
    assert "Starts (Asia/Tokyo)" in page.content.decode()
    in_paris.post(url(session), filled(page) | {"starts_at_1": "09:05"})
    assert clocks(TOKYO)[2] == "08 09:05"

    add = f"{reverse('admin:meetings_session_add')}?meeting={meeting.pk}"
    page = in_paris.get(add)
    assert "Starts (Asia/Tokyo)" in page.content.decode()
    new = {"title": "Close", "starts_at_0": "2027-03-09", "starts_at_1": "16:00"}
    new |= {"ends_at_0": "2027-03-09", "ends_at_1": "17:00"}
    in_paris.post(add, filled(page) | new)
    added = Session.objects.latest("pk")
    assert added.starts_at == dt.datetime(2027, 3, 9, 16, tzinfo=TOKYO)


def test_lists_and_those_who_may_only_look_are_shown_the_same_clock(client, in_paris, meeting):
    listed = in_paris.get(reverse("admin:meetings_meeting_changelist")).content.decode()
    assert "8 March 2027, 09:00 (Asia/Tokyo)" in listed
    sessions = in_paris.get(reverse("admin:meetings_session_changelist")).content.decode()
    assert "8 March 2027, 09:15 (Asia/Tokyo)" in sessions

    looker = User.objects.create_user("looker", is_staff=True)
    seen = ["view_meeting", "view_session"]
    looker.user_permissions.set(Permission.objects.filter(codename__in=seen))
    PartnershipMemberFactory(user=looker, partnership=meeting.partnership)
    client.force_login(looker)
    client.cookies["zone"] = "Europe/Paris"
    answer = client.get(url(meeting))
    shown = answer.content.decode()
    assert not answer.context["has_change_permission"]
    assert "8 March 2027, 09:00" in shown
    assert "8 March 2027, 09:15" in shown


def test_next_years_review_cannot_begin_at_a_time_that_clocks_leave_out(in_paris, meeting):
    Meeting.objects.update(time_zone="Europe/Paris", state="published")
    address = reverse("admin:meetings_meeting_clone", args=[meeting.pk])

    answer = in_paris.post(
        address, {"day": "2028-03-26", "hour": "02:30", "time_zone": "Europe/Paris"}
    )

    assert "There is no 02:30 on that day" in answer.content.decode()
    assert Meeting.objects.count() == 1


def test_searches_tell_the_day_at_the_place(meeting):
    early = dt.datetime(2027, 3, 8, 8, tzinfo=TOKYO)
    Meeting.objects.update(state="published", starts_at=early, publish_at=None)
    (content,) = MeetingSource().contents([meeting.pk], timezone.now())
    assert content.day == dt.date(2027, 3, 8)


def test_the_programme_follows_a_meeting_that_is_moved_and_the_editor_is_told(in_paris, meeting):
    Meeting.objects.update(time_zone="Europe/Paris", state="published")
    SessionFactory(meeting=meeting, starts_at=meeting.starts_at, ends_at=meeting.ends_at)
    part = MeetingFactory(title="Strategic dialogue", part_of=meeting)
    before = [one.starts_at.astimezone(PARIS) for one in Session.objects.all()]
    page = in_paris.get(url(meeting))

    # Past the day on which clocks are put forward: hours stay as they are shown.
    moved = {"starts_at_0": "2027-04-05", "ends_at_0": "2027-04-06"}
    answer = in_paris.post(url(meeting), filled(page) | moved, follow=True)

    shown = answer.content.decode()
    assert "with it its sessions (2) and important dates (1)" in shown
    assert "move it there: “Strategic dialogue”" in shown
    now = [one.starts_at.astimezone(PARIS) for one in Session.objects.all()]
    assert [f"{one:%Y-%m-%d %H:%M}" for one in now] == [
        f"{one + dt.timedelta(days=28):%Y-%m-%d %H:%M}" for one in before
    ]
    assert ImportantDate.objects.get().on == dt.date(2027, 3, 8)
    assert Meeting.objects.get(pk=part.pk).starts_at == part.starts_at


def test_what_is_given_a_time_with_the_move_stays_as_it_was_given(in_paris, meeting):
    page = in_paris.get(url(meeting))
    moved = {"starts_at_0": "2027-03-15", "ends_at_0": "2027-03-16", "time_zone": "Europe/Paris"}
    own = {"sessions-0-starts_at_0": "2027-03-16", "sessions-0-ends_at_0": "2027-03-16"}
    own |= {"important_dates-0-on": "2027-02-10"}

    in_paris.post(url(meeting), filled(page) | moved | own)

    assert clocks(PARIS) == ["15 09:00", "16 17:30", "16 09:15", "16 10:45"]
    assert ImportantDate.objects.get().on == dt.date(2027, 2, 10)


def test_a_meeting_moved_with_its_zone_takes_the_rest_along_on_the_new_clock(in_paris, meeting):
    page = in_paris.get(url(meeting))
    moved = {"starts_at_0": "2027-03-15", "ends_at_0": "2027-03-16", "time_zone": "Europe/Paris"}

    in_paris.post(url(meeting), filled(page) | moved)

    assert clocks(PARIS) == ["15 09:00", "16 17:30", "15 09:15", "15 10:45"]
    assert ImportantDate.objects.get().on == dt.date(2027, 2, 15)


def test_a_morning_that_becomes_an_afternoon_takes_its_sessions_along(in_paris, meeting):
    page = in_paris.get(url(meeting))

    in_paris.post(url(meeting), filled(page) | {"starts_at_1": "11:00", "ends_at_1": "19:30"})

    assert clocks(TOKYO) == ["08 11:00", "09 19:30", "08 11:15", "08 12:45"]
    assert ImportantDate.objects.get().on == dt.date(2027, 2, 8)


def test_a_meeting_that_begins_earlier_leaves_its_sessions_where_they_are(in_paris, meeting):
    page = in_paris.get(url(meeting))

    in_paris.post(url(meeting), filled(page) | {"starts_at_1": "08:00"})

    assert clocks(TOKYO) == ["08 08:00", "09 17:30", "08 09:15", "08 10:45"]


def test_a_meeting_is_not_cut_shorter_than_its_programme(in_paris, meeting):
    Meeting.objects.update(all_day=False, state="published")
    page = in_paris.get(url(meeting))
    told = "It lies outside the days and hours of the meeting."

    refused = in_paris.post(
        url(meeting), filled(page) | {"ends_at_0": "2027-03-08", "ends_at_1": "10:00"}
    )
    assert told in refused.content.decode()
    assert clocks(TOKYO) == ["08 09:00", "09 17:30", "08 09:15", "08 10:45"]

    again = in_paris.get(url(meeting))
    in_paris.post(url(meeting), filled(again) | {"sessions-0-ends_at_1": "09:45"})
    assert clocks(TOKYO) == ["08 09:00", "08 10:00", "08 09:15", "08 09:45"]

    session = Session.objects.get()
    address = reverse("admin:meetings_session_change", args=[session.pk])
    own = in_paris.get(address)
    assert told in in_paris.post(address, filled(own) | {"ends_at_1": "10:30"}).content.decode()


def test_sessions_of_whole_days_may_have_any_hour_of_them(in_paris, meeting):
    Meeting.objects.update(all_day=True, state="published")
    page = in_paris.get(url(meeting))

    in_paris.post(url(meeting), filled(page) | {"sessions-0-ends_at_1": "22:00"})

    assert clocks(TOKYO)[3] == "08 22:00"
    again = filled(in_paris.get(url(meeting)))
    for day in ("2027-03-07", "2027-03-10"):
        other = {"sessions-0-starts_at_0": day, "sessions-0-ends_at_0": day}
        assert "It lies outside" in in_paris.post(url(meeting), again | other).content.decode(), day
    assert clocks(TOKYO)[3] == "08 22:00"


def test_a_move_saved_by_the_page_itself_is_made_once(in_paris, meeting):
    Meeting.objects.update(state="published")
    page = in_paris.get(url(meeting))
    moved = {"starts_at_0": "2027-03-15", "ends_at_0": "2027-03-16"}

    in_paris.post(url(meeting), filled(page, "_autosave") | moved)
    in_paris.post(url(meeting), filled(page) | moved)

    assert clocks(TOKYO) == ["15 09:00", "16 17:30", "15 09:15", "15 10:45"]
    again = in_paris.get(url(meeting))
    in_paris.post(url(meeting), filled(again))
    assert clocks(TOKYO) == ["15 09:00", "16 17:30", "15 09:15", "15 10:45"]
