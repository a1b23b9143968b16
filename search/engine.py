"""Answers to a search, through what is public alone."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.contrib.postgres.search import SearchRank, TrigramSimilarity
from django.db.models import Case, ExpressionWrapper, F, FloatField, Max, QuerySet, Value, When
from django.db.models.functions import Coalesce, ExtractYear
from django.utils.translation import get_language

from publishing.keys import any_of
from search.analysis import fold, pieces
from search.excerpts import Excerpt, excerpts
from search.models import LexemeQuery, SearchEntry, SearchWord
from search.query import PLAIN, Query, parse
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
        unwanted = entries.with_words(query.unwanted_tsquery)
        things = things.exclude(pk__in=unwanted.values("object_id"))
    return things


def newest_matches(kind: str, query: Query) -> list[int]:
    """Keys of the things that match the wanted words, the newest first. Runs one statement."""
    found = SearchEntry.objects.of_kind(kind).matching(query.tsquery)
    if query.unwanted:
        unwanted = SearchEntry.objects.of_kind(kind).with_words(query.unwanted_tsquery)
        found = found.exclude(object_id__in=unwanted.values("object_id"))
    keys = found.order_by(F("day").desc(nulls_last=True), "-object_id")
    # A thing has an entry in each of its languages.
    return list(dict.fromkeys(keys.values_list("object_id", flat=True)))


def best_first(kind: str, keys: list[int], query: Query) -> list[int]:
    """These keys of ``newest_matches``, what fits best first. Runs two statements at most.

    Of very many those are weighed that have a word in the title, and then the newest; the rest
    follow as they are.
    """
    entries, weighed = SearchEntry.objects.of_kind(kind), keys
    if len(keys) > MOST_RANKED:
        titled = set(entries.titled(query.any_tsquery).values_list("object_id", flat=True))
        weighed = sorted(keys, key=lambda key: key not in titled)[:MOST_RANKED]
    worth = dict(
        entries.filter(object_id__in=any_of(weighed))
        .with_words(query.tsquery)
        .order_by()
        .values_list("object_id")
        .annotate(best=Max(_worth(query)))
    )
    first = sorted(weighed, key=lambda key: (-worth.get(key, 0.0), -key))
    seen = set(weighed)
    return first + [key for key in keys if key not in seen]


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
    asked = [one for one in sources() if kinds is None or one.kind in kinds]
    for one in _with_matches(asked, query):
        if keys := _public_matches(one, query):
            best = best_first(one.kind, keys, query)[:most]
            groups.append(Group(one, len(keys), hits(one, best, query)))
    return groups


def _with_matches(asked: list[Source], query: Query) -> list[Source]:
    """Those of these kinds in which something has the wanted words. Runs one statement."""
    if not query.wanted:
        return asked
    # One entry of each kind is enough, however many there are.
    first = [
        SearchEntry.objects.of_kind(one.kind).matching(query.tsquery).values("kind").order_by()[:1]
        for one in asked
    ]
    none = SearchEntry.objects.none().values("kind")
    found = {row["kind"] for row in none.union(*first, all=True)}
    return [one for one in asked if one.kind in found]


def _public_matches(one: Source, query: Query) -> list[int]:
    """Keys of what matches and is public, the newest first. Runs up to two statements."""
    if not query.wanted:
        found = narrowed(one.public(), one.kind, query).order_by("-pk")
        return list(found.values_list("pk", flat=True))
    keys = newest_matches(one.kind, query)
    if not keys:
        return []
    public = one.public().filter(pk__in=any_of(keys)).order_by()
    shown = set(public.values_list("pk", flat=True))
    return [key for key in keys if key in shown]


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
        better if fold(part.strip("-")) == word else part
        for part in text.translate(PLAIN).replace('"', "").split()
    ]
    return " ".join(parts)


def completions(text: str, most: int = 8) -> list[Hit]:
    """Things whose title has the words typed so far. Runs a query or two for each kind."""
    query = parse(text)
    if not query.wanted:
        return []
    found: list[Hit] = []
    for one in sources():
        titled = SearchEntry.objects.of_kind(one.kind).titled(query.tsquery).unmarked()
        things = one.public().filter(pk__in=titled.values("object_id")).order_by("-pk")
        found += hits(one, list(things.values_list("pk", flat=True)[:3]), query)
    return found[:most]
