"""How well agreed actions are followed up."""

from __future__ import annotations

import dataclasses
import datetime as dt
from typing import Any

from django.db.models import Count, F, Q, QuerySet
from django.db.models.functions import ExtractYear

from meetings.models import ActionStatus, AgreedAction
from projects.progress import BAR, share


@dataclasses.dataclass(frozen=True, slots=True)
class Meter:
    """Numbers of actions by how far they are; overdue ones count as nothing else."""

    done: int
    in_progress: int
    open: int
    overdue: int
    dropped: int

    @property
    def total(self) -> int:
        """All but those given up."""
        return self.done + self.in_progress + self.open + self.overdue

    @property
    def parts(self) -> list[tuple[str, int, int]]:
        """The segments of the bar: class, start and length, in thousandths."""
        made, start = [], 0
        numbers = [self.done, self.in_progress, self.open, self.overdue]
        for name, number in zip(["done", "prog", "open", "late"], numbers, strict=True):
            length = round(BAR * number / self.total) if self.total else 0
            made.append((name, start, length))
            start += length
        return made


@dataclasses.dataclass(frozen=True, slots=True)
class YearOfActions:
    """The actions that fell due in a year, and how many of them were done in time."""

    year: int
    due: int
    on_time: int

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
    )
    return Meter(**counts)


def closed_on_time_by_year(actions: QuerySet[AgreedAction], today: dt.date) -> list[YearOfActions]:
    """Of the actions due up to that day, year by year, how many were done in time.

    Actions given up are left out; those still pending after their day count as not in time.
    Runs a query.
    """
    timely = Q(status=ActionStatus.DONE, closed_on__lte=F("due_on"))
    years: Any = (
        actions.exclude(status=ActionStatus.DROPPED)
        .filter(Q(due_on__lte=today) | Q(status=ActionStatus.DONE))
        .order_by()
        .annotate(year=ExtractYear("due_on"))
        .values("year")
        .annotate(due=Count("pk"), on_time=Count("pk", filter=timely))
        .order_by("year")
    )
    return [YearOfActions(**one) for one in years]
