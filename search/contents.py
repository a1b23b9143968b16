"""Contents of publishable things, from what is public now to what will be."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Sequence
from typing import Any

from publishing.many import any_of
from publishing.models import PublicationState
from search.instants import next_change
from search.sources import Content


class Contents(dict[int, Content]):
    """The contents of those of some things that are public at the moment, by key; no texts yet.

    ``rows`` holds the fields asked for. Iterating over ``all()`` also gives what becomes public
    later: without texts, but with the moment when to look again. Runs two queries.
    """

    def __init__(self, public: Any, keys: Sequence[int], now: dt.datetime, *fields: str) -> None:
        super().__init__()
        self.now = now
        self.rows: dict[int, dict[str, Any]] = {}
        self._waiting: list[Content] = []
        shown = set(public.filter(pk__among=any_of(keys)).order_by().values_list("pk", flat=True))
        things = public.model._default_manager.filter(pk__among=any_of(keys)).order_by("pk")
        for row in things.values("pk", "state", "publish_at", "expire_at", *fields):
            key = row["pk"]
            content = Content(key)
            if row["state"] == PublicationState.PUBLISHED:
                moments = (row["publish_at"], row["expire_at"])
                content.valid_until = next_change(moments, now)
            if key in shown:
                self[key], self.rows[key] = content, row
            elif content.valid_until is not None:
                self._waiting.append(content)

    def depends_on(self, key: int, *moments: dt.datetime | None) -> None:
        """A text of this content is public between these moments only."""
        if key in self:
            self[key].valid_until = next_change(moments, self.now, self[key].valid_until)

    def all(self) -> Iterator[Content]:
        """What is public, then what will be."""
        yield from self.values()
        yield from self._waiting
