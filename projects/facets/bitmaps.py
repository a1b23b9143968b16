"""The facets of all public projects as sets of keys in memory: counting as fast as it can be.

They only count. A page of projects is fetched through ``public()``, whatever is kept here. They
answer while the index is in step; what the last renewals touched is read again before that.
"""

from __future__ import annotations

import threading
from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping
from decimal import Decimal
from itertools import zip_longest
from typing import Any
from uuid import UUID

from pyroaring import BitMap

from projects.facets.codes import IS_DEMO, Facet, facet_of
from projects.facets.counts import Summary, YearTotal
from projects.models import Project, ProjectFacets
from search.index import is_in_step
from search.models import Renewal

FEWEST = 2_000
"""Projects from which memory pays; PostgreSQL counts fewer in no time."""
MOST_AGAIN = 2_000
"""Projects read again one by one; after larger changes all are."""
MOST_KEPT = 500
"""Selections whose numbers are kept until something changes."""


class Money:
    """What projects budget for one year in one area, as sets of those that have each binary digit.

    Adding up a selection takes a few intersections, however many projects are in it.
    """

    def __init__(self) -> None:
        self.known = BitMap()
        self._sum: Decimal | None = None
        self.digits: dict[tuple[bool, int], BitMap] = defaultdict(BitMap)
        """By sign and place of the digit, in cents."""

    def add(self, project: int, usd: Decimal) -> None:
        """Note the budget of a project."""
        self._sum = None
        self.known.add(project)
        cents = int(usd * 100)
        rest, place = abs(cents), 0
        while rest:
            if rest & 1:
                self.digits[cents < 0, place].add(project)
            rest >>= 1
            place += 1

    def remove(self, projects: BitMap) -> None:
        """Forget these projects."""
        self._sum = None
        self.known -= projects
        for digits in self.digits.values():
            digits.difference_update(projects)

    def of(self, projects: BitMap) -> Decimal:
        """The sum over these projects."""
        among = self.known & projects
        if not among:
            return Decimal(0)
        if len(among) < len(self.known):
            return self._added(among)
        if self._sum is None:
            self._sum = self._added(self.known)
        return self._sum

    def _added(self, projects: BitMap) -> Decimal:
        cents = 0
        for (negative, place), having in self.digits.items():
            part = having.intersection_cardinality(projects) << place
            cents += -part if negative else part
        return Decimal(cents) / 100


class Bitmaps:
    """Who has which value. One for each process; ``current`` brings it up to date."""

    def __init__(self) -> None:
        self.last: tuple[int, UUID] | None = None
        """The renewal up to which they are known."""
        self._clear()

    def _clear(self) -> None:
        self._counted: dict[Any, Summary] = {}
        self.everything = BitMap()
        self.budgeted = BitMap()
        self.of: dict[int, BitMap] = defaultdict(BitMap)
        self.started: dict[tuple[int, int], BitMap] = defaultdict(BitMap)
        """By year and month; those of which no start is known in year 0."""
        self.money: dict[tuple[int, int | None], Money] = defaultdict(Money)

    def follow(self) -> bool:
        """Read again what has been renewed; whether they can answer. Runs one to three queries."""
        renewals = Renewal.objects.filter(kind="project").order_by("-pk")
        newest = renewals.values_list("pk", "token").first()
        if newest is None:
            return False
        if newest == self.last:
            return True
        self._counted.clear()
        missed: set[int] | None = None
        # A renewal that is no longer there was undone or is too long ago.
        if self.last and renewals.filter(pk=self.last[0], token=self.last[1]).exists():
            missed = set()
            for keys in renewals.filter(pk__gt=self.last[0], pk__lte=newest[0]).values_list(
                "objects_renewed", flat=True
            ):
                missed.update(keys)
                if len(missed) > MOST_AGAIN:
                    missed = None
                    break
        self.last = None
        if missed is None:
            self._clear()
        else:
            self._remove(BitMap(missed))
        self._read(missed)
        self.last = newest
        return True

    def _remove(self, projects: BitMap) -> None:
        self.everything -= projects
        self.budgeted -= projects
        for having in (*self.of.values(), *self.started.values()):
            having.difference_update(projects)
        for money in self.money.values():
            money.remove(projects)

    def _read(self, keys: Iterable[int] | None) -> None:
        rows = Project.objects.public().filter(facets__isnull=False).order_by()
        if keys is not None:
            rows = rows.filter(pk__in=keys)
        found: dict[int, list[int]] = defaultdict(list)
        everything: list[int] = []
        for project, start, values, years, amounts, areas in rows.values_list(
            "pk",
            "facets__starts_on",
            "facets__values",
            "facets__budget_years",
            "facets__budget_amounts",
            "facets__budget_areas",
        ).iterator(chunk_size=5_000):
            everything.append(project)
            self.started[(start.year, start.month) if start else (0, 0)].add(project)
            if years:
                self.budgeted.add(project)
            for value in values:
                found[value].append(project)
            # Rows that the last version added have no areas.
            for year, amount, area in zip_longest(years, amounts, areas):
                self.money[year, area].add(project, amount)
        self.everything.update(everything)
        for value, projects in found.items():
            self.of[value].update(projects)

    def summarise(
        self, among: list[int] | None, chosen: Mapping[Facet, list[int]], *, with_keys: bool
    ) -> Summary:
        """What ``counts.summarise`` counts; ``among`` are those that the other filters leave."""
        if among is not None or with_keys:
            return self._count(among, chosen, with_keys=with_keys)
        # Most readers choose the same things, and nothing first of all.
        key = tuple(sorted((facet, *sorted(codes)) for facet, codes in chosen.items()))
        if key not in self._counted:
            if len(self._counted) >= MOST_KEPT:
                self._counted.clear()
            self._counted[key] = self._count(None, chosen, with_keys=False)
        return self._counted[key]

    def _count(
        self, among: list[int] | None, chosen: Mapping[Facet, list[int]], *, with_keys: bool
    ) -> Summary:
        base = self.everything if among is None else self.everything & BitMap(among)
        having = {
            facet: BitMap.union(BitMap(), *(self.of[code] for code in codes if code in self.of))
            for facet, codes in chosen.items()
        }
        selected = BitMap.intersection(base, *having.values())
        without = {
            facet: BitMap.intersection(
                base, *(some for other, some in having.items() if other != facet)
            )
            for facet in chosen
        }
        summary = Summary(total=len(selected))
        if with_keys:
            summary.selected = self._newest_first(selected)
        summary.budgeted = selected.intersection_cardinality(self.budgeted)
        made_up = selected & self.of.get(IS_DEMO, BitMap())
        summary.demo = len(made_up)
        summary.without = {facet: len(some) for facet, some in without.items()}
        for code, some in self.of.items():
            count = some.intersection_cardinality(without.get(facet_of(code), selected))
            if count:
                summary.counts[code] = count
        summary.totals = [
            YearTotal(year, area, money.of(selected), money.of(made_up))
            for (year, area), money in self.money.items()
            if money.known.intersect(selected)
        ]
        summary.totals.sort(key=lambda one: (one.year, one.area or 0))
        return summary

    def _newest_first(self, projects: BitMap) -> list[int]:
        """By the month of their start, and within it those made last first."""
        found: list[int] = []
        for _month, some in sorted(self.started.items(), reverse=True):
            found += reversed(some & projects)
        return found


_lock = threading.Lock()
_bitmaps = Bitmaps()


def summarise_in_memory(
    among: Callable[[], list[int]] | None,
    chosen: Mapping[Facet, list[int]],
    *,
    with_keys: bool = False,
) -> Summary | None:
    """Count in memory; ``None`` if the database has to, as there is little or it has just changed.

    ``among`` gives the keys that the other filters leave, if there are any; it is asked only if
    memory can answer.
    """
    enough = ProjectFacets.objects.order_by()[FEWEST - 1 : FEWEST].exists()
    if not enough or not is_in_step():
        return None
    with _lock:
        if not _bitmaps.follow():
            return None
    # Others need not wait for a text to be looked up.
    keys = None if among is None else among()
    with _lock:
        if not _bitmaps.follow():
            return None
        return _bitmaps.summarise(keys, chosen, with_keys=with_keys)
