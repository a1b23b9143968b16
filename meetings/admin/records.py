"""Dossiers, final once frozen."""

from __future__ import annotations

from typing import Any

from django.contrib import admin
from django.http import HttpRequest
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from meetings.admin.parts import MEETING_SEARCH
from meetings.models import DossierEntry, ReviewDossier
from publishing.admin import PlainAdmin, PlainTabular


class DossierInline(PlainTabular):
    model = ReviewDossier
    fields = ["scope", "audience", "language", "data_as_of", "frozen_at"]
    readonly_fields = ["scope", "audience", "language", "data_as_of", "frozen_at"]
    classes = ["collapse"]
    show_change_link = True
    read_only = True
    may_add = False


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
