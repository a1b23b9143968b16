"""Questions about many rows at once, and writing them."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from typing import Any

from django.core.exceptions import EmptyResultSet
from django.db import connection, models
from django.db.models.expressions import RawSQL


@models.Field.register_lookup
@models.ForeignObject.register_lookup
class Among(models.Lookup[Any]):
    """``__among``: whether a key is among those that ``any_of`` gives."""

    lookup_name = "among"

    def as_sql(self, compiler: Any, connection: Any) -> tuple[str, tuple[Any, ...]]:
        lhs, of_lhs = self.process_lhs(compiler, connection)
        rhs, of_rhs = self.process_rhs(compiler, connection)
        return f"{lhs} = ANY {rhs}", (*of_lhs, *of_rhs)


def any_of(keys: Iterable[int]) -> RawSQL:
    """Keys for an ``__among`` lookup as one parameter, however many there are.

    For ``__in`` each would be a parameter, which takes longer to write than to answer.
    """
    return RawSQL("%s::bigint[]", [f"{{{','.join(map(str, keys))}}}"])


SEQUENTIALLY, ROW_BY_ROW = "enable_seqscan", "enable_indexscan"
"""Ways in which PostgreSQL reads a table."""


def found_by_index(
    queryset: models.QuerySet[Any, Any], *, never: Sequence[str] = (SEQUENTIALLY,)
) -> list[tuple[Any, ...]]:
    """The rows of ``values_list``, looked up in an index even where nearly all rows are meant.

    PostgreSQL takes reading a whole table for cheap then, as it does not count that each long
    value has to be unpacked; so it does where one row will do and there is none, which takes
    ``ROW_BY_ROW`` as well. Columns come as the driver reads them. Runs a query.
    """
    try:
        sql, params = queryset.query.sql_with_params()
    except EmptyResultSet:
        return []
    with connection.cursor() as cursor:
        # Sent together, so that it holds for this statement only.
        before = [f"SET LOCAL {way} = off" for way in never]
        after = [f"SET LOCAL {way} TO DEFAULT" for way in never]
        cursor.execute("; ".join([*before, sql, *after]), params)
        for _ in before:
            cursor.nextset()
        found: list[tuple[Any, ...]] = cursor.fetchall()
    return found


def write_many(
    model: type[models.Model], columns: Sequence[str], rows: Iterable[Sequence[Any]]
) -> None:
    """Insert rows by ``COPY``, several times as fast as by ``bulk_create``.

    For tables that are made of others: values are written as they are, without the fields'
    defaults and checks. Constraints of the database hold.
    """
    table, names = _quoted(model._meta.db_table, columns)
    with (
        connection.wrap_database_errors,
        connection.cursor() as cursor,
        cursor.copy(f"COPY {table} ({', '.join(names)}) FROM STDIN") as copy,
    ):
        for row in rows:
            copy.write_row(row)


def replace_many(model: type[models.Model], key: str, rows: Sequence[dict[str, Any]]) -> None:
    """Insert rows, or write them over those of the same ``key``; by one statement.

    Whoever waits to delete such a row meets it again, as it would not after a ``DELETE``.
    """
    if not rows:
        return
    table, names = _quoted(model._meta.db_table, rows[0])
    new = ", ".join(f"{name} = EXCLUDED.{name}" for name in names)
    columns = ", ".join(names)
    with connection.cursor() as cursor:
        cursor.execute(
            f"INSERT INTO {table} ({columns}) "  # noqa: S608  names of ours
            f"SELECT {columns} FROM json_populate_recordset(NULL::{table}, %s) "
            f"ON CONFLICT ({connection.ops.quote_name(key)}) DO UPDATE SET {new}",
            [json.dumps(rows, default=str)],
        )


def _quoted(table: str, columns: Iterable[str]) -> tuple[str, list[str]]:
    quote = connection.ops.quote_name
    return quote(table), [quote(name) for name in columns]
