"""Pictures of our own: the pattern of a priority area over its colours."""

from __future__ import annotations

import io
import math
import random
from collections.abc import Iterator

from django.core.files.base import ContentFile
from PIL import Image, ImageDraw, ImageOps

from donors.models import Palette, Pattern, PriorityArea
from library.models import Photo, PhotoConsent
from partnership.demo.shelf import Shelf, Texts, filled, read

SIZE = WIDTH, HEIGHT = 1600, 1000
LINE = 5
Points = list[tuple[float, float]]

# The pairs of the design language: tint and colour.
COLOURS = {
    Palette.HERITAGE: ("#f3d9cd", "#a5432b"),
    Palette.ESD: ("#dfe9c9", "#46701f"),
    Palette.OCEAN: ("#cbe6ea", "#0a6c7d"),
    Palette.ART: ("#eed6ea", "#8a3a7c"),
    Palette.DRR: ("#f0dfba", "#8a5d0b"),
    Palette.AI: ("#d9d8f2", "#4b47a6"),
}


def make_photo(shelf: Shelf, slug: str, area: PriorityArea, subject: Texts) -> Photo:
    """A picture that stands for a thing: the area says how it looks, the slug which one it is."""
    sentences = read("sentences")
    slug = f"artwork-{slug}"[:200]
    if there := shelf.known(Photo).get(slug):
        return there
    texts = filled(
        sentences["alternative_text"], subject=subject, pattern=sentences["pattern"][area.pattern]
    )
    row = {
        "slug": slug,
        "image": ContentFile(_draw(area, slug), name=f"{slug}.jpg"),
        "alternative_text": texts,
        "caption": sentences["caption"],
        "credit": "Partnership Portal (generated artwork)",
        "consent": PhotoConsent.NOT_NEEDED,
        "is_demo": True,
    }
    shelf.add(Photo, [row])
    return shelf.find(Photo, slug)


def _draw(area: PriorityArea, seed: str) -> bytes:
    """The same picture for the same area and seed, whenever and wherever it is drawn."""
    chance = random.Random(seed)  # noqa: S311  the same picture each time, nothing secret
    light, dark = COLOURS[Palette(area.palette)]
    slope = Image.linear_gradient("L").rotate(chance.choice([0, 90, 180, 270])).resize(SIZE)
    picture = ImageOps.colorize(slope, light, dark)
    lines = Image.new("L", SIZE)
    pen = ImageDraw.Draw(lines)
    unit = chance.randrange(70, 150)
    for shape in PATTERNS[Pattern(area.pattern)](unit):
        pen.line(shape, fill=110, width=LINE, joint="curve")
    x, y, r = chance.randrange(300, 1300), chance.randrange(250, 750), chance.randrange(150, 260)
    pen.ellipse((x - r, y - r, x + r, y + r), fill=185)
    picture.paste(Image.new("RGB", SIZE, "#faf8f3"), mask=lines)
    file = io.BytesIO()
    picture.save(file, "JPEG", quality=60, optimize=True)
    return file.getvalue()


def _masonry(unit: int) -> Iterator[Points]:
    for row, y in enumerate(range(0, HEIGHT + unit, unit // 2)):
        yield [(0, y), (WIDTH, y)]
        for x in range(unit // 2 * (row % 2), WIDTH + unit, unit):
            yield [(x, y), (x, y + unit // 2)]


def _hemp(unit: int) -> Iterator[Points]:
    for x, y in _hexagonal(unit):
        for turn in range(6):
            yield [(x, y), _at(x, y, unit, turn / 6)]
            yield [_at(x, y, unit, turn / 6), _at(x, y, unit * 0.577, (turn + 0.5) / 6)]


def _waves(unit: int) -> Iterator[Points]:
    for row, y in enumerate(range(0, HEIGHT + 2 * unit, unit // 2)):
        for x in range(unit * (row % 2), WIDTH + 2 * unit, 2 * unit):
            for part in (1, 0.66, 0.33):
                yield [_at(x, y, unit * part, 0.5 + step / 32) for step in range(17)]


def _rings(unit: int) -> Iterator[Points]:
    for x in range(0, WIDTH + unit, unit):
        for y in range(0, HEIGHT + unit, unit):
            yield [_at(x, y, unit * 0.7, step / 32) for step in range(33)]


def _shell(unit: int) -> Iterator[Points]:
    for x, y in _hexagonal(unit):
        for part in (0.577, 0.35):
            yield [_at(x, y, unit * part, (step + 0.5) / 6) for step in range(7)]


def _lattice(unit: int) -> Iterator[Points]:
    for x in range(-HEIGHT, WIDTH + unit, unit):
        yield [(x, 0), (x + HEIGHT, HEIGHT)]
        yield [(x + HEIGHT, 0), (x, HEIGHT)]
        yield [(x + unit / 3, 0), (x + unit / 3 + HEIGHT, HEIGHT)]


def _hexagonal(unit: int) -> Iterator[tuple[float, float]]:
    height = unit * math.sqrt(3) / 2
    for row in range(int(HEIGHT / height) + 2):
        for column in range(WIDTH // unit + 2):
            yield (column + row % 2 / 2) * unit, row * height


def _at(x: float, y: float, radius: float, turn: float) -> tuple[float, float]:
    angle = 2 * math.pi * turn
    return x + radius * math.cos(angle), y + radius * math.sin(angle)


PATTERNS = {
    Pattern.MASONRY: _masonry,
    Pattern.HEMP: _hemp,
    Pattern.WAVES: _waves,
    Pattern.RINGS: _rings,
    Pattern.SHELL: _shell,
    Pattern.LATTICE: _lattice,
}
