"""A project's money: its totals, and year by year."""

from __future__ import annotations

import dataclasses
from collections import defaultdict
from collections.abc import Iterable
from decimal import Decimal
from typing import Any

from django.db.models import Case, Count, F, OuterRef, Q, QuerySet, Sum, Value, When
from django.db.models.functions import ExtractYear, Round

from donors.models import UsdTotal
from projects.codes import TransactionType
from projects.models import Allocation, Budget, Transaction
from projects.progress import BAR, share
from publishing.many import any_of
from publishing.rows import Row, rows

NOTHING = UsdTotal(Decimal(0), 0, 0, approximate=False)


@dataclasses.dataclass(slots=True)
class Year:
    """What was planned and what was spent in a calendar year, in US dollars.

    A budget counts in the year its period starts. Rows without a dollar value are left out
    here and named beside the totals (``UsdTotal.without_usd``).
    """

    year: int
    budget: Decimal = Decimal(0)
    spent: Decimal = Decimal(0)
    budget_width: int = 0
    """Length of the bar, in thousandths of the longest."""
    spent_width: int = 0
    budget_approximate: bool = False
    spent_approximate: bool = False
    """A source gives an amount in it only roughly."""


@dataclasses.dataclass(frozen=True, slots=True)
class Finance:
    """Budgets in force, money received and money spent, each a total of its own."""

    years: list[Year]
    """Oldest first."""
    budget: UsdTotal
    received: UsdTotal
    spent: UsdTotal

    @property
    def is_complete(self) -> bool:
        """No amount had to be left out of any total."""
        return self.budget.is_complete and self.received.is_complete and self.spent.is_complete

    @property
    def percent_spent(self) -> int | None:
        """Spending in per cent of the budget; ``None`` if either is not fully known."""
        if not (self.budget.is_complete and self.spent.is_complete):
            return None
        return share(self.spent.amount, self.budget.amount)


def usd_groups(
    queryset: QuerySet[Any],
    *groups: str,
    usd: str = "usd_amount",
    approximate: str = "approximate",
) -> QuerySet[Any, dict[str, Any]]:
    """The dollars of money rows by these groups, with what ``add_up`` needs."""
    return (
        queryset.order_by()
        .values(*groups)
        .annotate(
            usd=Sum(usd),
            counted=Count(usd),
            rows=Count("pk"),
            rough=Count("pk", filter=Q((approximate, True))),
        )
        .order_by(*groups)
    )


def usd_by(queryset: QuerySet[Any], *groups: str) -> list[dict[str, Any]]:
    """The same as a list. Runs a query."""
    return list(usd_groups(queryset, *groups))


def add_up(groups: Iterable[dict[str, Any]]) -> UsdTotal:
    """The total of some groups of ``usd_by``. They must be of one kind of money.

    A group that is ``is_demo`` counts as made up.
    """
    total = NOTHING
    for one in groups:
        usd = one["usd"] or Decimal(0)
        total = UsdTotal(
            total.amount + usd,
            total.counted + one["counted"],
            total.without_usd + one["rows"] - one["counted"],
            approximate=total.approximate or one["rough"] > 0,
            demo=total.demo + (usd if one.get("is_demo") else 0),
        )
    return total


SPENDING = [TransactionType.DISBURSEMENT, TransactionType.EXPENDITURE]


def movements(**of: Any) -> QuerySet[Any]:
    """Money received (``spent`` false) and spent, as far as transactions tell."""
    is_spent = Case(When(type__in=SPENDING, then=Value(value=True)), default=Value(value=False))
    kinds = [TransactionType.INCOMING_FUNDS, *SPENDING]
    return Transaction.objects.filter(type__in=kinds, **of).annotate(spent=is_spent)


def sums_of(keys: Iterable[int]) -> dict[int, dict[str, UsdTotal]]:
    """What each of these projects has in budgets in force, was allocated, received and spent.

    By project and ``budget``, ``allocated``, ``received`` or ``spent``; what is not recorded is
    not in it. Runs three queries.
    """
    of = {"project__among": any_of(keys)}
    # Told once among all: a commitment may be allocated to a project that nobody asks about here.
    given = Allocation.objects.public().counted_once().with_usd().filter(**of)
    given = given.annotate(part=Round("usd", precision=2), is_demo=F("contribution__fund__is_demo"))
    found: dict[tuple[int, str], list[dict[str, Any]]] = defaultdict(list)
    for one in usd_groups(Budget.objects.in_force().filter(**of), "project"):
        found[one["project"], "budget"].append(one)
    for one in usd_groups(
        given, "project", "is_demo", usd="part", approximate="contribution__approximate"
    ):
        found[one["project"], "allocated"].append(one)
    for one in usd_groups(movements(**of), "project", "spent"):
        found[one["project"], "spent" if one["spent"] else "received"].append(one)
    totals: dict[int, dict[str, UsdTotal]] = defaultdict(dict)
    for (project, kind), groups in found.items():
        totals[project][kind] = add_up(groups)
    return totals


def money_rows() -> dict[str, Any]:
    """A project's money by year, as rows below it: what ``finance`` reads."""
    sums = {name: name for name in ("usd", "counted", "rows", "rough")}
    moved = movements(project=OuterRef("pk"))
    budgets = Budget.objects.in_force().filter(project=OuterRef("pk"))
    return {
        "budgets": rows(
            usd_groups(budgets.annotate(year=ExtractYear("period_start")), "year"),
            year="year",
            **sums,
        ),
        "moved": rows(
            usd_groups(moved.annotate(year=ExtractYear("date")), "year", "spent"),
            year="year",
            spent="spent",
            **sums,
        ),
    }


def finance(page: Row) -> Finance:
    """The money of a project, from its ``money_rows``."""
    spent = [one for one in page["moved"] if one["spent"]]
    received = [one for one in page["moved"] if not one["spent"]]
    # Budgets that contradict each other are added up nowhere.
    yearly = page["budgets"]
    if page["budgets_contradict"]:
        yearly = [{**one, "usd": None, "rough": 0} for one in yearly]
    return Finance(_years(yearly, spent), add_up(page["budgets"]), add_up(received), add_up(spent))


def _years(budgets: list[dict[str, Any]], spent: list[dict[str, Any]]) -> list[Year]:
    found: dict[int, Year] = defaultdict(lambda: Year(0))
    for one in budgets:
        found[one["year"]].budget = one["usd"] or Decimal(0)
        found[one["year"]].budget_approximate = one["rough"] > 0
    for one in spent:
        found[one["year"]].spent = one["usd"] or Decimal(0)
        found[one["year"]].spent_approximate = one["rough"] > 0
    longest = max((max(year.budget, year.spent) for year in found.values()), default=Decimal(0))
    for number, year in found.items():
        year.year = number
        if longest > 0:
            year.budget_width = max(0, round(BAR * year.budget / longest))
            year.spent_width = max(0, round(BAR * year.spent / longest))
    return [found[number] for number in sorted(found)]
