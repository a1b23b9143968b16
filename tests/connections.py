"""A second connection to the database, as another process has one."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from django.db import OperationalError, connection
from psycopg import sql


@contextmanager
def somebody_else() -> Iterator[Any]:
    """The cursor of somebody else, who waits half a second for a lock."""
    other = connection.copy()
    try:
        with other.cursor() as cursor:
            cursor.execute("SET lock_timeout = 500")
            yield cursor
    finally:
        other.close()


@contextmanager
def looking_at(statement: str, *things: Any) -> Iterator[list[list[bool]]]:
    """Notes, as each such statement is about to run, which of these rows are held by a lock.

    Needs a test with real transactions.
    """
    seen: list[list[bool]] = []

    def look(execute: Any, asked: str, *args: Any) -> Any:
        if asked.startswith(statement):
            seen.append([_is_held(thing) for thing in things])
        return execute(asked, *args)

    with connection.execute_wrapper(look):
        yield seen


def _is_held(thing: Any) -> bool:
    with somebody_else() as other:
        try:
            ask = sql.SQL("SELECT 1 FROM {} WHERE id = %s FOR NO KEY UPDATE NOWAIT")
            other.execute(ask.format(sql.Identifier(thing._meta.db_table)), [thing.pk])
        except OperationalError:
            return True
        assert other.fetchone()
        return False
