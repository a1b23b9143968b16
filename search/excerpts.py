"""The part of a text that says why it was found, with the words that were asked for marked."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field

from django.utils.translation import get_language

from search.analysis import fold, pieces
from search.models import Keys, SearchEntry
from search.query import Query
from search.stems import look_up, stems_of

MOST_READ = 20_000
"""Characters of a text that are looked through."""
LENGTH = 220
BEFORE = 60
"""Characters shown in all, and before the first hit."""

_BREAK = re.compile(r"\s*\n\s*")
BETWEEN = " · "
"""What stands where one text of a thing ends and the next begins."""

_WORD = re.compile(r"[^\W_]+")


@dataclass(frozen=True, slots=True)
class Excerpt:
    """Pieces of text in their order; True marks what was asked for."""

    pieces: list[tuple[str, bool]] = field(default_factory=list)
    language: str = ""
    starts_inside: bool = False
    ends_inside: bool = False


def excerpts(kind: str, keys: Sequence[int], query: Query) -> dict[int, Excerpt]:
    """An excerpt of each of these things that matches. Runs two queries at most."""
    found = excerpts_of({kind: list(keys)}, query)
    return {key: one for (_kind, key), one in found.items()}


def excerpts_of(keys: Keys, query: Query) -> dict[tuple[str, int], Excerpt]:
    """The same of things of several kinds, by kind and key."""
    if not query.wanted:
        return {}
    entries = SearchEntry.objects.of_things(keys).with_words(query.tsquery)
    rows: dict[tuple[str, int], tuple[str, str]] = {}
    for kind, key, language, text in entries.values_list("kind", "object_id", "language", "text"):
        # The reader's language, if it is among those that match.
        if (kind, key) not in rows or language == get_language():
            rows[kind, key] = (_BREAK.sub(BETWEEN, text[:MOST_READ].strip()), language)
    look_up(
        word
        for text, _language in rows.values()
        for word, is_stretch in pieces(fold(text))
        if not is_stretch
    )
    return {key: excerpt(text, language, query) for key, (text, language) in rows.items()}


def excerpt(text: str, language: str, query: Query) -> Excerpt:
    """The excerpt of one text; its beginning if the words are elsewhere, as in its title."""
    spots = _spots(text, query)
    first = spots[0][0] if spots else 0
    start = _word_start(text, max(0, first - BEFORE)) if first > BEFORE else 0
    end = _word_end(text, start + LENGTH)
    found: list[tuple[str, bool]] = []
    at = start
    for begin, finish in spots:
        if begin < at or finish > end:
            continue
        if begin > at:
            found.append((text[at:begin], False))
        found.append((text[begin:finish], True))
        at = finish
    if at < end:
        found.append((text[at:end], False))
    return Excerpt(found, language, starts_inside=start > 0, ends_inside=end < len(text))


def _word_start(text: str, at: int) -> int:
    space = text.find(" ", at, at + 30)
    return space + 1 if space >= 0 else at


def _word_end(text: str, at: int) -> int:
    if at >= len(text):
        return len(text)
    space = text.rfind(" ", at - 30, at)
    return space if space >= 0 else at


def _spots(text: str, query: Query) -> list[tuple[int, int]]:
    """Where the text has a wanted word, in order."""
    whole: set[str] = set()
    beginnings: list[str] = []
    stretches: set[str] = set()
    for term in query.wanted:
        for number, word in enumerate(term.words):
            is_stretch = next(iter(pieces(word)))[1]
            if is_stretch:
                stretches.add(word)
            else:
                whole |= {word, *stems_of(word)}
                if term.is_prefix and number == len(term.words) - 1:
                    beginnings.append(word)
    spots = []
    for match in _WORD.finditer(text):
        folded = fold(match[0])
        for word, is_stretch in pieces(folded):
            if is_stretch:
                spots += [
                    (match.start() + at, match.start() + at + len(stretch))
                    for stretch in stretches
                    # Only where folding keeps every character in its place.
                    if len(folded) == len(match[0])
                    for at in _all_at(folded, stretch)
                ]
            elif (
                word in whole
                or not whole.isdisjoint(stems_of(word))
                or word.startswith(tuple(beginnings))
            ):
                spots.append(match.span())
    return sorted(set(spots))


def _all_at(text: str, part: str) -> list[int]:
    found, at = [], text.find(part)
    while at >= 0:
        found.append(at)
        at = text.find(part, at + len(part))
    return found
