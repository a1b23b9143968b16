"""The public page of a meeting before, during and after it is held."""

import datetime as dt
import re
import zoneinfo

import pytest
from django.utils import timezone

from meetings.agenda import in_order
from meetings.models import MeetingStage
from meetings.pages import phase_of
from tests.factories import (
    AgendaItemFactory,
    AgreedActionFactory,
    DecisionFactory,
    ImportantDateFactory,
    MeetingFactory,
    MinutesFactory,
    ProceedingsFactory,
    SessionFactory,
    StatementFactory,
)

pytestmark = pytest.mark.django_db

TOKYO = zoneinfo.ZoneInfo("Asia/Tokyo")


def meeting_in(days, **given):
    now = timezone.now()
    return MeetingFactory(
        **{
            "state": "published",
            "starts_at": now + dt.timedelta(days=days, hours=-1),
            "ends_at": now + dt.timedelta(days=days, hours=1),
            "all_day": False,
            **given,
        }
    )


def headings(client, meeting):
    told = client.get(meeting.get_absolute_url()).text
    found = {
        name: told.find(f'id="h-{name}"')
        for name in (
            "running",
            "programme",
            "agenda",
            "attending",
            "dates",
            "minutes",
            "decisions",
            "actions",
            "statements",
        )
    }
    return sorted((name for name in found if found[name] >= 0), key=found.__getitem__)


def furnish(meeting):
    session = SessionFactory(meeting=meeting, starts_at=meeting.starts_at, ends_at=meeting.ends_at)
    item = AgendaItemFactory(meeting=meeting, session=session, number="1")
    ProceedingsFactory(meeting=meeting, running_item=item)
    AgendaItemFactory(meeting=meeting, number="2")
    ImportantDateFactory(meeting=meeting, visibility="public")
    DecisionFactory(meeting=meeting)
    AgreedActionFactory(meeting=meeting)
    StatementFactory(participant__delegation__meeting=meeting)
    MinutesFactory(
        meeting=meeting,
        public_text="<p>Public.</p>",
        state="agreed",
        agreed_at=timezone.now(),
        published_at=timezone.now(),
    )


@pytest.mark.parametrize(
    ("days", "order"),
    [
        (2, "programme agenda attending dates minutes decisions actions statements"),
        (0, "running programme agenda attending dates minutes decisions actions statements"),
        (-2, "minutes decisions actions statements programme agenda"),
    ],
    ids=["before", "during", "after"],
)
def test_what_the_reader_needs_now_comes_first(client, days, order):
    meeting = meeting_in(days)
    furnish(meeting)

    assert headings(client, meeting) == order.split()


def test_hours_are_those_of_the_place(client):
    start = dt.datetime(2027, 7, 1, 9, 30, tzinfo=TOKYO)
    meeting = meeting_in(
        0, starts_at=start, ends_at=start + dt.timedelta(hours=8), time_zone="Asia/Tokyo"
    )
    SessionFactory(
        meeting=meeting,
        starts_at=start + dt.timedelta(days=1),
        ends_at=start + dt.timedelta(days=1, hours=2),
    )

    told = client.get(meeting.get_absolute_url()).text

    assert "09:30–17:30" in told
    assert 'datetime="2027-07-02T09:30"' in told
    assert ">09:30</time>–11:30" in told
    assert "UTC+09:00" in told


@pytest.mark.parametrize(
    ("hours", "phase"), [(-10, "before"), (1, "during"), (40, "during"), (49, "after")]
)
def test_whole_days_last_until_midnight_at_the_place(hours, phase, monkeypatch):
    first = dt.datetime(2027, 7, 1, tzinfo=TOKYO)
    meeting = MeetingFactory(
        starts_at=first + dt.timedelta(hours=9),
        ends_at=first + dt.timedelta(hours=33),
        time_zone="Asia/Tokyo",
        all_day=True,
    )
    monkeypatch.setattr(timezone, "now", lambda: first + dt.timedelta(hours=hours))

    assert phase_of(meeting) == phase


def test_a_session_of_hidden_items_is_not_told_of(client):
    meeting = meeting_in(2)
    for name, visibilities in {
        "Of staff": ["internal", "partnership"],
        "Mixed": ["internal", "public"],
        "Lunch": [],
    }.items():
        session = SessionFactory(meeting=meeting, title=name)
        for visibility in visibilities:
            AgendaItemFactory(meeting=meeting, session=session, visibility=visibility)

    told = client.get(meeting.get_absolute_url()).text

    assert [name for name in ("Of staff", "Mixed", "Lunch") if name in told] == ["Mixed", "Lunch"]


def test_a_running_item_that_is_not_public_is_not_told(client):
    meeting = meeting_in(0)
    item = AgendaItemFactory(meeting=meeting, visibility="partnership", title="Behind doors")
    ProceedingsFactory(meeting=meeting, running_item=item)

    told = client.get(meeting.get_absolute_url()).text

    assert "Behind doors" not in told
    assert "h-running" not in told


def test_an_item_shows_the_public_actions_it_follows_up(client):
    meeting = meeting_in(2)
    item = AgendaItemFactory(meeting=meeting, number="2")
    shown = AgreedActionFactory(meeting=meeting_in(-300), title="Send the list")
    kept = AgreedActionFactory(
        meeting=meeting_in(-300), title="Between us", visibility="partnership"
    )
    item.follows_up.set([shown, kept])

    told = client.get(f"{meeting.get_absolute_url()}agenda/2/").text

    assert "Send the list" in told
    assert "Between us" not in told


def test_an_agenda_is_read_from_top_to_bottom():
    def read(*pairs):
        return [key for key, _parent in in_order(pairs, place=lambda pair: pair)]

    assert read((1, None), (2, None), (3, 1), (4, 3), (5, 2)) == [1, 3, 4, 2, 5]
    assert read((3, 9), (1, None)) == [3, 1]
    assert sorted(read((1, 2), (2, 1), (3, None))) == [1, 2, 3]


def test_the_list_of_staff_tells_the_stage_of_a_meeting_and_the_state_of_its_page(admin_page):
    MeetingFactory(stage="minutes_draft", state="published")

    page = admin_page.get("/admin/meetings/meeting/").content.decode()

    (told,) = re.findall(r'class="field-held[^"]*">([^<]*)<', page)
    assert told == MeetingStage.MINUTES_DRAFT.label
    (told,) = re.findall(r'class="field-publication[^"]*">([^<]*)<', page)
    assert told == "Published"


def test_an_agenda_number_may_have_a_stroke(client):
    item = AgendaItemFactory(number="3/1", title="Both sides", visibility="public")

    assert "Both sides" in client.get(item.meeting.get_absolute_url()).content.decode()
    address = f"{item.meeting.get_absolute_url()}agenda/3/1/"
    assert "Both sides" in client.get(address).content.decode()
