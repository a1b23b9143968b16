"""Pictures of our own: the pattern of a priority area over its colours."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator

from PIL import Image, ImageDraw

from donors.models import Palette, Pattern

COLOURS = {
    Palette.HERITAGE: ("#f3d9cd", "#a5432b"),
    Palette.ESD: ("#dfe9c9", "#46701f"),
    Palette.OCEAN: ("#cbe6ea", "#0a6c7d"),
    Palette.ART: ("#eed6ea", "#8a3a7c"),
    Palette.DRR: ("#f0dfba", "#8a5d0b"),
    Palette.AI: ("#d9d8f2", "#4b47a6"),
}
"""The pairs of the design language: tint and colour."""

Size = tuple[int, int]
Points = list[tuple[float, float]]


def pattern_mask(
    pattern: Pattern, size: Size, *, unit: int, line: int, strength: int
) -> Image.Image:
    """The lines of the pattern as a mask; ``strength`` of 255 covers what is below them."""
    mask = Image.new("L", size)
    pen = ImageDraw.Draw(mask)
    for shape in PATTERNS[pattern](size, unit):
        pen.line(shape, fill=strength, width=line, joint="curve")
    return mask


def _masonry(size: Size, unit: int) -> Iterator[Points]:
    width, height = size
    for row, y in enumerate(range(0, height + unit, unit // 2)):
        yield [(0, y), (width, y)]
        for x in range(unit // 2 * (row % 2), width + unit, unit):
            yield [(x, y), (x, y + unit // 2)]


def _hemp(size: Size, unit: int) -> Iterator[Points]:
    for x, y in _hexagonal(size, unit):
        for turn in range(6):
            yield [(x, y), _at(x, y, unit, turn / 6)]
            yield [_at(x, y, unit, turn / 6), _at(x, y, unit * 0.577, (turn + 0.5) / 6)]


def _waves(size: Size, unit: int) -> Iterator[Points]:
    width, height = size
    for row, y in enumerate(range(0, height + 2 * unit, unit // 2)):
        for x in range(unit * (row % 2), width + 2 * unit, 2 * unit):
            for part in (1, 0.66, 0.33):
                yield [_at(x, y, unit * part, 0.5 + step / 32) for step in range(17)]


def _rings(size: Size, unit: int) -> Iterator[Points]:
    width, height = size
    for x in range(0, width + unit, unit):
        for y in range(0, height + unit, unit):
            yield [_at(x, y, unit * 0.7, step / 32) for step in range(33)]


def _shell(size: Size, unit: int) -> Iterator[Points]:
    for x, y in _hexagonal(size, unit):
        for part in (0.577, 0.35):
            yield [_at(x, y, unit * part, (step + 0.5) / 6) for step in range(7)]


def _lattice(size: Size, unit: int) -> Iterator[Points]:
    width, height = size
    for x in range(-height, width + unit, unit):
        yield [(x, 0), (x + height, height)]
        yield [(x + height, 0), (x, height)]
        yield [(x + unit / 3, 0), (x + unit / 3 + height, height)]


def _hexagonal(size: Size, unit: int) -> Iterator[tuple[float, float]]:
    width, height = size
    step = unit * math.sqrt(3) / 2
    for row in range(int(height / step) + 2):
        for column in range(width // unit + 2):
            yield (column + row % 2 / 2) * unit, row * step


def _at(x: float, y: float, radius: float, turn: float) -> tuple[float, float]:
    angle = 2 * math.pi * turn
    return x + radius * math.cos(angle), y + radius * math.sin(angle)


PATTERNS: dict[Pattern, Callable[[Size, int], Iterator[Points]]] = {
    Pattern.MASONRY: _masonry,
    Pattern.HEMP: _hemp,
    Pattern.WAVES: _waves,
    Pattern.RINGS: _rings,
    Pattern.SHELL: _shell,
    Pattern.LATTICE: _lattice,
}
