"""Amounts, measured values and days as the reader's language writes them."""

from __future__ import annotations

import datetime as dt
import functools
import re
import zoneinfo
from decimal import Decimal

from babel import Locale
from babel.dates import format_date, format_interval
from babel.numbers import format_currency, format_decimal
from django.utils.formats import date_format
from django.utils.translation import get_language, get_language_bidi

LEFT_TO_RIGHT = "\u200e"
NO_BREAK = "\u00a0"
"""The space between a currency and its amount, so that no line ends there."""
QUOTED_SPACE = re.compile(r"(?<=\b[A-Z]{3}) (?=\d)|(?<=\d) (?=[^\W\d]+$)")
"""What parts a currency from its amount, and it from a “million” at the end."""
ISOLATED = "\u2068{}\u2069"
"""Text of its own direction; from left to right if it has no letters."""
FIRST_OF_MONTH = re.compile(r"(?<!\d)1(?=\s[^\W\d]|–\d)")
"""The first in a written day, or in days of one month: 1 March, 1–3 March."""


def _locale(language: str | None = None) -> Locale:
    language = language or get_language() or "en"
    # English as the United Nations write it, as in partnership.formats.
    return Locale.parse("en_GB" if language == "en" else language.replace("-", "_"))


def _in_line(number: str) -> str:
    """The number so that its minus stays in front in lines that run from right to left, too."""
    is_negative = number.startswith("-")
    return f"{LEFT_TO_RIGHT}{number}" if is_negative and get_language_bidi() else number


def money(amount: Decimal | None, currency: str = "USD") -> str:
    """``{{ total.amount|money }}`` or ``{{ row.amount|money:row.currency }}``: USD 1,234,567."""
    if amount is None:
        return ""
    return _money(amount, currency, "#,##0", get_language())


# Pages say the same numbers again and again, and to write one costs as much as ten tags.
@functools.lru_cache(maxsize=10_000)
def _money(amount: Decimal, currency: str, digits: str, language: str | None) -> str:
    locale = _locale(language)
    return _in_line(
        format_currency(
            amount, currency, f"¤¤{NO_BREAK}{digits}", locale=locale, currency_digits=False
        )
    )


def quoted(figure: str) -> str:
    """``{{ message.quoted_figure|quoted }}``: as it was said, its amount in one line."""
    return QUOTED_SPACE.sub(NO_BREAK, figure)


def exact_money(amount: Decimal) -> str:
    """As ``money`` in US dollars, with the cents where there are any: USD 100.40."""
    digits = "#,##0" if amount == amount.to_integral_value() else "#,##0.00"
    return _money(amount, "USD", digits, get_language())


def as_typed(text: str) -> str:
    """What a reader typed, so that 1 000 000 is not turned round in a sentence in Arabic."""
    return ISOLATED.format(text) if get_language_bidi() else text


def value(number: Decimal | int | None) -> str:
    """``{{ measurement.value|value }}``: without the noughts that the column keeps."""
    if number is None:
        return ""
    return _decimal(number, "#,##0.####", get_language())


@functools.lru_cache(maxsize=10_000)
def _decimal(number: Decimal | int, pattern: str, language: str | None) -> str:
    return _in_line(format_decimal(number, pattern, locale=_locale(language)))


def whole(amount: Decimal) -> str:
    """``{{ year.spent|whole }}``: an amount in a column that names the currency."""
    return _decimal(amount, "#,##0", get_language())


def ordinal(day: str) -> str:
    """A written day; in French the first of a month is an ordinal, which no format can say."""
    is_french = (get_language() or "").partition("-")[0] == "fr"
    return FIRST_OF_MONTH.sub("1er", day) if is_french else day


def days(first: dt.date, last: dt.date) -> str:
    """``{% days meeting.first_day meeting.last_day %}``: 27–28 February 2020."""
    if first == last:
        return ordinal(format_date(first, "long", locale=_locale()))
    return ordinal(format_interval(first, last, skeleton="yMMMMd", locale=_locale()))


def long_day(on: dt.date) -> str:
    """13 March 2023."""
    return days(on, on)


def moment(at: dt.datetime, zone: str) -> str:
    """``{{ dossier.frozen_at|moment:meeting.time_zone }}``: 13 March 2023, 09:00 (Asia/Tokyo)."""
    there = at.astimezone(zoneinfo.ZoneInfo(zone))
    return f"{ordinal(date_format(there, 'DATETIME_FORMAT'))} ({zone})"
