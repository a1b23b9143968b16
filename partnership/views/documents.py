"""The list of documents, with what each belongs to."""

from __future__ import annotations

from typing import Any

from django.db.models import OuterRef, QuerySet

from library.filters import DocumentFilter
from library.models import Document
from library.pages import document_fields
from meetings.models import Meeting
from projects.models import Project
from projects.project_page import project_link
from publishing.lists import PublicList
from publishing.rows import Row, as_rows, rows, text


class DocumentList(PublicList):
    """Published documents that everybody may read, and the public projects and meetings they
    belong to."""

    filterset_class = DocumentFilter
    template_name = "library/documents.html"

    def get_queryset(self) -> QuerySet[Any, Row]:
        return as_rows(
            Document.objects.public(),
            **document_fields(),
            projects=rows(
                Project.objects.public().filter(documents__document=OuterRef("pk")),
                **project_link(),
            ),
            meetings=rows(
                Meeting.objects.public().filter(documents=OuterRef("pk")),
                slug="slug",
                title=text("title"),
            ),
        )
