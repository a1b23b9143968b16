"""What of the library is searchable: documents."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence
from typing import Any

from django.utils.translation import gettext_lazy as _

from library.models import Document, DocumentCategory
from search.contents import Contents
from search.sources import Content, Source, register
from search.texts import add_texts, in_every_language, texts_of


def category_name(code: str) -> str:
    """The category in the active language."""
    return str(DocumentCategory(code).label)


@register
class DocumentSource(Source):
    """Documents by title, description and kind."""

    kind = "document"
    label = _("Documents")
    place = 6
    page = "library:document"
    has_page = Document.IS_HELD

    def public(self) -> Any:
        return Document.objects.public()

    def contents(self, keys: Sequence[int], now: dt.datetime) -> Iterable[Content]:
        found = Contents(self.public(), keys, now, "category", "dated")
        for key, content in found.items():
            content.day = found.rows[key]["dated"]
            content.names = in_every_language(category_name, found.rows[key]["category"])
        add_texts(
            found,
            texts_of(Document).filter(master__in=list(found)),
            "master",
            title="title",
            summary=["description"],
        )
        return found.all()
