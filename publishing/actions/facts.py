"""What happened is a fact at once: it does not wait for a draft to be published."""

from __future__ import annotations

import json
from typing import Any

from django.core.serializers.json import DjangoJSONEncoder
from django.db import models, transaction

from publishing.actions.drafts import lock
from publishing.models import Publishable, Revision
from publishing.snapshots import Snapshot, owned_by, take


@transaction.atomic
def record_fact(
    *, thing: Publishable, row: models.Model, is_news: bool = True, **values: Any
) -> None:
    """Write to the thing, or to a row of it, and into its drafts.

    Without the latter a draft that was begun before would take the fact back. What is no news
    leaves the day of the last change as it is. Ask for the permission before.
    """
    locked = lock(thing)
    for name, value in values.items():
        setattr(row, name, value)
    if row == thing:
        for name, value in values.items():
            setattr(locked, name, value)
        locked.save(update_fields=[*values, *(["updated_at"] if is_news else [])])
    else:
        row.save(update_fields=[*values])
    stored = {row._meta.get_field(name).attname: value for name, value in values.items()}  # type: ignore[union-attr]
    plain = json.loads(json.dumps(stored, cls=DjangoJSONEncoder))
    for revision in Revision.objects.of(thing).open():
        held = revision.snapshot.get(row._meta.label_lower, {}).get(str(row.pk))
        if held is None:
            continue
        held |= plain
        if revision.live_base_id == revision.pk:
            revision.live_version = locked.version
        revision.save(update_fields=["snapshot", "live_version"])


@transaction.atomic
def record_rows(*, thing: Publishable, model: type[models.Model], keys: set[int]) -> None:
    """Carry these rows of the thing, just added or deleted, into its drafts.

    A draft that has taken out what a row belongs to does without it.
    """
    label = model._meta.label_lower
    now = take(lock(thing)).get(label, {})
    for revision in Revision.objects.of(thing).open():
        held = revision.snapshot.setdefault(label, {})
        for key in map(str, keys):
            if key not in now:
                held.pop(key, None)
            elif _has_place(model, now[key], revision.snapshot, thing):
                held[key] = now[key]
        if not held:
            del revision.snapshot[label]
        revision.save(update_fields=["snapshot"])


def _has_place(
    model: type[models.Model], row: dict[str, Any], snapshot: Snapshot, thing: Publishable
) -> bool:
    parts = owned_by(type(thing))
    return all(
        str(row[field.attname]) in snapshot.get(field.related_model._meta.label_lower, {})
        for field in model._meta.local_concrete_fields
        if isinstance(field, models.ForeignKey) and field.related_model in parts
    )
