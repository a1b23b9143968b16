"""Revisions and former addresses, to be read."""

from __future__ import annotations

from typing import Any

from django.contrib import admin
from django.http import HttpRequest

from publishing.admin.pages import PlainAdmin
from publishing.models import FormerAddress, Revision


class ReadOnlyAdmin(PlainAdmin):
    """For records that the portal itself keeps."""

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False


@admin.register(Revision)
class RevisionAdmin(ReadOnlyAdmin):
    list_display = ["__str__", "state", "author", "comment", "created_at"]
    list_filter = ["state", "content_type"]
    search_fields = ["comment", "author__username", "author__last_name"]
    date_hierarchy = "created_at"
    shows = ["content_type"]


@admin.register(FormerAddress)
class FormerAddressAdmin(ReadOnlyAdmin):
    list_display = ["slug", "content_type", "object_id", "left_at"]
    list_filter = ["content_type"]
    search_fields = ["slug"]
    shows = ["content_type"]
