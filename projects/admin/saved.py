"""What readers have saved, to be read, and deleted where somebody asks for it."""

from __future__ import annotations

from typing import Any

from django.contrib import admin
from django.http import HttpRequest

from projects.models.saved import SavedSearch, Subscription
from publishing.admin import PlainAdmin, ReadOnlyAdmin


class SavedAdmin(ReadOnlyAdmin):
    shows: list[str] = []

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return PlainAdmin.has_delete_permission(self, request, obj)


@admin.register(SavedSearch)
class SavedSearchAdmin(SavedAdmin):
    list_display = ["__str__", "key", "created_at"]
    search_fields = ["key", "query"]


@admin.register(Subscription)
class SubscriptionAdmin(SavedAdmin):
    list_display = ["__str__", "search"]
    search_fields = ["email"]
    shows = ["search"]
