"""Dossiers as tagged PDF (PDF/UA-1), by WeasyPrint.

WeasyPrint needs Pango on the machine. Where it is missing everything else works, and who asks
for a PDF is told what to install.
"""

from __future__ import annotations

import functools
import io
from pathlib import Path
from typing import Any

import fontpkg_ibm_plex_sans_arabic
import fontpkg_source_serif_4
from django.conf import settings
from django.template.loader import render_to_string
from django.utils import translation
from PIL import Image, ImageFile

from library.models import Photo
from meetings.dossier.blocks import Outline, Picture

# Noto Sans Arabic composes its letters of strokes and dots that several letters share, so the
# text of a PDF set in it is not the text that was written.
_ARABIC = fontpkg_ibm_plex_sans_arabic.ROOT / "files"
FONTS = {
    "serif": fontpkg_source_serif_4.ROOT / "files" / "SourceSerif4[opsz,wght].ttf",
    "arabic": _ARABIC / "IBMPlexSansArabic-Regular.ttf",
    "arabic-bold": _ARABIC / "IBMPlexSansArabic-SemiBold.ttf",
}
"""Japanese letters are those of the machine: no package brings them."""
PATTERNS = ("masonry", "hemp", "waves", "rings", "shell", "lattice")
"""One for each priority area of the partnership, as on the site."""
PICTURE_WIDTH = 900
"""Pixels of a photo in a file: more than 300 to the inch at the width it is printed in."""
INSTALL = (
    "PDF files need Pango, which this machine lacks. "
    "Install it (Debian: apt-get install libpango-1.0-0 libpangoft2-1.0-0) and build again."
)


class PangoMissingError(Exception):
    """The machine cannot make PDF files; says what to install."""

    def __init__(self) -> None:
        super().__init__(INSTALL)

    def __reduce__(self) -> tuple[Any, ...]:
        """As it comes back from another process."""
        return type(self), ()


def weasyprint() -> Any:
    """The library. Raises PangoMissingError where its own libraries are missing."""
    try:
        import weasyprint as library
    except OSError as error:
        raise PangoMissingError from error
    # It lets Pillow take half a picture for a whole one, which would let broken uploads in.
    ImageFile.LOAD_TRUNCATED_IMAGES = False
    return library


def pictures_of(outline: Outline) -> dict[int, bytes]:
    """The photos of a dossier that are still public, as JPEG, by their keys. Runs a query."""
    wanted = {one.photo for one in outline.body if isinstance(one, Picture)}
    made = {}
    for photo in Photo.objects.public().filter(pk__in=wanted).exclude(image=""):
        with photo.image.open("rb") as file, Image.open(file) as original:
            original.thumbnail((PICTURE_WIDTH, PICTURE_WIDTH))
            target = io.BytesIO()
            flat = original if original.mode in {"RGB", "L"} else original.convert("RGB")
            flat.save(target, "JPEG", quality=80)
            made[photo.pk] = target.getvalue()
    return made


@functools.cache
def _static(name: str) -> str:
    return (Path(settings.BASE_DIR) / "static" / name).read_text()


def _pattern(name: str) -> bytes:
    """A pattern of the site in white, as it lies on the colour of its area."""
    if name not in PATTERNS:
        raise ValueError(f"Not a pattern of ours: {name}")
    drawn = _static(f"patterns/{name}.svg").replace('"#000"', '"#fff"')
    return drawn.encode()


def make_pdf(
    outline: Outline,
    *,
    as_of: str,
    pictures: dict[int, bytes],
    checksum: str = "",
) -> bytes:
    """The dossier as a tagged PDF in the language of its outline.

    Nothing is fetched from anywhere: fonts and photos are handed over. Raises
    PangoMissingError where the machine cannot do it.
    """
    library = weasyprint()

    class OurFiles(library.URLFetcher):  # type: ignore[name-defined]
        """Serves our fonts and the photos of this dossier, and nothing else."""

        def fetch(self, url: str, headers: Any = None) -> Any:
            kind, _, name = url.removeprefix("portal:/").partition("/")
            if not url.startswith("portal:/"):
                raise library.urls.FatalURLFetchingError(f"Not a file of ours: {url}")
            if kind == "font":
                content, sort = FONTS[name].read_bytes(), "font/ttf"
            elif kind == "pattern":
                content, sort = _pattern(name), "image/svg+xml"
            else:
                content, sort = pictures[int(name)], "image/jpeg"
            return library.urls.URLFetcherResponse(url, content, {"Content-Type": sort})

    with translation.override(outline.language):
        html = render_to_string(
            "meetings/dossier/print.html",
            {
                "outline": outline.with_photos(pictures),
                "as_of": as_of,
                "checksum": checksum,
            },
        )
    fetcher = OurFiles()
    fonts = library.text.fonts.FontConfiguration()
    styles = library.CSS(
        string=_static("dossier-print.css"), url_fetcher=fetcher, font_config=fonts
    )
    try:
        made: bytes = library.HTML(string=html, url_fetcher=fetcher).write_pdf(
            stylesheets=[styles], font_config=fonts, pdf_variant="pdf/ua-1", pdf_tags=True
        )
    except library.urls.FatalURLFetchingError as error:
        # Not an Exception by itself, so that WeasyPrint does not go on without the file.
        raise ValueError(str(error)) from error
    return made
