"""What differs between two snapshots, and how two people's changes come together."""

from __future__ import annotations

import dataclasses
from typing import Any, Literal

from publishing.snapshots.rows import Row, Snapshot


@dataclasses.dataclass(frozen=True, slots=True)
class Change:
    """A row that was added, removed or changed; ``fields`` maps names to old and new values."""

    label: str
    key: str
    kind: Literal["added", "removed", "changed"]
    fields: dict[str, tuple[Any, Any]]


@dataclasses.dataclass(frozen=True, slots=True)
class Conflict:
    """What two people made of the same field, or of the same row where ``field`` is empty.

    A row that one of them removed is ``None`` on that side.
    """

    label: str
    key: str
    field: str
    base: Any
    mine: Any
    theirs: Any

    @property
    def name(self) -> str:
        """Tells this conflict from all others of the same thing."""
        return f"{self.label}-{self.key}-{self.field}"


def _pairs(old: Snapshot, new: Snapshot) -> Any:
    """Every row of either, as ``(label, key, old row, new row)``."""
    for label in dict.fromkeys([*old, *new]):
        before, after = old.get(label, {}), new.get(label, {})
        for key in dict.fromkeys([*before, *after]):
            yield label, key, before.get(key), after.get(key)


def differences(old: Snapshot, new: Snapshot) -> list[Change]:
    """What became of the rows between the two, in the order of ownership."""
    found = []
    for label, key, before, after in _pairs(old, new):
        if before == after:
            continue
        fields = {
            name: ((before or {}).get(name), (after or {}).get(name))
            for name in dict.fromkeys([*(before or {}), *(after or {})])
            if (before or {}).get(name) != (after or {}).get(name)
        }
        kind: Any = "added" if before is None else "removed" if after is None else "changed"
        found.append(Change(label, key, kind, fields))
    return found


class _Meeting:
    """Brings rows together, and remembers what it cannot decide."""

    def __init__(self, choices: dict[str, str]) -> None:
        self.choices = choices
        self.conflicts: list[Conflict] = []

    def decide(self, conflict: Conflict) -> Any:
        """Whose version stands: as chosen, or else theirs."""
        choice = self.choices.get(conflict.name)
        if choice is None:
            self.conflicts.append(conflict)
        return conflict.mine if choice == "mine" else conflict.theirs

    def row(self, label: str, key: str, rows: tuple[Row | None, Row | None, Row | None]) -> Any:
        """The row that both made of the first one, which is ``None`` where there was none."""
        was, own, other = rows
        if own == was:
            return other
        if other == was:
            return own
        return self.fields(label, key, rows)

    def fields(self, label: str, key: str, rows: tuple[Row | None, Row | None, Row | None]) -> Any:
        """The same, field by field."""
        was, own, other = rows
        if own is None or other is None:
            return self.decide(Conflict(label, key, "", was, own, other))
        merged = dict(other)
        for name, mine in own.items():
            theirs, before = other.get(name), (was or {}).get(name)
            if mine == theirs or (was is not None and mine == before):
                continue
            if was is not None and theirs == before:
                merged[name] = mine
            else:
                merged[name] = self.decide(Conflict(label, key, name, before, mine, theirs))
        return merged


def merge(
    base: Snapshot | None,
    mine: Snapshot,
    theirs: Snapshot,
    *,
    choices: dict[str, str] | None = None,
) -> tuple[Snapshot, list[Conflict]]:
    """What both made of ``base``, and what nobody but a person can decide.

    A field that one of them changed is taken from them; where both did, differently, theirs
    stands and a conflict is returned, unless ``choices`` names ``"mine"`` or ``"theirs"`` for
    it. Without a base every difference is a conflict.
    """
    merged: Snapshot = {}
    meeting = _Meeting(choices or {})
    for label, key, own, other in _pairs(_with_keys_of(mine, theirs), theirs):
        if own == other:
            row = own
        elif base is None:
            row = meeting.fields(label, key, (None, own, other))
        else:
            row = meeting.row(label, key, (base.get(label, {}).get(key), own, other))
        if row is not None:
            merged.setdefault(label, {})[key] = row
    return merged, meeting.conflicts


def _with_keys_of(mine: Snapshot, theirs: Snapshot) -> Snapshot:
    """Mine, with their keys for texts that both added in the same language."""
    aligned = dict(mine)
    for label, rows in mine.items():
        known = {_text_of(row): key for key, row in theirs.get(label, {}).items() if _text_of(row)}
        if known:
            aligned[label] = {known.get(_text_of(row), key): row for key, row in rows.items()}
    return aligned


def _text_of(row: Row) -> tuple[Any, Any] | None:
    """What and in which language, if the row holds the texts of something."""
    if "language_code" in row and "master_id" in row:
        return row["master_id"], row["language_code"]
    return None
