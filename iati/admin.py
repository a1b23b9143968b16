"""The traces of imports, to look at only."""

from __future__ import annotations

from django.contrib import admin

from iati.models import ImportedActivity
from publishing.admin import ReadOnlyAdmin


@admin.register(ImportedActivity)
class ImportedActivityAdmin(ReadOnlyAdmin):
    """Read-only: the import alone writes these."""

    list_display = ["project", "source", "imported_at"]
    list_filter = ["source"]
    search_fields = ["project__iati_identifier", "project__translations__title", "source"]
    date_hierarchy = "imported_at"
    shows = ["project"]
    readonly_fields = ["project"]
    fields = ["project", "source", "imported_at", "programme", "digest"]
