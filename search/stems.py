"""Stems of words, by the dictionaries PostgreSQL ships."""

from __future__ import annotations

import functools
from collections.abc import Iterable

from django.db import connection

from search.analysis import arabic_stem

DICTIONARIES = {"en": "english_stem", "fr": "french_stem"}
"""Language and its dictionary; other languages are found as written (Arabic has rules of ours)."""
MOST_KEPT = 200_000
"""Words kept in memory; then it starts anew."""

_known: dict[str, tuple[str | None, ...]] = {}
STOP = ""
"""Stands for the stem of a word too common to be looked for, such as “the”."""


def look_up(words: Iterable[str]) -> None:
    """Learn the stems of these words. Runs a query if one of them is new."""
    new = [word for word in dict.fromkeys(words) if word not in _known]
    if not new:
        return
    if len(_known) + len(new) > MOST_KEPT:
        _known.clear()
    columns = ", ".join(f"ts_lexize('{name}', word)" for name in DICTIONARIES.values())
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT word, {columns} FROM unnest(%s::text[]) word", [new])  # noqa: S608  our own names
        for word, *found in cursor.fetchall():
            # A dictionary answers nothing for what it does not know and {} for a stop word.
            _known[word] = tuple(
                None if stems is None else (stems[0] if stems else STOP) for stems in found
            )


def stems_of(word: str, language: str | None = None) -> set[str]:
    """Other forms the word is found by, in this language or in any; call ``look_up`` before."""
    if (arabic := arabic_stem(word)) is not None:
        return {arabic}
    found = zip(DICTIONARIES, _known.get(word, ()), strict=False)
    return {
        stem
        for code, stem in found
        if stem and stem != word and (language is None or code == language)
    }


@functools.lru_cache(maxsize=50_000)
def forms_of(word: str, language: str) -> tuple[str, ...]:
    """The word and all else it is found by in this language; call ``look_up`` before."""
    return (word, *stems_of(word, language))


def is_stop_word(word: str) -> bool:
    """Whether it is too common in one of the languages; call ``look_up`` before."""
    return STOP in _known.get(word, ())
