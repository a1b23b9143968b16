"""The text of minutes, from what was recorded."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.db.models import Exists, OuterRef, Q
from django.utils import translation
from django.utils.html import format_html
from django.utils.translation import gettext as _

from donors.models import Organisation
from meetings.actions import wording
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
TELLING: dict[str, Any] = {
    "followed_up": wording.followed_up,
    "statements": wording.statement,
    "decisions": wording.decision,
    "actions": wording.action,
    "lessons": wording.lesson,
}


def languages_of(meeting: Meeting) -> list[str]:
    """The languages of the site that the records have; the source language if there are none."""
    found: set[str] = set()
    for model, path in (
        (Statement, "participant__delegation__meeting"),
        (Decision, "meeting"),
        (AgreedAction, "meeting"),
    ):
        texts: Any = model._meta.get_field("translations").related_model
        found |= set(
            texts._default_manager.filter(**{f"master__{path}": meeting}).values_list(
                "language_code", flat=True
            )
        )
    listed = [code for code, _name in settings.LANGUAGES if code in found]
    return listed or [settings.LANGUAGE_CODE]


def minutes_text(meeting: Meeting, language: str, *, public: bool) -> str:
    """The minutes in a language, as rich text.

    All records but internal ones; for the public version only public ones, of organisations that
    the public knows, and nothing under an item that is not public. What is public here is so by
    its own choice: the meeting itself may still be a draft.
    """
    seen = {Visibility.PUBLIC} if public else {Visibility.PUBLIC, Visibility.PARTNERSHIP}
    known = set(Organisation.objects.public().values_list("pk", flat=True)) if public else None
    items = list(
        AgendaItem.objects.filter(meeting=meeting).prefetch_related(
            "translations", "lessons__translations"
        )
    )
    shown = in_order(
        [item for item in items if item.visibility in seen],
        place=lambda item: (item.pk, item.parent_id),
    )
    kept = {item.pk for item in shown}
    parents = {item.parent_id for item in shown}
    hidden = {item.pk for item in items} - kept
    under: dict[int | None, list[Any]] = {}
    for name, rows in _records(meeting, seen, known).items():
        for row in rows:
            if not (public and row.agenda_item_id in hidden):
                place = row.agenda_item_id if row.agenda_item_id in kept else None
                under.setdefault(place, []).append((name, row))
    for item in shown:
        under.setdefault(item.pk, [])[:0] = [
            ("followed_up", one) for one in _looked_back_at(item, seen, public=public)
        ]
    public_lessons = set(Lesson.objects.public().values_list("pk", flat=True))
    for item in shown:
        under.setdefault(item.pk, []).extend(
            ("lessons", one) for one in item.lessons.all() if not public or one.pk in public_lessons
        )
    with translation.override(language):
        parts: list[Any] = [wording.opening(meeting)]
        parts.append(format_html("<h3>{}</h3>", _("Who took part")))
        parts += ["<ul>", *_delegations(meeting, seen, known), "</ul>"]
        for item in shown:
            title = wording.said(item, "title")
            parts.append(format_html("<h3>{} {}</h3>", item.number, title))
            parts += [TELLING[name](row) for name, row in under[item.pk]]
            # The public version leaves out what is not public: that is not nothing.
            if not public and not under[item.pk] and item.pk not in parents:
                parts.append(format_html("<p>{}</p>", _("Nothing was recorded under this item.")))
        if None in under:
            parts.append(format_html("<h3>{}</h3>", _("Other matters")))
            parts += [TELLING[name](row) for name, row in under[None]]
        return "\n".join(parts)


def _looked_back_at(item: AgendaItem, seen: set[Any], *, public: bool) -> list[AgreedAction]:
    """The actions of earlier meetings that the item was to look at. Runs a query."""
    found = AgreedAction.objects.public() if public else AgreedAction.objects.all()
    return list(
        found.filter(followed_up_under=item, visibility__in=seen)
        .order_by("due_on", "pk")
        .prefetch_related("translations", "owner__translations", "counterpart__translations")
    )


def _records(meeting: Meeting, seen: set[Any], known: set[int] | None) -> dict[str, list[Any]]:
    statements = Statement.objects.filter(
        participant__delegation__meeting=meeting, visibility__in=seen
    ).prefetch_related(
        "translations", "participant__translations", "participant__person__translations"
    )
    decisions = Decision.objects.filter(meeting=meeting, visibility__in=seen)
    agreed = AgreedAction.objects.filter(meeting=meeting, visibility__in=seen)
    return {
        "statements": [
            one
            for one in statements.select_related("participant__delegation")
            if known is None or one.participant.delegation.organisation_id in known
        ],
        "decisions": list(decisions.prefetch_related("translations")),
        "actions": [
            one
            for one in agreed.order_by("number", "pk").prefetch_related(
                "translations", "owner__translations", "counterpart__translations"
            )
            if known is None or {one.owner_id, one.counterpart_id} <= {None, *known}
        ],
    }


def _delegations(meeting: Meeting, seen: set[Any], known: set[int] | None) -> list[Any]:
    """Those noted as present, and those who spoke though nobody noted them."""
    spoke = Statement.objects.filter(participant=OuterRef("pk"), visibility__in=seen)
    people = list(
        Participant.objects.filter(
            Q(attendance__in=PRESENT) | Exists(spoke), delegation__meeting=meeting
        ).prefetch_related("translations", "person__translations")
    )
    delegations = Delegation.objects.filter(meeting=meeting).prefetch_related(
        "organisation__translations"
    )
    return [
        wording.present(
            one.organisation, [person for person in people if person.delegation_id == one.pk]
        )
        for one in delegations
        if known is None or one.organisation_id in known
    ]
