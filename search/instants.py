"""When what is public changes by itself, because a moment comes."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable


def next_change(
    moments: Iterable[dt.datetime | None], now: dt.datetime, so_far: dt.datetime | None = None
) -> dt.datetime | None:
    """The earliest of these moments that is still to come; ``None`` if there is none.

    The moments are the ``publish_at`` and ``expire_at`` of whatever a text or a count depends on.
    """
    coming = [moment for moment in (*moments, so_far) if moment is not None and moment > now]
    return min(coming, default=None)
