"""The map of where projects are: dots of land without borders, circles on it.

A circle stands for a country, never for a place in it, or for all places near each other; a
sensitive location is in none. The map is for the eye; the list of countries beside it and the
places on each project's page say the same and can be operated.
"""

from __future__ import annotations

import dataclasses
import functools
import json
import math
from collections.abc import Mapping
from pathlib import Path

from django.db.models import Count
from django.utils.translation import get_language

from projects.models import ProjectQuerySet, RecipientCountry
from projects.projection import middle
from publishing.names import alphabetical, country_name

NOWHERE = (None, None)
SMALLEST, LARGEST = 4, 15
"""Radius of a circle for one project, and the greatest there is, in units of the drawing."""


@functools.cache
def _world() -> tuple[str, dict[str, tuple[int, int]]]:
    """The path of the land's dots and the point of each country; see ``scripts/draw_world``."""
    world = json.loads((Path(__file__).parent / "world.json").read_text())
    return world["land"], {code: (x, y) for code, (x, y) in world["points"].items()}


@dataclasses.dataclass(frozen=True, slots=True)
class CountryCount:
    """A country, in the reader's language, and how many projects work in it."""

    code: str
    name: str
    count: int
    x: int | None = None
    """Where its circle is; ``None`` if the drawing has no point for the country."""
    y: int | None = None
    radius: int = SMALLEST
    width: int = 0
    """Length of its bar, in thousandths of the longest."""

    @property
    def halo(self) -> int:
        """Radius of the soft ring around its circle."""
        return self.radius + 5


@dataclasses.dataclass(frozen=True, slots=True)
class PlaceCount:
    """Places near each other, and how many projects work there."""

    count: int
    x: int
    y: int
    radius: int


@dataclasses.dataclass(frozen=True, slots=True, eq=False)
class WorldMap:
    """What ``includes/_map.html`` draws. There is one of each."""

    land: str
    countries: list[CountryCount]
    """The countries with the most projects first, then by name."""
    places: list[PlaceCount] = dataclasses.field(default_factory=list)
    """Those with the most projects first, so that none covers a smaller one."""


def _radius(count: int) -> int:
    return round(min(LARGEST, SMALLEST * math.sqrt(count)))


def world_map(counts: Mapping[str, int], cells: Mapping[int, int] | None = None) -> WorldMap:
    """The map for these numbers of projects by country code, and by square of the map."""
    return _drawn(frozenset(counts.items()), frozenset((cells or {}).items()), get_language())


@functools.lru_cache(maxsize=200)
def _drawn(
    counts: frozenset[tuple[str, int]], cells: frozenset[tuple[int, int]], _language: str | None
) -> WorldMap:
    land, points = _world()
    most = max((count for _code, count in counts), default=1)
    countries = [
        CountryCount(
            code,
            country_name(code),
            count,
            points.get(code, NOWHERE)[0],
            points.get(code, NOWHERE)[1],
            radius=_radius(count),
            width=round(1000 * count / most),
        )
        for code, count in counts
    ]
    countries.sort(key=lambda country: (-country.count, alphabetical(country.name)))
    places = [
        PlaceCount(count, *middle(number), _radius(count))
        for number, count in sorted(cells, key=lambda one: (-one[1], one[0]))
    ]
    return WorldMap(land, countries, places)


def projects_by_country(projects: ProjectQuerySet) -> dict[str, int]:
    """How many of these projects work in each country. Runs a query."""
    links = RecipientCountry.objects.filter(project__in=projects.order_by().values("pk"))
    return dict(
        links.order_by()
        .values_list("country")
        .annotate(n=Count("project", distinct=True))
        .values_list("country", "n")
    )
