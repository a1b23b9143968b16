"""The circles of maps as SVG, and the same as a list."""

from __future__ import annotations

import functools

from django import template
from django.contrib.humanize.templatetags.humanize import intcomma
from django.urls import reverse
from django.utils.html import conditional_escape, format_html, format_html_join
from django.utils.safestring import SafeString

from projects.maps import CountryCount, PlaceCount, WorldMap

register = template.Library()

COUNTRY = """ tabindex="-1"{chosen}><title>{said}</title>
<circle class="world__halo" cx="{x}" cy="{y}" r="{halo}" />
<circle class="world__dot" cx="{x}" cy="{y}" r="{radius}" />{number}</a>"""
PLACE = """
<circle class="world__place" cx="{}" cy="{}" r="{}"><title>{}</title></circle>"""
NUMBER = '\n<text class="world__n{}" x="{}" y="{}">{}</text>'
LISTED = "\n<li><a{}{}>{}</a> <small>{}</small></li>"
CHOSEN = SafeString(' class="is-chosen"')
CURRENT = SafeString(' aria-current="true"')
WHERE = "#map"
"""Brings the reader of another selection back to the map, and opens what it is folded in."""


@functools.lru_cache(maxsize=10_000)
def _country(country: CountryCount, *, numbered: bool) -> SafeString:
    """All of a circle but the address it leads to."""
    return format_html(
        COUNTRY,
        chosen=CHOSEN if country.is_chosen else "",
        said=country.said,
        x=country.x,
        y=country.y,
        halo=country.halo,
        radius=country.radius,
        number=_number(country) if numbered else "",
    )


def _number(one: CountryCount | PlaceCount) -> SafeString:
    if not one.number:
        return SafeString("")
    small = f" world__n--{one.size}" if one.size else ""
    return format_html(NUMBER, small, one.x, one.y, one.number)


@register.simple_tag
def map_circles(drawn: WorldMap, select: str | None = None, *, numbered: bool = True) -> str:
    """A circle for each country that the drawing has a point for, then one for each place.

    A country leads to its page, or to what ``select`` and its code are the address of; with an
    empty one nowhere.
    """
    return _circles(drawn, select, reverse("country", args=["ANY"]), numbered=numbered)


# A map is in one language, as the addresses in it are.
@functools.lru_cache(maxsize=20)
def _circles(drawn: WorldMap, select: str | None, pattern: str, *, numbered: bool) -> SafeString:
    before, after = _around(select, pattern)
    # Joined plainly, as each selection has addresses of its own for up to two hundred countries.
    countries = "".join(
        f"\n<a{before}{one.code}{after}{_country(one, numbered=numbered)}"
        if before
        else f"\n<a{_country(one, numbered=numbered)}"
        # What is chosen lies above what is not.
        for one in sorted(drawn.countries, key=lambda one: one.is_chosen)
        if one.x is not None
    )
    places = format_html_join("", PLACE, ((p.x, p.y, p.radius, p.said) for p in drawn.places))
    numbers = SafeString("".join(_number(one) for one in drawn.places) if numbered else "")
    return SafeString(countries) + places + numbers


def _around(select: str | None, pattern: str) -> tuple[str, str]:
    """What stands before and after the code of a country in a link; nothing for no link."""
    if select is None:
        before, _any, after = pattern.partition("ANY")
    else:
        before, after = select, WHERE if select else ""
    if not before:
        return "", ""
    return f' href="{conditional_escape(before)}', f'{conditional_escape(after)}"'


@register.simple_tag
def map_countries(drawn: WorldMap, select: str) -> str:
    """The countries of the map as items of a list, each with its number and the same address."""
    before, after = _around(select, "")
    return format_html_join(
        "",
        LISTED,
        (
            (
                SafeString(f"{before}{one.code}{after}" if before else ""),
                CURRENT if one.is_chosen else "",
                one.name,
                intcomma(one.count),
            )
            for one in drawn.countries
        ),
    )
