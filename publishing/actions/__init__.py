"""Operations on what can be published: from the first draft to the archive.

Each locks the thing first, so that what two people do to it happens one after the other, and
each is one transaction: whatever stops it in the middle leaves everything as it was.
"""

from publishing.actions.deleting import delete, why_published_kept
from publishing.actions.drafts import Draft, copy_of_live, lock, note, save_draft
from publishing.actions.facts import record_fact, record_rows
from publishing.actions.sharing import revoke_preview, share_preview
from publishing.actions.versions import discard, restore, set_aside
from publishing.actions.workflow import (
    OutdatedDraftError,
    archive,
    publish,
    request_changes,
    submit,
    unpublish,
)

__all__ = [
    "Draft",
    "OutdatedDraftError",
    "archive",
    "copy_of_live",
    "delete",
    "discard",
    "lock",
    "note",
    "publish",
    "record_fact",
    "record_rows",
    "request_changes",
    "restore",
    "revoke_preview",
    "save_draft",
    "set_aside",
    "share_preview",
    "submit",
    "unpublish",
    "why_published_kept",
]
