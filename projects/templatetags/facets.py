"""The options of facets as HTML."""

from __future__ import annotations

import functools
from collections.abc import Iterable

from django import template
from django.contrib.humanize.templatetags.humanize import intcomma
from django.utils.html import format_html, format_html_join
from django.utils.translation import get_language

from projects.facets.panel import Option

register = template.Library()

OPTION = """
<label class="check check--{depth}{area}{empty}" for="f-{name}-{value}">
    <input type="checkbox" name="{name}" value="{value}" id="f-{name}-{value}"{checked}>
    <span>{label}</span>
    <small>{count}</small>
</label>"""


# A list has some six hundred options, and most readers see the same ones.
@functools.lru_cache(maxsize=10_000)
def _option(name: str, option: Option, _language: str | None) -> str:
    return format_html(
        OPTION,
        name=name,
        value=option.value,
        label=option.label,
        depth=option.depth,
        area=f" area-{option.palette}" if option.palette else "",
        empty="" if option.count else " is-empty",
        checked=" checked" if option.chosen else "",
        count=intcomma(option.count),
    )


@register.simple_tag
def facet_options(name: str, options: Iterable[Option]) -> str:
    """A checkbox for each option of the facet that has this name in the address."""
    language = get_language()
    return format_html_join("", "{}", ((_option(name, option, language),) for option in options))
