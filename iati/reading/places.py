"""Codes with vocabularies and percentages: countries, regions, sectors; and locations."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal

from django.utils.translation import gettext as _
from lxml.etree import _Element

from iati.reading.records import Administrative, Code, Location, Point, Share, Texts
from iati.reading.values import (
    MAX_IDENTIFIER,
    MAX_URL,
    Children,
    Values,
    children,
    line_of,
    number,
    shown,
    written,
)

MAX_LATITUDE, MAX_LONGITUDE = 90, 180

Coding = tuple[str, str, Texts, str]


def coded(
    values: Values, elements: list[_Element], vocabulary: str = ""
) -> Iterator[tuple[_Element, Coding]]:
    """Each element that has a code, with the arguments of ``Code``; the others are noted.

    ``vocabulary`` is the one meant where the element names none.
    """
    for element in elements:
        code = values.attribute(element, "code", MAX_IDENTIFIER)
        if code:
            yield (
                element,
                (
                    values.attribute(element, "vocabulary") or vocabulary,
                    code,
                    values.names(element),
                    values.attribute(element, "vocabulary-uri", MAX_URL),
                ),
            )
        else:
            values.warn(
                element,
                _("%(what)s has no code and is left out; give it one.") % {"what": element.tag},
            )


def codes(values: Values, elements: list[_Element], vocabulary: str = "") -> tuple[Code, ...]:
    return tuple(
        Code(*coding, line=line_of(element))
        for element, coding in coded(values, elements, vocabulary)
    )


def countries(values: Values, inside: Children) -> tuple[Share, ...]:
    """Recipient countries; their code is ISO 3166-1 alpha-2, so there is no vocabulary."""
    return _shares(values, inside["recipient-country"], "")


def regions(values: Values, inside: Children) -> tuple[Share, ...]:
    return _shares(values, inside["recipient-region"], "1")


def sectors(values: Values, inside: Children) -> tuple[Share, ...]:
    return _shares(values, inside["sector"], "1")


def _shares(values: Values, elements: list[_Element], vocabulary: str) -> tuple[Share, ...]:
    return tuple(
        Share(*coding, percentage=values.percentage(element), line=line_of(element))
        for element, coding in coded(values, elements, vocabulary)
    )


def location(values: Values, element: _Element) -> Location:
    inside = children(element)
    return Location(
        line=line_of(element),
        ref=values.attribute(element, "ref", MAX_IDENTIFIER),
        reach=values.code(inside["location-reach"]),
        ids=codes(values, inside["location-id"]),
        names=values.named(inside["name"]),
        descriptions=values.prose(inside["description"]),
        activity_descriptions=values.prose(inside["activity-description"]),
        administrative=tuple(
            Administrative(vocabulary, values.attribute(area, "level"), code)
            for area, (vocabulary, code, *_rest) in coded(values, inside["administrative"])
        ),
        point=_point(values, inside["point"]),
        exactness=values.code(inside["exactness"]),
        location_class=values.code(inside["location-class"]),
        feature_designation=values.code(inside["feature-designation"]),
    )


def _point(values: Values, elements: list[_Element]) -> Point | None:
    positions = children(elements[0])["pos"] if elements else []
    if not positions:
        return None
    text = written(positions[0])
    parts = [number(part) for part in text[:100].split()]
    match parts:
        case [Decimal() as latitude, Decimal() as longitude] if (
            abs(latitude) <= MAX_LATITUDE and abs(longitude) <= MAX_LONGITUDE
        ):
            return Point(latitude, longitude)
    values.warn(
        positions[0],
        _(
            "The position “%(value)s” cannot be read; write latitude and longitude in degrees, "
            "with a blank between them."
        )
        % {"value": shown(text)},
    )
    return None
