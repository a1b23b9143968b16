"""What a frozen dossier holds that was taken back since: not shown, but said to be missing.

The entries as they are kept, and so their checksum, stay. A thing that the
readers of the dossier may see no more may be

- the subject of an entry, which is then left out;
- the subject of a row within an entry, such as an allocation: the row is left out, and the entry
  tells how many of it are;
- a name within a row or an entry: in its place the reader is told that it was taken back.

A name is known by the thing it names (``publishing.rows.naming``). What the same dossier, as
compiled now, still has or names may be seen: it is compiled for the same readers.
"""

from __future__ import annotations

import dataclasses
from collections import defaultdict
from collections.abc import Iterable, Iterator
from typing import Any

from django.apps import apps
from django.utils.translation import gettext as _

from meetings.dossier.compile import Entry, in_every_language
from publishing.many import any_of
from publishing.rows import Row

Thing = tuple[str, int]
"""The label of its model, and its key."""
NAMES = {"$texts", "$choice"}
"""Rows of nothing but these only name something."""


@dataclasses.dataclass(frozen=True, slots=True)
class Remainder:
    """What may be shown of a frozen dossier."""

    entries: list[Entry]
    withdrawn: int
    """How many parts of it are left out, or are not named any more."""


def what_remains(kept: Iterable[Entry], fresh: Iterable[Entry]) -> Remainder:
    """The kept entries without what was taken back. Runs a query for each kind of thing named.

    ``fresh`` is the same dossier as compiled now, for the same readers.
    """
    kept, fresh = list(kept), list(fresh)
    still = {(one.kind, one.object_id) for one in fresh}
    shown = [one for one in kept if one.object_id is None or (one.kind, one.object_id) in still]
    hidden = _hidden([one.data for one in shown], {*_things([one.data for one in fresh])})
    cuts = _Cuts(hidden)
    entries = [dataclasses.replace(one, data=cuts.entry(one.data)) for one in shown]
    return Remainder(entries, len(kept) - len(shown) + cuts.count)


def _things(data: Any) -> Iterator[Thing]:
    if isinstance(data, list):
        for one in data:
            yield from _things(one)
    elif isinstance(data, dict):
        if data.get("$key"):
            yield data["$thing"], data["$key"]
        for one in data.values():
            yield from _things(one)


def _hidden(records: list[Row], still_named: set[Thing]) -> set[Thing]:
    """The things named in the records that were taken back, or are no more at all."""
    named: dict[str, set[int]] = defaultdict(set)
    for label, key in {*_things(records)} - still_named:
        named[label].add(key)
    hidden: set[Thing] = set()
    for label, keys in named.items():
        found = apps.get_model(label).objects.public().filter(pk__among=any_of(keys))
        gone = keys - set(found.values_list("pk", flat=True))
        hidden |= {(label, key) for key in gone}
    return hidden


class _Cuts:
    """Takes hidden things out of records, and counts them."""

    def __init__(self, hidden: set[Thing]) -> None:
        self.hidden = hidden
        self.count = 0
        self.instead = {"$texts": in_every_language(lambda: _("(withdrawn)"))}

    def entry(self, data: Row) -> Row:
        """The entry, with how many rows of it are ``left_out``."""
        if not self.hidden:
            return data
        self.left_out = 0
        cut = self._record(data)
        return cut | {"left_out": self.left_out} if self.left_out else cut

    def _is_hidden(self, value: Any) -> bool:
        return (
            isinstance(value, dict)
            and "$key" in value
            and (value["$thing"], value["$key"]) in self.hidden
        )

    def _record(self, record: Row) -> Row:
        return {name: self._value(value) for name, value in record.items()}

    def _value(self, value: Any) -> Any:
        if self._is_hidden(value):
            self.count += 1
            return self.instead
        if isinstance(value, dict) and not any(name.startswith("$") for name in value):
            return self._record(value)
        if isinstance(value, list):
            rows = [self._row(one) if isinstance(one, dict) else one for one in value]
            return [one for one in rows if one is not None]
        return value

    def _row(self, row: Row) -> Row | None:
        """The row; what remains of one that only names things; ``None`` if it is left out."""
        if not any(map(self._is_hidden, row.values())):
            return self._record(row)
        self.count += 1
        if any(not _only_names(value) for value in row.values()):
            self.left_out += 1
            return None
        return {
            name: self.instead if isinstance(value, dict) and value.get("$texts") else value
            for name, value in row.items()
        }


def _only_names(value: Any) -> bool:
    return (
        value is None
        or isinstance(value, bool)
        or (isinstance(value, dict) and bool(NAMES & value.keys()))
    )
