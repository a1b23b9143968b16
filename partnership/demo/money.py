"""Exchange rates, funds and contributions; what projects were given, planned and spent."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal

from donors.models import Contribution, ContributionType, ExchangeRate, Fund
from partnership.demo.shelf import Row, Shelf, filled, read
from projects.codes import BudgetStatus, BudgetType, TransactionType
from projects.models import Allocation, Budget, Project, Transaction

DATA_AS_OF = dt.date(2025, 6, 30)
"""The day up to which the made-up accounts are kept."""

A_MONTH = dt.timedelta(30)

# What becomes of a year's budget, in which month at the earliest.
SHARES_OF_YEAR = (
    (TransactionType.INCOMING_FUNDS, 3, Decimal(1)),
    (TransactionType.DISBURSEMENT, 6, Decimal("0.25")),
    (TransactionType.EXPENDITURE, 12, Decimal("0.65")),
)


def load_funds(shelf: Shelf) -> None:
    """Rates, funds, and contributions in the order in which one fulfils another."""
    data = read("funds")
    shelf.add(ExchangeRate, data["rate"])
    new = {fund.slug for _, fund in shelf.add(Fund, data["fund"])}
    for row in data["contribution"]:
        if row["fund"] in new:
            fulfils = row.get("fulfils")
            values = {**row, "type": ContributionType[row["type"]]}
            values["fulfils"] = _contribution(shelf, fulfils) if fulfils else None
            shelf.own(Contribution, **values)
            shelf.write()


def _contribution(shelf: Shelf, name: str) -> Contribution | None:
    """The contribution that the data files call by this name; ``None`` if it is gone."""
    row = next(row for row in read("funds")["contribution"] if row["name"] == name)
    return Contribution.objects.filter(
        fund=shelf.find(Fund, row["fund"]),
        type=ContributionType[row["type"]],
        value_date=row["value_date"],
        amount=row["amount"],
    ).first()


class ProjectMoney:
    """Writes the money of projects from a few figures of the data file."""

    def __init__(self, shelf: Shelf) -> None:
        self.shelf = shelf
        self.sentences = read("sentences")

    def add(self, row: Row, project: Project) -> None:
        """Allocations, and the budgets and transactions of a made-up project."""
        allocated = Decimal(0)
        for name, amount in row.get("allocations", {}).items():
            if contribution := _contribution(self.shelf, name):
                self.shelf.own(
                    Allocation, project=project, contribution=contribution, amount=amount
                )
                usd = contribution.usd_amount or Decimal(0)
                allocated += Decimal(amount) * usd / contribution.amount
        budget = {int(year): Decimal(amount) for year, amount in row.get("budget", {}).items()}
        factor = row.get("revised", 1)
        for year, amount in budget.items():
            self._budget(project, year, amount)
            if factor != 1:
                self._budget(project, year, amount * factor, BudgetType.REVISED)
        if budget and (start := project.actual_start):
            total = sum(budget.values()) * factor
            # No more comes in than was allocated, and no more goes out than came in.
            covered = min(Decimal(1), allocated / total) if allocated else Decimal(1)
            for kind in (TransactionType.INCOMING_COMMITMENT, TransactionType.OUTGOING_COMMITMENT):
                self._transaction(project, kind, start, total * covered, row)
            for year, amount in budget.items():
                self._accounts_of_year(row, project, start, year, amount * factor * covered)

    def _budget(
        self, project: Project, year: int, amount: Decimal, kind: BudgetType = BudgetType.ORIGINAL
    ) -> None:
        begun = project.actual_start is not None
        self.shelf.own(
            Budget,
            project=project,
            type=kind,
            status=BudgetStatus.COMMITTED if begun else BudgetStatus.INDICATIVE,
            amount=amount,
            value_date=dt.date(year, 1, 1),
            period_start=dt.date(year, 1, 1),
            period_end=dt.date(year, 12, 31),
        )

    def _accounts_of_year(
        self, row: Row, project: Project, start: dt.date, year: int, amount: Decimal
    ) -> None:
        """Money comes in and goes out while the project lasts, as far as the accounts go."""
        for kind, month, share in SHARES_OF_YEAR:
            day = max(dt.date(year, month, 28), start + A_MONTH)
            day = min(day, project.actual_end or day)
            if day <= DATA_AS_OF:
                self._transaction(project, kind, day, amount * share, row)

    def _transaction(
        self, project: Project, kind: TransactionType, day: dt.date, amount: Decimal, row: Row
    ) -> None:
        year = dict.fromkeys(("en", "fr", "ja", "ar"), str(day.year))
        incoming = kind in (TransactionType.INCOMING_COMMITMENT, TransactionType.INCOMING_FUNDS)
        outgoing = row["implementing"] if kind != TransactionType.EXPENDITURE else None
        self.shelf.own(
            Transaction,
            project=project,
            type=kind,
            date=day,
            value_date=day,
            amount=Decimal(amount).quantize(Decimal("0.01")),
            ref=f"DEMO-{project.agency_code}-{day:%Y%m}-{kind}",
            provider=row["funding"] if incoming else "unesco",
            receiver="unesco" if incoming else outgoing,
            humanitarian=project.humanitarian,
            description=filled(self.sentences[kind.name.lower()], year=year),
        )
