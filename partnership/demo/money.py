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

# Of a year's budget, what is disbursed in June and spent by December.
SHARES_OF_YEAR = (
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
        for name, amount in row.get("allocations", {}).items():
            if contribution := _contribution(self.shelf, name):
                self.shelf.own(
                    Allocation, project=project, contribution=contribution, amount=amount
                )
        self._commitment(row, project)
        for year, amount in row.get("budget", {}).items():
            self._year(row, project, int(year), Decimal(amount))

    def _commitment(self, row: Row, project: Project) -> None:
        if not (total := sum(row.get("budget", {}).values())):
            return
        first = dt.date(int(min(row["budget"])), 2, 15)
        if first > DATA_AS_OF:
            return
        self._transaction(project, TransactionType.INCOMING_COMMITMENT, first, total, row)
        if project.status != 1:
            self._transaction(
                project,
                TransactionType.OUTGOING_COMMITMENT,
                first + dt.timedelta(30),
                total * Decimal("0.9"),
                row,
            )

    def _year(self, row: Row, project: Project, year: int, amount: Decimal) -> None:
        period = {"period_start": dt.date(year, 1, 1), "period_end": dt.date(year, 12, 31)}
        current = amount * row["revised"] if "revised" in row else amount
        kinds = [(BudgetType.ORIGINAL, amount)]
        if current != amount:
            kinds.append((BudgetType.REVISED, current))
        for kind, planned in kinds:
            self.shelf.own(
                Budget,
                project=project,
                type=kind,
                status=BudgetStatus.INDICATIVE if project.status == 1 else BudgetStatus.COMMITTED,
                amount=planned,
                value_date=dt.date(year, 1, 1),
                **period,
            )
        if project.status in (1, 5):
            return
        start = dt.date(year, 3, 31)
        if start <= DATA_AS_OF:
            self._transaction(project, TransactionType.INCOMING_FUNDS, start, current, row)
        for kind, month, share in SHARES_OF_YEAR:
            day = dt.date(year, month, 28)
            if day <= DATA_AS_OF:
                self._transaction(project, kind, day, current * share, row)

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
