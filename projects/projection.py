"""Where on the drawing of the world a place lies.

Equal Earth projection (Šavrič, Patterson and Jenny, 2018), centred 11° east so that no land but a
tip of it is cut.
"""

from __future__ import annotations

import math

WIDTH = 960
"""Units of the drawing from its left edge to its right."""
CENTRE = 11
TOP = 83.7
"""Degrees east of the middle, and degrees north of the upper edge."""
CELL = 12
"""Units of the drawing within which places are taken for one."""
_A = (1.340264, -0.081106, 0.000893, 0.003796)
_M = math.sqrt(3) / 2
_HALF_WIDTH = 2.7066297
SCALE = WIDTH / (2 * _HALF_WIDTH)


def _rise(t: float) -> float:
    return _A[0] * t + _A[1] * t**3 + _A[2] * t**7 + _A[3] * t**9


def _slope(t: float) -> float:
    return _A[0] + 3 * _A[1] * t**2 + 7 * _A[2] * t**6 + 9 * _A[3] * t**8


_HEIGHT = _rise(math.asin(_M * math.sin(math.radians(TOP))))


def project(longitude: float, latitude: float) -> tuple[float, float]:
    """The point of the drawing for a place."""
    east = (longitude - CENTRE + 180) % 360 - 180
    t = math.asin(_M * math.sin(math.radians(latitude)))
    x = math.radians(east) * math.cos(t) / (_M * _slope(t))
    return (x + _HALF_WIDTH) * SCALE, (_HEIGHT - _rise(t)) * SCALE


def place(x: float, y: float) -> tuple[float, float] | None:
    """Longitude and latitude of a point of the drawing, or None outside the world."""
    height = _HEIGHT - y / SCALE
    t = height / _A[0]
    for _ in range(12):
        t -= (_rise(t) - height) / _slope(t)
    east = math.degrees((x / SCALE - _HALF_WIDTH) * _M * _slope(t) / math.cos(t))
    if abs(east) > 180:
        return None
    latitude = math.degrees(math.asin(math.sin(t) / _M))
    return (east + CENTRE + 180) % 360 - 180, latitude


def cell(longitude: float, latitude: float) -> int:
    """The square of the drawing that a place lies in, as one number."""
    x, y = project(longitude, latitude)
    return int(x // CELL) << 8 | max(0, int(y // CELL))


def middle(number: int) -> tuple[int, int]:
    """The point of the drawing in the middle of a square."""
    column, row = number >> 8, number & 255
    return column * CELL + CELL // 2, row * CELL + CELL // 2
