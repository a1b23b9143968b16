"""Donors: each ministry its own sheet, one total."""

from __future__ import annotations

import dataclasses
from collections import defaultdict
from collections.abc import Iterable
from decimal import Decimal
from typing import Any

from django.db.models import F
from django.db.models.functions import ExtractYear

from donors.models import (
    Contribution,
    ContributionQuerySet,
    ContributionType,
    Organisation,
    OrganisationQuerySet,
    UsdTotal,
)
from projects.finance import add_up, usd_by
from projects.models import Allocation, Participation
from projects.progress import BAR
from publishing.rows import Row, as_rows, choice, text

BY = ("provider", "type", "year", "is_demo")
"""What contributions are added up by."""


@dataclasses.dataclass(slots=True)
class Sheet:
    """What an organisation gives, together with all that is part of it.

    Pledges, commitments and payments are three views of one promise and never added.
    """

    organisation: Row
    level: int
    """How far below the donor it stands; the donor itself is 0."""
    directly: bool
    """Only what it gives itself, without its parts."""
    pledged: UsdTotal
    committed: UsdTotal
    received: UsdTotal
    projects: int
    """How many public projects it pays for."""

    @property
    def is_empty(self) -> bool:
        """It gives nothing and pays for no project."""
        money = (self.pledged, self.committed, self.received)
        return not self.projects and not any(total.counted + total.without_usd for total in money)


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
    demo_committed: Decimal = Decimal(0)
    demo_received: Decimal = Decimal(0)
    """The parts that are made up."""


@dataclasses.dataclass(frozen=True, slots=True)
class Giving:
    """The sheets of an organisation's parts, their one total, and the years."""

    parts: list[Sheet]
    """Below each sheet those of its parts, who paid most first, and what it gives directly. The
    sheets of one level add up to the one above them; those of different levels never."""
    total: Sheet
    years: list[GivenYear]
    """Oldest first."""


def organisation_rows(organisations: OrganisationQuerySet) -> list[Row]:
    """Organisations with their names; ``parent`` is the nearest of these that each is part of,
    or ``None``: what stands between them may not be public. Runs two queries."""
    found = list(
        as_rows(
            organisations,
            id="pk",
            slug="slug",
            name=text("name"),
            short_name=text("short_name"),
            type=choice("type"),
            country="country",
            is_demo="is_demo",
        )
    )
    parents = dict(Organisation.objects.order_by().values_list("pk", "parent"))
    shown = {one["id"] for one in found}
    for one in found:
        above, seen = parents[one["id"]], {one["id"]}
        while above is not None and above not in shown and above not in seen:
            seen.add(above)
            above = parents.get(above)
        one["parent"] = above if above in shown - seen else None
    return found


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


def _given(contributions: ContributionQuerySet) -> list[dict[str, Any]]:
    described = contributions.annotate(year=ExtractYear("value_date"), is_demo=F("fund__is_demo"))
    return usd_by(described, *BY)


def giving(root: Row, organisations: list[Row]) -> Giving:
    """What these organisations give, the root and its parts. Runs two queries."""
    keys = [one["id"] for one in organisations]
    groups = _given(Contribution.objects.public().filter(provider__in=keys))
    paid = projects_paid_by(keys)
    return giving_of(root, organisations, groups, paid)


def giving_of(
    root: Row, organisations: list[Row], groups: list[dict[str, Any]], paid: dict[int, set[int]]
) -> Giving:
    """The same from contributions by provider, type and year and projects by payer."""
    by_key = {one["id"]: one for one in organisations}
    children: dict[int | None, list[int]] = defaultdict(list)
    for one in organisations:
        if one["id"] != root["id"]:
            children[one["parent"]].append(one["id"])

    def sheet(key: int, members: set[int], level: int, *, directly: bool = False) -> Sheet:
        mine = [group for group in groups if group["provider"] in members]
        by_type = {
            kind: add_up(group for group in mine if group["type"] == kind)
            for kind in ContributionType
        }
        return Sheet(
            by_key[key],
            level,
            directly,
            by_type[ContributionType.PLEDGE],
            by_type[ContributionType.COMMITMENT],
            by_type[ContributionType.RECEIVED],
            len(set().union(*(paid.get(one, set()) for one in members))),
        )

    def below(key: int, level: int) -> tuple[set[int], list[Sheet]]:
        members, branches = {key}, []
        for child in children.pop(key, []):
            inner, sheets = below(child, level + 1)
            members |= inner
            whole = sheet(child, inner, level + 1)
            if not whole.is_empty:
                branches.append([whole, *sheets])
        own = sheet(key, {key}, level + 1, directly=True)
        if branches and not own.is_empty:
            branches.append([own])
        branches.sort(key=lambda branch: (branch[0].directly, *_most_first(branch[0])))
        return members, [one for branch in branches for one in branch]

    members, parts = below(root["id"], 0)
    mine = [group for group in groups if group["provider"] in members]
    return Giving(parts, sheet(root["id"], members, 0), _years(mine))


def _most_first(sheet: Sheet) -> tuple[Decimal, Decimal, int, str]:
    return (
        -sheet.received.amount,
        -sheet.committed.amount,
        -sheet.projects,
        sheet.organisation["name"],
    )


def _years(groups: list[dict[str, Any]]) -> list[GivenYear]:
    found: dict[int, GivenYear] = {}
    for group in groups:
        year = found.setdefault(group["year"], GivenYear(group["year"]))
        usd = group["usd"] or Decimal(0)
        demo = usd if group["is_demo"] else Decimal(0)
        if group["type"] == ContributionType.COMMITMENT:
            year.committed += usd
            year.demo_committed += demo
            year.about_committed |= group["rough"] > 0
        elif group["type"] == ContributionType.RECEIVED:
            year.received += usd
            year.demo_received += demo
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
    groups = _given(Contribution.objects.public())
    paid = projects_paid_by(by_key)
    found = [giving_of(by_key[key], parts, groups, paid) for key, parts in members.items()]
    found.sort(key=lambda one: _most_first(one.total))
    return found


def donors() -> OrganisationQuerySet:
    """Public organisations that give or pay for a public project, and what they are part of,
    on whatever level."""
    gives = Contribution.objects.public().order_by().values("provider")
    pays = Participation.objects.public().order_by().filter(role=1).values("organisation")
    return Organisation.objects.public().filter(pk__in=Organisation.objects.above(gives, pays))
