"""What the rows of lists of projects show, in one query."""

from __future__ import annotations

import functools
from collections.abc import Iterable
from typing import Any

from django.contrib.postgres.fields import ArrayField
from django.db.models import (
    BigIntegerField,
    BooleanField,
    ExpressionWrapper,
    F,
    Func,
    OuterRef,
    Prefetch,
    Q,
    QuerySet,
)
from django.template.loader import render_to_string
from django.utils.translation import get_language

from donors.models import PriorityAreaQuerySet
from projects.models import (
    FigureKind,
    KeyMessage,
    Project,
    ProjectPriorityArea,
    ProjectQuerySet,
    RecipientCountry,
)
from publishing.names import country_name
from publishing.rows import Given, Row, Statement, as_rows, choice, day, read_row, rows, text

IS_EXPECTED = ExpressionWrapper(Q(kind=FigureKind.EXPECTED), BooleanField())
"""What came about is told before what is hoped for."""

MOST_SHOWN = 12
"""Projects shown on the page of something they have in common; the list shows them all."""


def _areas() -> Any:
    """Links to public priority areas, the main one of each project first."""
    return ProjectPriorityArea.objects.filter(PriorityAreaQuerySet.is_public(prefix="area__"))


def public_areas() -> Prefetch:
    """The public priority areas of each project, the main one first."""
    return Prefetch(
        "priority_areas",
        _areas().select_related("area").prefetch_related("area__translations"),
    )


@Statement
def _rows() -> QuerySet[Any, Row]:
    """Public projects among those with the given ``keys``."""
    given = Func(Given("keys", ArrayField(BigIntegerField())), function="ANY")
    asked = Func(
        F("pk"), given, template="%(expressions)s", arg_joiner=" = ", output_field=BooleanField()
    )
    return as_rows(
        Project.objects.public().with_budget().filter(asked),
        id="pk",
        slug="slug",
        title=text("title"),
        is_demo="is_demo",
        status=choice("status"),
        planned_start=day("planned_start"),
        actual_start=day("actual_start"),
        planned_end=day("planned_end"),
        actual_end=day("actual_end"),
        budget="budget",
        budget_approximate="budget_approximate",
        reviewed_on=day("reviewed_on"),
        source_as_of=day("source_as_of"),
        areas=rows(
            _areas().filter(project=OuterRef("pk"))[:1],
            name=text("area__name"),
            palette="area__palette",
            pattern="area__pattern",
        ),
        countries=rows(RecipientCountry.objects.filter(project=OuterRef("pk")), code="country"),
        headlines=rows(
            KeyMessage.objects.public()
            .with_commitment_count()
            .filter(project=OuterRef("pk"))
            .order_by(IS_EXPECTED, "order", "pk")[:1],
            kind=choice("kind"),
            text=text("text"),
            quoted_figure=text("quoted_figure"),
            value="measurement__value",
            approximate="measurement__approximate",
            measure="measurement__period__indicator__measure",
            counts_commitments="counts_commitments",
            commitment_count="commitment_count",
            demo_commitment_count="demo_commitment_count",
        ),
    )


def project_rows(keys: Iterable[int]) -> list[Row]:
    """The rows of these projects, in this order; those that are not public are left out.

    Runs a query.
    """
    keys, language = list(keys), get_language()
    made = [_row(said, language) for said in _rows.say(keys=keys)] if keys else []
    found = {row["id"]: dict(row) for row in made}
    return [found[key] for key in keys if key in found]


# Most readers see the same projects: a row is made once for all that the database says alike.
@functools.lru_cache(maxsize=2_000)
def _row(said: str, _language: str | None) -> Row:
    row: Row = read_row(said)
    row["said"] = said
    row["start"] = row["actual_start"] or row["planned_start"]
    row["end"] = row["actual_end"] or row["planned_end"]
    row["stated_on"] = row["reviewed_on"] or row["source_as_of"]
    row["area"] = next(iter(row["areas"]), None)
    row["headline"] = next(iter(row["headlines"]), None)
    for country in row["countries"]:
        country["name"] = country_name(country["code"])
    return row


def row_html(project: Row) -> str:
    """The row as it stands in lists; with its ``excerpt``, where it was searched for."""
    if project.get("excerpt"):
        return render_to_string("projects/_row.html", {"project": project})
    return _row_html(project["said"], get_language())


@functools.lru_cache(maxsize=2_000)
def _row_html(said: str, language: str | None) -> str:
    return render_to_string("projects/_row.html", {"project": _row(said, language)})


def newest_rows(projects: ProjectQuerySet) -> list[Row]:
    """The rows of the newest of these projects. Runs two queries."""
    return project_rows(projects.newest_first().values_list("pk", flat=True)[:MOST_SHOWN])
