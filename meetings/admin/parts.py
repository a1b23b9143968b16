"""What all records of a meeting have in common in the admin."""

from __future__ import annotations

from typing import Any

from publishing.admin import TranslatedAdmin

MEETING_SEARCH = ["meeting__translations__title", "meeting__slug"]


class RecordAdmin(TranslatedAdmin):
    """The page of a record, with the way back to its meeting."""

    def path_to(self, thing: Any) -> list[Any]:
        return [thing.meeting]
