"""What a band of key figures shows."""

from __future__ import annotations

from typing import Any

from django.db.models import OuterRef, QuerySet

from library.models import Document
from projects.models import KeyMessageQuerySet
from projects.project_page import project_link
from publishing.rows import Row, as_rows, choice, day, rows, text


def key_message_rows(messages: KeyMessageQuerySet) -> QuerySet[Any, Row]:
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
        is_demo="is_demo",
        **project_link("project__", "project_"),
    )
