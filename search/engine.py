"""Answers to a search, through what is public alone."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import partial
from itertools import chain, islice
from typing import Any

from django.contrib.postgres.aggregates import ArrayAgg
from django.contrib.postgres.search import SearchRank
from django.db.models import (
    Case,
    CharField,
    Exists,
    ExpressionWrapper,
    F,
    FloatField,
    Max,
    OuterRef,
    QuerySet,
    Value,
    When,
)
from django.db.models.functions import Coalesce, ExtractYear
from django.utils.translation import get_language

from publishing.many import ROW_BY_ROW, SEQUENTIALLY, any_of, found_by_index
from publishing.rows import Row, Text
from search.excerpts import Excerpt, excerpts_of
from search.models import Keys, LexemeQuery, SearchEntry, SearchEntryQuerySet
from search.query import Query
from search.sources import Source, public_things, source, sources

OTHER_LANGUAGE = 0.9
"""Worth of a hit in another language than the reader's."""
MOST_RANKED = 1_000
"""Hits that are weighed; of a word that is nearly everywhere no reader sees more."""
EXACT = 0.5
"""What a word counts for again where it is as typed, and not only of the same stem."""
AGED = 30.0
"""Years after which a thing is worth half as much as a new one."""


def in_index(tsqueries: Mapping[str, str]) -> set[str]:
    """The names of those of the tsqueries that an entry matches. Runs a statement."""
    parts = [
        SearchEntry.objects.matching(tsquery)
        .order_by()
        .annotate(_name=Value(name, output_field=CharField()))
        .values_list("_name", flat=True)[:1]
        for name, tsquery in tsqueries.items()
    ]
    if not parts:
        return set()
    found: Any = parts[0].union(*parts[1:], all=True)
    return {name for (name,) in found_by_index(found, never=[SEQUENTIALLY, ROW_BY_ROW])}


def narrowed(things: QuerySet[Any], kind: str, query: Query) -> Any:
    """Those of the things that match the query."""
    entries = SearchEntry.objects.of_kind(kind)
    if query.is_empty:
        return things.none()
    if query.wanted:
        things = things.filter(pk__in=entries.matching(query.tsquery).values("object_id"))
    if query.unwanted:
        unwanted = entries.with_words(query.unwanted_tsquery)
        things = things.exclude(pk__in=unwanted.values("object_id"))
    return things


def matching_keys(kind: str, query: Query) -> list[int]:
    """Keys of the things that match the wanted words, in no order. Runs a query."""
    return _keys_by_kind(matching([kind], query)).get(kind, [])


def _newest(kinds: list[str], query: Query) -> Keys:
    """The same of each kind that has any, the newest first. Runs a query."""
    newest_first = (F("day").desc(nulls_last=True), "-object_id")
    return _keys_by_kind(matching(kinds, query), order_by=newest_first)


def matching(kinds: Iterable[str], query: Query) -> SearchEntryQuerySet:
    """Entries of these kinds that match."""
    found = SearchEntry.objects.filter(kind__in=kinds).matching(query.tsquery)
    if query.unwanted:
        unwanted = SearchEntry.objects.with_words(query.unwanted_tsquery).filter(
            kind=OuterRef("kind"), object_id=OuterRef("object_id")
        )
        found = found.filter(~Exists(unwanted))
    return found.order_by()


def _keys_by_kind(entries: SearchEntryQuerySet, **order: Any) -> Keys:
    keys = entries.values("kind").annotate(keys=ArrayAgg("object_id", **order))
    # A thing has an entry in each of its languages.
    return {
        kind: list(dict.fromkeys(some))
        for kind, some in found_by_index(keys.values_list("kind", "keys"))
    }


def best_first(kind: str, keys: list[int], query: Query) -> list[int]:
    """These keys in the order of what fits best. Runs two queries at most.

    Of very many those are weighed that have a word in the title, and then the first; the rest
    follow as they are.
    """
    return _best_of_each({kind: keys}, query)[kind]


def _best_of_each(matches: Keys, query: Query) -> Keys:
    entries, titled = SearchEntry.objects, {}
    if many := [kind for kind, keys in matches.items() if len(keys) > MOST_RANKED]:
        # The index of titles is quick for all of a kind, and slow beside a list of keys.
        found = entries.filter(kind__in=many).titled(query.any_tsquery).order_by()
        titled = _keys_by_kind(found)
    weighed = {
        kind: _to_weigh(keys, set(titled[kind])) if kind in titled else keys[:MOST_RANKED]
        for kind, keys in matches.items()
    }
    worth = {
        (kind, key): best
        # What does not match counts for nothing, and is no condition: PostgreSQL would look up
        # all that match first.
        for kind, key, best in entries.of_things(weighed)
        .order_by()
        .values_list("kind", "object_id")
        .annotate(best=Max(_worth(query)))
    }
    ordered: Keys = {}
    for kind, keys in matches.items():
        first = sorted(weighed[kind], key=partial(_rank, worth, kind))
        seen = set(first)
        ordered[kind] = first + [key for key in keys if key not in seen]
    return ordered


def _to_weigh(keys: list[int], titled: set[int]) -> list[int]:
    """As many as are weighed, those with a word in the title before the others."""
    first = list(islice((key for key in keys if key in titled), MOST_RANKED))
    others = (key for key in keys if key not in titled)
    return first + list(islice(others, MOST_RANKED - len(first)))


def _rank(worth: dict[tuple[str, int], float], kind: str, key: int) -> tuple[float, int]:
    """To order by: what is worth most first, of the same worth what was made last."""
    return -worth.get((kind, key), 0.0), -key


def _worth(query: Query) -> Any:
    """Rank of an entry: where and how exactly it matches, in which language, how recent it is."""
    year = Coalesce(ExtractYear("day"), Value(2000))
    age = ExpressionWrapper(Value(2100) - year, output_field=FloatField())
    language = Case(
        When(language=get_language(), then=Value(1.0)),
        default=Value(OTHER_LANGUAGE),
        output_field=FloatField(),
    )
    rank = partial(SearchRank, F("words"), normalization=Value(1))
    fit = rank(LexemeQuery(query.tsquery)) + EXACT * rank(LexemeQuery(query.exact_tsquery))
    worth = ExpressionWrapper(fit * language / (1.0 + age / AGED), output_field=FloatField())
    return Case(
        When(words=LexemeQuery(query.tsquery), then=worth),
        default=Value(0.0),
        output_field=FloatField(),
    )


@dataclass(frozen=True, slots=True)
class Hit:
    """A thing that was found, with the part of its text that says why."""

    kind: str
    title: Text
    url: str
    """Its page; empty for what has none."""
    label: Any
    """Its kind, for readers."""
    excerpt: Excerpt | None = None
    is_demo: bool = False
    """Whether it is made up."""


@dataclass(frozen=True, slots=True)
class Group:
    """What was found of one kind."""

    source: Source
    total: int
    hits: list[Hit]


def search(query: Query, *, kinds: Iterable[str] | None = None, most: int = 5) -> list[Group]:
    """What was found of each kind, the best of it first.

    Runs nine statements at most, whatever is found and of however many kinds.
    """
    matches = _matches(query, public_things(kinds))
    if not matches:
        return []
    shown = {kind: keys[:most] for kind, keys in _best_of_each(matches, query).items()}
    found = hits(shown, query)
    return [
        Group(one, len(matches[one.kind]), found[one.kind])
        for one in sources()
        if one.kind in matches
    ]


def keys_of_kind(kind: str, query: Query) -> list[int]:
    """Keys of what was found of one kind, the best first. Runs four statements at most."""
    return _best_of_each(_matches(query, public_things([kind])), query).get(kind, [])


def finds_something(query: Query, things: Mapping[str, QuerySet[Any]]) -> bool:
    """Whether any of these things, by kind, matches. Runs up to two statements."""
    return bool(_matches(query, things))


def _matches(query: Query, things: Mapping[str, QuerySet[Any]]) -> Keys:
    """Keys of those of the things that match, the newest first. Runs up to two statements."""
    if not query.wanted:
        found = keys_of({kind: narrowed(some, kind, query) for kind, some in things.items()})
        return {kind: sorted(keys, reverse=True) for kind, keys in found.items()}
    newest = _newest(list(things), query)
    among = keys_of({kind: things[kind].filter(pk__among=any_of(newest[kind])) for kind in newest})
    return {kind: [key for key in newest[kind] if key in some] for kind, some in among.items()}


def keys_of(things: Mapping[str, QuerySet[Any]]) -> dict[str, set[int]]:
    """The keys of these things of each kind that has any. Runs a statement."""
    kind = partial(Value, output_field=CharField())
    parts = [
        some.order_by().annotate(_kind=kind(name)).values_list("_kind", "pk")
        for name, some in things.items()
    ]
    found: dict[str, set[int]] = defaultdict(set)
    for name, key in together(parts):
        found[name].add(key)
    return found


def together(parts: list[QuerySet[Any, Any]]) -> Iterable[Any]:
    """The rows of all of them, in one statement."""
    return parts[0].union(*parts[1:], all=True) if len(parts) > 1 else chain(*parts)


def hits(keys: Keys, query: Query | None) -> dict[str, list[Hit]]:
    """Those of these things that are public, in this order, with their excerpts for a query.

    Runs five statements at most.
    """
    rows = public_rows(keys)
    titles = {thing: row["title"] for thing, row in rows.items()}
    said = excerpts_of(titles, query) if query is not None else {}
    return {
        kind: [
            hit(kind, rows[kind, key], said.get((kind, key))) for key in some if (kind, key) in rows
        ]
        for kind, some in keys.items()
    }


def public_rows(keys: Keys) -> dict[tuple[str, int], Row]:
    """What a result shows of those of these things that are public. Runs a statement."""
    parts = [source(kind).result_rows(some) for kind, some in keys.items() if some]
    return {(row["kind"], row["id"]): row for row in together(parts)}


def hit(kind: str, row: Row, excerpt: Excerpt | None = None) -> Hit:
    """The thing that has this row."""
    return Hit(
        kind,
        excerpt.title if excerpt else row["title"],
        source(kind).address(row),
        source(kind).label,
        excerpt,
        row["is_demo"],
    )
