"""Pieces of IATI XML."""

from __future__ import annotations

import functools
import re
from collections.abc import Iterable, Mapping
from typing import Any

from lxml import etree

VERSION = "2.03"
LANG = "{http://www.w3.org/XML/1998/namespace}lang"
# What XML 1.0 has no place for, not even escaped.
_FORBIDDEN = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
Texts = Mapping[str, str]
"""By language."""


def clean(text: str) -> str:
    """The text without characters that XML cannot hold."""
    return text if text.isprintable() else _FORBIDDEN.sub("", text)


@functools.cache
def _attribute(name: str) -> str:
    return name.rstrip("_").replace("_", "-")


def add(parent: Any, tag: str, *, text: str = "", **attributes: Any) -> Any:
    """Add an element; attributes that are None or empty are left out, ``_`` stands for ``-``."""
    said = {
        _attribute(name): clean(value) if isinstance(value, str) else str(value)
        for name, value in attributes.items()
        if value is not None and value != ""
    }
    element = etree.SubElement(parent, tag, said)
    if text:
        element.text = clean(text)
    return element


def narrate(element: Any, texts: Texts, default: str = "en") -> Any:
    """Add a narrative for each language that says something."""
    for language, text in texts.items():
        if text and clean(text).strip():
            narrative = add(element, "narrative", text=text)
            if language != default:
                narrative.set(LANG, language)
    return element


def say(parent: Any, tag: str, texts: Texts, **attributes: Any) -> None:
    """Add an element with narratives, if there is anything to say."""
    if any(text and text.strip() for text in texts.values()):
        narrate(add(parent, tag, **attributes), texts)


def number(value: Any) -> str:
    """A number without the noughts that the column keeps."""
    return f"{value.normalize():f}"


def document(
    root: str, pieces: Iterable[Any], *, generated: str, note: str = ""
) -> Iterable[bytes]:
    """A whole file, piece by piece."""
    yield (
        f'<?xml version="1.0" encoding="UTF-8"?>\n'
        f'<{root} version="{VERSION}" generated-datetime="{generated}">\n'
    ).encode()
    if note:
        yield f"<!-- {note.replace('--', '- -')} -->\n".encode()
    waiting: list[bytes] = []
    for piece in pieces:
        waiting.append(etree.tostring(piece, encoding="utf-8"))
        if len(waiting) >= 100:
            yield b"\n".join(waiting) + b"\n"
            waiting = []
    yield b"\n".join([*waiting, f"</{root}>\n".encode()])
