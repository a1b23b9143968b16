"""Earlier versions, and those of two people."""

from __future__ import annotations

from typing import Any

from django.apps import apps
from django.contrib.contenttypes.models import ContentType
from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from publishing.actions.drafts import Draft, lock, note, save_draft
from publishing.drafts import Opened, working_revision
from publishing.models import (
    PublicationStep,
    Publishable,
    Revision,
    RevisionState,
)
from publishing.policies import demand
from publishing.snapshots import Snapshot, take, without_lost_rows


@transaction.atomic
def restore(*, revision: Revision, user: Any) -> tuple[Revision, list[tuple[str, str]]]:
    """Make an earlier revision the working one. What is final now stays as it is.

    Also returns the rows that could not come back, as what they refer to no longer exists.
    """
    current: Any = revision.content
    thing = lock(current)
    wanted, lost = without_lost_rows(revision.snapshot)
    opened = Opened("", None, working_revision(thing))
    wanted = with_final_rows(take(thing), wanted)
    saved = save_draft(
        thing=thing,
        draft=Draft(wanted),
        opened=opened,
        user=user,
        step=PublicationStep.RESTORED,
    )
    return saved, lost


def with_final_rows(now: Snapshot, wanted: Snapshot) -> Snapshot:
    """The wanted rows, with those that never change as they are now.

    A row is final if its model says so (``FINAL``: a field, and the values that make it final);
    so is all that belongs to it.
    """
    merged = {label: dict(rows) for label, rows in wanted.items()}
    final: dict[str, set[str]] = {}
    for label, rows in now.items():
        model: Any = apps.get_model(label)
        rule = getattr(model, "FINAL", None)
        for key, row in rows.items():
            by_itself = rule is not None and row[rule[0]] in rule[1]
            by_owner = any(
                str(row[field.attname]) in final.get(field.related_model._meta.label_lower, set())
                for field in model._meta.local_concrete_fields
                if field.is_relation and field.name in {"master", "measurement"}
            )
            if by_itself or by_owner:
                final.setdefault(label, set()).add(key)
                merged.setdefault(label, {})[key] = row
    return merged


@transaction.atomic
def discard(*, thing: Publishable, user: Any) -> None:
    """Give a draft up. It stays on record among those set aside, and can be restored."""
    demand(user, "edit", thing)
    thing = lock(thing)
    revision = working_revision(thing)
    if revision is None:
        raise ValidationError(_("There is no draft to discard."))
    revision.state = RevisionState.DISCARDED
    revision.save(update_fields=["state", "updated_at"])
    note(thing=thing, step=PublicationStep.DISCARDED, user=user, revision=revision)


@transaction.atomic
def set_aside(*, thing: Any, snapshot: Snapshot, user: Any, based_on: Revision | None) -> Revision:
    """Keep what somebody entered on an outdated page, until they have merged it."""
    return Revision.objects.create(
        content_type=ContentType.objects.get_for_model(thing),
        object_id=thing.pk,
        snapshot=snapshot,
        author=user,
        based_on=based_on,
        state=RevisionState.SET_ASIDE,
    )
