"""Letters of the pages: fonts from packages, cut to what pages write and packed for browsers.

The packages hold whole families as TrueType. Each cut is made when static files are collected or
first asked for, and kept below ``var/``.
"""

from __future__ import annotations

import dataclasses
import hashlib
import os
import tempfile
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

import fontpkg_noto_sans_arabic
import fontpkg_public_sans
import fontpkg_source_serif_4
from django.conf import settings
from django.contrib.staticfiles.finders import BaseFinder
from django.core.files.storage import FileSystemStorage

FOLDER = "fonts"
"""Where the cuts are among the static files."""

LATIN = (
    *range(0x20, 0x7F),
    *range(0xA0, 0x100),
    *map(ord, "ĀāĒēĪīŌōŪūĆćČčĐđĞğİıŁłŃńŌōŒœŘřŚśŞşŠšŸŹźŻżŽž"),
    *range(0x2010, 0x2015),
    *map(ord, "\u2009\u202f‘’‚“”„†•…‰′″‹›⁄€™←↑→↓−≈≠≤≥"),
)
"""What en and fr are written with, and names from Europe and Japan in Latin letters."""

ARABIC = (*map(ord, " \u200c\u200d"), *range(0x600, 0x700))
FEATURES = (
    *("calt", "ccmp", "kern", "liga", "locl", "mark", "mkmk", "rlig", "tnum"),
    *("init", "medi", "fina", "isol"),
)
"""What of OpenType pages use: joined letters, places of marks, and figures of one width."""


@dataclasses.dataclass(frozen=True, slots=True)
class Cut:
    """Some letters of a font, at some places of its axes."""

    source: Path
    axes: tuple[tuple[str, int | tuple[int, int]], ...]
    letters: tuple[int, ...]

    def write(self, target: Path) -> None:
        """Make the file. Takes a second or two."""
        from fontTools.subset import Options, Subsetter
        from fontTools.ttLib import TTFont
        from fontTools.varLib.instancer import instantiateVariableFont

        options = Options(layout_features=list(FEATURES), hinting=False)
        subsetter = Subsetter(options)
        subsetter.populate(unicodes=self.letters)
        font = TTFont(self.source)
        subsetter.subset(font)
        font = instantiateVariableFont(font, dict(self.axes))
        font.flavor = "woff2"
        target.parent.mkdir(parents=True, exist_ok=True)
        # Other processes see the whole file or none.
        handle, unfinished = tempfile.mkstemp(dir=target.parent)
        with os.fdopen(handle, "wb") as file:
            font.save(file)
        Path(unfinished).chmod(0o644)
        Path(unfinished).replace(target)


CUTS = {
    "source-serif-4.woff2": Cut(
        fontpkg_source_serif_4.ROOT / "files" / "SourceSerif4[opsz,wght].ttf",
        (("opsz", 32), ("wght", 600)),
        LATIN,
    ),
    "public-sans.woff2": Cut(
        fontpkg_public_sans.ROOT / "files" / "PublicSans[wght].ttf",
        (("wght", (400, 700)),),
        LATIN,
    ),
    "noto-sans-arabic.woff2": Cut(
        fontpkg_noto_sans_arabic.ROOT / "files" / "NotoSansArabic[wdth,wght].ttf",
        (("wdth", 100), ("wght", (400, 700))),
        ARABIC,
    ),
}


class WebFontFinder(BaseFinder):
    """Finds the cuts among the static files, and makes those that are not there yet."""

    def __init__(self, app_names: Iterable[str] | None = None) -> None:
        sizes = [cut.source.stat().st_size for cut in CUTS.values()]
        made_from = repr((CUTS, FEATURES, sizes))
        kept = hashlib.sha256(made_from.encode()).hexdigest()[:12]
        self.storage = FileSystemStorage(settings.BASE_DIR / "var" / "webfonts" / kept)

    def check(self, **_given: Any) -> list[Any]:
        """Nothing can be set wrongly."""
        return []

    def find(self, path: str, find_all: Any = False, **_given: Any) -> Any:  # noqa: FBT002  as Django calls it
        """Where the file is; an empty list if it is none of the cuts."""
        folder, _, name = path.partition("/")
        if folder != FOLDER or name not in CUTS:
            return []
        target = Path(self.storage.path(path))
        if not target.exists():
            CUTS[name].write(target)
        return [str(target)] if find_all else str(target)

    def list(self, ignore_patterns: Iterable[str] | None) -> Iterator[tuple[str, Any]]:
        """All cuts, for ``collectstatic``."""
        for name in CUTS:
            self.find(f"{FOLDER}/{name}")
            yield f"{FOLDER}/{name}", self.storage
