"""The filters as a reader sees them: what can be chosen, what is chosen, how to undo it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, NamedTuple

from django.http import QueryDict
from django.utils.translation import gettext_lazy as _

from projects.facets.codes import Facet
from projects.facets.counts import Summary
from projects.filters import BUDGET_LABELS, FacetFilter, ProjectFilter
from publishing.figures import NO_BREAK, exact_money

FOLDED_BEYOND = 8
"""Choices shown at once; the rest is one click away."""
SEARCHED_BEYOND = 12
"""With more choices than this one can type to find one."""
AREA_OF_INTEREST = {Facet.AREA, Facet.REGION, Facet.COUNTRY, Facet.DONOR, Facet.STATUS, Facet.YEAR}
"""Facets that are open from the start."""


class Option(NamedTuple):
    """A choice with the number of projects it would give."""

    value: str
    label: str
    found: int
    chosen: bool
    depth: int
    palette: str


@dataclass(frozen=True, slots=True)
class Panel:
    """A facet with its options: what is chosen first where there are many."""

    name: str
    label: str
    first: tuple[Option, ...]
    more: tuple[Option, ...]
    is_open: bool
    is_searchable: bool
    chosen: int


@dataclass(frozen=True, slots=True)
class Chip:
    """One choice that is in force, with the address of the list without it."""

    label: str
    value: str
    query: str
    palette: str = ""
    without: int = 0
    """Projects there would be without it, or without anything chosen in its facet."""
    all_query: str = ""
    """The address of the list without that; empty if nothing else is chosen."""
    undo: str = ""
    """What that address does."""


def panels(filters: ProjectFilter, summary: Summary) -> list[Panel]:
    """The facets in which there is something to choose."""
    found = (_panel(one, filters, summary) for one in filters.facet_filters)
    return [panel for panel in found if panel.first]


def _panel(one: FacetFilter, filters: ProjectFilter, summary: Summary) -> Panel:
    chosen = set(filters.chosen(one.field_name) or [])
    options = [
        Option(
            choice.value,
            choice.label,
            summary.counts.get(choice.code, 0),
            choice.value in chosen,
            min(choice.depth, 3),
            choice.palette,
        )
        for choice in filters.choices.of[one.facet].values()
        if choice.value in chosen or summary.counts.get(choice.code)
    ]
    if one.facet in {Facet.COUNTRY, Facet.SECTOR, Facet.FUND, Facet.DOCUMENT}:
        # Those found as often stay in the order of their names, in which the choices are.
        options.sort(key=lambda option: (-option.chosen, -option.found))
    many = len(options) > FOLDED_BEYOND + 2
    first: list[Option] = []
    more: list[Option] = []
    for at, option in enumerate(options):
        # What is chosen is never folded away.
        (more if many and at >= FOLDED_BEYOND and not option.chosen else first).append(option)
    return Panel(
        one.field_name,
        str(one.label),
        tuple(first),
        tuple(more),
        is_open=bool(chosen) or one.facet in AREA_OF_INTEREST,
        is_searchable=len(options) > SEARCHED_BEYOND,
        chosen=len(chosen),
    )


def chips(
    filters: ProjectFilter,
    summary: Summary,
    data: QueryDict,
    without_each: Mapping[str, int] | None = None,
) -> list[Chip]:
    """Everything that is chosen, each with the way back."""
    return list(_chips(filters, summary, data, without_each or {}))


def _chips(
    filters: ProjectFilter, summary: Summary, data: QueryDict, without_each: Mapping[str, int]
) -> Iterator[Chip]:
    def without(name: str, value: str | None = None) -> str:
        rest = data.copy()
        rest.pop("page", None)
        if value is None:
            rest.pop(name, None)
        else:
            rest.setlist(name, [other for other in rest.getlist(name) if other != value])
        return rest.urlencode()

    if text := filters.chosen("q"):
        yield Chip(
            str(_("Search")),
            text,
            without("q"),
            without=without_each.get("q", 0),
            all_query=without("q"),
            undo=_("Without “%(word)s”") % {"word": text},
        )
    for one in filters.facet_filters:
        for value in filters.chosen(one.field_name) or []:
            choice = filters.choices.of[one.facet][value]
            yield Chip(
                str(one.label),
                choice.label,
                without(one.field_name, value),
                choice.palette,
                summary.without.get(one.facet, 0),
                without(one.field_name),
                _("With any “%(facet)s”") % {"facet": one.label},
            )
    for name, label in BUDGET_LABELS.items():
        amount: Any = filters.chosen(name)
        if amount is not None:
            yield Chip(
                str(label),
                # Files and mails say it, too; programs look for a common space there.
                exact_money(amount).replace(NO_BREAK, " "),
                without(name),
                without=without_each.get(name, 0),
                all_query=without(name),
                undo=_("With any “%(facet)s”") % {"facet": label},
            )
