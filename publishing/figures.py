"""Amounts, measured values and days as the reader's language writes them."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal

from babel import Locale
from babel.dates import format_date, format_interval
from babel.numbers import format_currency, format_decimal
from django.utils.translation import get_language


def _locale() -> Locale:
    language = get_language() or "en"
    # English as the United Nations write it, as in partnership.formats.
    return Locale.parse("en_GB" if language == "en" else language.replace("-", "_"))


def money(amount: Decimal | None, currency: str = "USD") -> str:
    """``{{ total.amount|money }}`` or ``{{ row.amount|money:row.currency }}``: USD 1,234,567."""
    if amount is None:
        return ""
    return format_currency(amount, currency, "¤¤ #,##0", locale=_locale(), currency_digits=False)


def value(number: Decimal | int | None) -> str:
    """``{{ measurement.value|value }}``: without the noughts that the column keeps."""
    return "" if number is None else format_decimal(number, "#,##0.####", locale=_locale())


def whole(amount: Decimal) -> str:
    """``{{ year.spent|whole }}``: an amount in a column that names the currency."""
    return format_decimal(amount, "#,##0", locale=_locale())


def days(first: dt.date, last: dt.date) -> str:
    """``{% days meeting.first_day meeting.last_day %}``: 27–28 February 2020."""
    if first == last:
        return format_date(first, "long", locale=_locale())
    return format_interval(first, last, skeleton="yMMMMd", locale=_locale())


def long_day(on: dt.date) -> str:
    """13 March 2023."""
    return days(on, on)
