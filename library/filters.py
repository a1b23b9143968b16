"""The query string of the list of documents."""

from __future__ import annotations

from typing import Any

import django_filters
from django.db.models import Exists, OuterRef, QuerySet
from django.utils.translation import gettext_lazy as _

from library.models import Document, DocumentCategory
from publishing.names import language_name


def categories_in_use() -> list[tuple[str, Any]]:
    """Categories of public documents."""
    used = set(Document.objects.public().order_by().values_list("category", flat=True).distinct())
    return [(code, label) for code, label in DocumentCategory.choices if code in used]


def languages_in_use() -> list[tuple[str, str]]:
    """Languages public documents are written in, by name in the reader's language."""
    used = Document.objects.public().order_by().values_list("language", flat=True).distinct()
    return sorted(((code, language_name(code)) for code in used), key=lambda named: named[1])


class DocumentFilter(django_filters.FilterSet):
    """The query string of the list of documents."""

    q = django_filters.CharFilter(label=_("Search"), method="search", max_length=200)
    category = django_filters.ChoiceFilter(label=_("Category"), choices=categories_in_use)
    language = django_filters.ChoiceFilter(label=_("Language"), choices=languages_in_use)
    year = django_filters.NumberFilter(
        label=_("Year"), field_name="dated__year", min_value=1900, max_value=2200
    )

    class Meta:
        model = Document
        fields = ["q", "category", "language", "year"]

    def search(self, queryset: QuerySet[Any], name: str, value: str) -> QuerySet[Any]:
        texts = Document.translations.rel.related_model.objects.filter(master=OuterRef("pk"))
        return queryset.filter(
            Exists(texts.filter(title__icontains=value))
            | Exists(texts.filter(description__icontains=value))
        )
