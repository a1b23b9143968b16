"""The circles of maps as SVG."""

from __future__ import annotations

import functools

from django import template
from django.urls import reverse
from django.utils.html import format_html, format_html_join

from projects.maps import CountryCount, WorldMap

register = template.Library()

COUNTRY = """
<a href="{href}" tabindex="-1">
    <title>{name}</title>
    <circle class="world__halo" cx="{x}" cy="{y}" r="{halo}" />
    <circle class="world__dot" cx="{x}" cy="{y}" r="{radius}" />
</a>"""
PLACE = '\n<circle class="world__place" cx="{}" cy="{}" r="{}" />'


# Up to two hundred countries on a map, of which few differ from one selection to the next.
@functools.lru_cache(maxsize=10_000)
def _country(country: CountryCount, any_address: str) -> str:
    return format_html(
        COUNTRY,
        href=any_address.replace("/ANY/", f"/{country.code}/"),
        name=country.name,
        x=country.x,
        y=country.y,
        halo=country.halo,
        radius=country.radius,
    )


@register.simple_tag
def map_circles(drawn: WorldMap) -> str:
    """A circle for each country that the drawing has a point for, then one for each place."""
    return _circles(drawn)


# A map is in one language, as the addresses in it are.
@functools.lru_cache(maxsize=200)
def _circles(drawn: WorldMap) -> str:
    address = reverse("country", args=["ANY"])
    return format_html(
        "{}{}",
        format_html_join(
            "", "{}", ((_country(one, address),) for one in drawn.countries if one.x is not None)
        ),
        format_html_join("", PLACE, ((one.x, one.y, one.radius) for one in drawn.places)),
    )
