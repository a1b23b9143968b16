"""What other apps make searchable: each registers its sources in its ``searchable.py``."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any, ClassVar

from django.db.models import BooleanField, ExpressionWrapper, Q, QuerySet, Value
from django.urls import reverse
from django.utils.functional import Promise

from publishing.many import any_of
from publishing.rows import Row, as_rows, text


@dataclass(slots=True)
class Texts:
    """What a thing says in one language, from what matters most to what matters least."""

    title: str = ""
    summary: list[str] = field(default_factory=list)
    body: list[str] = field(default_factory=list)


@dataclass(slots=True)
class Content:
    """All that one thing is found by."""

    object_id: int
    texts: dict[str, Texts] = field(default_factory=dict)
    """By language; nothing while the thing is not public."""
    codes: list[str] = field(default_factory=list)
    """Official identifiers, found as they are typed."""
    names: list[str] = field(default_factory=list)
    """Countries, organisations, people and places, in every language."""
    whole_names: list[str] = field(default_factory=list)
    """Long names that are found when they are typed whole, and by no single word of theirs."""
    day: dt.date | None = None
    valid_until: dt.datetime | None = None


class Source:
    """A kind of thing that can be searched."""

    kind: ClassVar[str]
    label: ClassVar[str | Promise]
    """Its name in the plural, for readers."""
    place: ClassVar[int]
    """Where its group stands among the others: what readers look for most comes first."""
    title: ClassVar[str] = "title"
    """The translated field that names a thing."""
    page: ClassVar[str] = ""
    """The page of a thing, which has its slug in the address; empty if it has none of its own."""
    has_page: ClassVar[Q] = Q(pk__isnull=False)
    """Which of the things have one."""

    def public(self) -> Any:
        """The QuerySet of what the public may see now."""
        raise NotImplementedError

    def all_keys(self) -> Iterable[int]:
        """The keys of all things of this kind, public or not."""
        keys: Iterable[int] = (
            self.public().model._default_manager.order_by("pk").values_list("pk", flat=True)
        )
        return keys.iterator(chunk_size=5000) if hasattr(keys, "iterator") else keys

    def contents(self, keys: Sequence[int], now: dt.datetime) -> Iterable[Content]:
        """What these things say at that moment; those that say nothing are left out.

        Whatever else is derived from them is renewed as well.
        """
        raise NotImplementedError

    def result_rows(self, keys: Sequence[int]) -> QuerySet[Any, Row]:
        """Those of these things that are public, with what a search result shows."""
        return as_rows(
            self.public().filter(pk__among=any_of(keys)).order_by(),
            kind=Value(self.kind),
            id="pk",
            slug="slug",
            title=text(self.title),
            is_demo="is_demo",
            has_page=ExpressionWrapper(self.has_page, output_field=BooleanField()),
        )

    def address(self, row: Row) -> str:
        """The page of a thing, from its ``result_rows``; empty for what has none."""
        return reverse(self.page, args=[row["slug"]]) if self.page and row["has_page"] else ""


_sources: dict[str, Source] = {}


def register(source: type[Source]) -> type[Source]:
    """Make a kind of thing searchable; a class decorator."""
    _sources[source.kind] = source()
    return source


def source(kind: str) -> Source:
    """The registered source of that kind."""
    return _sources[kind]


def sources() -> list[Source]:
    """All of them, what readers look for most first."""
    return sorted(_sources.values(), key=lambda one: one.place)


def public_things(kinds: Iterable[str] | None = None) -> dict[str, QuerySet[Any]]:
    """What the public may see of these kinds, or of all, by kind."""
    return {one.kind: one.public() for one in sources() if kinds is None or one.kind in kinds}
