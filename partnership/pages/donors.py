"""Donors: each ministry its own sheet, one total."""

from __future__ import annotations

import dataclasses
from collections import defaultdict
from collections.abc import Iterable
from decimal import Decimal
from typing import Any

from django.db.models import F
from django.db.models.functions import ExtractYear

from donors.models import Contribution, ContributionType, OrganisationQuerySet, UsdTotal
from projects.finance import add_up, usd_by
from projects.models import Allocation, Participation
from projects.progress import BAR
from publishing.rows import Row, as_rows, choice, text

BY = ("provider", "type", "year", "fund__is_demo")
"""What contributions are added up by."""


@dataclasses.dataclass(slots=True)
class Sheet:
    """What an organisation gives, alone or with all that is part of it.

    Pledges, commitments and payments are three views of one promise and never added.
    """

    organisation: Row
    pledged: UsdTotal
    committed: UsdTotal
    received: UsdTotal
    projects: int
    """How many public projects it pays for."""
    with_demo: bool
    """Some of the money is made up."""


@dataclasses.dataclass(slots=True)
class GivenYear:
    """What was committed and what was paid in a calendar year, in US dollars."""

    year: int
    committed: Decimal = Decimal(0)
    received: Decimal = Decimal(0)
    committed_width: int = 0
    received_width: int = 0
    about_committed: bool = False
    about_received: bool = False
    """A source gives an amount in it as “about”."""


@dataclasses.dataclass(frozen=True, slots=True)
class Giving:
    """The sheets of an organisation's parts, their one total, and the years."""

    parts: list[Sheet]
    total: Sheet
    years: list[GivenYear]
    """Oldest first."""


def organisation_rows(organisations: OrganisationQuerySet) -> list[Row]:
    """Organisations with their names. Runs a query."""
    return list(
        as_rows(
            organisations,
            id="pk",
            parent="parent",
            slug="slug",
            name=text("name"),
            short_name=text("short_name"),
            type=choice("type"),
            country="country",
            is_demo="is_demo",
        )
    )


def projects_paid_by(organisations: Iterable[int]) -> dict[int, set[int]]:
    """The public projects each of these pays for, as funder or through a public fund.

    Runs a query.
    """
    keys = list(organisations)
    funders = Participation.objects.public().filter(role=1, organisation__in=keys)
    givers = Allocation.objects.public().filter(contribution__provider__in=keys)
    pairs = (
        funders.order_by()
        .annotate(payer=F("organisation"))
        .values_list("payer", "project")
        .union(
            givers.order_by()
            .annotate(payer=F("contribution__provider"))
            .values_list("payer", "project")
        )
    )
    found: dict[int, set[int]] = defaultdict(set)
    for payer, project in pairs:
        found[payer].add(project)
    return found


def _sheet(organisation: Row, groups: list[dict[str, Any]], projects: Iterable[set[int]]) -> Sheet:
    def of(kind: ContributionType) -> UsdTotal:
        return add_up(group for group in groups if group["type"] == kind)

    return Sheet(
        organisation,
        of(ContributionType.PLEDGE),
        of(ContributionType.COMMITMENT),
        of(ContributionType.RECEIVED),
        len(set().union(*projects)),
        any(group["fund__is_demo"] for group in groups),
    )


def giving(root: Row, organisations: list[Row]) -> Giving:
    """What these organisations give, the root and its parts. Runs two queries."""
    keys = [one["id"] for one in organisations]
    groups = usd_by(
        Contribution.objects.public()
        .filter(provider__in=keys)
        .annotate(year=ExtractYear("value_date")),
        *BY,
    )
    paid = projects_paid_by(keys)
    return giving_of(root, organisations, groups, paid)


def giving_of(
    root: Row, organisations: list[Row], groups: list[dict[str, Any]], paid: dict[int, set[int]]
) -> Giving:
    """The same from contributions by provider, type and year and projects by payer."""
    parts = [
        _sheet(
            one,
            [group for group in groups if group["provider"] == one["id"]],
            [paid.get(one["id"], set())],
        )
        for one in organisations
    ]
    parts = [
        one
        for one in parts
        if one.projects
        or one.organisation["id"] != root["id"]
        or (one.pledged.counted or one.committed.counted or one.received.counted)
    ]
    keys = {one["id"] for one in organisations}
    mine = [group for group in groups if group["provider"] in keys]
    total = _sheet(root, mine, [paid.get(key, set()) for key in keys])
    return Giving(parts, total, _years(mine))


def _years(groups: list[dict[str, Any]]) -> list[GivenYear]:
    found: dict[int, GivenYear] = {}
    for group in groups:
        year = found.setdefault(group["year"], GivenYear(group["year"]))
        if group["type"] == ContributionType.COMMITMENT:
            year.committed += group["usd"] or 0
            year.about_committed |= group["rough"] > 0
        elif group["type"] == ContributionType.RECEIVED:
            year.received += group["usd"] or 0
            year.about_received |= group["rough"] > 0
    found = {key: year for key, year in found.items() if year.committed or year.received}
    longest = max((max(year.committed, year.received) for year in found.values()), default=0)
    for year in found.values():
        year.committed_width = round(BAR * year.committed / longest)
        year.received_width = round(BAR * year.received / longest)
    return [found[key] for key in sorted(found)]


def all_giving(organisations: list[Row]) -> list[Giving]:
    """What each donor gives with its parts, who paid most first. Runs two queries.

    The order is computed over the contributions published here; it is no claim about others.
    """
    by_key = {one["id"]: one for one in organisations}
    members: dict[int, list[Row]] = defaultdict(list)
    for one in organisations:
        root, seen = one, {one["id"]}
        while root["parent"] in by_key and root["parent"] not in seen:
            root = by_key[root["parent"]]
            seen.add(root["id"])
        members[root["id"]].append(one)
    groups = usd_by(
        Contribution.objects.public().annotate(year=ExtractYear("value_date")),
        *BY,
    )
    paid = projects_paid_by(by_key)
    found = [giving_of(by_key[key], parts, groups, paid) for key, parts in members.items()]
    found.sort(
        key=lambda one: (
            -one.total.received.amount,
            -one.total.projects,
            one.total.organisation["name"],
        )
    )
    return found


def donors(organisations: OrganisationQuerySet) -> OrganisationQuerySet:
    """Of these, those that give or pay for a public project, and what they are part of."""
    gives = Contribution.objects.public().values("provider")
    pays = Participation.objects.public().filter(role=1).values("organisation")
    return organisations.holding(gives, pays)
