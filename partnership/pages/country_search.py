"""Countries with a page, by what readers call them."""

from __future__ import annotations

import functools
from collections.abc import Iterator
from typing import Any

from django.db.models import CharField, QuerySet, Value
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from projects.models import CountryCommitment, Project
from publishing.names import alphabetical, country_codes, country_name
from publishing.rows import Text
from search.analysis import words
from search.engine import Hit, together
from search.query import Query
from search.texts import country_names

SHORTEST = 3
"""Letters that say which country may be meant; two characters of Chinese do."""


def countries_called(query: Query) -> list[Hit]:
    """Countries with a public project or commitment whose name begins so, in any language.

    What is called exactly so comes first. Runs a query if there may be one.
    """
    typed = " ".join(words(query.text))
    if query.unwanted or len(typed) < SHORTEST:
        return []
    named = [
        (typed not in names, alphabetical(country_name(code)), code)
        for code, names in _names()
        if any(name.startswith(typed) for name in names)
    ]
    codes = [code for _is_longer, _place, code in sorted(named)]
    shown = _with_page(codes) if codes else set()
    return [_hit(code) for code in codes if code in shown]


@functools.cache
def _names() -> list[tuple[str, frozenset[str]]]:
    """Each code with its names as they are compared."""
    return [
        (code, frozenset(" ".join(words(name)) for name in country_names(code)))
        for code in country_codes()
    ]


def _with_page(codes: list[str]) -> set[str]:
    """Those of the countries that have a page. Runs a query."""
    return {code for (code,) in together(list(_pages(codes)))}


def _pages(codes: list[str]) -> Iterator[QuerySet[Any, Any]]:
    for code in codes:
        named = Value(code, output_field=CharField())
        for things in (
            Project.objects.public().filter(countries__country=code),
            CountryCommitment.objects.public().filter(country=code),
        ):
            yield things.order_by().annotate(_code=named).values_list("_code")[:1]


def _hit(code: str) -> Hit:
    name = Text(country_name(code), get_language() or "")
    return Hit("country", name, reverse("country", args=[code]), _("Countries"))
