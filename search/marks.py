"""Where a text has what was asked for."""

from __future__ import annotations

import functools
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import NamedTuple

from django.utils.html import format_html, format_html_join

from publishing.rows import Text, marked
from search.analysis import LONGEST_WORD, fold, pieces
from search.query import Query, Term
from search.stems import look_up, stems_of

BETWEEN = " · "
"""What stands where one text of a thing ends and the next begins. No phrase goes across it."""
Pieces = list[tuple[str, bool]]
"""A text cut in its order; True marks what was asked for."""

# Accents and vowel signs that are characters of their own belong to the word.
_WORD = re.compile("(?:[^\\W_][\u0300-\u036f\u064b-\u065f\u0670]*)+")


class Token(NamedTuple):
    """A word of a text, or a stretch without spaces, as it is compared, and where it stands."""

    word: str
    is_stretch: bool
    begin: int
    end: int


class Spot(NamedTuple):
    """Where a text has a term, by the number of that among the query's wanted ones."""

    begin: int
    end: int
    term: int


def tokens(text: str) -> list[Token]:
    """The words of a text, in order."""
    return [
        Token(word, is_stretch, match.start() + begin, match.start() + end)
        for match in _WORD.finditer(text)
        for word, is_stretch, begin, end in _cut(match[0])
    ]


def learn(found: Iterable[list[Token]]) -> None:
    """Look up the stems of these words, as ``Marker`` needs them. Runs a query if one is new."""
    look_up(token.word for some in found for token in some if not token.is_stretch)


# Most words are in many texts.
@functools.lru_cache(maxsize=50_000)
def _cut(word: str) -> tuple[Token, ...]:
    folded = fold(word)
    # Where folding moves characters, nothing smaller than the whole can be pointed at.
    in_place = len(folded) == len(word)
    made = []
    at = 0
    for piece, is_stretch in pieces(folded):
        at = folded.index(piece, at)
        if in_place:
            made.append(Token(piece[:LONGEST_WORD], is_stretch, at, at + len(piece)))
        elif not is_stretch:
            made.append(Token(piece[:LONGEST_WORD], is_stretch, 0, len(word)))
        at += len(piece)
    return tuple(made)


@dataclass(frozen=True, slots=True)
class _Part:
    """A word of a term."""

    word: str
    is_stretch: bool
    forms: frozenset[str]
    """The word and its stems; nothing where it has to be as it is."""
    is_begun: bool
    """Any word that begins so will do."""

    def fits(self, token: Token) -> bool:
        """Whether this is the word, or has it in it."""
        if self.is_stretch:
            return token.is_stretch and self.word in token.word
        if token.is_stretch:
            return False
        if not self.forms:
            return token.word == self.word
        forms = {token.word, *stems_of(token.word)}
        return not self.forms.isdisjoint(forms) or (
            self.is_begun and any(form.startswith(self.word) for form in forms)
        )


def _parts(term: Term) -> list[_Part]:
    last = len(term.words) - 1
    return [
        _Part(
            word,
            is_stretch=next(iter(pieces(word)))[1],
            forms=frozenset() if term.is_exact else frozenset({word, *stems_of(word)}),
            is_begun=term.is_prefix and number == last,
        )
        for number, word in enumerate(term.words)
    ]


class Marker:
    """Finds what a query wants: words each alone, and phrases only as a whole."""

    def __init__(self, query: Query) -> None:
        self.terms = [_parts(term) for term in query.wanted]
        self._begun: dict[tuple[str, bool], list[int]] = {}

    def spots(self, text: str, words: list[Token]) -> list[Spot]:
        """Where the text, which has these words, has what is wanted, in order."""
        return sorted(
            Spot(begin, end, number)
            for at, word in enumerate(words)
            for number in self._begun_by(word)
            for begin, end in _places(self.terms[number], text, words[at : at + _MOST_PARTS])
        )

    def _begun_by(self, token: Token) -> list[int]:
        key = token[:2]
        if key not in self._begun:
            self._begun[key] = [
                number for number, parts in enumerate(self.terms) if parts[0].fits(token)
            ]
        return self._begun[key]


_MOST_PARTS = 200
"""No term has more words, as a query has no more characters."""


def _places(parts: list[_Part], text: str, words: list[Token]) -> Iterator[tuple[int, int]]:
    """Where the term is that may begin with the first of these words."""
    first, last = words[0], words[min(len(parts), len(words)) - 1]
    if len(parts) == 1:
        if not first.is_stretch:
            yield first.begin, first.end
            return
        for at in _all_at(first.word, parts[0].word):
            yield first.begin + at, first.begin + at + len(parts[0].word)
    elif len(words) >= len(parts) and _follow_each_other(parts, text, words):
        begins_within = parts[0].is_stretch
        begin = first.end - len(parts[0].word) if begins_within else first.begin
        yield begin, last.begin + len(parts[-1].word) if parts[-1].is_stretch else last.end


def _follow_each_other(parts: list[_Part], text: str, words: list[Token]) -> bool:
    for number, (part, word) in enumerate(zip(parts, words, strict=False)):
        if not part.fits(word):
            return False
        if number and BETWEEN in text[words[number - 1].end : word.begin]:
            return False
        if part.is_stretch:
            goes_on = number < len(parts) - 1
            if number and not word.word.startswith(part.word):
                return False
            if goes_on and not word.word.endswith(part.word):
                return False
    return True


def _all_at(text: str, part: str) -> Iterator[int]:
    at = text.find(part)
    while at >= 0:
        yield at
        at = text.find(part, at + len(part))


def cut(text: str, spots: Iterable[Spot], start: int = 0, end: int | None = None) -> Pieces:
    """The text between these two places, cut where it has what was asked for."""
    end = len(text) if end is None else end
    found: Pieces = []
    at = start
    for spot in spots:
        # Terms may lie over each other, as parts of words do.
        begin = max(spot.begin, at)
        if spot.end <= begin or spot.end > end:
            continue
        if begin > at:
            found.append((text[at:begin], False))
        if found and found[-1][1]:
            found[-1] = (found[-1][0] + text[begin : spot.end], True)
        else:
            found.append((text[begin : spot.end], True))
        at = spot.end
    if at < end:
        found.append((text[at:end], False))
    return found


class MarkedText(Text):
    """A text that shows on a page what of it was asked for."""

    __slots__ = ("pieces",)
    pieces: Pieces

    @classmethod
    def of(cls, text: Text, pieces: Pieces) -> MarkedText:
        """The same text, with what is marked."""
        made = cls(text.plain, text.language)
        made.pieces = pieces
        return made

    def __html__(self) -> str:
        shown = format_html_join(
            "",
            "{}",
            ((format_html("<mark>{}</mark>", part) if hit else part,) for part, hit in self.pieces),
        )
        return marked(shown, self.language, tag="span")
