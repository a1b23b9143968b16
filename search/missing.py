"""Why a search finds nothing, and what to leave out."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from django.contrib.postgres.aggregates import ArrayAgg
from django.db.models import IntegerField, QuerySet, Value

from publishing.many import any_of, found_by_index
from search.engine import in_index, keys_of, matching
from search.query import Query, Term, parse

MOST_LEFT_OUT = 4
"""Words of which each is left out, where no word is found nowhere."""


@dataclass(frozen=True, slots=True)
class Offer:
    """A search that finds something."""

    text: str
    total: int
    address: str


@dataclass(frozen=True, slots=True)
class Missing:
    """What a reader is told of a search that finds nothing."""

    words: tuple[str, ...] = ()
    """Words and phrases that are found nowhere, as typed."""
    offers: tuple[Offer, ...] = ()
    """The search without these, or without any one of its words; what finds most comes first."""


def missing(
    query: Query, things: Mapping[str, QuerySet[Any]], address: Callable[[str], str]
) -> Missing:
    """Why the query matches none of these things, which are public, by kind.

    ``address`` gives that of another search. Runs three statements at most, whatever was typed.
    """
    somewhere = in_index({term.tsquery: term.tsquery for term in query.wanted})
    nowhere = [term for term in query.wanted if term.tsquery not in somewhere]
    left_out = [nowhere] if nowhere else [[term] for term in query.wanted[:MOST_LEFT_OUT]]
    shorter = [parse(text) for some in left_out if (text := _without(query, some))]
    totals = _totals(shorter, things)
    offers = [
        Offer(one.text, totals[at], address(one.text))
        for at, one in enumerate(shorter)
        if totals[at]
    ]
    offers.sort(key=lambda one: -one.total)
    return Missing(tuple(term.said for term in nowhere), tuple(offers))


def _without(query: Query, some: Iterable[Term]) -> str:
    """The search without these words; empty where none would be left."""
    kept = [term.said for term in query.wanted if term not in some]
    # The last word may be the beginning of one; what is unwanted may not.
    return " ".join([*(f"-{term.said}" for term in query.unwanted), *kept]) if kept else ""


def _totals(queries: list[Query], things: Mapping[str, QuerySet[Any]]) -> Counter[int]:
    """How many of the things each of the queries matches, by its place. Runs two statements."""
    if not queries:
        return Counter()
    parts = [
        matching(things, query)
        .annotate(_at=Value(at, IntegerField()))
        .values("_at", "kind")
        .annotate(_keys=ArrayAgg("object_id"))
        .values_list("_at", "kind", "_keys")
        for at, query in enumerate(queries)
    ]
    found: Any = parts[0].union(*parts[1:], all=True)
    matches = found_by_index(found)
    keys: dict[str, set[int]] = defaultdict(set)
    for _at, kind, some in matches:
        keys[kind].update(some)
    among = keys_of({kind: things[kind].filter(pk__among=any_of(keys[kind])) for kind in keys})
    totals: Counter[int] = Counter()
    for at, kind, some in matches:
        totals[at] += len(among[kind].intersection(some))
    return totals
