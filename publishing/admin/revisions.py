"""What the portal itself keeps about publications, to be read."""

from __future__ import annotations

from typing import Any

from django.contrib import admin
from django.http import HttpRequest

from publishing.admin.pages import PlainAdmin
from publishing.models import FormerAddress, OpenPage, PreviewLink, PublicationEvent, Revision


class ReadOnlyAdmin(PlainAdmin):
    """For records that the portal itself keeps."""

    shows = ["content_type"]

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


@admin.register(PublicationEvent)
class PublicationEventAdmin(ReadOnlyAdmin):
    list_display = ["__str__", "actor", "comment", "at"]
    list_filter = ["step", "content_type"]
    search_fields = ["comment", "actor__username", "actor__last_name"]
    date_hierarchy = "at"


@admin.register(PreviewLink)
class PreviewLinkAdmin(ReadOnlyAdmin):
    list_display = ["__str__", "created_by", "created_at", "expires_at", "revoked_at"]
    list_filter = ["content_type"]
    search_fields = ["created_by__username", "created_by__last_name"]


@admin.register(OpenPage)
class OpenPageAdmin(ReadOnlyAdmin):
    list_display = ["__str__", "opened_at", "seen_at"]
    list_filter = ["content_type"]
    search_fields = ["user__username", "user__last_name"]
    shows = ["content_type", "user"]


@admin.register(FormerAddress)
class FormerAddressAdmin(ReadOnlyAdmin):
    list_display = ["slug", "content_type", "object_id", "left_at"]
    list_filter = ["content_type"]
    search_fields = ["slug"]
