"""Pieces of IATI XML."""

from __future__ import annotations

import functools
import re
from collections.abc import Iterable, Mapping
from typing import Any

VERSION = "2.03"
LANG = "xml:lang"
# What XML 1.0 has no place for, not even escaped.
_FORBIDDEN = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
# What must be written otherwise, between tags and within them, or left out.
_IN_TEXT = re.compile("[&<>\r]|" + _FORBIDDEN.pattern)
_IN_ATTRIBUTE = re.compile('[&<>"\t\n\r]|' + _FORBIDDEN.pattern)
_WRITTEN = {"&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;"} | {
    space: f"&#{ord(space)};" for space in "\t\n\r"
}
Texts = Mapping[str, str]
"""By language."""


def clean(text: str) -> str:
    """The text without characters that XML cannot hold."""
    return text if text.isprintable() else _FORBIDDEN.sub("", text)


def _escaped(special: re.Pattern[str], text: str) -> str:
    # Nearly every text, and far quicker to see than by a pattern.
    if text.isprintable() and not ("&" in text or "<" in text or ">" in text or '"' in text):
        return text
    return special.sub(lambda found: _WRITTEN.get(found[0], ""), text)


class Element:
    """An element as the text it will be, which is escaped as it enters.

    Of half a million in a file most hold nothing further and are texts at once (``put``); a tree
    of lxml's objects took twice the time.
    """

    __slots__ = ("children", "start", "tag")

    def __init__(self, tag: str, **attributes: Any) -> None:
        self.tag = tag
        self.start = _start(tag, **attributes)
        self.children: list[str | Element] = []

    def __str__(self) -> str:
        if not self.children:
            return f"<{self.start}/>"
        return f"<{self.start}>{''.join(map(str, self.children))}</{self.tag}>"


@functools.cache
def _attribute(name: str) -> str:
    return name.rstrip("_").replace("_", "-")


# Codes, days and organisations come again and again; to look them up takes a fifth of the time.
@functools.lru_cache(maxsize=20_000, typed=True)
def _start(tag: str, **attributes: Any) -> str:
    """A tag with attributes but those that are None or empty; ``_`` stands for ``-``."""
    said = tag
    for name, value in attributes.items():
        if value is not None and value != "":
            text = _escaped(_IN_ATTRIBUTE, value) if isinstance(value, str) else value
            said += f' {_attribute(name)}="{text!s}"'
    return said


def add(parent: Element, tag: str, **attributes: Any) -> Element:
    """Add an element that will hold others."""
    element = Element(tag, **attributes)
    parent.children.append(element)
    return element


def put(parent: Element, tag: str, text: str = "", **attributes: Any) -> None:
    """Add an element that holds a text or nothing."""
    start = _start(tag, **attributes) if attributes else tag
    parent.children.append(
        f"<{start}>{_escaped(_IN_TEXT, text)}</{tag}>" if text else f"<{start}/>"
    )


def hold(parent: Element, tag: str, written: str, **attributes: Any) -> None:
    """Add an element around elements that are written already, which may be none."""
    start = _start(tag, **attributes) if attributes else tag
    parent.children.append(f"<{start}>{written}</{tag}>" if written else f"<{start}/>")


def narratives(texts: Texts, default: str = "en") -> str:
    """A narrative for each language that says something."""
    said = ""
    for language, text in texts.items():
        if text and clean(text).strip():
            start = "narrative" if language == default else _start("narrative", **{LANG: language})
            said += f"<{start}>{_escaped(_IN_TEXT, text)}</narrative>"
    return said


def say(parent: Element, tag: str, texts: Texts, **attributes: Any) -> None:
    """Add an element with narratives, if there is anything to say."""
    if said := narratives(texts):
        hold(parent, tag, said, **attributes)


def number(value: Any) -> str:
    """A number without the noughts that the column keeps."""
    return f"{value.normalize():f}"


def document(
    root: str, pieces: Iterable[Element], *, generated: str, note: str = ""
) -> Iterable[bytes]:
    """A whole file, piece by piece."""
    yield (
        f'<?xml version="1.0" encoding="UTF-8"?>\n'
        f'<{root} version="{VERSION}" generated-datetime="{generated}">\n'
    ).encode()
    if note:
        yield f"<!-- {note.replace('--', '- -')} -->\n".encode()
    waiting: list[str] = []
    for piece in pieces:
        waiting.append(str(piece))
        if len(waiting) >= 100:
            yield ("\n".join(waiting) + "\n").encode()
            waiting = []
    yield "\n".join([*waiting, f"</{root}>\n"]).encode()
