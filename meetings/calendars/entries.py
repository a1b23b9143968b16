"""The entries of a calendar, after RFC 5545 and RFC 7986.

Each thing keeps its UID for ever, and SEQUENCE counts its changes, so a program that reads a
calendar again changes the entry it has. DTSTAMP is the day of the last change, not of the reading:
what has not changed is the same byte for byte.
"""

from __future__ import annotations

import datetime as dt
import zoneinfo
from collections.abc import Iterable
from typing import Any
from urllib.parse import urljoin, urlsplit

from django.conf import settings
from django.db.models import OuterRef, QuerySet
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from icalendar import Calendar, Event

from meetings.calendars.withdrawn import Gone, Withdrawn
from meetings.models import ActionStatus, AgreedAction, ImportantDate, Meeting, MeetingStage
from meetings.pages import area_rows, meeting_fields, with_days
from publishing.models import Visibility
from publishing.names import country_name
from publishing.rows import Row, Text, as_rows, choice, day, moment, rows, text

PRODUCT = "-//Partnership Portal//Meetings//EN"
ASK_AGAIN = dt.timedelta(hours=6)
ONE_DAY = dt.timedelta(days=1)


def calendar_rows(meetings: QuerySet[Meeting]) -> QuerySet[Any, Row]:
    """These public meetings with their public dates and the public actions agreed there."""
    here = {"meeting": OuterRef("pk")}
    return as_rows(
        meetings,
        **meeting_fields(),
        id="pk",
        version="version",
        updated_at=moment("updated_at"),
        all_day="all_day",
        country="country",
        areas=area_rows(meetings=OuterRef("pk")),
        dates=rows(
            ImportantDate.objects.filter(visibility=Visibility.PUBLIC, **here),
            id="pk",
            title=text("title"),
            on=day("on"),
        ),
        actions=rows(
            AgreedAction.objects.public().filter(**here),
            id="pk",
            version="version",
            updated_at=moment("updated_at"),
            number="number",
            title=text("title"),
            status=choice("status"),
            due_on=day("due_on"),
            owner=text("owner__name"),
        ),
    )


def calendar(name: str, meetings: Iterable[Row], gone: Iterable[Withdrawn]) -> bytes:
    """A calendar of rows from ``calendar_rows`` and of meetings taken back, as a file."""
    made = Calendar()
    made.add("prodid", PRODUCT)
    made.add("version", "2.0")
    made.add("calscale", "GREGORIAN")
    made.add("method", "PUBLISH")
    made.add("name", name)
    made.add("x-wr-calname", name)
    made.add("refresh-interval", ASK_AGAIN, parameters={"VALUE": "DURATION"})
    for row in meetings:
        meeting = with_days(row)
        made.add_component(_meeting(meeting))
        for one in meeting["dates"]:
            made.add_component(_important_date(one, meeting))
        for one in meeting["actions"]:
            made.add_component(_action(one, meeting))
    for meeting_gone in gone:
        for off in meeting_gone.entries:
            made.add_component(_cancelled(off, meeting_gone.at))
    made.add_missing_timezones()
    content: bytes = made.to_ical()
    return content


def uid(kind: str, key: int) -> str:
    """The name of an entry for all programs of the world; never changes, tells nothing."""
    return f"{kind}-{key}@{urlsplit(settings.SITE_URL).hostname}"


def _entry(kind: str, key: int, version: int, changed: dt.datetime) -> Event:
    event = Event()
    event.add("uid", uid(kind, key))
    event.add("dtstamp", changed)
    event.add("last-modified", changed)
    event.add("sequence", version - 1)
    event.add("class", "PUBLIC")
    return event


def _say(event: Event, name: str, words: str) -> None:
    """A text, with its language where that is not the reader's."""
    plain = words.plain if isinstance(words, Text) else words
    spoken = words.language if isinstance(words, Text) else ""
    foreign = {"LANGUAGE": spoken} if spoken and spoken != get_language() else {}
    event.add(name, plain, parameters=foreign)


def _whole_days(event: Event, first: dt.date, last: dt.date) -> None:
    event.add("dtstart", first)
    event.add("dtend", last + ONE_DAY)


def _meeting(meeting: Row) -> Event:
    event = _entry("meeting", meeting["id"], meeting["version"], meeting["updated_at"])
    zone = zoneinfo.ZoneInfo(meeting["time_zone"])
    if meeting["all_day"]:
        _whole_days(event, meeting["first_day"], meeting["last_day"])
    else:
        event.add("dtstart", meeting["starts_at"].astimezone(zone))
        event.add("dtend", meeting["ends_at"].astimezone(zone))
    _say(event, "summary", meeting["title"])
    if meeting["summary"]:
        _say(event, "description", meeting["summary"])
    where = [meeting["place"].plain, country_name(meeting["country"]) if meeting["country"] else ""]
    if any(where):
        event.add("location", ", ".join(filter(None, where)))
    areas = [one["name"].plain for one in meeting["areas"]]
    event.add("categories", [str(meeting["kind"]), *areas])
    event.add("url", _page(meeting))
    cancelled = meeting["stage"].value == MeetingStage.CANCELLED
    event.add("status", "CANCELLED" if cancelled else "CONFIRMED")
    return event


def _important_date(date: Row, meeting: Row) -> Event:
    """Dates are edited on the page of their meeting, whose saves count for them."""
    event = _entry("date", date["id"], meeting["version"], meeting["updated_at"])
    _whole_days(event, date["on"], date["on"])
    _say(event, "summary", date["title"])
    _say(event, "description", meeting["title"])
    event.add("categories", [_("Important date")])
    event.add("url", _page(meeting))
    event.add("transp", "TRANSPARENT")
    cancelled = meeting["stage"].value == MeetingStage.CANCELLED
    event.add("status", "CANCELLED" if cancelled else "CONFIRMED")
    return event


def _action(action: Row, meeting: Row) -> Event:
    """Its meeting counts, too: taking that back and bringing it again changes the entry."""
    version = action["version"] + meeting["version"]
    changed = max(action["updated_at"], meeting["updated_at"])
    event = _entry("action", action["id"], version, changed)
    _whole_days(event, action["due_on"], action["due_on"])
    said = {"number": action["number"], "title": action["title"].plain}
    event.add("summary", _("Due: %(number)s %(title)s") % said)
    lines = [action["owner"].plain, str(action["status"]), meeting["title"].plain]
    event.add("description", "\n".join(lines))
    event.add("categories", [_("Agreed action")])
    event.add("url", f"{_page(meeting)}#action-{action['id']}")
    event.add("transp", "TRANSPARENT")
    dropped = action["status"].value == ActionStatus.DROPPED
    event.add("status", "CANCELLED" if dropped else "CONFIRMED")
    return event


def _cancelled(gone: Gone, at: dt.datetime) -> Event:
    event = _entry(gone.kind, gone.key, gone.version, at)
    day = at.date()
    _whole_days(event, day, day)
    event.add("summary", _("Taken back"))
    event.add("transp", "TRANSPARENT")
    event.add("status", "CANCELLED")
    return event


def _page(meeting: Row) -> str:
    return urljoin(settings.SITE_URL, reverse("meetings:meeting", args=[meeting["slug"]]))
