"""How far something has come, as a share and as the lengths of a bar."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Iterable
from decimal import Decimal
from typing import Any

from publishing.rows import Row

BAR = 1000
"""Length of a whole bar; the drawings stretch it."""


SHADES = 3
"""Shades of one colour, for areas that share it; see the classes ``shade-…`` of the CSS."""


def shades(palettes: Iterable[str]) -> list[int]:
    """Which shade of its colour each part of a chart has, so that no two look alike."""
    used: Counter[str] = Counter()
    found = []
    for palette in palettes:
        found.append(used[palette] % SHADES)
        used[palette] += 1
    return found


def share(part: Decimal | int | None, whole: Decimal | int | None) -> int | None:
    """The part of the whole in per cent; ``None`` if there is no whole to speak of."""
    if part is None or not whole or whole < 0:
        return None
    return round(100 * part / whole)


def time_passed(start: dt.date | None, end: dt.date | None, today: dt.date) -> int | None:
    """How much of the time between two days is over, in per cent from 0 to 100."""
    if start is None or end is None or end <= start:
        return None
    return min(100, max(0, round(100 * ((today - start).days / (end - start).days))))


def percent_of_target(
    value: Decimal | None, target: Decimal | None, baseline: Decimal | None
) -> int | None:
    """How far from the baseline to the target, in per cent; ``None`` without a target.

    The way from the baseline counts, not the value: from 40 to 60 with a target of 80 is half.
    """
    start = baseline or Decimal(0)
    if value is None or target is None or target == start:
        return None
    return round(100 * (value - start) / (target - start))


def on_bar(number: Decimal | None, numbers: list[Decimal | None]) -> int | None:
    """Where the number lies on a bar that shows all of these numbers and nought."""
    if number is None:
        return None
    known = [Decimal(0), *(other for other in numbers if other is not None)]
    low, high = min(known), max(known)
    return round(BAR * (number - low) / (high - low)) if high > low else 0


def axis(numbers: list[Decimal | None]) -> tuple[Decimal, Decimal] | None:
    """What a bar that shows all of these numbers and nought runs from and to, or ``None`` where
    fewer than two differ from nought: such a bar would compare a number with itself."""
    known = {number for number in numbers if number}
    return (min(Decimal(0), *known), max(Decimal(0), *known)) if len(known) > 1 else None


def add_progress(indicator: Row) -> Row:
    """Add to an indicator with its periods what its small chart shows.

    ``latest``, the newest approved value; ``target`` and its day, of the period that value is
    for, or of the last period without a value; ``percent``; ``bar`` and ``tick``, where value
    and target lie on the bar; ``axis``, the values at the two ends of the bar, or nothing where
    there is but one number, which fills any bar; ``series``, all values with the same, oldest
    first, on bars from one end of ``series_axis`` to the other.
    """
    values: list[Row] = []
    for period in indicator["periods"]:
        values += [{**one, "period": period} for one in period["measurements"]]
    values.sort(key=lambda one: (one["as_of"], one["id"]))
    latest = values[-1] if values else None
    period = latest["period"] if latest else (indicator["periods"] or [None])[-1]
    target = period["target"] if period else None
    numbers = [indicator["baseline"], *(one["value"] for one in values)]
    numbers += [other["target"] for other in indicator["periods"]]
    for one in values:
        aim = one["period"]["target"]
        one["percent"] = percent_of_target(one["value"], aim, indicator["baseline"])
        one["bar"], one["tick"] = on_bar(one["value"], numbers), on_bar(aim, numbers)
    now = [indicator["baseline"], latest and latest["value"], target]
    made: dict[str, Any] = {
        "latest": latest,
        "target": target,
        "target_on": period and period["end"],
        "percent": latest and latest["percent"],
        "bar": latest and on_bar(latest["value"], now),
        "tick": on_bar(target, now),
        "axis": axis(now),
        "series_axis": axis(numbers),
        "series": values,
    }
    return {**indicator, **made}
