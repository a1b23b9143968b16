"""What can be chosen in each facet, in the reader's language."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from django.conf import settings
from django.db.models import BigIntegerField, F, IntegerField, OuterRef, Subquery, TextField, Value
from django.db.models.functions import Cast, Coalesce
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from donors.models import CommonApproach, Fund, Organisation, PartnershipQuerySet, PriorityArea
from library.models import DocumentCategory
from projects.codes import ActivityStatus, CrisisPhase, DacCategory, SdgGoal
from projects.facets.codes import CONTINENTS, HAS, PHASES, Facet, of_letters
from publishing.names import country_codes, country_name

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
        found = cls(_fixed())
        found.of.update(_stored())
        return found

    def codes(self, facet: Facet, values: Iterable[str]) -> list[int]:
        """The numbers of the chosen values."""
        return [self.of[facet][value].code for value in values if value in self.of[facet]]


def _choices(facet: Facet, rows: Iterable[tuple[str, Any, int]]) -> dict[str, Choice]:
    return {value: Choice(value, str(label), facet.code(number)) for value, label, number in rows}


def _fixed() -> dict[Facet, dict[str, Choice]]:
    countries = sorted((country_name(code), code) for code in country_codes())
    return {
        Facet.REGION: _choices(
            Facet.REGION, ((code, country_name(code), int(code)) for code in CONTINENTS)
        ),
        Facet.COUNTRY: _choices(
            Facet.COUNTRY, ((code, name, of_letters(code)) for name, code in countries)
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
            Facet.SECTOR, ((code, label, int(code)) for code, label in DacCategory.choices)
        ),
        Facet.DOCUMENT: _choices(
            Facet.DOCUMENT,
            ((code, label, of_letters(code)) for code, label in DocumentCategory.choices),
        ),
        Facet.HAS: _choices(Facet.HAS, ((name, HAS_LABELS[name], HAS.index(name)) for name in HAS)),
    }


def _named(things: Any, facet: Facet, *, name: str, above: str | None, palette: str | None) -> Any:
    texts = (
        things.model.translations.rel.related_model.objects.filter(master=OuterRef("pk"))
        .exclude(**{name: ""})
        .order_by("pk")
        .values(name)
    )
    label = Coalesce(
        Subquery(texts.filter(language_code=get_language())[:1]),
        Subquery(texts.filter(language_code=settings.LANGUAGE_CODE)[:1]),
        Subquery(texts[:1]),
        F("slug"),
        output_field=TextField(),
    )
    empty = Cast(Value(None), BigIntegerField())
    return things.order_by().values_list(
        Value(int(facet), output_field=IntegerField()),
        "pk",
        F(above) if above else empty,
        "slug",
        label,
        F(palette) if palette else Value("", output_field=TextField()),
        F("order") if facet in {Facet.AREA, Facet.APPROACH} else Value(0),
    )


def _stored() -> dict[Facet, dict[str, Choice]]:
    approaches = CommonApproach.objects.filter(
        PartnershipQuerySet.is_public(prefix="partnership__")
    )
    rows = _named(
        PriorityArea.objects.public(), Facet.AREA, name="name", above=None, palette="palette"
    ).union(
        _named(approaches, Facet.APPROACH, name="name", above=None, palette=None),
        _named(
            Organisation.objects.public(), Facet.DONOR, name="name", above="parent", palette=None
        ),
        _named(Fund.objects.public(), Facet.FUND, name="name", above=None, palette=None),
        all=True,
    )
    found: dict[Facet, list[Any]] = {
        facet: [] for facet in (Facet.AREA, Facet.APPROACH, Facet.DONOR, Facet.FUND)
    }
    for number, *row in rows:
        found[Facet(number)].append(row)
    return {
        facet: _tree(facet, rows) if facet == Facet.DONOR else _listed(facet, rows)
        for facet, rows in found.items()
    }


def _listed(facet: Facet, rows: list[Any]) -> dict[str, Choice]:
    rows.sort(key=lambda row: (row[5], row[3].casefold(), row[0]))
    return {
        slug: Choice(slug, label, facet.code(pk), palette=palette)
        for pk, _above, slug, label, palette, _order in rows
    }


def _tree(facet: Facet, rows: list[Any]) -> dict[str, Choice]:
    """Each organisation below the public one it is part of."""
    shown = {row[0] for row in rows}
    below: dict[int | None, list[Any]] = {}
    for row in sorted(rows, key=lambda row: (row[3].casefold(), row[0])):
        below.setdefault(row[1] if row[1] in shown else None, []).append(row)
    found: dict[str, Choice] = {}

    def add(above: int | None, depth: int) -> None:
        for pk, _above, slug, label, *_rest in below.get(above, []):
            if slug not in found:
                found[slug] = Choice(slug, label, facet.code(pk), depth=depth)
                add(pk, depth + 1)

    add(None, 0)
    return found
