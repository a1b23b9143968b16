"""What a reader asks for. Whatever they type is a query; none is an error.

Words must all be there, also those that Japanese writes as one; ``"in quotes"`` stands for words
in this order; ``-word`` must not be there. The last word may be the beginning of one, as it is
while one types.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from search.analysis import (
    LONGEST_WORD,
    fold,
    joined,
    pairs,
    parts,
    pieces,
    without_apostrophes,
    words,
)
from search.stems import STEM, asked_of, is_stop_word, look_up

MOST_CHARACTERS = 200
MOST_TERMS = 12
"""Terms that count; what follows is left out and ``Query.cut`` says so."""
SHORTEST_PREFIX = 2
SHORTEST_CODE = 4
"""Digits of a number that may be the beginning of a longer one."""

PLAIN = str.maketrans(dict.fromkeys("“”„‟«»「」『』＂", '"') | {"－": "-"})
"""The quotation marks of every language, as the one that is read here."""
_TERM = re.compile(r'(?P<minus>-?)(?:"(?P<phrase>[^"]*)"?|(?P<word>[^\s"]+))')


@dataclass(frozen=True, slots=True)
class Term:
    """A word or a phrase, as a tsquery, with the forms that are marked in excerpts."""

    tsquery: str
    exact: str
    """The same, as it is typed and in no other form."""
    words: tuple[str, ...]
    """Folded words in their order; the last may be the beginning of one."""
    is_prefix: bool = False
    is_exact: bool = False
    """It was quoted: other forms of its words are not meant."""
    said: str = ""
    """As it is typed, in its quotes; Japanese that was taken apart is in full width."""


@dataclass(frozen=True, slots=True)
class Query:
    """A parsed search."""

    text: str
    wanted: tuple[Term, ...] = ()
    unwanted: tuple[Term, ...] = ()
    name: str = ""
    """All of it in one word, as the whole name of an organisation is found."""
    cut: bool = field(default=False)
    """Some of it was too much and is not looked for."""

    @property
    def tsquery(self) -> str:
        """All wanted terms, or the whole name that they are."""
        terms = " & ".join(f"({term.tsquery})" for term in self.wanted)
        return f"({terms}) | '{self.name}'" if self.name and terms else terms

    @property
    def any_tsquery(self) -> str:
        """Any wanted term."""
        return " | ".join(f"({term.tsquery})" for term in self.wanted)

    @property
    def exact_tsquery(self) -> str:
        """Any wanted term as it is typed."""
        return " | ".join(f"({term.exact})" for term in self.wanted)

    @property
    def unwanted_tsquery(self) -> str:
        """Any unwanted term."""
        return " | ".join(f"({term.tsquery})" for term in self.unwanted)

    @property
    def is_empty(self) -> bool:
        """Nothing to look for, such as “***”."""
        return not self.wanted and not self.unwanted


def parse(text: str, *, shortest_prefix: int = SHORTEST_PREFIX) -> Query:
    """The query that a text stands for. Runs a query on the database if a word is new to it.

    ``shortest_prefix`` says how many letters make a beginning of the last word.
    """
    # A surrogate is half a character; no encoding can store one.
    text = text.encode(errors="ignore").decode().replace("\x00", " ").strip()
    short = text[:MOST_CHARACTERS]
    found = list(_terms(short.translate(PLAIN)))
    look_up(word for word, is_stretch in pieces(fold(short)) if not is_stretch)
    wanted: list[Term] = []
    unwanted: list[Term] = []
    common: list[Term] = []
    for number, (said, is_phrase, is_unwanted) in enumerate(found[:MOST_TERMS]):
        # Who leaves out “art” does not leave out “article”.
        is_begun = number == len(found) - 1 and not is_unwanted
        term = _term(said, exact=is_phrase, begun=shortest_prefix if is_begun else None)
        if term is None:
            continue
        if is_unwanted:
            unwanted.append(term)
        elif not is_phrase and len(term.words) == 1 and is_stop_word(term.words[0]):
            common.append(term)
        else:
            wanted.append(term)
    return Query(
        text=short,
        # Words such as “the” count only where there is nothing else.
        wanted=tuple({term.tsquery: term for term in wanted or common}.values()),
        unwanted=tuple(unwanted),
        name=joined(short) if len(list(words(short))) > 1 and not unwanted else "",
        cut=len(found) > MOST_TERMS or len(text) > MOST_CHARACTERS,
    )


def _terms(text: str) -> Iterator[tuple[str, bool, bool]]:
    """Each term as ``Term.said`` has it, whether it is in quotes, and whether it has a minus."""
    for match in _TERM.finditer(text):
        is_unwanted = bool(match["minus"])
        if match["phrase"] is not None:
            yield match["phrase"], True, is_unwanted
        elif is_unwanted:
            # Its parts would leave out what has them apart from each other.
            yield match["word"], False, True
        else:
            apart = parts(match["word"])
            for said in apart if len(apart) > 1 else [match["word"]]:
                yield said, False, False


def _term(said: str, *, exact: bool, begun: int | None) -> Term | None:
    folded = fold(said)
    cut = list(pieces(folded if exact else without_apostrophes(folded)))
    if not cut:
        return None
    words = tuple(piece[:LONGEST_WORD] for piece, _is_stretch in cut)
    last_is_stretch = cut[-1][1]
    long_enough = begun is not None and (len(cut) > 1 or len(words[-1]) >= begun)
    # A short number is a day or one of the Goals; only a code is typed bit by bit.
    long_enough = long_enough and not (folded.isdecimal() and len(folded) < SHORTEST_CODE)
    is_prefix = long_enough and not exact and not last_is_stretch
    in_index: list[str] = []
    as_typed: list[str] = []
    for number, (piece, is_stretch) in enumerate(cut):
        if is_stretch:
            whole = " <-> ".join(f"'{pair}'" for pair in pairs(piece)[:-1]) or f"'{piece}':*"
            forms = [whole]
            as_typed.append(whole)
        else:
            as_typed.append(f"'{words[number]}'")
            forms = as_typed[-1:] if exact else [f"'{form}'" for form in asked_of(words[number])]
            if is_prefix and number == len(cut) - 1:
                forms.append(f"'{words[number]}':*")
                # What is begun without its article stands behind one in the text.
                forms.append(f"'{STEM}{words[number]}':*")
        in_index.append(f"({' | '.join(forms)})" if len(forms) > 1 else forms[0])
    return Term(
        _in_order(in_index, cut),
        _in_order(as_typed, cut),
        words,
        is_prefix,
        exact,
        f'"{said}"' if exact else said,
    )


def _in_order(parts: list[str], cut: list[tuple[str, bool]]) -> str:
    """One behind the other. Between a stretch and what follows stands its last character alone."""
    said = parts[0]
    for part, (piece, is_stretch) in zip(parts[1:], cut, strict=False):
        said += f" <{2 if is_stretch and len(piece) > 1 else 1}> {part}"
    return said
