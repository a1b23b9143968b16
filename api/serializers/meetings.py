"""Meetings, who took part, and what was said and agreed."""

from __future__ import annotations

from typing import Any

from django.db.models import F, OuterRef
from django.utils.translation import gettext_lazy as _
from rest_framework import serializers

from api.fields import (
    PUBLISHED,
    AskedText,
    AskedTexts,
    Below,
    KeyField,
    KeysField,
    Linked,
    Row,
    TextsField,
    Thing,
    rich_text,
)
from donors.models import Organisation, Partnership, PriorityArea
from library.models import Document
from meetings.models import (
    ActionUpdate,
    AgendaItem,
    AgreedAction,
    Decision,
    Delegation,
    ImportantDate,
    Meeting,
    Minutes,
    Participant,
    Session,
    Statement,
)
from projects.models import Lesson, Project
from publishing.models import Visibility

DELEGATION = "participant__delegation__"


class MeetingSerializer(Linked):
    title = TextsField()
    summary = TextsField()
    description = rich_text()
    place = TextsField()
    partnership = KeyField(Partnership, help_text=_("Key of the partnership."))
    part_of = KeyField(Meeting, help_text=_("Key of the meeting that it is part of."))
    previous = KeyField(Meeting, help_text=_("Key of the review before this one."))
    priority_areas = KeysField(
        PriorityArea, "meetings", help_text=_("Keys of public priority areas.")
    )

    class Meta:
        model = Meeting
        belongs = {"partnership": "partnership"}
        fields = [
            *PUBLISHED,
            *("title", "summary", "description", "partnership", "kind", "stage", "part_of"),
            *("previous", "starts_at", "ends_at", "time_zone", "all_day", "country", "place"),
            *("modality", "priority_areas", "source_url", "source_as_of"),
        ]


class SessionSerializer(Thing):
    title = TextsField()
    place = TextsField()

    class Meta:
        model = Session
        belongs = {"meeting": "meeting"}
        fields = ["id", "meeting", "title", "place", "starts_at", "ends_at"]


class AgendaItemSerializer(Thing):
    title = TextsField()
    description = rich_text()
    session = KeyField(Session, help_text=_("Key of the session it is taken up in."))
    parent = KeyField(AgendaItem, help_text=_("Key of the item that it is part of."))
    priority_area = KeyField(PriorityArea, "area", help_text=_("Key of the priority area."))
    projects = KeysField(
        Project, "agenda_items", help_text=_("Keys of the public projects it is about.")
    )
    documents = KeysField(
        Document, "agenda_items", help_text=_("Keys of the public documents on it.")
    )
    lessons = KeysField(Lesson, "agenda_items", help_text=_("Keys of the public lessons on it."))
    follows_up = KeysField(
        AgreedAction,
        "followed_up_under",
        help_text=_("Keys of the public actions that it looks back at."),
    )

    class Meta:
        model = AgendaItem
        belongs = {"meeting": "meeting", "project": "projects"}
        fields = [
            *("id", "meeting", "session", "parent", "number", "title", "description", "purpose"),
            *("minutes_planned", "priority_area", "projects", "documents", "lessons"),
            "follows_up",
        ]


class ImportantDateSerializer(Thing):
    title = TextsField()

    class Meta:
        model = ImportantDate
        belongs = {"meeting": "meeting"}
        fields = ["id", "meeting", "on", "title"]


class DelegationSerializer(Thing):
    class Meta:
        model = Delegation
        belongs = {"meeting": "meeting", "organisation": "organisation"}
        fields = ["id", "meeting", "organisation", "side"]


class ParticipantSerializer(Thing):
    meeting = serializers.IntegerField(
        source="delegation.meeting_id", read_only=True, help_text=_("Key of the meeting.")
    )
    name = AskedTexts("person__name")
    honorific = serializers.CharField(
        source="person.honorific", read_only=True, help_text=_("Such as H.E. Mr.")
    )
    capacity = TextsField()

    class Meta:
        model = Participant
        related = ["delegation", "person"]
        belongs = {"meeting": "delegation__meeting", "organisation": "delegation__organisation"}
        fields = [
            *("id", "meeting", "delegation", "honorific", "name", "capacity", "is_head"),
            "attendance",
        ]


class StatementSerializer(Thing):
    text = TextsField()
    meeting = KeyField(
        Meeting, f"{DELEGATION}meeting", allow_null=False, help_text=_("Key of the meeting.")
    )
    agenda_item = KeyField(AgendaItem, help_text=_("Key of the public agenda item."))
    organisation = KeyField(
        Organisation,
        f"{DELEGATION}organisation",
        allow_null=False,
        help_text=_("Key of the organisation that the speaker stands for."),
    )
    honorific = AskedText(F("participant__person__honorific"), help_text=_("Such as H.E. Mr."))
    name = AskedTexts("participant__person__name")
    capacity = AskedTexts("participant__capacity")
    projects = KeysField(
        Project, "statements", help_text=_("Keys of the public projects it mentions.")
    )

    class Meta:
        model = Statement
        belongs = {
            "meeting": f"{DELEGATION}meeting",
            "project": "projects",
            "organisation": f"{DELEGATION}organisation",
        }
        fields = [
            *("id", "meeting", "agenda_item", "organisation", "honorific", "name", "capacity"),
            *("kind", "original_language", "text", "projects", "source_url"),
        ]


class MinutesSerializer(Thing):
    text = TextsField("public_text", help_text=_("HTML in each language, by its code."))

    class Meta:
        model = Minutes
        belongs = {"meeting": "meeting"}
        fields = ["id", "meeting", "version", "agreed_at", "text"]

    @classmethod
    def everything_public(cls) -> Any:
        return Minutes.objects.in_force()


class DecisionSerializer(Thing):
    text = TextsField()
    agenda_item = KeyField(AgendaItem, help_text=_("Key of the public agenda item."))

    class Meta:
        model = Decision
        belongs = {"meeting": "meeting"}
        fields = ["id", "meeting", "agenda_item", "number", "text"]


class ActionUpdateSerializer(Row):
    class Meta:
        model = ActionUpdate
        list_serializer_class = Below
        of = staticmethod(
            lambda: ActionUpdate.objects.filter(action=OuterRef("pk"), visibility=Visibility.PUBLIC)
        )
        fields = ["date", "status", "due_on", "note"]


class AgreedActionSerializer(Thing):
    title = TextsField()
    description = TextsField()
    agenda_item = KeyField(AgendaItem, help_text=_("Key of the public agenda item."))
    projects = KeysField(
        Project, "actions", help_text=_("Keys of the public projects it is about.")
    )
    evidence = KeysField(
        Document, "actions", help_text=_("Keys of the public documents that show it was done.")
    )
    updates = ActionUpdateSerializer(
        many=True, read_only=True, help_text=_("Public reports, the newest first.")
    )

    class Meta:
        model = AgreedAction
        belongs = {
            "meeting": "meeting",
            "project": "projects",
            "organisation": ["owner", "counterpart"],
        }
        fields = [
            *("id", "meeting", "agenda_item", "number", "title", "description"),
            *("owner", "counterpart", "due_on", "status", "closed_on", "projects", "evidence"),
            *("evidence_url", "updates", "updated_at", "is_demo"),
        ]
