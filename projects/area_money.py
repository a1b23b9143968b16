"""Money by year and priority area."""

from __future__ import annotations

import dataclasses
from collections import defaultdict
from decimal import Decimal
from typing import Any

from django.db.models import (
    BigIntegerField,
    Case,
    Count,
    DecimalField,
    Exists,
    F,
    OuterRef,
    Q,
    QuerySet,
    Subquery,
    Sum,
    Value,
    When,
)
from django.db.models.functions import ExtractYear
from django.utils.translation import gettext as _

from donors.models import PriorityAreaQuerySet
from projects.models import Allocation, ProjectPriorityArea
from projects.progress import BAR, shades

SHARE: DecimalField[Decimal, Decimal] = DecimalField(max_digits=7, decimal_places=4)
USD: DecimalField[Decimal, Decimal] = DecimalField(max_digits=18, decimal_places=2)

MADE_UP = Q(contribution__fund__is_demo=True) | Q(project__is_demo=True)
"""Allocations out of a demo fund or to a demo project."""


@dataclasses.dataclass(frozen=True, slots=True)
class Segment:
    """A part of a bar: what one area got in a year."""

    palette: str
    shade: int
    name: str
    usd: Decimal
    start: int
    length: int


@dataclasses.dataclass(frozen=True, slots=True)
class AreaYear:
    """What projects were given in a year, in US dollars, by their priority areas."""

    year: int
    total: Decimal
    segments: list[Segment]
    approximate: bool
    """A source gives an amount in it as “about”."""
    demo: Decimal
    """The part of the total that is made up."""


@dataclasses.dataclass(frozen=True, slots=True)
class AreaMoney:
    """Contributions given to projects, by year and area, and what could not be told."""

    years: list[AreaYear]
    """The latest first."""
    areas: list[dict[str, Any]]
    """Those that got any, with their ``total``, whether it is ``approximate``, the part of it
    that is ``demo``, and their ``by_year``, as long as ``years``; ``shade`` tells those apart
    that share a colour."""
    total: Decimal
    left_out: bool
    """Some money is not in it: no exchange rate is known, or a project has several areas and
    does not say what share of it each has."""
    demo: Decimal
    """The part of the total that is made up."""

    @property
    def approximate(self) -> bool:
        """A source gives an amount in it as “about”."""
        return any(year.approximate for year in self.years)


def area_money(areas: list[dict[str, Any]], *, and_without: bool = False) -> AreaMoney:
    """The contributions allocated to public projects of these areas. Runs a query.

    ``and_without`` adds what was given to projects without a public area, and the shares of
    areas that are not public, as the last of the areas.

    The areas are rows with ``id``, ``name``, ``palette`` and, if they ended, ``end``. A
    contribution counts in the year of its value date, its dollars by the share of the project
    that the area has. Pledges are not in it, and money is told once
    (``AllocationQuerySet.counted_once``).
    """
    others = ProjectPriorityArea.objects.filter(project=OuterRef("project")).exclude(
        area=OuterRef("project__priority_areas__area")
    )
    share = Case(
        When(
            project__priority_areas__percentage__isnull=False,
            then=F("project__priority_areas__percentage"),
        ),
        When(~Exists(others), then=Value(Decimal(100))),
        default=None,
        output_field=SHARE,
    )
    known = [area["id"] for area in areas]
    given = Allocation.objects.public().counted_once().with_usd()
    # In one filter: each further one would join the areas anew and repeat the rows.
    to_areas = given.filter(
        PriorityAreaQuerySet.is_public(prefix="project__priority_areas__area__"),
        project__priority_areas__area__in=known,
    ).annotate(share=share, area=F("project__priority_areas__area"))
    rows = _sums(to_areas)
    if and_without:
        links = ProjectPriorityArea.objects.filter(project=OuterRef("project")).order_by()
        is_public = PriorityAreaQuerySet.is_public(prefix="area__")
        public = links.filter(is_public)
        stated = public.values("project").annotate(n=Sum("percentage")).values("n")
        rest = Case(
            When(~Exists(public), then=Value(Decimal(100))),
            When(Exists(links.filter(percentage=None)), then=None),
            default=Value(Decimal(100)) - Subquery(stated),
            output_field=SHARE,
        )
        nothing = Value(None, output_field=BigIntegerField())
        without = given.filter(~Exists(public) | Exists(links.filter(~is_public))).annotate(
            share=rest, area=nothing
        )
        rows = rows.union(_sums(without), all=True)
        areas = [*areas, {"id": None, "name": _("No priority area"), "palette": "none"}]
    found: dict[int, dict[int | None, Decimal]] = defaultdict(dict)
    demo: dict[tuple[int, int | None], Decimal] = {}
    left_out = False
    rough: set[tuple[int, int | None]] = set()
    for row in rows:
        left_out |= row["missing"] > 0
        if row["total"]:
            found[row["year"]][row["area"]] = row["total"]
            demo[row["year"], row["area"]] = row["demo"] or Decimal(0)
            if row["rough"]:
                rough.add((row["year"], row["area"]))
    return _arranged(found, areas, rough, demo, left_out=left_out)


def _sums(given: QuerySet[Any]) -> QuerySet[Any, Any]:
    """Allocations with ``usd``, ``share`` and ``area``, added up by year and area."""
    part = F("usd") * F("share") / Value(Decimal(100))
    return (
        given.annotate(year=ExtractYear("contribution__value_date"))
        .order_by()
        .values("year", "area")
        .annotate(
            total=Sum(part, output_field=USD),
            missing=Count("pk", filter=Q(usd=None) | Q(share=None)),
            rough=Count("pk", filter=Q(contribution__approximate=True)),
            demo=Sum(part, filter=MADE_UP, output_field=USD),
        )
    )


def _arranged(
    found: dict[int, dict[int | None, Decimal]],
    areas: list[dict[str, Any]],
    rough: set[tuple[int, int | None]],
    demo: dict[tuple[int, int | None], Decimal],
    *,
    left_out: bool,
) -> AreaMoney:
    got_any = {key for parts in found.values() for key in parts}
    areas = [area for area in areas if area["id"] in got_any]
    areas = [
        {**area, "shade": shade, "end": area.get("end")}
        for area, shade in zip(areas, shades(area["palette"] for area in areas), strict=True)
    ]
    totals = {year: sum(parts.values(), Decimal(0)) for year, parts in found.items()}
    longest = max(totals.values(), default=Decimal(0))
    years = []
    for year in sorted(found, reverse=True):
        segments, start = [], 0
        for area in areas:
            usd = found[year].get(area["id"], Decimal(0))
            length = round(BAR * usd / longest) if longest else 0
            if usd:
                segments.append(
                    Segment(area["palette"], area["shade"], area["name"], usd, start, length)
                )
            start += length
        is_rough = any(year == at for at, _area in rough)
        made_up = sum((usd for (at, _area), usd in demo.items() if at == year), Decimal(0))
        years.append(AreaYear(year, totals[year], segments, is_rough, made_up))
    described = [
        {
            **area,
            "approximate": any(area["id"] == of for _year, of in rough),
            "demo": sum((usd for (_at, of), usd in demo.items() if of == area["id"]), Decimal(0)),
            "by_year": [found[year.year].get(area["id"], Decimal(0)) for year in years],
            "total": sum(
                (parts.get(area["id"], Decimal(0)) for parts in found.values()), Decimal(0)
            ),
        }
        for area in areas
    ]
    total, made_up = sum(totals.values(), Decimal(0)), sum(demo.values(), Decimal(0))
    return AreaMoney(years, described, total, left_out, made_up)
