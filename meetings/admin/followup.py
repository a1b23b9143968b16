"""Decisions and agreed actions."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.contrib import admin, messages
from django.core.exceptions import ValidationError
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.urls import URLPattern, path, reverse
from django.utils import timezone
from django.utils.html import format_html
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from meetings.actions.followup import LESS_VISIBLE, record_progress, restrict_report
from meetings.admin.parts import MEETING_SEARCH, RecordAdmin
from meetings.admin.status import StatusChange
from meetings.models import ActionUpdate, AgreedAction, Decision
from publishing.admin import PlainTabular, TranslatedTabular
from publishing.admin.pages import edit_address
from publishing.figures import long_day
from publishing.models import Visibility


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
    """By the due day of what is still pending."""

    title = _("due day")
    parameter_name = "overdue"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, Any]]:
        return [("yes", _("Overdue")), ("soon", _("Due within 30 days"))]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Any]) -> QuerySet[Any] | None:
        today = timezone.localdate()
        soon = AgreedAction.objects.pending().filter(
            due_on__range=(today, today + dt.timedelta(days=30))
        )
        wanted = {"yes": AgreedAction.objects.overdue(today), "soon": soon}.get(self.value() or "")
        return None if wanted is None else queryset.filter(pk__in=wanted.values("pk"))


class ActionUpdateInline(PlainTabular):
    """Reports as they were made; a new one is added below and never changes afterwards."""

    model = ActionUpdate
    fields = ["date", "status", "due_on", "note", "visibility", "fewer", "author", "recorded_at"]
    readonly_fields = ["fewer", "author", "recorded_at"]
    read_only = True

    @admin.display(description=_("shown to fewer"), empty_value="")
    def fewer(self, report: ActionUpdate) -> str:
        """The way to take a report back from those who should not read it."""
        if report.pk is None or Visibility(report.visibility) not in LESS_VISIBLE:
            return ""
        page = reverse("admin:meetings_agreedaction_restrict", args=[report.action_id, report.pk])
        return format_html('<a href="{}">{}</a>', page, gettext("Show to fewer…"))


@admin.register(AgreedAction)
class AgreedActionAdmin(StatusChange, RecordAdmin):
    """The ledger: what is overdue comes first, what is closed last.

    The status and the due day of an action follow the reports on it.
    """

    list_display = [
        "__str__",
        "due_on",
        "overdue",
        "status",
        "responsible",
        "owner",
        "counterpart",
        "meeting",
    ]
    list_filter = ["status", OverdueFilter, "meeting", "owner", "counterpart", "visibility"]
    search_fields = [
        "number",
        "translations__title",
        "owner__translations__name",
        "counterpart__translations__name",
        "responsible__translations__name",
        *MEETING_SEARCH,
    ]
    date_hierarchy = "due_on"
    inlines = [ActionUpdateInline]
    actions = ["change_status"]
    fieldsets = [
        (None, {"fields": ["meeting", "agenda_item", "number", "title", "description"]}),
        (
            _("Who does it until when"),
            {
                "description": _("To change the status or the due day, add a report below."),
                "fields": [
                    ("owner", "counterpart"),
                    "responsible",
                    ("due_on", "status", "closed_on"),
                ],
            },
        ),
        (_("What it is about"), {"fields": ["projects", "evidence", "evidence_url"]}),
        (_("Who may read it"), {"fields": ["visibility"]}),
    ]

    def get_urls(self) -> list[URLPattern]:
        view = self.admin_site.admin_view(self.restrict_view)
        page = path(
            "<int:key>/reports/<int:report>/restrict/", view, name="meetings_agreedaction_restrict"
        )
        return [page, *super().get_urls()]

    def restrict_view(self, request: HttpRequest, key: int, report: int) -> HttpResponse:
        """Show a report to fewer, once that is confirmed."""
        action: AgreedAction = self._thing(request, key)
        update = get_object_or_404(action.updates, pk=report)
        if request.method == "POST":
            try:
                update = restrict_report(update=update, user=request.user)
            except ValidationError as error:
                messages.error(request, " ".join(error.messages))
            else:
                said = gettext("The report is now shown to: %(who)s")
                messages.success(request, said % {"who": update.get_visibility_display()})
            return HttpResponseRedirect(edit_address(action))
        return self._page(
            request,
            action,
            "admin/meetings/restrict_report.html",
            title=gettext("Show a report to fewer"),
            report=update,
            fewer=LESS_VISIBLE.get(Visibility(update.visibility)),
        )

    def get_ordering(self, request: HttpRequest) -> list[Any]:
        return [AgreedAction.objects.urgency(), "due_on", "pk"]

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> list[str]:
        return ["due_on", "status", "closed_on"] if obj else []

    @admin.display(description=_("overdue"), empty_value="")
    def overdue(self, action: AgreedAction) -> str:
        """In words: the tick of a yes would tell that all is well."""
        return gettext("Overdue") if action.is_overdue else ""

    def save_formset(self, request: HttpRequest, form: Any, formset: Any, change: Any) -> None:
        if formset.model is not ActionUpdate:
            super().save_formset(request, form, formset, change)
            return
        reports = formset.save(commit=False)
        for report in sorted(reports, key=lambda one: one.date):
            made = record_progress(
                action=form.instance,
                status=report.status,
                user=request.user,
                on=report.date,
                note=report.note,
                due_on=report.due_on,
                visibility=report.visibility,
            )
            if form.instance.updates.first() != made:
                said = gettext(
                    "The report of %(day)s is noted. A report of a later day stands, so status and "
                    "due day stay as that one says."
                )
                messages.warning(request, said % {"day": long_day(made.date)})
