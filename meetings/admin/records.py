"""Minutes and dossiers, final once agreed or frozen."""

from __future__ import annotations

from typing import Any

from django.contrib import admin
from django.http import HttpRequest
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from meetings.admin.parts import MEETING_SEARCH, RecordAdmin
from meetings.models import (
    DossierEntry,
    Minutes,
    MinutesComment,
    MinutesState,
    ReviewDossier,
    SignOff,
)
from publishing.admin import PlainAdmin, PlainTabular, TranslatedTabular


class MinutesInline(TranslatedTabular):
    model = Minutes
    fields = ["version", "state", "circulated_at", "agreed_at"]
    readonly_fields = ["version", "state", "circulated_at", "agreed_at"]
    classes = ["collapse"]
    show_change_link = True
    read_only = True
    may_add = False


class DossierInline(PlainTabular):
    model = ReviewDossier
    fields = ["scope", "audience", "language", "data_as_of", "frozen_at"]
    readonly_fields = ["scope", "audience", "language", "data_as_of", "frozen_at"]
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


class DossierEntryInline(PlainTabular):
    model = DossierEntry
    fields = ["order", "kind", "object_id", "data"]
    read_only = True
    may_add = False


@admin.register(ReviewDossier)
class ReviewDossierAdmin(PlainAdmin):
    list_display = ["__str__", "audience", "language", "data_as_of", "frozen_at", "author"]
    list_filter = ["scope", "audience", "meeting"]
    search_fields = [
        "organisation__translations__name",
        "area__translations__name",
        "country",
        *MEETING_SEARCH,
    ]
    date_hierarchy = "created_at"
    shows = ["meeting"]
    readonly_fields = ["data_as_of", "frozen_at", "checksum", "author", "created_at"]
    inlines = [DossierEntryInline]
    fieldsets = [
        (
            None,
            {
                "fields": [
                    "meeting",
                    "scope",
                    ("organisation", "area", "country"),
                    ("audience", "language"),
                ]
            },
        ),
        (
            gettext_lazy("Record"),
            {"fields": [("data_as_of", "frozen_at"), "checksum", ("author", "created_at")]},
        ),
    ]

    def is_final(self, thing: Any) -> str:
        if thing.frozen_at is not None:
            return _("A frozen dossier never changes. Compile a new one.")
        return ""

    def save_model(self, request: HttpRequest, obj: Any, form: Any, change: Any) -> None:
        if not change:
            obj.author = request.user
        super().save_model(request, obj, form, change)

    def path_to(self, thing: Any) -> list[Any]:
        return [thing.meeting]
