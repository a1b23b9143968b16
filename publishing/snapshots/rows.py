"""The rows of a thing as plain data, and how they get back into the database."""

from __future__ import annotations

import functools
import json
import operator
from collections.abc import Iterable
from typing import Any

from django.apps import apps
from django.db import IntegrityError, models, transaction
from django.db.models import Q

from publishing.snapshots.ownership import owned_by

Row = dict[str, Any]
Snapshot = dict[str, dict[str, Row]]
"""Rows by the label of their model and their key: ``{"projects.budget": {"7": {...}}}``."""

FATE = frozenset({"state", "version", "first_published_at", "updated_at", "is_demo"})
"""Fields of the thing itself that say what became of it, not what it is."""


@functools.cache
def _columns(model: type[models.Model], root: type[models.Model]) -> list[models.Field[Any, Any]]:
    return [
        field
        for field in model._meta.local_concrete_fields
        if not field.primary_key
        and not field.generated
        and not (model is root and field.name in FATE)
    ]


def rows_of(model: type[models.Model], paths: Iterable[str], key: Any) -> models.QuerySet[Any, Any]:
    """The rows of an owned model that belong to the thing with this key."""
    owned = functools.reduce(operator.or_, (Q(**{path or "pk": key}) for path in paths))
    return model._base_manager.filter(owned)


def take(thing: models.Model) -> Snapshot:
    """The thing with everything it owns, as it is in the database. One query for each model."""
    root = type(thing)
    snapshot: Snapshot = {}
    for model, paths in owned_by(root).items():
        names = [field.attname for field in _columns(model, root)]
        rows = rows_of(model, paths, thing.pk).order_by("pk").values("pk", *names)
        found = {str(row.pop("pk")): row for row in rows}
        if found:
            snapshot[model._meta.label_lower] = found
    plain: Snapshot = json.loads(json.dumps(snapshot, default=str))
    return plain


def _value(field: Any, stored: Any) -> Any:
    column = field.target_field if field.is_relation else field
    return column.to_python(stored)


def _values(model: type[models.Model], root: type[models.Model], row: Row) -> dict[str, Any]:
    """What the row says of the columns that there are now."""
    return {
        field.attname: _value(field, row[field.attname])
        for field in _columns(model, root)
        if field.attname in row
    }


def put_back(thing: models.Model, wanted: Snapshot) -> None:
    """Make the database say of the thing what the snapshot says. Only what differs is written.

    Raises IntegrityError or ProtectedError where a rule forbids it; ends in a transaction of
    its own, which then changes nothing.
    """
    root = type(thing)
    now = take(thing)
    parts = list(owned_by(root))
    with transaction.atomic():
        for model in reversed(parts):
            label = model._meta.label_lower
            if gone := now.get(label, {}).keys() - wanted.get(label, {}).keys():
                model._base_manager.filter(pk__in=gone).delete()
        # What belongs to a row first, as the row itself may become final with this change.
        for model in reversed(parts):
            label = model._meta.label_lower
            _change_rows(model, root, now.get(label, {}), wanted.get(label, {}))
        for model in parts:
            label = model._meta.label_lower
            _add_rows(model, root, now.get(label, {}), wanted.get(label, {}))


def _change_rows(
    model: type[models.Model], root: type[models.Model], now: dict[str, Row], then: dict[str, Row]
) -> None:
    changed = [key for key in then if key in now and then[key] != now[key]]
    if not changed:
        return
    try:
        with transaction.atomic():
            for key in changed:
                new = {name: value for name, value in then[key].items() if value != now[key][name]}
                model._base_manager.filter(pk=key).update(**_values(model, root, new))
    except IntegrityError:
        if model is root or len(changed) < 2:
            raise
        # Two rows may have changed places in a list where each place is taken once.
        model._base_manager.filter(pk__in=changed)._raw_delete(  # noqa: SLF001
            model._base_manager.db
        )
        _add_rows(model, root, {}, {key: then[key] for key in changed})


def _add_rows(
    model: type[models.Model], root: type[models.Model], now: dict[str, Row], then: dict[str, Row]
) -> None:
    new = {key: _values(model, root, then[key]) for key in then if key not in now}
    if not new:
        return
    model._base_manager.bulk_create(model(pk=key, **values) for key, values in new.items())
    # What Django stamps by itself is as it was, too.
    stamped = {
        field.attname
        for field in _columns(model, root)
        if getattr(field, "auto_now_add", False) or getattr(field, "auto_now", False)
    }
    if stamped:
        for key, values in new.items():
            model._base_manager.filter(pk=key).update(
                **{name: values[name] for name in stamped & values.keys()}
            )


def without_lost_rows(wanted: Snapshot) -> tuple[Snapshot, list[tuple[str, str]]]:
    """The snapshot without references to what no longer exists, and the rows that had to go.

    For an old snapshot: a photo it refers to may have been deleted. An optional reference is
    left empty, a row that cannot be without it is left out, with all that belongs to it. Runs
    a query for each kind of reference.
    """
    sound: Snapshot = {
        label: {key: dict(row) for key, row in rows.items()} for label, rows in wanted.items()
    }
    lost: list[tuple[str, str]] = []
    while True:
        before = len(lost)
        for label, rows in sound.items():
            model = apps.get_model(label)
            for field in model._meta.local_concrete_fields:
                if field.is_relation and field.attname in next(iter(rows.values()), {}):
                    lost += [(label, key) for key in _unsound(field, rows, sound)]
            for gone in [key for name, key in lost if name == label]:
                rows.pop(gone, None)
        if len(lost) == before:
            return {label: rows for label, rows in sound.items() if rows}, lost


def _unsound(field: Any, rows: dict[str, Row], snapshot: Snapshot) -> list[str]:
    """The rows that cannot be without the reference they lost; in others it is emptied."""
    target = field.related_model
    named = {str(row[field.attname]) for row in rows.values() if row[field.attname] is not None}
    there = set(snapshot.get(target._meta.label_lower, {}))
    missing = named - there
    if target._meta.label_lower not in snapshot or missing:
        known = target._base_manager.filter(pk__in=missing).values_list("pk", flat=True)
        missing -= {str(key) for key in known}
    broken = [key for key, row in rows.items() if str(row[field.attname]) in missing]
    if not field.null:
        return broken
    for key in broken:
        rows[key][field.attname] = None
    return []
