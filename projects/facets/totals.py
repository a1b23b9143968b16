"""What a selection of projects is budgeted at, year by year and area by area."""

from __future__ import annotations

import functools
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from projects.facets.choices import Choice
from projects.facets.codes import UNDIVIDED, split
from projects.facets.counts import Summary, YearTotal
from projects.progress import BAR, shades


@dataclass(frozen=True, slots=True)
class Part:
    """The money of one priority area in one year, and where its piece of the bar lies."""

    area: int | None
    """Key of the priority area, or ``UNDIVIDED``."""
    label: str
    palette: str
    shade: int
    """Tells areas apart that share a colour: see ``projects.progress.shades``."""
    usd: Decimal
    start: int
    width: int


@dataclass(frozen=True, slots=True)
class Year:
    """The money of one year."""

    year: int
    usd: Decimal
    parts: tuple[Part, ...]


@dataclass(frozen=True, slots=True)
class BudgetByYear:
    """Budgets in force, in US dollars at the rates of their days."""

    total: Decimal
    years: tuple[Year, ...]
    areas: tuple[Part, ...]
    """The sums of all years."""
    projects: int
    """Projects whose budget is known and counted."""
    demo: Decimal
    """The part of the total that is budgets of demo projects."""
    unknown: int
    """Projects without a budget, with one that contradicts itself or without a rate."""


def budget_by_year(summary: Summary, areas: Iterable[Choice]) -> BudgetByYear:
    """Arrange the totals of a selection. A project counts in its areas by their shares.

    Programmes are left out: their money is that of their parts.
    """
    return _arranged(
        tuple(summary.totals), tuple(areas), summary.budgeted, summary.total, get_language()
    )


# Many readers see the same selections; the numbers of a selection are a few dozen.
@functools.lru_cache(maxsize=200)
def _arranged(
    totals: tuple[YearTotal, ...],
    areas: tuple[Choice, ...],
    budgeted: int,
    selected: int,
    _language: str | None,
) -> BudgetByYear:
    known = {split(area.code)[1]: area for area in areas}
    added: dict[int, dict[int | None, Decimal]] = defaultdict(lambda: defaultdict(Decimal))
    for one in totals:
        area = one.area if one.area == UNDIVIDED or one.area in known else None
        added[one.year][area] += one.usd
    money = {year: dict(parts) for year, parts in added.items()}
    found = {area for parts in money.values() for area in parts}
    order = [key for key in [*known, UNDIVIDED, None] if key in found]
    unnamed = {UNDIVIDED: _("Several areas, shares not known"), None: _("No priority area")}
    palettes = [known[key].palette if key else "" for key in order]
    shade = dict(zip(order, shades(palettes), strict=True))
    longest = max((sum(parts.values(), Decimal(0)) for parts in money.values()), default=Decimal(0))
    sums: dict[int | None, Decimal] = defaultdict(Decimal)
    for parts in money.values():
        for area, usd in parts.items():
            sums[area] += usd

    def arranged(parts: dict[int | None, Decimal], whole: Decimal) -> tuple[Part, ...]:
        made: list[Part] = []
        start = 0
        for area in order:
            if area not in parts:
                continue
            choice = known[area] if area else None
            # A correction may be negative; a bar cannot be.
            width = max(0, round(BAR * parts[area] / whole)) if whole > 0 else 0
            made.append(
                Part(
                    area,
                    choice.label if choice else unnamed[area],
                    choice.palette if choice else "",
                    shade[area],
                    parts[area],
                    start,
                    width,
                )
            )
            start += width
        return tuple(made)

    total = sum(sums.values(), Decimal(0))
    return BudgetByYear(
        total=total,
        years=tuple(
            Year(year, sum(parts.values(), Decimal(0)), arranged(parts, longest))
            for year, parts in sorted(money.items())
        ),
        areas=arranged(sums, total),
        projects=budgeted,
        demo=sum((one.demo for one in totals), Decimal(0)),
        unknown=selected - budgeted,
    )
