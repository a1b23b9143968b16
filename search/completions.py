"""What a reader may be about to type: titles that have the words typed so far."""

from __future__ import annotations

import re
import unicodedata
from collections import Counter, defaultdict
from typing import Any

from django.db.models import Case, F, Func, IntegerField, Min, QuerySet, TextField, Value, When
from django.db.models.functions import Length, Lower, LTrim
from django.utils.translation import get_language

from search.engine import Hit, hit, public_rows, together
from search.models import Keys, SearchEntry
from search.query import SHORTEST_PREFIX, parse
from search.sources import sources

MOST, MOST_OF_A_KIND = 8, 3
"""Suggestions, and those of one kind among them."""
SPARE = 3
"""How many times as many are looked at, as some may no longer be public."""

_PASSED_OVER = "[\u0300-\u036f\u0640\u064b-\u065f\u0670'\"‘’“”„]|«\\s*|\\s*»"
"""Accents, vowel signs and quotation marks: who types a beginning may leave them out."""


def completions(text: str, most: int = MOST) -> list[Hit]:
    """Public things whose title has the words typed so far, those that begin with them first.

    A few of each kind. Runs three statements at most.
    """
    # After other words a first letter says enough.
    query = parse(text, shortest_prefix=1 if len(text.split()) > 1 else SHORTEST_PREFIX)
    if not query.wanted:
        return []
    kinds = {one.place: one.kind for one in sources()}
    parts = [_best_titled(place, kind, query.tsquery, text) for place, kind in kinds.items()]
    found = sorted(together(parts))
    keys: Keys = defaultdict(list)
    for _fit, place, _length, key in found:
        keys[kinds[place]].append(-key)
    rows = public_rows(keys)
    chosen: list[Hit] = []
    of_kind: Counter[str] = Counter()
    for _fit, place, _length, key in found:
        kind = kinds[place]
        if (kind, -key) in rows and of_kind[kind] < MOST_OF_A_KIND:
            of_kind[kind] += 1
            chosen.append(hit(kind, rows[kind, -key]))
    return chosen[:most]


def _best_titled(place: int, kind: str, tsquery: str, text: str) -> QuerySet[Any, Any]:
    """Rows of a kind, to be sorted: how it fits, its place, its length, its key (negative)."""
    begins = {"plain__startswith": _plain(text)}
    fit = Case(
        When(**begins, language=get_language(), then=0),
        When(**begins, then=1),
        default=2,
        output_field=IntegerField(),
    )
    entries = SearchEntry.objects.of_kind(kind).titled(tsquery).in_force().order_by()
    return (
        entries.alias(plain=_plain_title())
        .values("object_id")
        .annotate(fit=Min(fit), place=Value(place), length=Min(Length("title")))
        # What was made last comes first.
        .annotate(newest=-F("object_id"))
        .order_by("fit", "length", "newest")
        .values_list("fit", "place", "length", "newest")[: MOST_OF_A_KIND * SPARE]
    )


def _plain(text: str) -> str:
    """What was typed, as its beginning is compared with that of a title."""
    bare = re.sub(_PASSED_OVER, "", unicodedata.normalize("NFKD", text.replace("\x00", "")))
    return " ".join(bare.lower().split())


def _plain_title() -> LTrim:
    """The same of a title, in the database."""
    plain = Func(F("title"), template="normalize(%(expressions)s, NFKD)", output_field=TextField())
    bare = Func(plain, Value(_PASSED_OVER), Value(""), Value("g"), function="regexp_replace")
    return LTrim(Lower(bare, output_field=TextField()))
