"""Bringing the rows of a project to what a file asks for, with as few writes as possible.

Rows that stay keep their primary keys, so that what hangs on them (evidence, key messages)
stays as well. Rows are removed only where an import made them: what staff have added to a
project is theirs. Approved measurements are never changed: a new one corrects them.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from parler.models import TranslatableModel

from projects.models import (
    Budget,
    Disaggregation,
    Indicator,
    Location,
    Measurement,
    MeasurementState,
    Participation,
    Period,
    PolicyMarker,
    ProjectDocument,
    ProjectGoal,
    ProjectSector,
    RecipientCountry,
    RecipientRegion,
    RelatedProject,
    Result,
    Transaction,
)

Kind = type[Any]
Fields = Mapping[str, Any]
Texts = Mapping[str, Mapping[str, str]]
"""By language, then by field; a file never asks for an empty text."""
Known = Callable[[Fields, Texts], Iterable[Hashable]]


@dataclass(slots=True)
class Row:
    """A row that an activity asks for; its owner is the project or the row it is below."""

    kind: Kind
    fields: dict[str, Any]
    """Values by attribute name (``organisation_id``), without its owner's."""
    texts: Texts = field(default_factory=dict)
    below: list[Row] = field(default_factory=list)


@dataclass(slots=True)
class Stored:
    """A row as it is in the database."""

    pk: int
    owner: int
    fields: Fields
    texts: Texts


def _by(*names: str) -> Known:
    return lambda fields, _texts: [tuple(fields[name] for name in names)]


def _by_text(name: str) -> Known:
    return lambda _fields, texts: [(tag, text.get(name)) for tag, text in texts.items()]


# By what a row is known again, best first. Each sign is tried on what those before it left.
KNOWN_BY: Mapping[Kind, tuple[Known, ...]] = {
    Participation: (_by("organisation_id", "role"),),
    RecipientCountry: (_by("country"),),
    RecipientRegion: (_by("vocabulary", "code"),),
    ProjectSector: (_by("sector_id"),),
    ProjectGoal: (_by("goal", "target"),),
    PolicyMarker: (_by("marker"),),
    Location: (_by_text("name"), _by("latitude", "longitude")),
    Budget: (
        _by("type", "status", "period_start", "period_end", "amount", "currency"),
        _by("type", "period_start", "period_end"),
    ),
    Transaction: (
        _by("type", "ref", "date", "amount", "currency", "provider_id", "receiver_id"),
        _by("type", "ref", "date"),
    ),
    Result: (_by_text("title"), _by("order")),
    Indicator: (_by_text("title"), _by("order")),
    Period: (_by("start", "end"),),
    Measurement: (_by("value", "as_of"), _by()),
    ProjectDocument: (_by("document_id"),),
    RelatedProject: (_by("ref", "type"),),
}
OWNER: Mapping[Kind, str] = {
    **dict.fromkeys(KNOWN_BY, "project_id"),
    Indicator: "result_id",
    Period: "indicator_id",
    Measurement: "period_id",
    Disaggregation: "measurement_id",
}
BELOW: Mapping[Kind, Kind] = {Result: Indicator, Indicator: Period, Period: Measurement}
MEASURED: Mapping[Kind, str] = {
    Result: "period__indicator__result",
    Indicator: "period__indicator",
    Period: "period",
}
# Shares add up to a whole, so a row the file does not know cannot stay among them.
WHOLES: frozenset[Kind] = frozenset({RecipientCountry, RecipientRegion, ProjectSector})
# Follow from amount, currency and day, or were quoted by staff.
DERIVED = frozenset({"usd_amount", "usd_source", "usd_quoted"})


class ProjectRows:
    """Writes the rows of one project and notes what it did."""

    def __init__(self, project: int, made: Mapping[str, Iterable[int]] | None = None) -> None:
        self.project = project
        self.made = {kind: set(keys) for kind, keys in (made or {}).items()}
        """Keys of the rows that imports have made, by the name of their kind."""
        self.writes = 0
        self.left_to_staff = 0
        """Values recorded by staff that differ from the file's."""

    def create(self, rows: Iterable[Row]) -> None:
        """Write the rows of a new project: one statement per kind, and one for its texts."""
        self._create([(row, self.project) for row in rows])

    def sync(self, rows: Iterable[Row]) -> None:
        """Change the rows of the project to these."""
        by_kind: dict[Kind, list[tuple[Row, int]]] = defaultdict(list)
        for row in rows:
            by_kind[row.kind].append((row, self.project))
        for kind in KNOWN_BY:
            if OWNER[kind] == "project_id":
                self._sync(kind, by_kind[kind], [self.project])

    def _create(self, wanted: Sequence[tuple[Row, int]]) -> None:
        by_kind: dict[Kind, list[tuple[Row, int]]] = defaultdict(list)
        for row, owner in wanted:
            by_kind[row.kind].append((row, owner))
        for kind, members in by_kind.items():
            things = [kind(**{OWNER[kind]: owner}, **row.fields) for row, owner in members]
            kind.objects.bulk_create(things)
            keys = [thing.pk for thing in things]
            self.made.setdefault(kind.__name__, set()).update(keys)
            self.writes += len(keys)
            written = [(row, key) for (row, _owner), key in zip(members, keys, strict=True)]
            create_texts(kind, {key: row.texts for row, key in written})
            self._create([(child, key) for row, key in written for child in row.below])

    def _sync(self, kind: Kind, wanted: list[tuple[Row, int]], owners: list[int]) -> None:
        rows = kind.objects.filter(**{f"{OWNER[kind]}__in": owners})
        if kind is Measurement:
            self._sync_measurements(wanted, rows.approved())
            return
        pairs, new, gone = _matched(kind, wanted, _stored(kind, rows))
        self._remove(kind, gone)
        changed = [
            kind(**{"pk": was.pk, **row.fields})
            for row, was in pairs
            if any(was.fields[name] != row.fields[name] for name in row.fields.keys() - DERIVED)
        ]
        if changed:
            kind.objects.bulk_update(changed, [*pairs[0][0].fields])
        texts = {was.pk: (row.texts, was.texts) for row, was in pairs}
        self.writes += len(changed) + update_texts(kind, texts)
        if kind in BELOW and pairs:
            below = [(child, was.pk) for row, was in pairs for child in row.below]
            self._sync(BELOW[kind], below, [was.pk for _row, was in pairs])
        self._create(new)

    def _remove(self, kind: Kind, gone: Iterable[Stored]) -> None:
        ours = self.made.get(kind.__name__, set())
        keys = {was.pk for was in gone if kind in WHOLES or was.pk in ours}
        if keys and kind in MEASURED:
            values = Measurement.objects.filter(**{f"{MEASURED[kind]}__in": keys})
            self._withdraw(values.filter(state=MeasurementState.APPROVED, recorded_by=None))
            # A value that was once approved stays on record, and so does all above it.
            final = [MeasurementState.APPROVED, MeasurementState.WITHDRAWN]
            keys -= set(values.filter(state__in=final).values_list(MEASURED[kind], flat=True))
        if keys:
            kind.objects.filter(pk__in=keys).delete()
            self.writes += len(keys)
            ours -= keys

    def _sync_measurements(self, wanted: list[tuple[Row, int]], approved: Any) -> None:
        stored = _stored(Measurement, approved)
        parts: dict[int, set[tuple[Any, ...]]] = defaultdict(set)
        for measurement, *part in Disaggregation.objects.filter(
            measurement__in=[was.pk for was in stored]
        ).values_list("measurement_id", "dimension", "category", "value"):
            parts[measurement].add(tuple(part))
        pairs, new, gone = _matched(Measurement, wanted, stored)
        for row, was in pairs:
            if (
                all(was.fields[name] == value for name, value in row.fields.items())
                and {tuple(part.fields.values()) for part in row.below} == parts[was.pk]
                and not _changed_texts(row.texts, was.texts)
            ):
                continue
            if was.fields["recorded_by_id"] is None:
                row.fields["corrects_id"] = was.pk
                new.append((row, was.owner))
            else:
                self.left_to_staff += 1
        imported = [was.pk for was in gone if was.fields["recorded_by_id"] is None]
        if imported:
            self._withdraw(Measurement.objects.filter(pk__in=imported))
        self._create(new)

    def _withdraw(self, values: Any) -> None:
        self.writes += values.update(state=MeasurementState.WITHDRAWN)


def _matched(
    kind: Kind, wanted: list[tuple[Row, int]], stored: list[Stored]
) -> tuple[list[tuple[Row, Stored]], list[tuple[Row, int]], list[Stored]]:
    """Which wanted row is which stored one; then the wanted and the stored without partner."""
    pairs: list[tuple[Row, Stored]] = []
    left = {was.pk: was for was in stored}
    for known in KNOWN_BY[kind]:
        if not wanted or not left:
            break
        alike: dict[Hashable, list[int]] = defaultdict(list)
        for was in reversed(left.values()):
            for sign in known(was.fields, was.texts):
                alike[was.owner, sign].append(was.pk)
        rest = []
        for row, owner in wanted:
            for sign in known(row.fields, row.texts):
                keys = alike.get((owner, sign), [])
                while keys and keys[-1] not in left:
                    keys.pop()
                if keys:
                    pairs.append((row, left.pop(keys.pop())))
                    break
            else:
                rest.append((row, owner))
        wanted = rest
    return pairs, wanted, list(left.values())


def _stored(kind: Kind, rows: Any) -> list[Stored]:
    values = {row["id"]: row for row in rows.order_by("pk").values()}
    texts = stored_texts(kind, values)
    return [Stored(pk, row[OWNER[kind]], row, texts.get(pk, {})) for pk, row in values.items()]


def stored_texts(kind: Kind, keys: Iterable[int]) -> dict[int, dict[str, dict[str, str]]]:
    """The texts of these rows by language; nothing for kinds without texts."""
    found: dict[int, dict[str, dict[str, str]]] = defaultdict(dict)
    if issubclass(kind, TranslatableModel) and (keys := list(keys)):
        for row in kind.translations.rel.related_model.objects.filter(master__in=keys).values():
            found[row["master_id"]][row["language_code"]] = row
    return found


def create_texts(kind: Kind, texts: Mapping[int, Texts]) -> None:
    """Write the texts of new rows, by primary key."""
    if any(texts.values()):
        model = kind.translations.rel.related_model
        model.objects.bulk_create(
            model(master_id=key, language_code=language, **text)
            for key, by_language in texts.items()
            for language, text in by_language.items()
        )


def update_texts(kind: Kind, texts: Mapping[int, tuple[Texts, Texts]]) -> int:
    """Write those wanted texts that differ from the stored ones; return how many.

    Languages and texts the file does not have are left as they are: staff translate.
    """
    count = 0
    new: dict[int, Texts] = {}
    for key, (wanted, was) in texts.items():
        changed = _changed_texts(wanted, was)
        count += len(changed)
        new[key] = {language: text for language, text in changed.items() if language not in was}
        for language in changed.keys() & was.keys():
            kind.translations.rel.related_model.objects.filter(
                master=key, language_code=language
            ).update(**changed[language])
    create_texts(kind, new)
    return count


def _changed_texts(wanted: Texts, was: Texts) -> Texts:
    return {
        language: text
        for language, text in wanted.items()
        if any(was.get(language, {}).get(name) != value for name, value in text.items())
    }
