"""How many projects each choice would give, and what a selection adds up to."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from django.db import connection

from projects.facets.codes import IS_DEMO, Facet, facet_of
from projects.models import ProjectQuerySet

COLUMNS = (
    "facets__values",
    "facets__budget_years",
    "facets__budget_amounts",
    "facets__budget_areas",
)


@dataclass(frozen=True, slots=True)
class YearTotal:
    """What a selection's projects budget for one priority area in one year."""

    year: int
    area: int | None
    """Key of the priority area, or ``UNDIVIDED``."""
    usd: Decimal
    demo: Decimal
    """The part of it that is budgets of demo projects."""


@dataclass(slots=True)
class Summary:
    """What is known of a selection without looking at its projects. Never changed once made."""

    total: int = 0
    counts: dict[int, int] = field(default_factory=dict)
    """Projects for each value (``Facet.code``), its own facet's choices left aside."""
    totals: list[YearTotal] = field(default_factory=list)
    budgeted: int = 0
    """Projects whose budget is in the totals."""
    demo: int = 0
    """Projects that are made up."""
    without: dict[Facet, int] = field(default_factory=dict)
    """Projects if nothing were chosen in this facet."""
    selected: list[int] = field(default_factory=list)
    """Keys of the selection of a search: by the month of their start, those made last first."""

    def of(self, facet: Facet) -> dict[int, int]:
        """Projects for each value of this facet."""
        first, last = facet.codes
        return {code - first: count for code, count in self.counts.items() if first <= code <= last}


def summarise(
    selected: ProjectQuerySet, others: Mapping[Facet, ProjectQuerySet], *, with_keys: bool = False
) -> Summary:
    """Count everything about a selection, and list its keys if asked to. Runs one statement.

    ``others`` has, for each facet in which something is chosen, the selection without that
    choice: a reader wants to know what another choice would give.
    """
    sql, params = _rows(selected, *COLUMNS, "facets__starts_on", "pk")
    keys = (
        "array_agg(key ORDER BY date_trunc('month', start) DESC NULLS LAST, key DESC)"
        if with_keys
        else "NULL"
    )
    parts = [
        f"""SELECT 0, NULL::int, NULL::bigint, count(*),
        count(*) FILTER (WHERE years <> '{{}}')::numeric,
        count(*) FILTER (WHERE facets @> ARRAY[{IS_DEMO}])::numeric, {keys}::bigint[]
        FROM chosen""",  # noqa: S608  one of two texts above
        """SELECT 1, value, NULL, count(*), NULL, NULL, NULL
        FROM chosen, unnest(facets) value GROUP BY value""",
        f"""SELECT 2, year, area, count(*), sum(amount),
        coalesce(sum(amount) FILTER (WHERE facets @> ARRAY[{IS_DEMO}]), 0), NULL
        FROM chosen, unnest(years, amounts, areas) AS money(year, amount, area)
        GROUP BY year, area""",  # noqa: S608  a number of ours
    ]
    args = list(params)
    for facet, queryset in others.items():
        without, more = _rows(queryset, COLUMNS[0])
        parts.append(
            "SELECT 3, value, NULL, count(*), NULL, NULL, NULL "  # noqa: S608  made by the ORM
            f"FROM ({without}) AS without(facets), unnest(facets) value "
            "WHERE value BETWEEN %s AND %s GROUP BY value "
            f"UNION ALL SELECT 4, %s, NULL, count(*), NULL, NULL, NULL FROM ({without}) AS without"
        )
        args += [*more, *facet.codes, int(facet), *more]
    summary = Summary()
    with connection.cursor() as cursor:
        cursor.execute(
            "WITH chosen(facets, years, amounts, areas, start, key) "
            f"AS MATERIALIZED ({sql}) " + " UNION ALL ".join(parts),
            args,
        )
        for part, value, area, count, amount, demo, listed in cursor.fetchall():
            if part == 0:
                summary.total, summary.budgeted, summary.demo = count, int(amount), int(demo)
                summary.selected = listed or []
            elif part == 2:
                summary.totals.append(YearTotal(value, area, amount, demo))
            elif part == 4:
                summary.without[Facet(value)] = count
            elif part == 3 or facet_of(value) not in others:
                summary.counts[value] = count
    summary.totals.sort(key=lambda one: (one.year, one.area or 0))
    return summary


def _rows(queryset: ProjectQuerySet, *columns: str) -> tuple[str, Any]:
    return queryset.order_by().values_list(*columns).query.sql_with_params()
