"""Minutes, final once agreed."""

from __future__ import annotations

from typing import Any

from django.contrib import admin
from django.http import HttpRequest
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from meetings.admin.parts import MEETING_SEARCH, RecordAdmin
from meetings.models import (
    Minutes,
    MinutesComment,
    MinutesState,
    SignOff,
)
from publishing.admin import PlainTabular, TranslatedTabular


class MinutesInline(TranslatedTabular):
    model = Minutes
    fields = ["version", "state", "circulated_at", "agreed_at"]
    readonly_fields = ["version", "state", "circulated_at", "agreed_at"]
    classes = ["collapse"]
    show_change_link = True
    read_only = True
    may_add = False


class CommentInline(PlainTabular):
    model = MinutesComment
    fields = ["side", "author_name", "paragraph", "text", "resolved"]


class SignOffInline(PlainTabular):
    model = SignOff
    fields = ["side", "person", "capacity", "signed_at"]


@admin.register(Minutes)
class MinutesAdmin(RecordAdmin):
    list_display = ["__str__", "version", "state", "circulated_at", "agreed_at", "author"]
    list_filter = ["state", "meeting"]
    search_fields = ["translations__text", *MEETING_SEARCH]
    shows = ["meeting"]
    readonly_fields = ["author"]
    inlines = [CommentInline, SignOffInline]
    fieldsets = [
        (None, {"fields": [("meeting", "version"), "text", "public_text"]}),
        (
            gettext_lazy("How far they have come"),
            {"fields": ["state", ("circulated_at", "agreed_at"), "author"]},
        ),
    ]

    def is_final(self, thing: Any) -> str:
        if thing.state == MinutesState.AGREED:
            return _("Agreed minutes never change. Write a new version.")
        return ""

    def save_model(self, request: HttpRequest, obj: Any, form: Any, change: Any) -> None:
        if not change:
            obj.author = request.user
        super().save_model(request, obj, form, change)
