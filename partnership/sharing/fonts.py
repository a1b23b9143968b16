"""Letters for pictures: the first font that has every character of a text."""

from __future__ import annotations

import functools
import sys
from pathlib import Path

import fontpkg_noto_sans_arabic
import fontpkg_source_serif_4
from PIL import ImageFont, features

_NOT_A_CHARACTER = "\U0010fffe"
_RIGHT_TO_LEFT = range(0x0590, 0x0900)

_PACKAGED = [
    fontpkg_source_serif_4.ROOT / "files" / "SourceSerif4[opsz,wght].ttf",
    fontpkg_noto_sans_arabic.ROOT / "files" / "NotoSansArabic[wdth,wght].ttf",
]
# No package brings Japanese letters alone: those of the system serve, best first.
_OF_THE_SYSTEM = [
    "NotoSerifCJK-Bold.ttc",
    "NotoSerifJP*.[ot]tf",
    "NotoSansCJK-Bold.ttc",
    "NotoSansJP*.[ot]tf",
    "ipaexm.ttf",
    "ipaexg.ttf",
    "DejaVuSerif-Bold.ttf",
]
_SYSTEM_FOLDERS = [Path(sys.prefix) / "share" / "fonts", Path("/usr/share/fonts")]


@functools.cache
def _files() -> list[Path]:
    found = [
        path
        for name in _OF_THE_SYSTEM
        for folder in _SYSTEM_FOLDERS
        for path in sorted(folder.rglob(name))
    ]
    return [*_PACKAGED, *found]


@functools.lru_cache(maxsize=128)
def _opened(path: Path, size: int) -> ImageFont.FreeTypeFont:
    font = ImageFont.truetype(str(path), size)
    axes: dict[bytes, int] = {
        b"Weight": 600,
        b"Optical Size": 60,  # the cut for display
    }
    if "[" in path.name:
        font.set_variation_by_axes(
            [
                axes.get(axis["name"] or b"", axis["default"] or 0)
                for axis in font.get_variation_axes()
            ]
        )
    return font


@functools.lru_cache(maxsize=4096)
def _has(path: Path, character: str) -> bool:
    """Whether the font draws it otherwise than what it does not know."""
    font = _opened(path, 32)
    return bytes(font.getmask(character)) != bytes(font.getmask(_NOT_A_CHARACTER))


def font_for(text: str, size: int) -> ImageFont.FreeTypeFont | None:
    """The font for all of the text; ``None`` where the machine has none that can set it.

    Letters that join, and right to left, need Raqm and FriBiDi: without them a text is
    rather left out than set wrongly.
    """
    letters = {character for character in text if not character.isspace()}
    if any(ord(letter) in _RIGHT_TO_LEFT for letter in letters) and not (
        features.check("raqm") and features.check("fribidi")
    ):
        return None
    return next(
        (_opened(path, size) for path in _files() if all(_has(path, letter) for letter in letters)),
        None,
    )
