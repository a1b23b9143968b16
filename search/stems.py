"""Stems of words, by the dictionaries PostgreSQL ships."""

from __future__ import annotations

import functools
import re
from collections.abc import Iterable

from django.db import connection
from django.utils.translation import get_language

from search.analysis import arabic_stems

DICTIONARIES = {"en": "english_stem", "fr": "french_stem"}
"""Language and its dictionary; other languages are found as written (Arabic has rules of ours)."""
MOST_KEPT = 200_000
"""Words kept in memory; then it starts anew."""

_HAS_DIGIT = re.compile(r"\d")
"""Numbers and codes have no other forms; there are as many of them as things."""

_known: dict[str, tuple[str | None, ...]] = {}
STEM = "~"
"""Stands before a stem in the index: who asks for “school” finds “schools”, but later."""
STOP = ""
"""Stands for the stem of a word too common to be looked for, such as “the”."""


def look_up(words: Iterable[str]) -> None:
    """Learn the stems of these words. Runs a query if one of them is new."""
    asked = [word for word in dict.fromkeys(words) if not _HAS_DIGIT.search(word)]
    new = [word for word in asked if word not in _known]
    if not new:
        return
    if len(_known) + len(new) > MOST_KEPT:
        _known.clear()
        new = asked
    columns = ", ".join(f"ts_lexize('{name}', word)" for name in DICTIONARIES.values())
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT word, {columns} FROM unnest(%s::text[]) word", [new])  # noqa: S608  our own names
        for word, *found in cursor.fetchall():
            # A dictionary answers nothing for what it does not know and {} for a stop word.
            _known[word] = tuple(
                None if stems is None else (stems[0] if stems else STOP) for stems in found
            )


def stems_of(word: str) -> set[str]:
    """Other forms the word is found by, in any language; call ``look_up`` before."""
    return _stems(word, _stems_known(word))


def forms_of(word: str, language: str) -> tuple[str, ...]:
    """What the index says of a word in this language; call ``look_up`` before."""
    return _forms(word, _stems_known(word), language)


def asked_of(word: str) -> list[str]:
    """What the index is asked for: the word, or its stem; call ``look_up`` before."""
    stems = sorted(stems_of(word))
    return [word, *stems, *(STEM + one for one in (word, *stems))]


def _stems_known(word: str) -> tuple[str | None, ...]:
    if (found := _known.get(word)) is None and not _HAS_DIGIT.search(word):
        # Another thread may have begun anew since it was looked up.
        look_up([word])
        found = _known.get(word)
    return found or ()


@functools.lru_cache(maxsize=50_000)
def _forms(word: str, known: tuple[str | None, ...], language: str) -> tuple[str, ...]:
    return (word, *(STEM + stem for stem in _stems(word, known, language)))


def _stems(word: str, known: tuple[str | None, ...], language: str | None = None) -> set[str]:
    if arabic := arabic_stems(word):
        return arabic
    return {
        stem
        for code, stem in zip(DICTIONARIES, known, strict=False)
        if stem and stem != word and (language is None or code == language)
    }


def is_stop_word(word: str) -> bool:
    """Whether it is too common in the reader's language; call ``look_up`` before.

    In English where the language has no dictionary. What is common in another language only may
    be what somebody looks for: AI is French for “have”.
    """
    language = (get_language() or "")[:2]
    stems = dict(zip(DICTIONARIES, _stems_known(word), strict=False))
    return stems.get(language if language in DICTIONARIES else "en") == STOP
