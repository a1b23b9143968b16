"""Amounts, measured values and dates in the reader's language."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal

from babel import Locale
from babel.dates import format_date, format_interval
from babel.numbers import format_currency, format_decimal
from django import template
from django.utils.translation import get_language

from publishing import names

register = template.Library()


def _locale() -> Locale:
    language = get_language() or "en"
    # English as the United Nations write it, as in partnership.formats.
    return Locale.parse("en_GB" if language == "en" else language.replace("-", "_"))


@register.filter
def money(amount: Decimal | None, currency: str = "USD") -> str:
    """``{{ total.amount|money }}`` or ``{{ row.amount|money:row.currency }}``: USD 1,234,567."""
    if amount is None:
        return ""
    return format_currency(amount, currency, "¤¤ #,##0", locale=_locale(), currency_digits=False)


@register.filter
def value(number: Decimal | int | None) -> str:
    """``{{ measurement.value|value }}``: without the noughts that the column keeps."""
    return "" if number is None else format_decimal(number, "#,##0.####", locale=_locale())


@register.filter
def whole(amount: Decimal) -> str:
    """``{{ year.spent|whole }}``: an amount in a column that names the currency."""
    return format_decimal(amount, "#,##0", locale=_locale())


@register.simple_tag
def country_name(code: str) -> str:
    """``{% country_name commitment.code %}``: in the reader's language."""
    return names.country_name(code)


@register.simple_tag
def language_name(code: str) -> str:
    """``{% language_name document.language %}``: in the reader's language."""
    return names.language_name(code)


@register.simple_tag
def days(first: dt.date, last: dt.date) -> str:
    """``{% days meeting.first_day meeting.last_day %}``: 27–28 February 2020."""
    if first == last:
        return format_date(first, "long", locale=_locale())
    return format_interval(first, last, skeleton="yMMMMd", locale=_locale())
