"""Meetings that readers knew of and that were taken back: their calendars must be told.

Told is that the entries are off, under their names for programs (``UID``), which say nothing. No
text and no day of a meeting that is public no more is said again: an entry needs a day (RFC 5546),
and gets the one on which the meeting was taken back.
"""

from __future__ import annotations

import dataclasses
import datetime as dt
from typing import Any

from django.contrib.contenttypes.models import ContentType
from django.db.models import F, OuterRef, Prefetch, QuerySet, Subquery
from django.db.models.functions import Coalesce
from django.utils import timezone

from meetings.models import AgreedAction, ImportantDate, Meeting
from publishing.models import PublicationEvent, PublicationState, PublicationStep, Visibility

KEPT = dt.timedelta(days=90)
"""So long a calendar says that a meeting was taken back: programs ask every few hours or days."""


@dataclasses.dataclass(frozen=True, slots=True)
class Gone:
    """An entry of a calendar that is off: its kind, key and how often it changed."""

    kind: str
    key: int
    version: int


@dataclasses.dataclass(frozen=True, slots=True)
class Withdrawn:
    """A meeting that was taken back, with the entries that calendars may have of it."""

    at: dt.datetime
    entries: list[Gone]


def withdrawn(meetings: QuerySet[Meeting]) -> list[Withdrawn]:
    """Those among the meetings that were public, are not any more, and were not over by then.

    A meeting that was never public is none of them; nor is one that was held and put away later,
    or whose time on the site ended by itself. Runs three queries.
    """
    taken_back = PublicationEvent.objects.filter(
        content_type=ContentType.objects.get_for_model(Meeting),
        object_id=OuterRef("pk"),
        step__in=[PublicationStep.UNPUBLISHED, PublicationStep.ARCHIVED],
    ).order_by("-at")
    found = (
        meetings.filter(first_published_at__isnull=False)
        .exclude(state=PublicationState.PUBLISHED)
        .annotate(taken_back=Coalesce(Subquery(taken_back.values("at")[:1]), F("updated_at")))
        .filter(taken_back__gt=timezone.now() - KEPT, ends_at__gte=F("taken_back"))
        .prefetch_related(
            _public(ImportantDate, "important_dates"), _public(AgreedAction, "actions")
        )
        .order_by("pk")
    )
    return [_withdrawn(one) for one in found]


def _public(model: Any, name: str) -> Prefetch:
    return Prefetch(name, model.objects.filter(visibility=Visibility.PUBLIC).order_by("pk"))


def _withdrawn(meeting: Any) -> Withdrawn:
    version = meeting.version
    dates = [Gone("date", one.pk, version) for one in meeting.important_dates.all()]
    actions = [Gone("action", one.pk, one.version + version) for one in meeting.actions.all()]
    entries = [Gone("meeting", meeting.pk, version), *dates, *actions]
    return Withdrawn(meeting.taken_back, entries)
