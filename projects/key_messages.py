"""What a band of key figures shows: each figure with its day, its source and its evidence."""

from __future__ import annotations

from typing import Any

from django.db.models import BigIntegerField, OuterRef, QuerySet

from library.models import Document
from projects.models import KeyMessage, KeyMessageQuerySet
from projects.project_page import project_link
from publishing.rows import Given, Row, Statement, as_rows, choice, day, rows, text


def shown(messages: KeyMessageQuerySet) -> QuerySet[Any, Row]:
    """Each message with its figure, its day, its source and where its evidence is.

    One query. The figure is read from its record: see ``KeyMessage``.
    """
    return as_rows(
        messages.with_commitment_count(),
        slug="slug",
        kind=choice("kind"),
        text=text("text"),
        quoted_figure=text("quoted_figure"),
        scope=text("scope"),
        source_name=text("source_name"),
        source_url="source_url",
        as_of=day("as_of"),
        measured="measurement",
        value="measurement__value",
        approximate="measurement__approximate",
        indicator="measurement__period__indicator",
        measure="measurement__period__indicator__measure",
        documents=rows(
            Document.objects.public().filter(pk=OuterRef("source_document")),
            slug="slug",
            file="file",
            url="url",
        ),
        counts_commitments="counts_commitments",
        commitment_count="commitment_count",
        demo_commitment_count="demo_commitment_count",
        is_demo="is_demo",
        **project_link("project__", "project_"),
    )


@Statement
def of_home_page() -> QuerySet[Any, Row]:
    """Public messages chosen for the home page."""
    return shown(KeyMessage.objects.public().on_home_page())


@Statement
def of_project() -> QuerySet[Any, Row]:
    """Public messages about the project with the key ``pk``."""
    return shown(KeyMessage.objects.public().filter(project=Given("pk", BigIntegerField())))


@Statement
def of_area() -> QuerySet[Any, Row]:
    """Public messages about the priority area with the key ``pk``."""
    return shown(KeyMessage.objects.public().filter(area=Given("pk", BigIntegerField())))


@Statement
def of_indicator() -> QuerySet[Any, Row]:
    """Public messages that quote a value of the indicator with the key ``pk``."""
    own = {"measurement__period__indicator": Given("pk", BigIntegerField())}
    return shown(KeyMessage.objects.public().filter(**own))


@Statement
def claims_of_donor() -> QuerySet[Any, Row]:
    """Public claims, such as rankings, of partnerships with the donor with the key ``pk``."""
    own = {"partnership__donor": Given("pk", BigIntegerField())}
    return shown(KeyMessage.objects.public().scoped_claims().filter(**own))
