"""Budgets, planned disbursements and transactions.

An amount that cannot be read refuses the whole activity: leaving the row out would make every
total of the activity silently wrong.
"""

from __future__ import annotations

from django.utils.translation import gettext as _
from lxml.etree import _Element

from iati.reading.places import countries, regions, sectors
from iati.reading.records import (
    Budget,
    Code,
    Money,
    Organisation,
    PlannedDisbursement,
    Transaction,
)
from iati.reading.values import (
    MAX_IDENTIFIER,
    Children,
    Values,
    children,
    line_of,
    number,
    shown,
    written,
)


def budget(values: Values, element: _Element) -> Budget | None:
    inside = children(element)
    amount = _money(values, element, inside)
    start = values.day(_first(inside, "period-start"))
    end = values.day(_first(inside, "period-end"))
    if start is None or end is None:
        values.refuse(
            element,
            _("A budget has no readable period; give period-start and period-end an iso-date."),
        )
        return None
    if amount is None:
        return None
    return Budget(
        line=line_of(element),
        type=values.attribute(element, "type") or "1",
        status=values.attribute(element, "status") or "1",
        start=start,
        end=end,
        money=amount,
    )


def planned_disbursement(values: Values, element: _Element) -> PlannedDisbursement | None:
    inside = children(element)
    amount = _money(values, element, inside)
    start = values.day(_first(inside, "period-start"))
    if start is None:
        values.refuse(
            element,
            _("A planned disbursement has no readable date; give period-start an iso-date."),
        )
        return None
    if amount is None:
        return None
    return PlannedDisbursement(
        type=values.attribute(element, "type") or "1",
        start=start,
        end=values.day(_first(inside, "period-end")),
        money=amount,
        provider=_party(values, inside, "provider"),
        receiver=_party(values, inside, "receiver"),
    )


def transaction(values: Values, element: _Element) -> Transaction | None:
    inside = children(element)
    amount = _money(values, element, inside)
    kind = values.code(inside["transaction-type"])
    date = values.day(_first(inside, "transaction-date"))
    if not kind:
        values.refuse(element, _("A transaction has no type; give transaction-type a code."))
    if date is None:
        values.refuse(
            element,
            _("A transaction has no readable date; give transaction-date an iso-date."),
        )
    if amount is None or date is None or not kind:
        return None
    return Transaction(
        line=line_of(element),
        ref=values.attribute(element, "ref", MAX_IDENTIFIER),
        type=kind,
        date=date,
        money=amount,
        humanitarian=values.truth(element, "humanitarian"),
        descriptions=values.prose(inside["description"]),
        provider=_party(values, inside, "provider"),
        receiver=_party(values, inside, "receiver"),
        disbursement_channel=values.code(inside["disbursement-channel"]),
        sectors=sectors(values, inside),
        countries=countries(values, inside),
        regions=regions(values, inside),
        flow_type=values.code(inside["flow-type"]),
        finance_type=values.code(inside["finance-type"]),
        aid_types=aid_types(values, inside["aid-type"]),
        tied_status=values.code(inside["tied-status"]),
    )


def aid_types(values: Values, elements: list[_Element]) -> tuple[Code, ...]:
    return tuple(
        Code(values.attribute(element, "vocabulary") or "1", code, {})
        for element in elements
        if (code := values.attribute(element, "code"))
    )


def organisation(values: Values, element: _Element, activity_id: str = "") -> Organisation:
    """The organisation an element names; ``activity_id`` is the attribute with its activity."""
    return Organisation(
        ref=values.attribute(element, "ref", MAX_IDENTIFIER),
        type=values.attribute(element, "type"),
        names=values.names(element),
        activity_id=values.attribute(element, activity_id, MAX_IDENTIFIER) if activity_id else "",
    )


def _party(values: Values, inside: Children, side: str) -> Organisation | None:
    element = _first(inside, f"{side}-org")
    return None if element is None else organisation(values, element, f"{side}-activity-id")


def _money(values: Values, element: _Element, inside: Children) -> Money | None:
    place = _first(inside, "value")
    if place is None:
        values.refuse(element, _("A %(what)s has no value; add it.") % {"what": element.tag})
        return None
    text = written(place)
    value = number(text)
    if value is None:
        values.refuse(
            place,
            _(
                "The value “%(value)s” of a %(what)s cannot be read; write digits and at most "
                "one decimal point, without thousands separators or currency sign."
            )
            % {"value": shown(text), "what": element.tag},
        )
    currency = values.currency_code(place, "currency")
    if not currency and not (place.get("currency") or "").strip():
        currency = values.currency
    if not currency:
        values.refuse(
            place,
            _(
                "The value of a %(what)s has no currency; give it one, or give the activity a "
                "default-currency."
            )
            % {"what": element.tag},
        )
    if value is None or not currency:
        return None
    return Money(value, currency, values.day(place, "value-date"))


def _first(inside: Children, tag: str) -> _Element | None:
    found = inside[tag]
    return found[0] if found else None
