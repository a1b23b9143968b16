"""How well agreed actions are followed up."""

from __future__ import annotations

import dataclasses
import datetime as dt

from django.db.models import Count, Q, QuerySet

from meetings.models import ActionStatus, AgreedAction, AgreedActionQuerySet, Meeting
from meetings.pages import action_fields
from projects.progress import BAR, share
from publishing.rows import Row, as_rows


@dataclasses.dataclass(frozen=True, slots=True)
class Meter:
    """Numbers of actions by how far they are; overdue ones count as nothing else."""

    done: int
    in_progress: int
    open: int
    overdue: int
    dropped: int
    demo: int
    """How many of the total are made up."""

    @property
    def total(self) -> int:
        """All but those given up."""
        return self.done + self.in_progress + self.open + self.overdue

    @property
    def parts(self) -> list[tuple[str, int, int]]:
        """The segments of the bar: class, start and length, in thousandths; none of no length."""
        made, start = [], 0
        numbers = [self.done, self.in_progress, self.open, self.overdue]
        for name, number in zip(["done", "prog", "open", "late"], numbers, strict=True):
            length = round(BAR * number / self.total) if self.total else 0
            if number:
                made.append((name, start, length))
            start += length
        return made


@dataclasses.dataclass(frozen=True, slots=True)
class YearOfActions:
    """The actions that fell due in a year, and how many of them were done in time."""

    year: int
    due: int
    on_time: int
    demo: int
    """How many of those due are made up."""

    @property
    def percent(self) -> int | None:
        """Share done no later than the due day."""
        return share(self.on_time, self.due)


def action_meter(actions: QuerySet[AgreedAction], today: dt.date) -> Meter:
    """How far these actions are on that day. Runs a query."""
    pending = Q(status__in=[ActionStatus.OPEN, ActionStatus.IN_PROGRESS])
    late = pending & Q(due_on__lt=today)
    counts: dict[str, int] = actions.aggregate(
        done=Count("pk", filter=Q(status=ActionStatus.DONE)),
        in_progress=Count("pk", filter=Q(status=ActionStatus.IN_PROGRESS) & ~late),
        open=Count("pk", filter=Q(status=ActionStatus.OPEN) & ~late),
        overdue=Count("pk", filter=late),
        dropped=Count("pk", filter=Q(status=ActionStatus.DROPPED)),
        demo=Count(
            "pk", filter=AgreedActionQuerySet.is_made_up() & ~Q(status=ActionStatus.DROPPED)
        ),
    )
    return Meter(**counts)


def closed_on_time_by_year(actions: AgreedActionQuerySet, today: dt.date) -> list[YearOfActions]:
    """Of the actions due before that day, year by year, how many were done in time.

    See ``AgreedActionQuerySet.due_by_year``. Runs a query.
    """
    return [YearOfActions(**one) for one in actions.due_by_year(today)]


@dataclasses.dataclass(frozen=True, slots=True)
class Brought:
    """What earlier meetings agreed, as a review looks back at it."""

    late: list[Row]
    open: list[Row]
    done: list[Row]
    dropped: list[Row]

    def __bool__(self) -> bool:
        return any([self.late, self.open, self.done, self.dropped])


def brought_actions(meeting: Meeting, actions: AgreedActionQuerySet, today: dt.date) -> Brought:
    """Those of the actions that the meeting looks back at, as they stand on that day.

    See ``AgreedActionQuerySet.brought_to``. Runs a query.
    """
    found = Brought([], [], [], [])
    ordered = actions.brought_to(meeting).order_by("due_on", "pk")
    for row in as_rows(ordered, **action_fields()):
        status = row["status"].value
        if status in {ActionStatus.DONE, ActionStatus.DROPPED}:
            where = found.done if status == ActionStatus.DONE else found.dropped
        else:
            where = found.late if row["due_on"] < today else found.open
        where.append(row)
    return found
