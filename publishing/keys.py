"""Questions about many rows at once."""

from __future__ import annotations

from collections.abc import Iterable

from django.db.models.expressions import RawSQL


def any_of(keys: Iterable[int]) -> RawSQL:
    """Keys for an ``__in`` lookup as one parameter, however many there are.

    A list would be one parameter for each key, which takes longer to write than to answer.
    """
    return RawSQL("SELECT unnest(%s::bigint[])", [f"{{{','.join(map(str, keys))}}}"])
