"""The map of where projects are: dots of land without borders, circles on it.

A circle stands for a country, never for a place in it, or for all places near each other; a
sensitive location is in none. The map is for the eye and the pointer; the list of countries beside
it and the places on each project's page say the same and can be operated without either.
"""

from __future__ import annotations

import dataclasses
import functools
import json
import math
from collections.abc import Collection, Iterable, Mapping
from pathlib import Path

from django.contrib.humanize.templatetags.humanize import intcomma
from django.db.models import Count
from django.utils.translation import get_language, ngettext

from projects.models import ProjectQuerySet, RecipientCountry
from projects.projection import middle
from publishing.names import alphabetical, country_name, labelled

NOWHERE = (None, None)
SMALLEST, LARGEST = 5, 16
"""Radius of a circle for one project, and the greatest there is, in units of the drawing."""
LETTERS = {"": 7, "s": 5.8}
"""Width of a digit in the two sizes of numbers, in the same units; see the CSS."""
HIGHEST = 14
"""Room that a digit needs from above to below."""
AROUND = 3
"""Room that a number needs in its circle beside its digits."""


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
    said: str
    """Its name and the number of projects, or the name alone where nothing is counted."""
    x: int | None = None
    """Where its circle is; ``None`` if the drawing has no point for the country."""
    y: int | None = None
    radius: int = SMALLEST
    width: int = 0
    """Length of its bar, in thousandths of the longest."""
    number: str = ""
    """The number of projects, if the circle is large enough to hold it."""
    size: str = ""
    """Which of ``LETTERS`` the number is written in."""
    is_chosen: bool = False

    @property
    def halo(self) -> int:
        """Radius of the soft ring around its circle."""
        return self.radius + 5


@dataclasses.dataclass(frozen=True, slots=True)
class PlaceCount:
    """Places near each other, and how many projects work there."""

    count: int
    said: str
    """The number in words."""
    x: int
    y: int
    radius: int
    number: str = ""
    """The number, if the ring is large enough to hold it."""
    size: str = ""


@dataclasses.dataclass(frozen=True, slots=True, eq=False)
class WorldMap:
    """What ``includes/_map.html`` draws. There is one of each."""

    land: str
    countries: list[CountryCount]
    """The countries with the most projects first, then by name."""
    places: list[PlaceCount] = dataclasses.field(default_factory=list)
    """Those with the most projects first, so that none covers a smaller one."""
    has_chosen: bool = False
    """Whether some of the countries are those that the reader has chosen."""


def _radius(count: int, most: int) -> int:
    """By area, of which the greatest number has as much as there is room for."""
    per_project = min(SMALLEST, LARGEST / math.sqrt(most))
    return max(SMALLEST, round(per_project * math.sqrt(count)))


def _number(count: int, radius: int) -> tuple[str, str]:
    """The number for a circle and the size it is written in; nothing if it does not fit."""
    text = str(intcomma(count))
    if 2 * radius < HIGHEST:
        return "", ""
    for size, width in LETTERS.items():
        if len(text) * width + AROUND <= 2 * radius:
            return text, size
    return "", ""


def _projects(count: int) -> str:
    return ngettext("%(shown)s project", "%(shown)s projects", count) % {"shown": intcomma(count)}


def world_map(
    counts: Mapping[str, int],
    cells: Mapping[int, int] | None = None,
    chosen: Collection[str] = (),
) -> WorldMap:
    """The map for these numbers of projects by country code, and by square of the map.

    ``chosen`` are the codes of the countries that are meant among all that are drawn.
    """
    return _drawn(
        frozenset(counts.items()),
        frozenset((cells or {}).items()),
        frozenset(chosen),
        get_language(),
    )


def map_of(codes: Iterable[str]) -> WorldMap:
    """The map that shows where these countries are, and counts nothing."""
    return _drawn(
        frozenset((code, 1) for code in codes),
        frozenset(),
        frozenset(),
        get_language(),
        is_counted=False,
    )


# A map of all the world takes more than a megabyte.
@functools.lru_cache(maxsize=20)
def _drawn(
    counts: frozenset[tuple[str, int]],
    cells: frozenset[tuple[int, int]],
    chosen: frozenset[str],
    _language: str | None,
    *,
    is_counted: bool = True,
) -> WorldMap:
    land, points = _world()
    most = max((count for _code, count in counts), default=1)
    largest = max(most, max((count for _cell, count in cells), default=1))
    countries = []
    for code, count in counts:
        name, (x, y) = country_name(code), points.get(code, NOWHERE)
        radius = _radius(count, largest)
        number, size = _number(count, radius) if is_counted else ("", "")
        countries.append(
            CountryCount(
                code,
                name,
                count,
                labelled(name, _projects(count)) if is_counted else name,
                x,
                y,
                radius,
                round(1000 * count / most),
                number,
                size,
                code in chosen,
            )
        )
    countries.sort(key=lambda country: (-country.count, alphabetical(country.name)))
    places = []
    for number_of_cell, count in sorted(cells, key=lambda one: (-one[1], one[0])):
        radius = _radius(count, largest)
        places.append(
            PlaceCount(
                count, _projects(count), *middle(number_of_cell), radius, *_number(count, radius)
            )
        )
    return WorldMap(land, countries, places, any(one.is_chosen for one in countries))


def projects_by_country(projects: ProjectQuerySet) -> dict[str, int]:
    """How many of these projects work in each country. Runs a query."""
    links = RecipientCountry.objects.filter(project__in=projects.order_by().values("pk"))
    return dict(
        links.order_by()
        .values_list("country")
        .annotate(n=Count("project", distinct=True))
        .values_list("country", "n")
    )
