"""What a dossier is made of on any paper: headings, paragraphs, facts, tables, pictures.

The page, the PDF and the Word file each draw these; none of them knows anything else.
"""

from __future__ import annotations

import dataclasses
import re
from collections.abc import Collection
from typing import Any, ClassVar
from urllib.parse import urljoin

from django.conf import settings
from django.utils.translation import gettext as _

from publishing.names import comma
from publishing.rows import Text


@dataclasses.dataclass(frozen=True, slots=True)
class Link:
    """Words that lead to a page of the site, or within the dossier (``#…``)."""

    text: str | Text
    url: str


Run = str | Text | Link
Runs = list[Run]


@dataclasses.dataclass(frozen=True, slots=True)
class Heading:
    """A heading; ``level`` 1 begins a chapter."""

    block: ClassVar[str] = "heading"
    level: int
    text: str | Text
    anchor: str
    palette: str = ""
    changed: bool = False
    """Figures below it have changed since the dossier was frozen."""


@dataclasses.dataclass(frozen=True, slots=True)
class Paragraph:
    """Words; ``kind`` is lede, meta, note, quote, or empty."""

    block: ClassVar[str] = "paragraph"
    runs: Runs
    kind: str = ""


@dataclasses.dataclass(frozen=True, slots=True)
class Items:
    """A list."""

    block: ClassVar[str] = "items"
    items: list[Runs]


@dataclasses.dataclass(frozen=True, slots=True)
class Facts:
    """Names with what they stand for."""

    block: ClassVar[str] = "facts"
    facts: list[tuple[str, Runs]]


SHORT = 8
"""A table of so many rows is not broken between two pages."""


@dataclasses.dataclass(frozen=True, slots=True)
class Table:
    """A table whose first column names the row. ``bars`` draws one for each row, in per cent."""

    block: ClassVar[str] = "table"
    caption: str
    head: list[str]
    rows: list[list[Runs]]
    numbers: frozenset[int] = frozenset()
    """The columns of numbers, from 0."""
    bars: list[int | None] | None = None
    unbroken: frozenset[int] = frozenset()
    """The columns of days and amounts, whose words stay in one line."""
    headed: str = ""
    """The anchor of the heading right above that names the table, so that it is not named twice."""

    @property
    def lines(self) -> list[Line]:
        """The rows with their bars, as templates want them."""
        bars = self.bars or [None] * len(self.rows)
        return [
            Line(row[0], [(runs, self._sort(at)) for at, runs in enumerate(row[1:], 1)], bar)
            for row, bar in zip(self.rows, bars, strict=True)
        ]

    @property
    def columns(self) -> list[tuple[str, str]]:
        """The heads, each with the sort of its column."""
        return [(name, "num" if at in self.numbers else "") for at, name in enumerate(self.head)]

    @property
    def is_short(self) -> bool:
        """It is kept on one page of paper."""
        return len(self.rows) <= SHORT

    def _sort(self, at: int) -> str:
        sorts = {"num": self.numbers, "whole": self.unbroken}
        return " ".join(sort for sort, columns in sorts.items() if at in columns)


@dataclasses.dataclass(frozen=True, slots=True)
class Line:
    """A row of a table."""

    name: Runs
    cells: list[tuple[Runs, str]]
    """What each says, and the sort of its column: num, whole, both or neither."""
    bar: int | None


@dataclasses.dataclass(frozen=True, slots=True)
class Picture:
    """A photo, with what it shows and who made it."""

    block: ClassVar[str] = "picture"
    photo: int
    slug: str
    alternative_text: Text
    caption: Text
    credit: str
    width: int
    height: int


Block = Heading | Paragraph | Items | Facts | Table | Picture


@dataclasses.dataclass(frozen=True, slots=True)
class Outline:
    """A dossier in one language, ready to be drawn."""

    language: str
    title: str
    """Of the document, in one line."""
    cover: list[Block]
    body: list[Block]
    name: str | Text = ""
    """The meeting, as the cover names it in large."""
    about: str | Text = ""
    """The part of the partnership it is about, named in large, too."""
    palettes: list[str] = dataclasses.field(default_factory=list)
    """Those of the priority areas it is about, for the band on the cover."""
    holds: list[tuple[str, str]] = dataclasses.field(default_factory=list)
    """What it contains: a number, and of what."""

    @property
    def contents(self) -> list[Heading]:
        """The chapters, and what is one level below."""
        return [one for one in self.body if isinstance(one, Heading) and one.level <= 2]

    def with_photos(self, keys: Collection[int]) -> Outline:
        """The same with these photos only."""
        body = [one for one in self.body if not isinstance(one, Picture) or one.photo in keys]
        return dataclasses.replace(self, body=body)


def runs(sentence: str, **slots: Any) -> Runs:
    """The words of a sentence with texts and links in the places of ``%(name)s``.

    Unlike ``%`` this keeps the language of each text, and the links.
    """
    pieces: Runs = []
    for place, piece in enumerate(re.split(r"%\((\w+)\)s", sentence)):
        found = slots[piece] if place % 2 else piece
        if isinstance(found, list):
            pieces += found
        elif isinstance(found, int) or found:
            pieces.append(found if isinstance(found, str | Link) else str(found))
    return pieces


def labelled(name: str | Runs, said: str | Runs) -> Runs:
    """What is said of something, after its name: ``Status: under way``."""
    return runs(_("%(name)s: %(said)s"), name=name, said=said)


def joined(parts: list[Any], between: str = "") -> Runs:
    """The parts in one line, with commas if nothing else is given."""
    between = between or comma()
    pieces: Runs = []
    for place, part in enumerate(parts):
        pieces += ([between] if place else []) + (part if isinstance(part, list) else [part])
    return pieces


def plain(said: Runs) -> str:
    """The words alone."""
    return "".join(str(one.text if isinstance(one, Link) else one) for one in said)


def address(path: str) -> str:
    """The whole address of a page, which works from a file, too."""
    return urljoin(settings.SITE_URL, path)
