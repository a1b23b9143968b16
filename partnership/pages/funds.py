"""The statement of a fund: where its money comes from, where it goes, what is left."""

from __future__ import annotations

import dataclasses
from decimal import ROUND_HALF_EVEN, Decimal
from typing import Any

from django.db.models import BigIntegerField, OuterRef, QuerySet

from donors.models import Contribution, ContributionType, Fund
from donors.models.money import CENT
from library.models import Document
from projects.models import Allocation
from projects.project_page import project_link
from publishing.rows import Given, Row, Statement, as_rows, choice, day, rows, text


@dataclasses.dataclass(frozen=True, slots=True)
class FundStatement:
    """Sources, uses and balance of a fund in US dollars, at the rates of the value dates.

    Sources are commitments, and payments that fulfil none; a payment under a commitment is the
    same money again. Pledges are listed and never summed. Uses are what was allocated to
    published projects, so the balance is what is not, whatever else is planned for it.
    """

    pledges: list[Row]
    commitments: list[Row]
    payments: list[Row]
    committed: Decimal
    unannounced: Decimal
    """Payments that fulfil no commitment."""
    received: Decimal
    """All payments, those under commitments, too."""
    uses: list[Row]
    used: Decimal
    without_usd: int
    """Contributions left out of all sums because no exchange rate is known for their day."""
    approximate: bool
    allocated_from_pledges: int
    """Allocations out of pledges: not counted, as pledges are not."""

    @property
    def sources(self) -> Decimal:
        """What was committed or paid."""
        return self.committed + self.unannounced

    @property
    def used_approximate(self) -> bool:
        """A source gives an amount in the uses only roughly."""
        return any(use["approximate"] for use in self.uses)

    @property
    def balance(self) -> Decimal:
        """What is not allocated to a published project."""
        return self.sources - self.used

    @property
    def is_overdrawn(self) -> bool:
        """More is allocated than was committed or paid: something is missing here."""
        return self.balance < 0

    @property
    def paid_beyond(self) -> bool:
        """More was paid than committed and unannounced: a commitment is missing or too low."""
        return self.received > self.sources

    @property
    def adds_up(self) -> bool:
        """Nothing had to be left out, rounded or explained."""
        return not (
            self.without_usd
            or self.approximate
            or self.allocated_from_pledges
            or self.is_overdrawn
            or self.paid_beyond
        )


@Statement
def contributions() -> QuerySet[Any, Row]:
    """The contributions of public donors to the fund with the key ``pk``."""
    given = Allocation.objects.public().filter(contribution=OuterRef("pk"))
    return as_rows(
        Contribution.objects.public().filter(fund=Given("pk", BigIntegerField())),
        id="pk",
        type=choice("type"),
        provider=text("provider__name"),
        provider_slug="provider__slug",
        amount="amount",
        currency="currency",
        date=day("value_date"),
        usd="usd_amount",
        usd_source="usd_source",
        approximate="approximate",
        earmarking=choice("earmarking"),
        note=text("note"),
        as_of=day("as_of"),
        fulfils="fulfils",
        fulfils_type="fulfils__type",
        source=rows(
            Document.objects.public().filter(pk=OuterRef("source_document")),
            slug="slug",
            title=text("title"),
            file="file",
            url="url",
        ),
        allocations=rows(
            given,
            amount="amount",
            **project_link("project__", "project_"),
        ),
    )


def _total(given: list[Row]) -> Decimal:
    return sum((one["usd"] for one in given if one["usd"] is not None), Decimal(0))


def _uses(given: list[Row]) -> list[Row]:
    """What each project was allocated, the most first; money is told once.

    The same rule as ``AllocationQuerySet.counted_once``.
    """
    told = {one["id"] for one in given if one["allocations"]}
    found: dict[str, dict[str, Any]] = {}
    for one in given:
        for allocation in one["allocations"]:
            if one["fulfils"] in told or one["usd"] is None:
                continue
            usd = (allocation["amount"] * one["usd"] / one["amount"]).quantize(
                CENT, rounding=ROUND_HALF_EVEN
            )
            use = found.setdefault(
                allocation["project_slug"],
                {**allocation, "usd": Decimal(0), "approximate": False},
            )
            use["usd"] += usd
            use["approximate"] |= one["approximate"]
    return sorted(found.values(), key=lambda use: (-use["usd"], use["project_slug"]))


def fund_statement(fund: Fund) -> FundStatement:
    """The statement of a public fund, of what is public. Runs a query."""
    found = contributions.run(pk=fund.pk)
    by_type = {
        kind: [one for one in found if one["type"].value == kind] for kind in ContributionType
    }
    pledges = by_type[ContributionType.PLEDGE]
    payments = by_type[ContributionType.RECEIVED]
    counted = [*by_type[ContributionType.COMMITMENT], *payments]
    unannounced = [
        one for one in payments if one["fulfils_type"] in (None, ContributionType.PLEDGE)
    ]
    uses = _uses(counted)
    return FundStatement(
        pledges=pledges,
        commitments=by_type[ContributionType.COMMITMENT],
        payments=payments,
        committed=_total(by_type[ContributionType.COMMITMENT]),
        unannounced=_total(unannounced),
        received=_total(payments),
        uses=uses,
        used=sum((use["usd"] for use in uses), Decimal(0)),
        without_usd=sum(one["usd"] is None for one in counted),
        approximate=any(one["approximate"] for one in counted),
        allocated_from_pledges=sum(len(one["allocations"]) for one in pledges),
    )
