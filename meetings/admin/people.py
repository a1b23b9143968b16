"""Who took part, and what they said."""

from __future__ import annotations

from typing import Any

from django.contrib import admin
from django.utils.translation import gettext_lazy as _

from meetings.admin.parts import MEETING_SEARCH
from meetings.models import Delegation, Meeting, Participant, Statement
from publishing.admin import PlainAdmin, PlainTabular, TranslatedAdmin, TranslatedTabular


class DelegationInline(PlainTabular):
    model = Delegation
    fields = ["organisation", "side", "order"]
    show_change_link = True


class ParticipantInline(TranslatedTabular):
    model = Participant
    fields = ["person", "capacity", "is_head", "attendance"]
    # Noted on the page of the day, at once, whatever waits in a draft.
    readonly_fields = ["attendance"]
    show_change_link = True


@admin.register(Delegation)
class DelegationAdmin(PlainAdmin):
    list_display = ["__str__", "meeting", "side", "order"]
    list_filter = ["side", "meeting"]
    search_fields = [
        "organisation__translations__name",
        "organisation__translations__short_name",
        *MEETING_SEARCH,
    ]
    shows = ["organisation"]
    fields = ["meeting", "organisation", ("side", "order")]
    inlines = [ParticipantInline]

    def path_to(self, thing: Delegation) -> list[Any]:
        return [thing.meeting]


@admin.register(Participant)
class ParticipantAdmin(TranslatedAdmin):
    list_display = ["__str__", "delegation", "meeting", "is_head", "attendance"]
    list_filter = ["delegation__meeting", "attendance"]
    search_fields = [
        "person__translations__name",
        "translations__capacity",
        "delegation__organisation__translations__name",
        "delegation__meeting__translations__title",
    ]
    shows = ["person", "delegation__organisation", "delegation__meeting"]
    fields = ["delegation", "person", "capacity", ("is_head", "attendance")]
    readonly_fields = ["attendance"]
    add_links = [("meetings.Statement", "participant")]

    @admin.display(description=_("meeting"))
    def meeting(self, participant: Participant) -> Meeting:
        return participant.delegation.meeting

    def path_to(self, thing: Participant) -> list[Any]:
        return [thing.delegation.meeting, thing.delegation]


@admin.register(Statement)
class StatementAdmin(TranslatedAdmin):
    list_display = ["__str__", "meeting", "agenda_item", "kind", "visibility", "order"]
    list_filter = ["participant__delegation__meeting", "kind", "visibility"]
    search_fields = [
        "translations__text",
        "participant__person__translations__name",
        "participant__delegation__meeting__translations__title",
    ]
    shows = ["participant__person", "participant__delegation__meeting"]
    fieldsets = [
        (None, {"fields": ["participant", "agenda_item", "text", ("kind", "original_language")]}),
        (_("What it is about"), {"fields": ["projects", "source_url"]}),
        (_("Who may read it"), {"fields": [("visibility", "order")]}),
    ]

    @admin.display(description=_("meeting"))
    def meeting(self, statement: Statement) -> Meeting:
        return statement.participant.delegation.meeting

    def path_to(self, thing: Statement) -> list[Any]:
        return [thing.participant.delegation.meeting, thing.participant]
