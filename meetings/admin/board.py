"""What an officer of the partnership sees first: the next review and what stands in its way."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest
from django.utils import timezone

from meetings.models import AgreedAction, Minutes, MinutesState
from meetings.readiness import next_meeting, readiness
from publishing import policies
from publishing.admin.worklist import shown_first
from publishing.models import Revision, RevisionState

MOST_LISTED = 5


@shown_first("admin/meetings/_board.html")
def officers_board(request: HttpRequest) -> dict[str, Any] | None:
    """The board, for who publishes and prepares meetings; about twenty queries."""
    user = request.user
    if not (
        user.has_perm("publishing.publish_revision") and user.has_perm("meetings.change_meeting")
    ):
        return None
    meeting = next_meeting(user)
    overdue: Any = policies.reachable(user, AgreedAction.objects.overdue())
    waiting: Any = policies.reachable(
        user,
        Minutes.objects.latest_versions().filter(
            state__in=[MinutesState.DRAFT, MinutesState.CIRCULATED]
        ),
    )
    return {
        "meeting": meeting,
        "days_left": (meeting.first_day - timezone.localdate()).days if meeting else None,
        "board": readiness(meeting, user) if meeting else None,
        "overdue": overdue.count(),
        "overdue_first": overdue.select_related("owner").prefetch_related(
            "translations", "owner__translations"
        )[:MOST_LISTED],
        "minutes": waiting.select_related("meeting").prefetch_related("meeting__translations")[
            :MOST_LISTED
        ],
        "reviews": Revision.objects.open().filter(state=RevisionState.SUBMITTED).count(),
    }
