"""What a reader may have meant who mistyped a word, or wrote several as one."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from itertools import chain
from typing import Any

from django.contrib.postgres.search import TrigramSimilarity
from django.db.models import BooleanField, ExpressionWrapper, Q, QuerySet

from search.analysis import fold, katakana_words, pairs, pieces
from search.engine import finds_something, in_index
from search.models import SearchWord
from search.query import PLAIN, Query, parse
from search.stems import STEM

LEAST_SIMILAR = 0.3
"""Share of three-letter groups that a suggestion has in common with what was typed."""
SHORTEST, LONGEST = 4, 20
"""Letters of a word that may be mistyped. What a longer one may have been would be very much."""
MOST_CORRECTED = 4
"""Words that are looked up."""
CLOSE = 5
"""Words looked at in place of one, the closest first."""

ARABIC = "".join(dict.fromkeys(map(fold, map(chr, range(0x621, 0x64B)))))
KATAKANA = "".join(map(chr, [*range(0x30A1, 0x30F7), 0x30FC]))
"""Letters that may stand for others where the database knows no groups of three."""

_KATAKANA = "\u30a1-\u30fa\u30fc\uff66-\uff9f"
_TYPED = re.compile(rf"[{_KATAKANA}]+|[^\W{_KATAKANA}]+")
_LATIN, _JAPANESE = "[A-Za-z0-9]", "[\u3041-\u30ff\u4e00-\u9fff]"
_SPACE = re.compile(rf"(?<={_LATIN})(?={_JAPANESE})|(?<={_JAPANESE})(?={_LATIN})")
_COMPOUND = re.compile(r"(?<![-\u4e00-\u9fff])[\u4e00-\u9fff]{4,}")


def did_you_mean(query: Query, things: Mapping[str, QuerySet[Any]]) -> str | None:
    """The query as it was probably meant, if that finds some of these things, which are public.

    Words that are in the index stand for those that are not; where all are, Japanese compounds
    are taken apart. Runs a statement for each of the first few words that are not, and eight more.
    """
    text = query.text.translate(PLAIN)
    for meant in (_corrected(text), *_apart(text)):
        # The list of words may have some of what is no longer public: all of it has to lead
        # somewhere.
        if meant != text and finds_something(parse(meant), things):
            return meant
    return None


def _corrected(text: str) -> str:
    words = list(dict.fromkeys(_mistakable(fold(text))))
    there = _in_index(words)
    near = {
        word: _near(word) for word in [one for one in words if one not in there][:MOST_CORRECTED]
    }
    there = _in_index(chain(*near.values()))
    better = {
        word: next(one for one in close if one in there)
        for word, close in near.items()
        if not there.isdisjoint(close)
    }
    return _TYPED.sub(lambda found: better.get(fold(found[0]), found[0]), text)


def _apart(text: str) -> Iterator[str]:
    """The text with what Japanese writes as one apart: Latin words, then words of two kanji."""
    if '"' not in text:
        yield (spaced := _SPACE.sub(" ", text))
        yield _COMPOUND.sub(lambda found: _in_twos(found[0]), spaced)


def _in_twos(compound: str) -> str:
    """Most words have two characters; the last may have three, as those with an ending have."""
    last = (len(compound) - 2) // 2 * 2
    return " ".join([*(compound[at : at + 2] for at in range(0, last, 2)), compound[last:]])


def _mistakable(folded: str) -> Iterator[str]:
    for piece, is_stretch in pieces(folded):
        for word in katakana_words(piece) if is_stretch else [piece]:
            if SHORTEST <= len(word) <= LONGEST and word.isalpha():
                yield word


def _near(word: str) -> list[str]:
    """Words much like this one, the likeliest first. Runs a statement."""
    words = SearchWord.objects.values_list("word", flat=True)
    for alphabet in (ARABIC, KATAKANA):
        if set(word) <= set(alphabet):
            likely = list(_mistaken(word, alphabet))
            known = set(words.filter(word__in=likely))
            return [one for one in likely if one in known][:CLOSE]
    swapped = list(_swapped(word))
    return list(
        words.annotate(
            similarity=TrigramSimilarity("word", word),
            is_swapped=ExpressionWrapper(Q(word__in=swapped), output_field=BooleanField()),
        )
        .filter(Q(word__in=swapped) | Q(word__trigram_similar=word))
        .filter(Q(is_swapped=True) | Q(similarity__gte=LEAST_SIMILAR))
        .order_by("-is_swapped", "-similarity", "word")[:CLOSE]
    )


def _swapped(word: str) -> Iterator[str]:
    """The word with two letters in each other's place, next to each other or next but one."""
    for distance in (1, 2):
        for at in range(len(word) - distance):
            letters = list(word)
            letters[at], letters[at + distance] = letters[at + distance], letters[at]
            yield "".join(letters)


def _mistaken(word: str, alphabet: str) -> Iterator[str]:
    """What the word may have been before a slip: letters swapped, left out, added or mistaken."""
    yield from _swapped(word)
    cuts = [(word[:at], word[at:]) for at in range(len(word) + 1)]
    yield from (before + letter + after for before, after in cuts for letter in alphabet)
    yield from (before + after[1:] for before, after in cuts[:-1])
    yield from (before + letter + after[1:] for before, after in cuts[:-1] for letter in alphabet)


def _in_index(words: Iterable[str]) -> set[str]:
    """Those of the words that an entry has. Runs a statement."""
    return in_index({word: _as_written(word) for word in words})


def _as_written(word: str) -> str:
    if katakana_words(word):
        return " <-> ".join(f"'{pair}'" for pair in pairs(word)[:-1])
    return f"'{word}' | '{STEM}{word}'"
