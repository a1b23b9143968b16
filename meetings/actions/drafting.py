"""The text of minutes, from what was recorded."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.template.loader import render_to_string
from django.utils import translation

from donors.models import Organisation
from meetings.agenda import in_order
from meetings.models import (
    AgendaItem,
    AgreedAction,
    Attendance,
    Decision,
    Delegation,
    Meeting,
    Participant,
    Statement,
)
from projects.models import Lesson
from publishing.models import Visibility

PRESENT = (Attendance.IN_PERSON, Attendance.ONLINE)


def _records(meeting: Meeting, *, public: bool) -> dict[str, Any]:
    """Statements, decisions, actions and lessons: all but internal ones, or public ones only.

    What is public here is so by its own choice; the meeting may be a draft yet.
    """
    seen = [Visibility.PUBLIC] if public else [Visibility.PUBLIC, Visibility.PARTNERSHIP]
    texts = ("translations", "projects__translations")
    return {
        "statements": Statement.objects.filter(
            participant__delegation__meeting=meeting, visibility__in=seen
        ).prefetch_related(
            *texts,
            "participant__translations",
            "participant__person__translations",
            "participant__delegation__organisation__translations",
        ),
        "decisions": Decision.objects.filter(meeting=meeting, visibility__in=seen).prefetch_related(
            *texts
        ),
        "actions": AgreedAction.objects.filter(
            meeting=meeting, visibility__in=seen
        ).prefetch_related(*texts, "owner__translations", "counterpart__translations"),
    }


def languages_of(meeting: Meeting) -> list[str]:
    """The languages of the site that the records have; the source language if there are none."""
    found: set[str] = set()
    for model, path in (
        (Statement, "participant__delegation__meeting"),
        (Decision, "meeting"),
        (AgreedAction, "meeting"),
    ):
        texts: Any = model._meta.get_field("translations").related_model  # type: ignore[union-attr]
        found |= set(
            texts._default_manager.filter(**{f"master__{path}": meeting}).values_list(
                "language_code", flat=True
            )
        )
    listed = [code for code, _name in settings.LANGUAGES if code in found]
    return listed or [settings.LANGUAGE_CODE]


def minutes_text(meeting: Meeting, language: str, *, public: bool) -> str:
    """The minutes in a language, as rich text. What has no text in it is told in another one,
    marked as such."""
    seen = [Visibility.PUBLIC] if public else [Visibility.PUBLIC, Visibility.PARTNERSHIP]
    records = {name: list(rows) for name, rows in _records(meeting, public=public).items()}
    known = set(Organisation.objects.public().values_list("pk", flat=True))
    if public:
        # Words of people and promises of organisations that the public does not know stay out.
        records["statements"] = [
            one
            for one in records["statements"]
            if one.participant.delegation.organisation_id in known
        ]
        records["actions"] = [
            one
            for one in records["actions"]
            if one.owner_id in known and one.counterpart_id in {None, *known}
        ]
    items = list(
        AgendaItem.objects.filter(meeting=meeting).prefetch_related("translations", "lessons")
    )
    shown = [item for item in items if item.visibility in seen]
    kept = {item.pk for item in shown}
    lessons = set(Lesson.objects.public().values_list("pk", flat=True)) if public else set()
    parts = [
        {
            "item": item,
            **{
                name: [one for one in rows if one.agenda_item_id == item.pk]
                for name, rows in records.items()
            },
            "lessons": _lessons(item, lessons, public=public),
        }
        for item in in_order(shown, place=lambda item: (item.pk, item.parent_id))
    ]
    elsewhere = {
        name: [one for one in rows if one.agenda_item_id not in kept]
        for name, rows in records.items()
    }
    if public:
        # What belongs to an item that is not public would tell of it.
        hidden = {item.pk for item in items} - kept
        elsewhere = {
            name: [one for one in rows if one.agenda_item_id not in hidden]
            for name, rows in elsewhere.items()
        }
    delegations = Delegation.objects.filter(meeting=meeting).prefetch_related(
        "organisation__translations"
    )
    present = Participant.objects.filter(
        delegation__meeting=meeting, attendance__in=PRESENT
    ).prefetch_related("translations", "person__translations")
    with translation.override(language):
        html = render_to_string(
            "meetings/_minutes_draft.html",
            {
                "meeting": meeting,
                "delegations": [
                    {
                        "organisation": one.organisation,
                        "present": [who for who in present if who.delegation_id == one.pk],
                    }
                    for one in delegations
                    if not public or one.organisation_id in known
                ],
                "parts": parts,
                "elsewhere": elsewhere,
            },
        )
    return "\n".join(line for line in map(str.strip, html.splitlines()) if line)


def _lessons(item: AgendaItem, known: set[int], *, public: bool) -> list[Lesson]:
    lessons = item.lessons.prefetch_related("translations")
    return [one for one in lessons if not public or one.pk in known]

