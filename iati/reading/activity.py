"""One ``<iati-activity>`` element as an ``Activity``."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from typing import TypeVar

from django.utils.translation import gettext as _
from lxml.etree import _Element

from iati.reading.money import aid_types, budget, organisation, planned_disbursement, transaction
from iati.reading.places import coded, codes, countries, location, regions, sectors
from iati.reading.records import (
    Activity,
    Condition,
    HumanitarianScope,
    OtherIdentifier,
    Participation,
    PolicyMarker,
    RelatedActivity,
    Texts,
)
from iati.reading.results import documents, result
from iati.reading.values import MAX_IDENTIFIER, Children, Values, children, line_of, written

GENERAL_DESCRIPTION = "1"

Row = TypeVar("Row")


def activity(element: _Element) -> Activity:
    """All that the element says; what is wrong in it is in ``problems``, never an exception."""
    values = Values(element)
    inside = children(element)
    identifier = _identifier(values, element, inside)
    titles = values.named(inside["title"])
    if not titles:
        values.refuse(element, _("The activity has no title; add one with a narrative."))
    reporting = inside["reporting-org"]
    return Activity(
        line=line_of(element),
        identifier=identifier,
        default_currency=values.currency,
        default_language=values.language,
        hierarchy=values.whole(element, "hierarchy"),
        humanitarian=values.truth(element, "humanitarian"),
        last_updated=values.moment(element, "last-updated-datetime"),
        reporting_org=organisation(values, reporting[0]) if reporting else None,
        titles=titles,
        descriptions=_descriptions(values, inside["description"]),
        participations=tuple(
            Participation(
                organisation(values, child, "activity-id"),
                values.attribute(child, "role"),
                line=line_of(child),
            )
            for child in inside["participating-org"]
        ),
        other_identifiers=tuple(
            _other_identifier(values, child) for child in inside["other-identifier"]
        ),
        status=values.code(inside["activity-status"]),
        dates=_dates(values, inside["activity-date"]),
        scope=values.code(inside["activity-scope"]),
        countries=countries(values, inside),
        regions=regions(values, inside),
        locations=tuple(location(values, child) for child in inside["location"]),
        sectors=sectors(values, inside),
        tags=codes(values, inside["tag"], "1"),
        humanitarian_scopes=tuple(
            HumanitarianScope(*coding, type=values.attribute(child, "type"))
            for child, coding in coded(values, inside["humanitarian-scope"])
        ),
        policy_markers=tuple(
            PolicyMarker(
                *coding, significance=values.attribute(child, "significance"), line=line_of(child)
            )
            for child, coding in coded(values, inside["policy-marker"], "1")
        ),
        collaboration_type=values.code(inside["collaboration-type"]),
        flow_type=values.code(inside["default-flow-type"]),
        finance_type=values.code(inside["default-finance-type"]),
        aid_types=aid_types(values, inside["default-aid-type"]),
        tied_status=values.code(inside["default-tied-status"]),
        budgets=_rows(budget, values, inside["budget"]),
        planned_disbursements=_rows(planned_disbursement, values, inside["planned-disbursement"]),
        transactions=_rows(transaction, values, inside["transaction"]),
        documents=documents(values, inside),
        related=tuple(
            RelatedActivity(ref, values.attribute(child, "type"), line=line_of(child))
            for child in inside["related-activity"]
            if (ref := values.attribute(child, "ref", MAX_IDENTIFIER))
        ),
        conditions=tuple(
            Condition(values.attribute(child, "type"), values.prose([child]))
            for block in inside["conditions"]
            for child in children(block)["condition"]
        ),
        conditions_attached=(
            values.truth(inside["conditions"][0], "attached") if inside["conditions"] else None
        ),
        results=tuple(result(values, child) for child in inside["result"]),
        problems=tuple(values.problems),
    )


def _identifier(values: Values, element: _Element, inside: Children) -> str:
    places = inside["iati-identifier"]
    text = written(places[0]) if places else ""
    if 0 < len(text) <= MAX_IDENTIFIER:
        return text
    values.refuse(
        places[0] if places else element,
        _("The activity's iati-identifier is longer than %(limit)d characters; shorten it.")
        % {"limit": MAX_IDENTIFIER}
        if text
        else _("The activity has no iati-identifier; give it one that never changes."),
    )
    return ""


def _descriptions(values: Values, elements: list[_Element]) -> dict[str, Texts]:
    by_type: dict[str, list[_Element]] = {}
    for element in elements:
        kind = values.attribute(element, "type") or GENERAL_DESCRIPTION
        by_type.setdefault(kind, []).append(element)
    texts = {kind: values.prose(alike) for kind, alike in by_type.items()}
    return {kind: text for kind, text in texts.items() if text}


def _dates(values: Values, elements: list[_Element]) -> dict[str, dt.date]:
    dates: dict[str, dt.date] = {}
    for element in elements:
        kind, day = values.attribute(element, "type"), values.day(element)
        if day is None:
            continue
        if dates.setdefault(kind, day) != day:
            values.warn(
                element,
                _("A second activity-date of type %(type)s is left out; give one per type.")
                % {"type": kind},
            )
    return dates


def _other_identifier(values: Values, element: _Element) -> OtherIdentifier:
    owners = children(element)["owner-org"]
    return OtherIdentifier(
        ref=values.attribute(element, "ref", MAX_IDENTIFIER),
        type=values.attribute(element, "type"),
        owner=organisation(values, owners[0]) if owners else None,
    )


def _rows(
    read: Callable[[Values, _Element], Row | None], values: Values, elements: list[_Element]
) -> tuple[Row, ...]:
    return tuple(row for element in elements if (row := read(values, element)) is not None)
