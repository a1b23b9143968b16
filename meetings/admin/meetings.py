"""The page of a meeting, with its programme and the way to all its records."""

from __future__ import annotations

from typing import Any

from django.contrib import admin
from django.http import HttpRequest
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from meetings.admin.clocks import MeetingForm, PlaceTimes, ProgrammeRows, SessionForm
from meetings.admin.cloning import ClonePage
from meetings.admin.day import DayPages
from meetings.admin.dossiers import DossierInline
from meetings.admin.followup import AgreedActionInline, DecisionInline
from meetings.admin.lookback import FollowUpLinks
from meetings.admin.minutes import DraftMinutes, MinutesInline
from meetings.admin.moving import MovingPage, SessionRows
from meetings.admin.parts import MEETING_SEARCH, RecordAdmin
from meetings.admin.people import DelegationInline
from meetings.models import AgendaItem, ImportantDate, Meeting, Session
from publishing import policies
from publishing.admin import TranslatedTabular
from publishing.figures import moment


class SessionInline(PlaceTimes, TranslatedTabular):
    model = Session
    formset = SessionRows
    fields = ["title", "place", "starts_at", "ends_at"]
    classes = ["collapse"]


class ImportantDateInline(TranslatedTabular):
    model = ImportantDate
    formset = ProgrammeRows
    fields = ["on", "title", "visibility"]
    classes = ["collapse"]


class AgendaItemInline(TranslatedTabular):
    model = AgendaItem
    fields = ["number", "title", "purpose", "visibility", "area", "order"]
    show_change_link = True


@admin.register(Meeting)
class MeetingAdmin(MovingPage, PlaceTimes, FollowUpLinks, ClonePage, DayPages, DraftMinutes):
    form = MeetingForm
    list_display = ["__str__", "partnership", "kind", "starts", "held", "country_name"]
    list_filter = ["kind", "stage", "modality", "partnership"]
    search_fields = ["translations__title", "translations__place", "slug", "country"]
    country_path = "country"
    date_hierarchy = "starts_at"
    inlines = [
        AgendaItemInline,
        DelegationInline,
        SessionInline,
        ImportantDateInline,
        MinutesInline,
        DecisionInline,
        AgreedActionInline,
        DossierInline,
    ]
    add_links = [
        ("meetings.AgreedAction", "meeting"),
        ("meetings.Decision", "meeting"),
        ("meetings.Minutes", "meeting"),
        ("meetings.ReviewDossier", "meeting"),
    ]
    fieldsets = [
        (None, {"fields": ["title", "summary", ("partnership", "kind"), ("part_of", "previous")]}),
        (
            _("When and where"),
            {
                "fields": [
                    ("starts_at", "ends_at"),
                    ("time_zone", "all_day"),
                    ("place", "country", "modality"),
                ]
            },
        ),
        (
            _("What it is about"),
            {"fields": [("review_start", "review_end"), "priority_areas", "documents"]},
        ),
        (_("Text and picture"), {"fields": ["description", "photo"]}),
        (_("How far it has come"), {"fields": ["stage", ("source_url", "source_as_of")]}),
    ]

    @admin.display(description=_("country"), ordering="country")
    def country_name(self, meeting: Meeting) -> str:
        return meeting.country_name

    @admin.display(description=_("starts"), ordering="starts_at")
    def starts(self, meeting: Meeting) -> str:
        return moment(meeting.starts_at, meeting.time_zone)

    def path_to(self, thing: Meeting) -> list[Any]:
        return [thing.part_of] if thing.part_of else []

    @admin.display(description=_("stage"), ordering="stage")
    def held(self, meeting: Meeting) -> str:
        """How far the meeting has come; ``stage`` is how far its page has."""
        return meeting.get_stage_display()

    def _surroundings(self, request: HttpRequest, object_id: str | None) -> dict[str, Any]:
        context = super()._surroundings(request, object_id)
        meeting = object_id and self.get_object(request, object_id)
        if meeting and policies.may(request.user, "edit", meeting):
            pages = [("day", gettext("On the day"))]
            if meeting.starts_at <= timezone.now():
                pages.append(("draft_minutes", gettext("Draft the minutes")))
            if self.has_add_permission(request):
                pages.append(("clone", gettext("Make the next review")))
            context["add_links"] = [
                *(
                    (label, reverse(f"admin:meetings_meeting_{name}", args=[meeting.pk]))
                    for name, label in pages
                ),
                *context["add_links"],
            ]
        return context


@admin.register(AgendaItem)
class AgendaItemAdmin(RecordAdmin):
    list_display = ["__str__", "meeting", "purpose", "area", "visibility", "order"]
    list_filter = ["meeting", "purpose", "visibility", "area"]
    search_fields = ["translations__title", "number", *MEETING_SEARCH]
    fieldsets = [
        (None, {"fields": ["meeting", ("number", "order"), "title", "description"]}),
        (_("Place in the agenda"), {"fields": [("parent", "session"), "purpose"]}),
        (
            _("What it is about"),
            {"fields": ["area", "projects", "documents", "lessons", "follows_up"]},
        ),
        (_("Who may read it"), {"fields": [("visibility", "minutes_planned")]}),
    ]


@admin.register(Session)
class SessionAdmin(PlaceTimes, RecordAdmin):
    """Reached from its meeting; here so that an agenda item can look for its session."""

    form = SessionForm
    list_display = ["__str__", "meeting", "starts", "ends"]
    search_fields = ["translations__title", *MEETING_SEARCH]
    shows = ["meeting"]
    fields = ["meeting", "title", "place", ("starts_at", "ends_at")]

    @admin.display(description=_("starts"), ordering="starts_at")
    def starts(self, session: Session) -> str:
        return moment(session.starts_at, session.meeting.time_zone)

    @admin.display(description=_("ends"), ordering="ends_at")
    def ends(self, session: Session) -> str:
        return moment(session.ends_at, session.meeting.time_zone)

    def has_module_permission(self, request: HttpRequest) -> bool:
        return False
