"""What goes with a meeting that is moved to another day."""

from __future__ import annotations

import dataclasses
import datetime as dt
import zoneinfo
from collections.abc import Collection
from typing import Any

from django.db import transaction

from meetings.models import ImportantDate, Meeting, Session
from publishing import actions, policies


def on_clock(moment: dt.datetime, zone: str) -> dt.datetime:
    """Day and time on the clock of the zone, to the second."""
    return moment.astimezone(zoneinfo.ZoneInfo(zone)).replace(tzinfo=None, microsecond=0)


def at_clock(clock: dt.datetime, zone: str) -> dt.datetime:
    """The moment at which clocks of the zone show this day and time."""
    return clock.replace(tzinfo=zoneinfo.ZoneInfo(zone)).astimezone(dt.UTC)


@dataclasses.dataclass(frozen=True, slots=True)
class Moved:
    """What went with a meeting."""

    sessions: int
    dates: int
    staying: list[Meeting]
    """Its parts, such as the dialogue that opens it: meetings with drafts of their own."""


@transaction.atomic
def move_programme(
    *,
    meeting: Meeting,
    before: Meeting,
    sessions: Collection[int],
    dates: Collection[int],
    user: Any,
) -> Moved | None:
    """Let these sessions and important dates follow the meeting, given when it was ``before``.

    All go as many days as its first day went, on the clock of its place; where start and end went
    the same way, as when a morning becomes an afternoon, the sessions go with them to the minute.
    A meeting that merely begins or ends at another hour leaves them as they are: ``None``.
    """
    policies.demand(user, "edit", meeting)
    actions.lock(meeting)
    days = meeting.first_day - before.first_day
    by = sessions_go(before, meeting)
    if not by:
        return None
    moving = list(Session.objects.filter(meeting=meeting, pk__in=sessions))
    for session in moving:
        for name in ("starts_at", "ends_at"):
            setattr(session, name, gone(getattr(session, name), by, meeting.time_zone))
    Session.objects.bulk_update(moving, ["starts_at", "ends_at"])
    due = list(ImportantDate.objects.filter(meeting=meeting, pk__in=dates)) if days else []
    for date in due:
        date.on += days
    ImportantDate.objects.bulk_update(due, ["on"])
    return Moved(len(moving), len(due), list(meeting.parts.not_archived() if days else []))


def holds(meeting: Meeting, starts_at: dt.datetime, ends_at: dt.datetime) -> bool:
    """Whether a stretch of time lies within the meeting; of whole days, within its days."""
    if not meeting.all_day:
        return meeting.starts_at <= starts_at and ends_at <= meeting.ends_at
    first, last = (on_clock(moment, meeting.time_zone).date() for moment in (starts_at, ends_at))
    return meeting.first_day <= first and last <= meeting.last_day


def sessions_go(before: Meeting, now: Meeting) -> dt.timedelta:
    """How far its sessions go with the meeting on the clock of its place; nought if they stay."""
    starts, ends = (_went(before, now, name) for name in ("starts_at", "ends_at"))
    return starts if starts == ends else now.first_day - before.first_day


def gone(moment: dt.datetime, by: dt.timedelta, zone: str) -> dt.datetime:
    """The moment that is so much later on the clock of the zone."""
    return at_clock(on_clock(moment, zone) + by, zone)


def _went(before: Meeting, now: Meeting, name: str) -> dt.timedelta:
    """How far a moment of the meeting went on the clock of its place."""
    then, there = (on_clock(getattr(one, name), one.time_zone) for one in (before, now))
    return there - then
