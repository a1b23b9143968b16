"""A project's money, year by year."""

from __future__ import annotations

import dataclasses
from collections import defaultdict
from decimal import Decimal

from django.db.models import Sum
from django.db.models.functions import ExtractYear

from projects.models import Project


@dataclasses.dataclass(slots=True)
class Year:
    """What was planned and what was spent in a calendar year, in US dollars.

    A budget counts in the year its period starts. Rows without a dollar value are left out
    here and named beside the totals (``MoneyQuerySet.usd_total``).
    """

    year: int
    budget: Decimal = Decimal(0)
    spent: Decimal = Decimal(0)
    budget_width: int = 0
    """Length of the bar, in thousandths of the longest."""
    spent_width: int = 0


def money_by_year(project: Project) -> list[Year]:
    """Budgets in force and spending by year, oldest first. Runs two queries."""
    years: dict[int, Year] = {}
    sums = {
        "budget": project.budgets.in_force().annotate(year=ExtractYear("period_start")),
        "spent": project.transactions.spent().annotate(year=ExtractYear("date")),
    }
    found: dict[str, dict[int, Decimal]] = defaultdict(dict)
    for kind, rows in sums.items():
        for row in rows.order_by("year").values("year").annotate(total=Sum("usd_amount")):
            found[kind][row["year"]] = row["total"] or Decimal(0)
    for number in sorted({*found["budget"], *found["spent"]}):
        years[number] = Year(
            number, found["budget"].get(number, Decimal(0)), found["spent"].get(number, Decimal(0))
        )
    longest = max((max(year.budget, year.spent) for year in years.values()), default=Decimal(0))
    if longest > 0:
        for year in years.values():
            year.budget_width = max(0, round(1000 * year.budget / longest))
            year.spent_width = max(0, round(1000 * year.spent / longest))
    return list(years.values())
