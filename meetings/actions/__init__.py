"""Operations on reviews: cloning, moving, what is noted on the day, and minutes.

Each asks ``publishing.policies``, locks what it changes and is one transaction.
"""

from meetings.actions.cloning import clone_review
from meetings.actions.minutes import (
    SIGNING_SIDES,
    Recipient,
    circulate,
    comment,
    draft_minutes,
    is_latest,
    next_version,
    publish_minutes,
    revoke_link,
    sign_by_link,
    sign_for,
    tell_of_answers,
    withdraw_minutes,
)
from meetings.actions.moving import move_programme
from meetings.actions.notes import (
    OUT_OF_HAND,
    DeletedNoteError,
    OutdatedNoteError,
    Sent,
    delete_note,
    record_attendance,
    run_item,
    why_kept,
    write_note,
)

__all__ = [
    "OUT_OF_HAND",
    "SIGNING_SIDES",
    "DeletedNoteError",
    "OutdatedNoteError",
    "Recipient",
    "Sent",
    "circulate",
    "clone_review",
    "comment",
    "delete_note",
    "draft_minutes",
    "is_latest",
    "move_programme",
    "next_version",
    "publish_minutes",
    "record_attendance",
    "revoke_link",
    "run_item",
    "sign_by_link",
    "sign_for",
    "tell_of_answers",
    "why_kept",
    "withdraw_minutes",
    "write_note",
]
