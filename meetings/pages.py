"""What the page of a meeting shows: what is public of it, in few queries."""

from __future__ import annotations

from django.db.models import Prefetch

from donors.models import OrganisationQuerySet, PriorityArea
from library.models import Document
from meetings.models import (
    AgendaItem,
    AgreedAction,
    Attendance,
    Decision,
    Delegation,
    Meeting,
    MeetingQuerySet,
    Participant,
    Statement,
)
from projects.models import Project


def with_agenda(meetings: MeetingQuerySet) -> MeetingQuerySet:
    """The public agenda of each meeting."""
    return meetings.prefetch_related(
        "translations",
        Prefetch(
            "agenda_items",
            AgendaItem.objects.public().prefetch_related(
                "translations",
                Prefetch("area", PriorityArea.objects.public().prefetch_related("translations")),
                Prefetch("projects", Project.objects.public().prefetch_related("translations")),
            ),
        ),
    )


def for_page(meetings: MeetingQuerySet) -> MeetingQuerySet:
    """What the meeting's own page shows."""
    seated = Delegation.objects.filter(OrganisationQuerySet.is_public(prefix="organisation__"))
    around = Meeting.objects.public().prefetch_related("translations")
    return with_agenda(meetings).prefetch_related(
        Prefetch("priority_areas", PriorityArea.objects.public().prefetch_related("translations")),
        Prefetch("documents", Document.objects.public().prefetch_related("translations")),
        Prefetch("previous", around),
        Prefetch("next", around),
        Prefetch("part_of", around),
        Prefetch("parts", around, "public_parts"),
        Prefetch(
            "delegations",
            seated.select_related("organisation").prefetch_related(
                "organisation__translations",
                Prefetch(
                    "participants",
                    Participant.objects.exclude(attendance=Attendance.ABSENT)
                    .select_related("person")
                    .prefetch_related("translations", "person__translations"),
                ),
            ),
        ),
        Prefetch("decisions", Decision.objects.public().prefetch_related("translations")),
        Prefetch(
            "actions",
            AgreedAction.objects.public()
            .select_related("owner", "counterpart")
            .prefetch_related("translations", "owner__translations", "counterpart__translations"),
        ),
    )


def public_statements(meeting: Meeting) -> list[Statement]:
    """What was said there and may be read by everybody, in order. Runs five queries."""
    return list(
        Statement.objects.public()
        .filter(participant__delegation__meeting=meeting)
        .select_related("participant__person")
        .prefetch_related(
            "translations", "participant__translations", "participant__person__translations"
        )
    )
