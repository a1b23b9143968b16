"""As of when a page is made, and until when it stays true if nothing is written."""

from __future__ import annotations

import dataclasses
import datetime as dt
import time
from typing import Any, ClassVar

import psycopg
from django.apps import apps
from django.conf import settings
from django.db import InterfaceError, OperationalError, connection, connections

from publishing.models import PublicationState, Publishable

QUARTER = 15 * 60
"""Seconds. The date changes at a quarter of an hour in every time zone."""
READ = (
    "SELECT extract(epoch FROM statement_timestamp())::float8, "
    "string_agg(token::text, ' ' ORDER BY slot) FROM content_generation"
)
AT_ONCE = 1.0
"""Seconds: what fails sooner found a connection lost while nobody used it, and is tried again."""


@dataclasses.dataclass(frozen=True, slots=True)
class Moment:
    """What was public at a moment: whatever is read later is as new, or newer."""

    tokens: str
    """Those of the watched tables: the same ones stand for the same content."""
    earliest: float
    latest: float
    """The clocks of the database and of this process, in seconds; pages ask either."""

    @classmethod
    def now(cls) -> Moment | None:
        """The present one; ``None`` within a transaction, where pages may show what is undone.

        Runs a query, on a connection that this thread keeps open for nothing else.
        """
        if connection.in_atomic_block:
            return None
        kept = connections[settings.PAGE_CACHE_DATABASE]
        began = time.monotonic()
        try:
            at, tokens = _read(kept)
        except (OperationalError, InterfaceError):
            kept.close()
            if time.monotonic() - began > AT_ONCE:
                raise
            at, tokens = _read(kept)
        ours = time.time()
        return cls(tokens, min(at, ours), max(at, ours))


def _read(kept: Any) -> tuple[float, str]:
    """The clock and the tokens, by a prepared statement: half the cost of a cursor of Django's."""
    kept.ensure_connection()
    with kept.wrap_database_errors, psycopg.Cursor(kept.connection) as cursor:
        [(at, tokens)] = cursor.execute(READ, prepare=True)
    return at, tokens


class Season:
    """The time from a moment on in which pages change only if something is written."""

    last: ClassVar[Season | None] = None

    def __init__(self, moment: Moment) -> None:
        self.tokens = moment.tokens
        self.begins = moment.earliest
        quarter = (moment.earliest // QUARTER + 1) * QUARTER
        self.ends = min([quarter, *next_instants(moment.earliest)])

    def holds(self, moment: Moment) -> bool:
        """Whether the moment lies within, by either clock, and nothing was written before it."""
        return (
            self.tokens == moment.tokens
            and self.begins <= moment.earliest
            and moment.latest < self.ends
        )

    @classmethod
    def of(cls, moment: Moment) -> Season | None:
        """The season of a moment; ``None`` just when one ends. Runs a query once a season."""
        season = cls.last
        if season is None or not season.holds(moment):
            season = cls.last = cls(moment)
        return season if season.holds(moment) else None


def next_instants(after: float) -> list[float]:
    """The next instants, of each kind, at which something public changes by itself.

    Runs a query.
    """
    moment = dt.datetime.fromtimestamp(after, tz=dt.UTC)
    kinds = [model for model in apps.get_models() if issubclass(model, Publishable)]
    asked = [
        kind._default_manager.filter(state=PublicationState.PUBLISHED, **{f"{field}__gt": moment})
        .order_by(field)
        .values_list(field)[:1]
        for kind in kinds
        for field in kind.instants
    ]
    first, *others = asked
    return [instant.timestamp() for (instant,) in first.union(*others, all=True)]
