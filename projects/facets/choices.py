"""What can be chosen in each facet, in the reader's language."""

from __future__ import annotations

import functools
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from django.db.models import IntegerField, QuerySet, Value
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from donors.models import CommonApproach, Fund, Organisation, PriorityArea
from library.models import DocumentCategory
from projects.codes import ActivityStatus, CrisisPhase, DacCategory, SdgGoal
from projects.facets.codes import CONTINENTS, HAS, PHASES, Facet, of_letters
from publishing.names import alphabetical, country_codes, country_name
from publishing.rows import Row, Statement, as_rows, day, read_row, text

FIRST_YEAR, LAST_YEAR = 1945, 2100

LABELS = {
    Facet.AREA: _("Priority area"),
    Facet.REGION: _("Region"),
    Facet.COUNTRY: _("Country"),
    Facet.DONOR: _("Donor and ministry"),
    Facet.FUND: _("Fund"),
    Facet.STATUS: _("Status"),
    Facet.YEAR: _("Year"),
    Facet.HAS: _("With"),
    Facet.APPROACH: _("Common approach"),
    Facet.PHASE: _("Crisis phase"),
    Facet.GOAL: _("Sustainable Development Goal"),
    Facet.SECTOR: _("Sector"),
    Facet.DOCUMENT: _("Type of document"),
}
"""Names of the facets, in the order in which readers meet them."""
HAS_LABELS = {
    "results": _("Results"),
    "evidence": _("Evidence"),
    "lessons": _("Lessons"),
}


@dataclass(frozen=True, slots=True)
class Choice:
    """One value of a facet."""

    value: str
    """As it stands in the address."""
    label: str
    code: int
    """As it stands in ``ProjectFacets.values``."""
    depth: int = 0
    """How far down the tree of organisations it is."""
    palette: str = ""
    """Colours of a priority area."""


@dataclass(slots=True)
class Choices:
    """All choices of all facets, by facet and by the value in the address."""

    of: dict[Facet, dict[str, Choice]] = field(default_factory=dict)

    @classmethod
    def load(cls) -> Choices:
        """Read the public areas, approaches, organisations and funds. Runs one query."""
        return _choices_of(tuple(_rows.say()), get_language())

    def codes(self, facet: Facet, values: Iterable[str]) -> list[int]:
        """The numbers of the chosen values."""
        return [self.of[facet][value].code for value in values if value in self.of[facet]]


# Made once for all that the database says alike, as it says the same until an editor renames.
@functools.lru_cache(maxsize=16)
def _choices_of(said: tuple[str, ...], _language: str | None) -> Choices:
    return Choices({**_fixed(), **_stored(map(read_row, said))})


def _choices(facet: Facet, rows: Iterable[tuple[str, Any, int]]) -> dict[str, Choice]:
    return {value: Choice(value, str(label), facet.code(number)) for value, label, number in rows}


def _by_label(rows: Iterable[tuple[str, Any, int]]) -> list[tuple[str, Any, int]]:
    return sorted(rows, key=lambda row: alphabetical(str(row[1])))


def _fixed() -> dict[Facet, dict[str, Choice]]:
    return {
        Facet.REGION: _choices(
            Facet.REGION, ((code, country_name(code), int(code)) for code in CONTINENTS)
        ),
        Facet.COUNTRY: _choices(
            Facet.COUNTRY,
            _by_label((code, country_name(code), of_letters(code)) for code in country_codes()),
        ),
        Facet.STATUS: _choices(
            Facet.STATUS, ((str(code), label, code) for code, label in ActivityStatus.choices)
        ),
        Facet.PHASE: _choices(
            Facet.PHASE, ((code, label, PHASES.index(code)) for code, label in CrisisPhase.choices)
        ),
        Facet.YEAR: _choices(
            Facet.YEAR,
            ((str(year), str(year), year) for year in range(LAST_YEAR, FIRST_YEAR - 1, -1)),
        ),
        Facet.GOAL: _choices(
            Facet.GOAL,
            ((str(code), f"{code}. {label}", code) for code, label in SdgGoal.choices),
        ),
        Facet.SECTOR: _choices(
            Facet.SECTOR,
            _by_label((code, label, int(code)) for code, label in DacCategory.choices),
        ),
        Facet.DOCUMENT: _choices(
            Facet.DOCUMENT,
            _by_label((code, label, of_letters(code)) for code, label in DocumentCategory.choices),
        ),
        Facet.HAS: _choices(Facet.HAS, ((name, HAS_LABELS[name], HAS.index(name)) for name in HAS)),
    }


def _named(things: QuerySet[Any], facet: Facet, **more: Any) -> QuerySet[Any, Row]:
    number = Value(int(facet), output_field=IntegerField())
    return as_rows(
        things.order_by(), facet=number, pk="pk", slug="slug", label=text("name"), **more
    )


@Statement
def _rows() -> QuerySet[Any, Row]:
    approaches = CommonApproach.objects.public()
    areas = _named(
        PriorityArea.objects.public(),
        Facet.AREA,
        palette="palette",
        order="order",
        start=day("start"),
    )
    return areas.union(
        _named(approaches, Facet.APPROACH, order="order"),
        _named(Organisation.objects.public(), Facet.DONOR, above="parent"),
        _named(Fund.objects.public(), Facet.FUND),
        all=True,
    )


def _stored(rows: Iterable[Row]) -> dict[Facet, dict[str, Choice]]:
    found: dict[Facet, list[Row]] = {
        facet: [] for facet in (Facet.AREA, Facet.APPROACH, Facet.DONOR, Facet.FUND)
    }
    for row in rows:
        row["label"] = str(row["label"] or row["slug"])
        found[Facet(row["facet"])].append(row)
    return {
        facet: _tree(facet, of) if facet == Facet.DONOR else _listed(facet, of)
        for facet, of in found.items()
    }


def _by_name(row: Row) -> tuple[Any, ...]:
    """What began last stands first, then what editors put first."""
    began = row.get("start")
    return (
        -began.toordinal() if began else 0,
        row.get("order") or 0,
        alphabetical(row["label"]),
        row["pk"],
    )


def _listed(facet: Facet, rows: list[Row]) -> dict[str, Choice]:
    return {
        row["slug"]: Choice(
            row["slug"], row["label"], facet.code(row["pk"]), palette=row.get("palette", "")
        )
        for row in sorted(rows, key=_by_name)
    }


def _tree(facet: Facet, rows: list[Row]) -> dict[str, Choice]:
    """Each organisation below the public one it is part of."""
    shown = {row["pk"] for row in rows}
    below: dict[int | None, list[Row]] = {}
    for row in sorted(rows, key=_by_name):
        below.setdefault(row["above"] if row["above"] in shown else None, []).append(row)
    found: dict[str, Choice] = {}

    def add(above: int | None, depth: int) -> None:
        for row in below.get(above, []):
            if row["slug"] not in found:
                found[row["slug"]] = Choice(
                    row["slug"], row["label"], facet.code(row["pk"]), depth=depth
                )
                add(row["pk"], depth + 1)

    add(None, 0)
    return found
