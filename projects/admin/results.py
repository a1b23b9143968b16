"""Results in the admin: from a project's page to each indicator, its periods and values."""

from __future__ import annotations

from typing import Any

from django.contrib import admin, messages
from django.core.exceptions import ValidationError
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.text import format_lazy
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from projects.actions import move_measurements
from projects.models import (
    Disaggregation,
    Evidence,
    Indicator,
    Measurement,
    MeasurementState,
    Period,
    Result,
)
from publishing import policies
from publishing.admin import (
    PlainTabular,
    TranslatedAdmin,
    TranslatedStacked,
    TranslatedTabular,
    edit_link,
)
from publishing.admin.pages import add_address


def add_link(model: type[Any], label: Any, **given: Any) -> SafeString:
    return format_html('<a class="addlink" href="{}">{}</a>', add_address(model, **given), label)


def value_links(period: Period) -> SafeString:
    """The values of a period, each a link, and one to add another; reads them as prefetched."""
    values = format_html_join(
        "",
        "<li>{}</li>",
        (
            (edit_link(one, f"{'≈ ' if one.approximate else ''}{one}, {one.get_state_display()}"),)
            for one in period.measurements.all()
        ),
    )
    if period.locked:
        return format_html("<ul>{}</ul>", values)
    new = add_link(Measurement, _("Add a value"), period=period.pk)
    return format_html("<ul>{}<li>{}</li></ul>", values, new)


class ResultInline(TranslatedTabular):
    model = Result
    fields = ["type", "title", "order", "indicator_links"]
    readonly_fields = ["indicator_links"]
    show_change_link = True

    def get_queryset(self, request: HttpRequest) -> QuerySet[Any]:
        return super().get_queryset(request).prefetch_related("indicators__translations")

    @admin.display(description=gettext_lazy("indicators, with targets and values"))
    def indicator_links(self, result: Result) -> SafeString | str:
        if result.pk is None:
            return _("Save the result first.")
        rows = format_html_join(
            "", "<li>{}</li>", ((edit_link(one),) for one in result.indicators.all())
        )
        new = add_link(Indicator, _("Add an indicator"), result=result.pk)
        return format_html("<ul>{}<li>{}</li></ul>", rows, new)


class IndicatorInline(TranslatedStacked):
    model = Indicator
    fields = [
        "title",
        ("unit", "measure"),
        ("ascending", "aggregable"),
        ("baseline", "baseline_on", "order"),
    ]
    show_change_link = True


@admin.register(Result)
class ResultAdmin(TranslatedAdmin):
    list_display = ["__str__", "type", "project"]
    list_filter = ["type"]
    search_fields = [
        "translations__title",
        "translations__description",
        "project__translations__title",
        "project__iati_identifier",
        "project__agency_code",
    ]
    fields = ["project", ("type", "order"), "title", "description"]
    inlines = [IndicatorInline]

    def path_to(self, thing: Result) -> list[Any]:
        return [thing.project]


class PeriodInline(TranslatedTabular):
    model = Period
    fields = ["start", "end", "target", "target_comment", "locked", "value_links"]
    readonly_fields = ["value_links"]

    def get_queryset(self, request: HttpRequest) -> QuerySet[Any]:
        return super().get_queryset(request).prefetch_related("measurements")

    @admin.display(description=gettext_lazy("values"))
    def value_links(self, period: Period) -> SafeString | str:
        return value_links(period) if period.pk else _("Save the period first.")


@admin.register(Indicator)
class IndicatorAdmin(TranslatedAdmin):
    list_display = ["__str__", "result", "project", "measure"]
    list_filter = ["measure", "aggregable"]
    search_fields = [
        "translations__title",
        "result__translations__title",
        "result__project__translations__title",
        "result__project__iati_identifier",
        "result__project__agency_code",
    ]
    shows = ["result__project"]
    inlines = [PeriodInline]
    fieldsets = [
        (None, {"fields": ["result", "title", ("unit", "measure"), ("ascending", "aggregable")]}),
        (gettext_lazy("Baseline"), {"fields": [("baseline", "baseline_on"), "baseline_comment"]}),
        (gettext_lazy("Details"), {"fields": ["description", "order"], "classes": ["collapse"]}),
    ]

    @admin.display(description=gettext_lazy("project"))
    def project(self, indicator: Indicator) -> str:
        return str(indicator.result.project)

    def path_to(self, thing: Indicator) -> list[Any]:
        return [thing.result.project, thing.result]


@admin.register(Period)
class PeriodAdmin(TranslatedAdmin):
    """Reached from its indicator; here so that a value can look for its period."""

    list_display = ["__str__", "indicator", "target", "locked"]
    search_fields = [
        "indicator__translations__title",
        "indicator__result__project__translations__title",
    ]
    shows = ["indicator__result__project"]
    fields = ["indicator", ("start", "end"), "target", "target_comment", "locked", "value_links"]
    readonly_fields = ["value_links"]

    def has_module_permission(self, request: HttpRequest) -> bool:
        return False

    @admin.display(description=gettext_lazy("values"))
    def value_links(self, period: Period) -> SafeString | str:
        return value_links(period) if period.pk else _("Save the period first.")

    def path_to(self, thing: Period) -> list[Any]:
        return [thing.indicator.result.project, thing.indicator]


class DisaggregationInline(PlainTabular):
    model = Disaggregation
    fields = ["dimension", "category", "value"]


class EvidenceInline(TranslatedStacked):
    model = Evidence
    fields = ["title", ("document", "photo"), ("url", "as_of"), "description"]


@admin.register(Measurement)
class MeasurementAdmin(TranslatedAdmin):
    list_display = ["__str__", "indicator", "project", "as_of", "state", "recorded_by"]
    list_filter = ["state", "approximate", "period__indicator__measure"]
    search_fields = [
        "translations__comment",
        "period__indicator__translations__title",
        "period__indicator__result__project__translations__title",
        "period__indicator__result__project__iati_identifier",
        "period__indicator__result__project__agency_code",
    ]
    date_hierarchy = "as_of"
    shows = ["period__indicator", "period__indicator__result__project"]
    fields = [
        "period",
        ("value", "approximate"),
        "as_of",
        "comment",
        "state",
        "corrects",
        ("recorded_by", "recorded_at"),
    ]
    readonly_fields = ["recorded_by", "recorded_at"]
    inlines = [DisaggregationInline, EvidenceInline]
    actions = ["approve", "send_back", "withdraw"]

    def is_final(self, thing: Any) -> str:
        match thing.state:
            case MeasurementState.APPROVED:
                return _(
                    "An approved value never changes. Add a new value that corrects it, "
                    "or withdraw it in the list."
                )
            case MeasurementState.WITHDRAWN:
                return _("A withdrawn value stays as it was.")
        return ""

    def get_changeform_initial_data(self, request: HttpRequest) -> dict[str, Any]:
        return {"state": MeasurementState.SUBMITTED} | super().get_changeform_initial_data(request)

    def save_model(self, request: HttpRequest, obj: Any, form: Any, change: Any) -> None:
        if not change:
            obj.recorded_by = request.user
        super().save_model(request, obj, form, change)

    def path_to(self, thing: Measurement) -> list[Any]:
        indicator = thing.period.indicator
        return [indicator.result.project, indicator]

    @admin.display(description=gettext_lazy("indicator"))
    def indicator(self, measurement: Measurement) -> str:
        return str(measurement.period.indicator)

    @admin.display(description=gettext_lazy("project"))
    def project(self, measurement: Measurement) -> str:
        return str(measurement.period.indicator.result.project)

    @admin.action(description=gettext_lazy("Approve"), permissions=["review"])
    def approve(self, request: HttpRequest, queryset: QuerySet[Any]) -> None:
        self._move(request, queryset, MeasurementState.APPROVED)

    @admin.action(description=gettext_lazy("Return"), permissions=["review"])
    def send_back(self, request: HttpRequest, queryset: QuerySet[Any]) -> None:
        self._move(request, queryset, MeasurementState.RETURNED)

    @admin.action(description=gettext_lazy("Withdraw approved values"), permissions=["review"])
    def withdraw(self, request: HttpRequest, queryset: QuerySet[Any]) -> None:
        self._move(request, queryset, MeasurementState.WITHDRAWN)

    def _move(self, request: HttpRequest, queryset: QuerySet[Any], state: MeasurementState) -> None:
        try:
            within = policies.reachable(request.user, queryset)
            moved = move_measurements(measurements=within, state=state)
        except ValidationError as error:
            messages.error(request, " ".join(error.messages))
            return
        for one in moved:
            self.log_change(request, one, [{"changed": {"fields": ["state"]}}])
        said = format_lazy(_("{count} now: {state}."), count=len(moved), state=state.label)
        messages.success(request, str(said))
