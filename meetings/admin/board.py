"""What an officer of the partnership sees first: the next review and what stands in its way."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest

from meetings.admin.path import last_review, path_of
from meetings.models import AgreedAction, Minutes, MinutesState
from meetings.readiness import next_meeting, readiness
from publishing import policies
from publishing.admin.worklist import shown_first
from publishing.models import Revision, RevisionState

MOST_LISTED = 5


@shown_first("admin/meetings/_board.html")
def officers_board(request: HttpRequest) -> dict[str, Any] | None:
    """The board, for who publishes and prepares meetings; about thirty queries."""
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
    board = readiness(meeting, user) if meeting else None
    over = last_review(user)
    last = path_of(over, is_ready=True) if over else None
    return {
        "meeting": meeting,
        "path": path_of(meeting, is_ready=not board.debts) if meeting and board else None,
        "last": None if last is None or last.is_finished else last,
        "board": board,
        "overdue": overdue.count(),
        "overdue_first": overdue.select_related("owner").prefetch_related(
            "translations", "owner__translations"
        )[:MOST_LISTED],
        "minutes": waiting.select_related("meeting").prefetch_related("meeting__translations")[
            :MOST_LISTED
        ],
        "reviews": Revision.objects.open().filter(state=RevisionState.SUBMITTED).count(),
    }
