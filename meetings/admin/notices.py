"""Who was reminded when; kept by the portal itself."""

from __future__ import annotations

from django.contrib import admin

from meetings.models import Notice
from publishing.admin import ReadOnlyAdmin


@admin.register(Notice)
class NoticeAdmin(ReadOnlyAdmin):
    list_display = ["__str__", "kind", "email", "last_sent_on"]
    list_filter = ["kind"]
    search_fields = ["email"]
    shows: list[str] = []
