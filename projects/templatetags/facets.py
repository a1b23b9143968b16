"""The many small parts of the list of projects as HTML; most are drawn once for all readers."""

from __future__ import annotations

import functools
from collections.abc import Iterable

from django import template
from django.contrib.humanize.templatetags.humanize import intcomma
from django.utils.html import format_html, format_html_join
from django.utils.translation import get_language

from projects.facets.panel import Option
from projects.facets.totals import BudgetByYear, Part
from projects.pages import row_html
from publishing.figures import whole
from publishing.names import labelled, semicolon
from publishing.rows import Row

register = template.Library()

OPTION = """
<label class="check check--{depth}{area}{empty}" for="f-{name}-{value}">
    <input type="checkbox" name="{name}" value="{value}" id="f-{name}-{value}"{checked}>
    <span>{label}</span>
    <small>{count}</small>
</label>"""

PART = '\n<rect class="f-{} shade-{}" x="{}" width="{}" height="28" />'

CELL = '<td class="num">{}</td>'
AMOUNTS = '\n<tr><th scope="row">{}</th>{}<td class="num"><b>{}</b></td></tr>'


# A list has some six hundred options, and most readers see the same ones, in the same numbers.
@functools.lru_cache(maxsize=10_000)
def _option(name: str, option: Option, _language: str | None) -> str:
    return format_html(
        OPTION,
        name=name,
        value=option.value,
        label=option.label,
        depth=option.depth,
        area=f" area-{option.palette}" if option.palette else "",
        empty="" if option.found else " is-empty",
        checked=" checked" if option.chosen else "",
        count=intcomma(option.found),
    )


@register.simple_tag
def project_row(project: Row) -> str:
    """The row of a list that ``projects.pages.project_rows`` has made."""
    return row_html(project)


@register.simple_tag
def facet_options(name: str, options: Iterable[Option]) -> str:
    """A checkbox for each option of the facet that has this name in the address."""
    language = get_language()
    return format_html_join("", "{}", ((_option(name, option, language),) for option in options))


@register.simple_tag
def bar_parts(parts: Iterable[Part]) -> str:
    """The pieces of the bar of a year."""
    return format_html_join(
        "", PART, ((one.palette or "none", one.shade, one.start, one.width) for one in parts)
    )


@register.simple_tag
def bar_words(parts: Iterable[Part]) -> str:
    """The same in words, for those who can't see it."""
    said = ((labelled(one.label, whole(one.usd)),) for one in parts)
    return format_html_join(semicolon(), "{}", said)


@register.simple_tag
def budget_amounts(budget: BudgetByYear) -> str:
    """A row of amounts for each area: those of each year in which it has any, then their sum."""
    years = [{part.area: whole(part.usd) for part in year.parts} for year in budget.years]
    rows = []
    for area in budget.areas:
        cells = format_html_join("", CELL, ((of.get(area.area, "–"),) for of in years))
        rows.append((area.label, cells, whole(area.usd)))
    return format_html_join("", AMOUNTS, rows)
