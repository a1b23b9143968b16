"""Revisions, to be read."""

from __future__ import annotations

from typing import Any

from django.contrib import admin
from django.http import HttpRequest

from publishing.admin.pages import PlainAdmin
from publishing.models import Revision


@admin.register(Revision)
class RevisionAdmin(PlainAdmin):
    list_display = ["__str__", "state", "author", "comment", "created_at"]
    list_filter = ["state", "content_type"]
    search_fields = ["comment", "author__username", "author__last_name"]
    date_hierarchy = "created_at"
    shows = ["content_type"]

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False
