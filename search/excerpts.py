"""What of a thing says why it was found, with what was asked for marked."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import NamedTuple

from django.utils.translation import get_language

from publishing.rows import Text
from search.analysis import joined
from search.index import WHOLE
from search.marks import BETWEEN, MarkedText, Marker, Pieces, Spot, Token, cut, learn, tokens
from search.models import Keys, SearchEntry
from search.query import Query

MOST_READ = 20_000
"""Characters of a text that are looked through."""
LENGTH = 220
BEFORE = 60
"""Characters shown in all, and before the first hit."""
MOST_NAMES = 3
"""Names told of those that a thing was found by."""

_BREAK = re.compile(r"\s*\n\s*")

Titles = Mapping[tuple[str, int], Text]
"""What things are called where they are shown, by kind and key."""


@dataclass(frozen=True, slots=True)
class Excerpt:
    """The title and a part of the text, and the names that did it where these did not."""

    title: Text
    pieces: Pieces = field(default_factory=list)
    """Of the text; nothing where only the names tell why it was found."""
    language: str = ""
    """Of the text."""
    starts_inside: bool = False
    ends_inside: bool = False
    found_by: list[MarkedText] = field(default_factory=list)
    """Names and codes that have what is neither in the title nor in the text."""


class _Said(NamedTuple):
    """An entry of a thing, and its words."""

    language: str
    title: str
    text: str
    names: str
    words: list[Token]


def excerpts(kind: str, titles: Mapping[int, Text], query: Query) -> dict[int, Excerpt]:
    """An excerpt of each of these things that matches. Runs four queries at most."""
    found = excerpts_of({(kind, key): title for key, title in titles.items()}, query)
    return {key: one for (_kind, key), one in found.items()}


def excerpts_of(titles: Titles, query: Query) -> dict[tuple[str, int], Excerpt]:
    """The same of things of several kinds, by kind and key."""
    said = _said(titles, query)
    if not said:
        return {}
    shown = {thing: tokens(titles[thing]) for thing in said}
    learn([*shown.values(), *(one.words for one in said.values())])
    marker = Marker(query)
    found: dict[tuple[str, int], Excerpt] = {}
    missing: dict[tuple[str, int], set[int]] = {}
    for thing, one in said.items():
        title = titles[thing]
        in_title = marker.spots(title, shown[thing])
        in_text = marker.spots(one.text, one.words)
        found[thing] = _excerpt(MarkedText.of(title, cut(title, in_title)), one, in_text)
        missing[thing] = set(range(len(query.wanted))) - {
            spot.term for spot in (*in_title, *in_text)
        }
    names = {
        thing: _names(said[thing], titles[thing], query) for thing, some in missing.items() if some
    }
    learn(words for some in names.values() for _name, words in some)
    for thing, some in names.items():
        if by := _found_by(some, missing[thing], marker):
            found[thing] = _with_names(found[thing], by)
    return found


def _said(titles: Titles, query: Query) -> dict[tuple[str, int], _Said]:
    """The entry of each thing that matches; the reader's language, if it is among those."""
    if not query.wanted:
        return {}
    keys: Keys = defaultdict(list)
    for kind, key in titles:
        keys[kind].append(key)
    entries = SearchEntry.objects.of_things(keys).with_words(query.tsquery).in_force()
    rows: dict[tuple[str, int], tuple[str, ...]] = {}
    for kind, key, *row in entries.values_list(
        "kind", "object_id", "language", "title", "text", "names"
    ):
        if (kind, key) not in rows or row[0] == get_language():
            rows[kind, key] = tuple(row)
    said = {}
    for thing, (language, title, body, names) in rows.items():
        text = _BREAK.sub(BETWEEN, body[:MOST_READ].strip())
        said[thing] = _Said(language, title, text, names, tokens(text))
    return said


def _excerpt(title: Text, said: _Said, spots: list[Spot]) -> Excerpt:
    """The excerpt of one text; its beginning if the words are elsewhere, as in its title."""
    text = said.text
    first = spots[0].begin if spots else 0
    start = _word_start(text, max(0, first - BEFORE)) if first > BEFORE else 0
    end = _word_end(text, start + LENGTH)
    return Excerpt(
        title,
        cut(text, spots, start, end),
        said.language,
        starts_inside=start > 0,
        ends_inside=end < len(text),
    )


def _word_start(text: str, at: int) -> int:
    space = text.find(" ", at, at + 30)
    return space + 1 if space >= 0 else at


def _word_end(text: str, at: int) -> int:
    if at >= len(text):
        return len(text)
    space = text.rfind(" ", at - 30, at)
    return space if space >= 0 else at


def _names(said: _Said, shown: str, query: Query) -> list[tuple[str, list[Token]]]:
    """What a thing may have been found by beside its title and text, each with its words."""
    names = [line for line in said.names.split("\n") if line and not line.startswith(WHOLE)]
    # Of a long name no word counts alone.
    wholes = (line.removeprefix(WHOLE) for line in said.names.split("\n") if line[:1] == WHOLE)
    names += [name for name in wholes if query.name and joined(name) == query.name]
    if said.title != shown:
        names.append(said.title)
    return [(name, tokens(name)) for name in names]


def _found_by(
    names: list[tuple[str, list[Token]]], missing: set[int], marker: Marker
) -> list[MarkedText]:
    """The names that have the missing terms: as few as will do, and the shortest."""
    having = [(name, marker.spots(name, words)) for name, words in names]
    found: list[MarkedText] = []
    while missing and len(found) < MOST_NAMES:
        name, spots = max(
            having,
            key=lambda one: (len(missing & {spot.term for spot in one[1]}), -len(one[0])),
            default=("", []),
        )
        there = missing & {spot.term for spot in spots}
        if not there:
            break
        # A name is in many languages the same: it is told as if it were in the reader's.
        found.append(MarkedText.of(Text(name, get_language() or ""), cut(name, spots)))
        missing = missing - there
    return found


def _with_names(excerpt: Excerpt, found_by: list[MarkedText]) -> Excerpt:
    """The excerpt with what the thing was found by, instead of a text that marks nothing."""
    if any(is_hit for _part, is_hit in excerpt.pieces):
        return replace(excerpt, found_by=found_by)
    return Excerpt(excerpt.title, found_by=found_by)
