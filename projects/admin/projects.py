"""The page of a project, with all it owns."""

from __future__ import annotations

from typing import Any

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from projects.admin.evidence import CountryCommitmentInline, OutcomeEventInline
from projects.admin.money import AllocationInline, BudgetInline, TransactionInline
from projects.admin.results import ResultInline
from projects.admin.shares import PlaceFormSet, SectorFormSet, ShareInline
from projects.models import (
    Location,
    Participation,
    PolicyMarker,
    Project,
    ProjectDocument,
    ProjectGoal,
    ProjectPhoto,
    ProjectPriorityArea,
    ProjectSector,
    ProjectUpdate,
    RecipientCountry,
    RecipientRegion,
    RelatedProject,
    Sector,
)
from publishing.admin import PlainTabular, PublishableAdmin, TranslatedAdmin, TranslatedStacked
from publishing.names import comma


class PriorityAreaInline(ShareInline):
    model = ProjectPriorityArea
    fields = ["area", "primary", "percentage"]


class ParticipationInline(PlainTabular):
    model = Participation
    fields = ["organisation", "role", "activity_ref"]


class CountryInline(ShareInline):
    model = RecipientCountry
    formset = PlaceFormSet
    fields = ["country", "percentage"]


class RegionInline(ShareInline):
    model = RecipientRegion
    formset = PlaceFormSet
    fields = ["vocabulary", "code", "own_name", "percentage"]
    classes = ["collapse"]


class LocationInline(TranslatedStacked):
    model = Location
    fields = [
        ("name", "country"),
        ("latitude", "longitude"),
        ("exactness", "location_class", "sensitive"),
        "description",
    ]
    classes = ["collapse"]


class SectorInline(ShareInline):
    model = ProjectSector
    formset = SectorFormSet
    fields = ["sector", "percentage"]
    classes = ["collapse"]


class GoalInline(PlainTabular):
    model = ProjectGoal
    fields = ["goal", "target"]
    classes = ["collapse"]


class PolicyMarkerInline(PlainTabular):
    model = PolicyMarker
    fields = ["marker", "significance"]
    classes = ["collapse"]


class UpdateInline(TranslatedStacked):
    model = ProjectUpdate
    fields = ["title", ("date", "photo"), "text", "source_url"]
    classes = ["collapse"]


class DocumentInline(PlainTabular):
    model = ProjectDocument
    fields = ["document", "order"]
    classes = ["collapse"]


class PhotoInline(PlainTabular):
    model = ProjectPhoto
    fields = ["photo", "order"]
    classes = ["collapse"]


class RelationInline(PlainTabular):
    model = RelatedProject
    fields = ["ref", "type"]
    classes = ["collapse"]


@admin.register(Project)
class ProjectAdmin(PublishableAdmin):
    list_display = ["__str__", "agency_code", "status", "areas", "planned_start", "officer"]
    list_filter = [
        "status",
        "partnership",
        "priority_areas__area",
        "crisis_phase",
        "humanitarian",
        "officer",
    ]
    search_fields = [
        "translations__title",
        "translations__summary",
        "slug",
        "iati_identifier",
        "agency_code",
        "=countries__country",
        "participations__organisation__translations__name",
        "participations__organisation__translations__short_name",
    ]
    country_path = "countries__country"
    date_hierarchy = "planned_start"
    inlines = [
        PriorityAreaInline,
        ParticipationInline,
        CountryInline,
        RegionInline,
        ResultInline,
        LocationInline,
        SectorInline,
        GoalInline,
        PolicyMarkerInline,
        AllocationInline,
        BudgetInline,
        TransactionInline,
        OutcomeEventInline,
        CountryCommitmentInline,
        DocumentInline,
        PhotoInline,
        UpdateInline,
        RelationInline,
    ]
    add_links = [
        ("projects.Transaction", "project"),
        ("projects.Lesson", "project"),
        ("projects.KeyMessage", "project"),
    ]
    fieldsets = [
        (None, {"fields": ["title", "summary"]}),
        (
            _("What it is"),
            {
                "fields": [
                    ("agency_code", "iati_identifier"),
                    ("partnership", "parent"),
                    ("status", "scope"),
                    ("crisis_phase", "humanitarian"),
                    "common_approaches",
                ]
            },
        ),
        (
            _("When"),
            {"fields": [("planned_start", "planned_end"), ("actual_start", "actual_end")]},
        ),
        (_("Texts"), {"fields": ["background", "objectives", "target_groups"]}),
        (
            _("Who answers for it, and its source"),
            {
                "fields": [
                    ("officer", "reviewed_on"),
                    "reporting_organisation",
                    ("source_url", "source_as_of"),
                ]
            },
        ),
    ]

    def get_queryset(self, request: HttpRequest) -> QuerySet[Any]:
        return super().get_queryset(request).prefetch_related("priority_areas__area__translations")

    def get_formset_kwargs(
        self, request: HttpRequest, obj: Any, inline: Any, prefix: str
    ) -> dict[str, Any]:
        kwargs = super().get_formset_kwargs(request, obj, inline, prefix)
        if issubclass(inline.formset, PlaceFormSet):
            if isinstance(inline, CountryInline):
                request.places = []  # type: ignore[attr-defined]
            kwargs["together"] = request.places  # type: ignore[attr-defined]
        return kwargs

    @admin.display(description=_("priority areas"))
    def areas(self, project: Project) -> str:
        return comma().join(str(link.area) for link in project.priority_areas.all())

    def path_to(self, thing: Project) -> list[Any]:
        return [thing.parent] if thing.parent else []


@admin.register(Sector)
class SectorAdmin(TranslatedAdmin):
    list_display = ["__str__", "vocabulary", "code"]
    list_filter = ["vocabulary"]
    search_fields = ["translations__name", "code"]
    fields = ["vocabulary", "code", "name"]
