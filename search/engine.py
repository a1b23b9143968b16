"""Answers to a search, through what is public alone."""

from __future__ import annotations

import functools
import operator
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.contrib.postgres.search import SearchRank, TrigramSimilarity
from django.db.models import (
    Case,
    ExpressionWrapper,
    F,
    FloatField,
    Max,
    OuterRef,
    Q,
    QuerySet,
    Subquery,
    Value,
    When,
)
from django.db.models.functions import Coalesce, ExtractYear
from django.utils.translation import get_language

from search.analysis import fold, pieces
from search.excerpts import Excerpt, excerpts
from search.models import LexemeQuery, SearchEntry, SearchWord
from search.query import Query, parse
from search.sources import Source, sources

LEAST_SIMILAR = 0.3
"""Share of three-letter groups that a suggestion has in common with what was typed."""
OTHER_LANGUAGE = 0.9
"""Worth of a hit in another language than the reader's."""
MOST_RANKED = 1_000
"""Hits that are weighed; of a word that is nearly everywhere no reader sees more."""
AGED = 30.0
"""Years after which a thing is worth half as much as a new one."""


def narrowed(things: QuerySet[Any], kind: str, query: Query) -> Any:
    """Those of the things that match the query."""
    entries = SearchEntry.objects.of_kind(kind)
    if query.is_empty:
        return things.none()
    if query.wanted:
        things = things.filter(pk__in=entries.matching(query.tsquery).values("object_id"))
    if query.unwanted:
        unwanted = entries.filter(words=LexemeQuery(query.unwanted_tsquery))
        things = things.exclude(pk__in=unwanted.values("object_id"))
    return things


def _worth(query: Query) -> Any:
    """Rank of an entry: where and how exactly it matches, in which language, how recent it is."""
    year = Coalesce(ExtractYear("day"), Value(2000))
    age = ExpressionWrapper(Value(2100) - year, output_field=FloatField())
    language = Case(
        When(language=get_language(), then=Value(1.0)),
        default=Value(OTHER_LANGUAGE),
        output_field=FloatField(),
    )
    rank = SearchRank(F("words"), LexemeQuery(query.tsquery), normalization=Value(1))
    return ExpressionWrapper(rank * language / (1.0 + age / AGED), output_field=FloatField())


def with_rank(things: Any, kind: str, query: Query) -> Any:
    """Add ``rank`` to things that ``narrowed`` has found: the higher the better."""
    if not query.wanted:
        return things.annotate(rank=Value(0.0))
    best = (
        SearchEntry.objects.of_kind(kind)
        .filter(object_id=OuterRef("pk"), words=LexemeQuery(query.tsquery))
        .order_by()
        .values("object_id")
        .annotate(best=Max(_worth(query)))
        .values("best")
    )
    return things.annotate(
        rank=Case(
            When(
                pk__in=_promising(things, kind, query),
                then=Subquery(best, output_field=FloatField()),
            ),
            default=Value(0.0),
            output_field=FloatField(),
        )
    )


def _promising(things: Any, kind: str, query: Query) -> Any:
    """Keys of the hits worth weighing: those with a word in the title, then the newest."""
    words = {word for term in query.wanted for word in term.words}
    titled = functools.reduce(operator.or_, (Q(title__icontains=word) for word in words))
    found = SearchEntry.objects.of_kind(kind).filter(
        object_id__in=things.order_by().values("pk"), words=LexemeQuery(query.tsquery)
    )
    return found.order_by(
        Case(When(titled, then=0), default=1), F("day").desc(nulls_last=True), "-object_id"
    ).values("object_id")[:MOST_RANKED]


@dataclass(frozen=True, slots=True)
class Hit:
    """A thing that was found, with the part of its text that says why."""

    thing: Any
    excerpt: Excerpt
    label: Any = ""
    """Its kind, for readers."""

    @property
    def title(self) -> str:
        """Its title in the reader's language."""
        return str(self.thing)

    @property
    def url(self) -> str:
        """Its page; empty for what has none."""
        address = getattr(self.thing, "get_absolute_url", None)
        return address() if address and getattr(self.thing, "can_be_read", True) else ""


@dataclass(frozen=True, slots=True)
class Group:
    """What was found of one kind."""

    source: Source
    total: int
    hits: list[Hit]


def search(query: Query, *, kinds: Iterable[str] | None = None, most: int = 5) -> list[Group]:
    """What was found of each kind, the best of it first. Runs a few queries for each kind."""
    groups = []
    for one in sources():
        if kinds is not None and one.kind not in kinds:
            continue
        found = narrowed(one.public(), one.kind, query).order_by()
        total = found.count()
        if not total:
            continue
        ranked = with_rank(found, one.kind, query).order_by("-rank", "-pk")
        keys = list(ranked.values_list("pk", flat=True)[:most])
        groups.append(Group(one, total, hits(one, keys, query)))
    return groups


def hits(one: Source, keys: list[int], query: Query) -> list[Hit]:
    """The things with these keys, in this order, with their excerpts."""
    things = one.for_results(keys)
    found = excerpts(one.kind, keys, query)
    return [Hit(things[key], found.get(key, Excerpt()), one.label) for key in keys if key in things]


def did_you_mean(query: Query) -> str | None:
    """The query with words that are in the index for those that are not, if that finds something.

    Words of what is no longer public may still be in the list of words, so a suggestion is made
    only if it leads to something public. Runs a few queries.
    """
    changed = False
    text = query.text
    for word, is_stretch in pieces(fold(query.text)):
        if is_stretch or len(word) < 4 or not word.isalpha() or _leads_somewhere(word):
            continue
        close = (
            SearchWord.objects.filter(word__trigram_similar=word)
            .annotate(similarity=TrigramSimilarity("word", word))
            .filter(similarity__gte=LEAST_SIMILAR)
            .order_by("-similarity", "word")
            .values_list("word", flat=True)[:5]
        )
        better = next(filter(_leads_somewhere, close), None)
        if better is not None:
            text = _replaced(text, word, better)
            changed = True
    if not changed or not any(_is_found(one, parse(text)) for one in sources()):
        return None
    return text


def _leads_somewhere(word: str) -> bool:
    query = parse(f'"{word}"')
    return any(_is_found(one, query) for one in sources())


def _is_found(one: Source, query: Query) -> bool:
    return bool(narrowed(one.public(), one.kind, query).exists())


def _replaced(text: str, word: str, better: str) -> str:
    """The text with each word that folds to ``word`` replaced."""
    parts = [
        better if fold(part.strip('"-')) == word else part for part in text.replace('"', "").split()
    ]
    return " ".join(parts)


def completions(text: str, most: int = 8) -> list[Hit]:
    """Things whose title has the words typed so far. Runs a query or two for each kind."""
    query = parse(text)
    if not query.wanted:
        return []
    titles = Query(
        text=query.text,
        wanted=tuple(
            type(term)(_in_titles(term.tsquery), term.words, term.is_prefix)
            for term in query.wanted
        ),
        unwanted=query.unwanted,
    )
    found: list[Hit] = []
    for group in search(titles, most=3):
        found += group.hits
    return found[:most]


def _in_titles(tsquery: str) -> str:
    """The tsquery for words of weight A alone."""
    return tsquery.replace("':*", "':*A").replace("' ", "':A ").removesuffix("'") + (
        "':A" if tsquery.endswith("'") else ""
    )
