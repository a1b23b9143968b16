"""Decisions and agreed actions."""

from __future__ import annotations

from typing import Any

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from meetings.admin.parts import MEETING_SEARCH, RecordAdmin
from meetings.models import ActionUpdate, AgreedAction, Decision
from publishing.admin import PlainTabular, TranslatedTabular


class DecisionInline(TranslatedTabular):
    model = Decision
    fields = ["number", "text", "visibility"]
    classes = ["collapse"]
    show_change_link = True
    read_only = True


class AgreedActionInline(TranslatedTabular):
    model = AgreedAction
    fields = ["number", "title", "owner", "due_on", "status", "closed_on"]
    classes = ["collapse"]
    show_change_link = True
    read_only = True


@admin.register(Decision)
class DecisionAdmin(RecordAdmin):
    list_display = ["__str__", "meeting", "agenda_item", "visibility"]
    list_filter = ["meeting", "visibility"]
    search_fields = ["number", "translations__text", *MEETING_SEARCH]
    fields = ["meeting", "agenda_item", "number", "text", "projects", "visibility"]


class OverdueFilter(admin.SimpleListFilter):
    """Pending after the due day."""

    title = _("overdue")
    parameter_name = "overdue"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, Any]]:
        return [("yes", _("Yes"))]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Any]) -> QuerySet[Any] | None:
        if self.value() != "yes":
            return None
        return queryset.filter(pk__in=AgreedAction.objects.overdue().values("pk"))


class ActionUpdateInline(PlainTabular):
    model = ActionUpdate
    fields = ["date", "status", "note", "author"]
    readonly_fields = ["author"]


@admin.register(AgreedAction)
class AgreedActionAdmin(RecordAdmin):
    list_display = ["__str__", "meeting", "owner", "counterpart", "due_on", "status", "overdue"]
    list_filter = ["status", OverdueFilter, "meeting", "visibility"]
    search_fields = [
        "number",
        "translations__title",
        "owner__translations__name",
        "counterpart__translations__name",
        *MEETING_SEARCH,
    ]
    date_hierarchy = "due_on"
    inlines = [ActionUpdateInline]
    fieldsets = [
        (None, {"fields": ["meeting", "agenda_item", "number", "title", "description"]}),
        (
            _("Who does it until when"),
            {
                "fields": [
                    ("owner", "counterpart"),
                    "responsible",
                    ("due_on", "status", "closed_on"),
                ]
            },
        ),
        (_("What it is about"), {"fields": ["projects", "evidence"]}),
        (_("Who may read it"), {"fields": ["visibility"]}),
    ]

    @admin.display(description=_("overdue"), boolean=True)
    def overdue(self, action: AgreedAction) -> bool:
        return action.is_overdue

    def save_formset(self, request: HttpRequest, form: Any, formset: Any, change: Any) -> None:
        for row in formset.extra_forms:
            row.instance.author = request.user
        super().save_formset(request, form, formset, change)
