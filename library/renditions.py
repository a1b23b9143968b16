"""Smaller and better packed copies of a photo, for the screens that show it."""

from __future__ import annotations

import io
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from django.db import models
from PIL import Image

WIDTHS: Final = (360, 720, 1080, 1600)
"""Pixels: a phone, a phone with a fine screen, a column of text, a whole page."""


class Format(models.TextChoices):
    """The formats, the best packed first; browsers take the first they know."""

    AVIF = "avif", "AVIF"
    WEBP = "webp", "WebP"
    JPEG = "jpeg", "JPEG"


# Chosen side by side at a like appearance; AVIF's speed of 8 packs within a second.
_OPTIONS: Final[dict[Format, dict[str, int | bool]]] = {
    Format.AVIF: {"quality": 55, "speed": 8},
    Format.WEBP: {"quality": 76, "method": 4},
    Format.JPEG: {"quality": 78, "optimize": True, "progressive": True},
}


@dataclass(frozen=True, slots=True)
class Copy:
    """One copy of a photo."""

    format: Format
    width: int
    height: int
    content: bytes


def widths_for(width: int) -> list[int]:
    """The widths in which a photo of this width is kept: never wider than it is."""
    smaller = [size for size in WIDTHS if size < width]
    return [*smaller, width] if len(smaller) < len(WIDTHS) else smaller


def make_copies(original: Image.Image) -> Iterator[Copy]:
    """Every copy that a photo should have. Takes about a second for each two of them."""
    for width in widths_for(original.width):
        height = max(1, round(original.height * width / original.width))
        scaled = original.resize((width, height), Image.Resampling.LANCZOS, reducing_gap=3)
        for kind, options in _OPTIONS.items():
            file = io.BytesIO()
            _for_format(scaled, kind).save(file, kind.label, **options)
            yield Copy(kind, width, height, file.getvalue())


def _for_format(image: Image.Image, kind: Format) -> Image.Image:
    """On white where the format knows no transparency."""
    if kind is not Format.JPEG or image.mode != "RGBA":
        return image
    ground = Image.new("RGB", image.size, "#fff")
    ground.paste(image, mask=image.getchannel("A"))
    return ground
