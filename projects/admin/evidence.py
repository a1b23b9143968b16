"""Outcomes, commitments, evidence, key messages and lessons in the admin."""

from __future__ import annotations

from typing import Any

from django.contrib import admin
from django.contrib.admin import EmptyFieldListFilter, RelatedOnlyFieldListFilter
from django.utils.translation import gettext_lazy as _

from projects.admin.results import EvidenceInline
from projects.models import CountryCommitment, Evidence, KeyMessage, Lesson, OutcomeEvent
from publishing.admin import PublishableAdmin, TranslatedAdmin, TranslatedStacked, TranslatedTabular

PROJECT_SEARCH = [
    "project__translations__title",
    "project__iati_identifier",
    "project__agency_code",
]


class OutcomeEventInline(TranslatedStacked):
    model = OutcomeEvent
    fields = ["title", ("state", "expected_since", "expected_by", "decided_on"), "authority"]
    classes = ["collapse"]
    show_change_link = True


@admin.register(OutcomeEvent)
class OutcomeEventAdmin(TranslatedAdmin):
    list_display = ["__str__", "project", "state", "expected_by", "decided_on"]
    list_filter = ["state"]
    search_fields = ["translations__title", "translations__authority", *PROJECT_SEARCH]
    date_hierarchy = "expected_by"
    inlines = [EvidenceInline]
    fields = [
        "project",
        "title",
        "description",
        "authority",
        "state",
        ("expected_since", "expected_by", "decided_on"),
        ("source_url", "source_as_of"),
    ]

    def path_to(self, thing: OutcomeEvent) -> list[Any]:
        return [thing.project]


class CountryCommitmentInline(TranslatedTabular):
    model = CountryCommitment
    fields = ["country", "committed_on", "statement"]
    classes = ["collapse"]
    show_change_link = True
    read_only = True


@admin.register(CountryCommitment)
class CountryCommitmentAdmin(TranslatedAdmin):
    list_display = ["__str__", "project", "committed_on"]
    list_filter = ["is_demo"]
    search_fields = ["country", "translations__statement", *PROJECT_SEARCH]
    country_path = "country"
    date_hierarchy = "committed_on"
    fields = ["project", "country", "statement", "committed_on", "source_document", "source_url"]

    def path_to(self, thing: CountryCommitment) -> list[Any]:
        return [thing.project]


@admin.register(Evidence)
class EvidenceAdmin(TranslatedAdmin):
    list_display = ["__str__", "measurement", "outcome_event", "document", "photo", "as_of"]
    search_fields = [
        "translations__title",
        "measurement__period__indicator__translations__title",
        "outcome_event__translations__title",
        "document__translations__title",
    ]
    date_hierarchy = "as_of"
    fields = [
        ("measurement", "outcome_event"),
        "title",
        "description",
        ("document", "photo"),
        ("url", "as_of"),
    ]


@admin.register(KeyMessage)
class KeyMessageAdmin(PublishableAdmin):
    slug_from = "text"
    list_display = ["__str__", "kind", "partnership", "area", "as_of", "on_home", "order"]
    list_filter = ["kind", "on_home", "partnership"]
    search_fields = ["translations__text", "translations__source_name", "slug", *PROJECT_SEARCH]
    date_hierarchy = "as_of"
    fieldsets = [
        (None, {"fields": ["text", "kind", ("partnership", "area"), "project"]}),
        (
            _("The figure"),
            {"fields": ["measurement", "counts_commitments", "quoted_figure", "scope"]},
        ),
        (_("Source"), {"fields": ["as_of", "source_name", "source_url", "source_document"]}),
        (_("Where it is shown"), {"fields": [("on_home", "order")]}),
    ]


@admin.register(Lesson)
class LessonAdmin(PublishableAdmin):
    list_display = ["__str__", "kind", "project", "drawn_on", "validated_on"]
    list_filter = [
        "kind",
        "crisis_phase",
        "areas",
        ("validated_on", EmptyFieldListFilter),
        ("agenda_items__meeting", RelatedOnlyFieldListFilter),
    ]
    search_fields = ["translations__title", "translations__text", "slug", *PROJECT_SEARCH]
    date_hierarchy = "drawn_on"
    readonly_fields = ["discussed_at", *PublishableAdmin.readonly_fields]
    fieldsets = [
        (None, {"fields": ["title", "kind", "text"]}),
        (
            _("Where it comes from"),
            {"fields": ["project", "areas", ("crisis_phase", "drawn_on"), "source_url"]},
        ),
        (
            _("Whether it holds"),
            {
                "fields": [
                    ("validated_by", "validated_for", "validated_on"),
                    "applied_in",
                    "discussed_at",
                ]
            },
        ),
    ]

    @admin.display(description=_("discussed at"))
    def discussed_at(self, lesson: Lesson) -> str:
        items = lesson.agenda_items.select_related("meeting") if lesson.pk else []
        return "\n".join(f"{item.meeting}: {item}" for item in items) or "–"
