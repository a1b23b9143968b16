"""The traces of imports, to look at only."""

from __future__ import annotations

from typing import Any

from django.contrib import admin
from django.http import HttpRequest

from iati.models import ImportedActivity
from publishing.admin.pages import PlainAdmin


@admin.register(ImportedActivity)
class ImportedActivityAdmin(PlainAdmin):
    """Read-only: the import alone writes these."""

    list_display = ["project", "source", "imported_at"]
    list_filter = ["source"]
    search_fields = ["project__iati_identifier", "project__translations__title", "source"]
    date_hierarchy = "imported_at"
    shows = ["project"]
    readonly_fields = ["project"]
    fields = ["project", "source", "imported_at", "programme", "digest"]

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False
