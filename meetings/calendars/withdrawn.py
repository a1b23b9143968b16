"""Meetings that readers knew of and that were taken back: what may still be said of them."""

from __future__ import annotations

import dataclasses
import datetime as dt
import zoneinfo
from typing import Any

from django.contrib.contenttypes.models import ContentType
from django.db.models import Max, QuerySet
from django.utils import timezone

from meetings.models import Meeting
from publishing.models import (
    PublicationEvent,
    PublicationState,
    PublicationStep,
    Revision,
    RevisionState,
)


@dataclasses.dataclass(frozen=True, slots=True)
class Withdrawn:
    """The days and the address under which a meeting was last public, and nothing else of it."""

    pk: int
    slug: str
    first_day: dt.date
    last_day: dt.date
    version: int
    updated_at: dt.datetime


def withdrawn(meetings: QuerySet[Meeting]) -> list[Withdrawn]:
    """Those among the meetings that were public, are not any more, and are not over.

    A meeting that was never public is none of them; nor is one whose time on the site ended by
    itself. What is drafted after a meeting was taken back goes into its row, so its days are
    taken from the last revision that was public. Runs up to three queries.
    """
    known = meetings.filter(first_published_at__isnull=False)
    rows = list(known.exclude(state=PublicationState.PUBLISHED))
    if not rows:
        return []
    last = _last_public([one.pk for one in rows])
    found = [_read(one, last.get(one.pk, {})) for one in rows]
    return [one for one in found if one.last_day >= timezone.localdate()]


def _last_public(keys: list[int]) -> dict[int, dict[str, Any]]:
    """What each meeting said when it was last public, where a revision tells.

    The first copy made of a meeting after it was taken back shows what it was then; without
    one, the last that was published.
    """
    of_meetings: dict[str, Any] = {
        "content_type": ContentType.objects.get_for_model(Meeting),
        "object_id__in": keys,
    }
    taken_back = dict(
        PublicationEvent.objects.filter(
            step__in=[PublicationStep.UNPUBLISHED, PublicationStep.ARCHIVED], **of_meetings
        )
        .order_by()
        .values_list("object_id")
        .annotate(Max("at"))
    )
    found: dict[int, dict[str, Any]] = {}
    settled: set[int] = set()
    copies = Revision.objects.filter(state=RevisionState.APPROVED, **of_meetings)
    for copy in copies.order_by("created_at", "pk"):
        key = copy.object_id
        if key in settled:
            continue
        found[key] = copy.snapshot.get("meetings.meeting", {}).get(str(key), {})
        if key in taken_back and copy.created_at > taken_back[key]:
            settled.add(key)
    return found


def _read(meeting: Meeting, known: dict[str, Any]) -> Withdrawn:
    def moment(name: str) -> dt.datetime:
        said = known.get(name)
        return dt.datetime.fromisoformat(said) if said else getattr(meeting, name)

    zone = zoneinfo.ZoneInfo(known.get("time_zone", meeting.time_zone))
    return Withdrawn(
        pk=meeting.pk,
        slug=known.get("slug", meeting.slug),
        first_day=moment("starts_at").astimezone(zone).date(),
        last_day=moment("ends_at").astimezone(zone).date(),
        version=meeting.version,
        updated_at=meeting.updated_at,
    )
