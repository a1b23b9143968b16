"""Results with their indicators, baselines, periods and figures; and documents."""

from __future__ import annotations

import re

from django.utils.translation import gettext as _
from lxml.etree import _Element

from iati.reading.places import codes
from iati.reading.records import Baseline, Document, Figure, Indicator, Period, Result
from iati.reading.values import (
    MAX_IDENTIFIER,
    MAX_NAME,
    MAX_URL,
    Children,
    Values,
    children,
    line_of,
    number,
    shown,
)

QUALITATIVE = "5"
_WEB_ADDRESS = re.compile(r"(?i)(https?):/*(?=[^/\s])")


def documents(values: Values, inside: Children) -> tuple[Document, ...]:
    """The documents linked to from here; only addresses on the web are let through."""
    found = (_document(values, element) for element in inside["document-link"])
    return tuple(document for document in found if document)


def _document(values: Values, element: _Element) -> Document | None:
    address = values.attribute(element, "url", MAX_URL)
    scheme = _WEB_ADDRESS.match(address)
    if scheme is None:
        values.warn(
            element,
            _(
                "A document is left out because its address “%(value)s” does not start with "
                "https:// or http://; correct it."
            )
            % {"value": shown(address)},
        )
        return None
    inside = children(element)
    dates = inside["document-date"]
    return Document(
        line=line_of(element),
        # Browsers read http:example.org like this too, and publishers rely on it.
        url=f"{scheme[1].lower()}://{address[scheme.end() :]}",
        format=values.attribute(element, "format"),
        titles=values.named(inside["title"]),
        descriptions=values.prose(inside["description"]),
        categories=_codes(values, inside["category"]),
        languages=_codes(values, inside["language"]),
        date=values.day(dates[0] if dates else None),
    )


def _codes(values: Values, elements: list[_Element]) -> tuple[str, ...]:
    return tuple(code.code for code in codes(values, elements))


def result(values: Values, element: _Element) -> Result:
    inside = children(element)
    return Result(
        line=line_of(element),
        type=values.attribute(element, "type"),
        aggregation=values.truth(element, "aggregation-status"),
        titles=values.named(inside["title"]),
        descriptions=values.prose(inside["description"]),
        references=codes(values, inside["reference"]),
        documents=documents(values, inside),
        indicators=tuple(_indicator(values, child) for child in inside["indicator"]),
    )


def _indicator(values: Values, element: _Element) -> Indicator:
    inside = children(element)
    measure = values.attribute(element, "measure")
    ascending = values.truth(element, "ascending")
    return Indicator(
        line=line_of(element),
        measure=measure,
        ascending=ascending is not False,
        aggregation=values.truth(element, "aggregation-status"),
        titles=values.named(inside["title"]),
        descriptions=values.prose(inside["description"]),
        references=codes(values, inside["reference"]),
        documents=documents(values, inside),
        baselines=tuple(
            Baseline(
                year=values.whole(child, "year"),
                date=values.day(child),
                figure=_figure(values, child, measure),
            )
            for child in inside["baseline"]
        ),
        periods=tuple(_period(values, child, measure) for child in inside["period"]),
    )


def _period(values: Values, element: _Element, measure: str) -> Period:
    inside = children(element)
    starts, ends = inside["period-start"], inside["period-end"]
    start = values.day(starts[0] if starts else None)
    end = values.day(ends[0] if ends else None)
    if start is None or end is None:
        values.warn(
            element,
            _("A period of a result has no readable start or end; give both an iso-date."),
        )
    return Period(
        line=line_of(element),
        start=start,
        end=end,
        targets=tuple(_figure(values, child, measure) for child in inside["target"]),
        actuals=tuple(_figure(values, child, measure) for child in inside["actual"]),
    )


def _figure(values: Values, element: _Element, measure: str) -> Figure:
    inside = children(element)
    text = values.attribute(element, "value", MAX_NAME)
    read = number(text)
    if text and read is None and measure != QUALITATIVE:
        values.warn(
            element,
            _(
                "The %(what)s “%(value)s” is kept as text because it is not a plain number; "
                "write digits and at most one decimal point, or use measure 5 (qualitative)."
            )
            % {"what": element.tag, "value": shown(text)},
        )
    return Figure(
        text=text,
        number=read,
        comments=values.prose(inside["comment"]),
        dimensions=tuple(
            (name, values.attribute(child, "value", MAX_NAME))
            for child in inside["dimension"]
            if (name := values.attribute(child, "name", MAX_NAME))
        ),
        locations=tuple(
            ref
            for child in inside["location"]
            if (ref := values.attribute(child, "ref", MAX_IDENTIFIER))
        ),
        documents=documents(values, inside),
    )
