"""The picture that goes with a shared link: 1200 by 630, in the colours of the area."""

from __future__ import annotations

import functools
import io
import re
from dataclasses import dataclass

from PIL import Image, ImageDraw, ImageFont, features

from donors.models import Palette, Pattern
from partnership.artwork import COLOURS, pattern_mask
from partnership.sharing.fonts import font_for

SIZE = WIDTH, HEIGHT = 1200, 630
"""What the Open Graph consumers ask for: 1.91 to 1."""

PAPER, INK, DEEP, GOLD = "#faf8f3", "#182132", "#10244a", "#e8bd63"
MARGIN = 72
BAND = 330
RIBBON = 14
TITLE_TOP, TITLE_FLOOR = 150, 500
TITLE_SIZES = [76, 68, 60, 52, 46, 40, 34]
LINE_HEIGHT = 1.22

# A Japanese line may break between any two characters, but not before these.
_WORDS = re.compile(r"\s+|[⺀-鿿＀-￯][、。，．・：；？！」』）】ー々ぁ-ょっァ-ョッ]*|[^\s⺀-鿿＀-￯]+")


@dataclass(frozen=True, slots=True)
class Card:
    """All that the picture shows; equal cards are the same picture."""

    title: str
    kicker: str
    site: str
    right_to_left: bool
    palette: Palette | None = None
    pattern: Pattern = Pattern.WAVES


@functools.lru_cache(maxsize=64)
def draw(card: Card) -> bytes:
    """The picture as PNG. Depends on nothing but the card, so that it may be kept.

    A text that no font of this machine can set is left out (``font_for``).
    """
    picture = Image.new("RGB", SIZE, PAPER)
    pen = ImageDraw.Draw(picture)
    _draw_band(picture, card)
    for place, (_tint, colour) in enumerate(COLOURS.values()):
        step = WIDTH / len(COLOURS)
        pen.rectangle((place * step, 0, (place + 1) * step, RIBBON), fill=colour)
    accent = COLOURS[card.palette][1] if card.palette else DEEP
    _write(pen, card, [card.kicker], top=88, size=30, fill=accent)
    lines, size = _set_title(card.title)
    _write(pen, card, lines, top=TITLE_TOP, size=size, fill=INK)
    _draw_mark(pen, card)
    _write(pen, card, [card.site], top=548, size=30, fill=INK, indent=84)
    file = io.BytesIO()
    picture.quantize(128, dither=Image.Dither.NONE).save(file, "PNG", optimize=True)
    return file.getvalue()


def _draw_band(picture: Image.Image, card: Card) -> None:
    tint, colour = COLOURS[card.palette] if card.palette else (DEEP, GOLD)
    band = Image.new("RGB", (BAND, HEIGHT), tint)
    lines = pattern_mask(card.pattern, band.size, unit=96, line=4, strength=200)
    band.paste(Image.new("RGB", band.size, colour), mask=lines)
    picture.paste(band, (0 if card.right_to_left else WIDTH - BAND, 0))


def _draw_mark(pen: ImageDraw.ImageDraw, card: Card) -> None:
    """The two rings of the site's mark."""
    for x, colour in ((21, "#1d3d73"), (43, "#b4371f")):
        centre = WIDTH - MARGIN - x if card.right_to_left else MARGIN + x
        pen.ellipse((centre - 21, 545, centre + 21, 587), outline=colour, width=6)


def _set_title(title: str) -> tuple[list[str], int]:
    """The lines of the title in the largest size in which it fits, cut short if it never does."""
    size = TITLE_SIZES[-1]
    room = WIDTH - BAND - 2 * MARGIN
    for size in TITLE_SIZES:
        font = font_for(title, size)
        if font is None:
            return [], size
        lines = _wrap(title, font, room)
        if len(lines) * size * LINE_HEIGHT <= TITLE_FLOOR - TITLE_TOP and all(
            font.getlength(line) <= room for line in lines
        ):
            return lines, size
    most = int((TITLE_FLOOR - TITLE_TOP) / (size * LINE_HEIGHT))
    return [*lines[: most - 1], f"{lines[most - 1].rstrip()} …"] if len(
        lines
    ) > most else lines, size


def _wrap(text: str, font: ImageFont.FreeTypeFont, room: int) -> list[str]:
    lines = [""]
    for word in _WORDS.findall(text):
        if lines[-1] and font.getlength((lines[-1] + word).rstrip()) > room:
            lines.append("")
        lines[-1] += word if lines[-1] else word.lstrip()
    return [line.rstrip() for line in lines]


def _write(
    pen: ImageDraw.ImageDraw,
    card: Card,
    lines: list[str],
    *,
    top: int,
    size: int,
    fill: str,
    indent: int = 0,
) -> None:
    start = WIDTH - MARGIN - indent if card.right_to_left else MARGIN + indent
    for row, line in enumerate(lines):
        if font := font_for(line, size):
            pen.text(
                (start, top + row * size * LINE_HEIGHT),
                line,
                font=font,
                fill=fill,
                anchor="ra" if card.right_to_left else "la",
                direction=_direction(card),
            )


def _direction(card: Card) -> str | None:
    """The direction of the whole line; stating it needs Raqm, leaving it open does not."""
    return "rtl" if card.right_to_left and features.check("raqm") else None
