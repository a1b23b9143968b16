"""Amounts of money as people type and paste them, where there is only one way to read them."""

from __future__ import annotations

import re
import unicodedata
from typing import Any

import django_filters
from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from publishing.figures import as_typed

MOST_SAID = 60
"""Characters of a value that is wrong, when a reader is told of it."""
_SAME = str.maketrans(
    {
        "٬": ",",  # Arabic separator of thousands
        "،": ",",  # Arabic comma
        "٫": ".",  # Arabic separator of decimals
        "，": ",",
        "．": ".",
        **dict.fromkeys("’‘ʼ＇", "'"),
        # Marks of direction come along when an amount is copied from an Arabic page.
        **dict.fromkeys(
            "\u200e\u200f\u061c\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069", ""
        ),
    }
)
_GROUPED = re.compile(
    r"""
    (?P<whole>
        \d+
        # No amount has three decimals, so a comma before three digits is one of thousands.
        | [1-9]\d{0,2} (?P<between>[, ']) \d{3} (?: (?P=between) \d{3} )*
        # One point may be that of decimals; two cannot.
        | [1-9]\d{0,2} (?P<point>\.) \d{3} (?: \. \d{3} )+
        # Points and a comma for the cents.
        | [1-9]\d{0,2} (?P<first>\.) \d{3} (?=,\d{1,2}$)
    )
    (?: (?P<mark>[.,]) (?P<cents>\d{1,2}) )?
    """,
    re.VERBOSE | re.ASCII,
)
_UNCLEAR = re.compile(r"\s*\d{1,3}\.\d{3}\s*")
"""A thousand to some, one to others."""


def plain_amount(text: str) -> str | None:
    """The amount in ASCII digits, with a point before the cents; ``None`` if it's not certain.

    Digits of any script are read, full-width ones too; thousands may be parted by commas, spaces,
    apostrophes, points or the Arabic separator, all by the same one.
    """
    # All kinds of spaces are taken for one, the narrow no-break space of French among them.
    plain = " ".join(text.translate(_SAME).split())
    found = _GROUPED.fullmatch(
        "".join(str(unicodedata.decimal(one)) if one.isdecimal() else one for one in plain)
    )
    if not found:
        return None
    groups = found.groupdict()
    if groups["mark"] in {groups["between"], groups["point"], groups["first"]} - {None}:
        # 1,000,00 is none of the two.
        return None
    whole = "".join(filter(str.isdigit, groups["whole"]))
    return f"{whole}.{groups['cents']}" if groups["cents"] else whole


class AmountField(forms.DecimalField):
    """An amount with at most two decimals; says how to write one where it can't be read."""

    default_error_messages = {
        "invalid": _(
            "“%(value)s” can't be read as one amount for certain. Write digits alone, such as "
            "1000000, or with the same separator between all thousands, such as 1,000,000."
        )
    }

    def to_python(self, value: Any) -> Any:
        # Spaces and marks of direction that stay behind when an amount is wiped out are no amount.
        if value is None or not str(value).translate(_SAME).strip():
            return None
        plain = plain_amount(str(value))
        if plain is None and _UNCLEAR.fullmatch(str(value)):
            raise self._unclear(value)
        try:
            return super().to_python(value if plain is None else plain)
        except ValidationError as error:
            raise self._unclear(value) from error

    def _unclear(self, value: Any) -> ValidationError:
        said = {"value": as_typed(str(value).strip()[:MOST_SAID])}
        return ValidationError(self.error_messages["invalid"], code="invalid", params=said)


class AmountFilter(django_filters.NumberFilter):
    """Things with at least, or at most, an amount."""

    field_class = AmountField
