"""Working on a thing without the public seeing anything of it.

A draft is shown by making the database say what the draft says, looking, and taking it all back:
inside a savepoint the working revision is put in place of what is live, the ordinary page runs,
and the savepoint is rolled back. Sequences are not rolled back, so rows that a draft adds keep
their keys. Other connections never see any of it.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from typing import Any

from django.apps import apps
from django.contrib.contenttypes.models import ContentType
from django.db import IntegrityError, models, transaction
from django.db.models import ProtectedError

from publishing.models import PublicationState, Publishable, Revision
from publishing.snapshots import Snapshot, merge, owner_of, owner_paths, put_back, take


@contextmanager
def taken_back() -> Iterator[None]:
    """Whatever is written to the database inside is undone at the end."""
    with transaction.atomic():
        yield
        transaction.set_rollback(True)


@contextmanager
def as_drafted(thing: Publishable, snapshot: Snapshot | None) -> Iterator[None]:
    """Inside, the database says of the thing what the snapshot says (as it is, if ``None``).

    Where what has become public meanwhile forbids it, such as an approved value that never changes,
    the draft is shown upon that; where even this is refused, what is there is shown as it is.
    """
    with taken_back():
        if snapshot is not None and not _is_put(thing, snapshot):
            _is_put(thing, _upon_live(thing, snapshot))
        yield


def _is_put(thing: Publishable, snapshot: Snapshot) -> bool:
    try:
        with transaction.atomic():
            put_back(thing, snapshot)
    except (IntegrityError, ProtectedError):
        return False
    return True


def _upon_live(thing: Publishable, snapshot: Snapshot) -> Snapshot:
    """The draft with what was changed in the thing itself since it was begun."""
    revision = working_revision(thing)
    base = revision.live_base if revision is not None else None
    return merge(base.snapshot if base is not None else None, snapshot, take(thing))[0]


@contextmanager
def as_published(thing: Publishable, snapshot: Snapshot | None) -> Iterator[Any]:
    """Inside, the draft is public, with what comes to the public with it. Gives the thing."""
    with as_drafted(thing, snapshot):
        for companion in companions(thing):
            with suppress(IntegrityError):
                # What may not be published, such as a photo without consent, stays hidden.
                _publish_at_once(companion)
        _publish_at_once(thing)
        yield type(thing)._default_manager.get(pk=thing.pk)


@transaction.atomic
def _publish_at_once(thing: Publishable) -> None:
    type(thing)._base_manager.filter(pk=thing.pk).update(
        state=PublicationState.PUBLISHED, publish_at=None, expire_at=None
    )


def companions(thing: Publishable) -> list[Publishable]:
    """Unpublished things that come to the public with this one, such as its new photos.

    Runs a query for each reference of the thing and of its rows to such a kind.
    """
    snapshot = take(thing)
    found: dict[tuple[type[models.Model], Any], Publishable] = {}
    for label, rows in snapshot.items():
        for field in apps.get_model(label)._meta.local_concrete_fields:
            kind: Any = field.related_model
            if not (isinstance(kind, type) and issubclass(kind, Publishable)):
                continue
            if not kind.published_with_owner:
                continue
            keys = {row[field.attname] for row in rows.values()} - {None}
            for one in kind._default_manager.filter(
                pk__in=keys, state__in=[PublicationState.DRAFT, PublicationState.IN_REVIEW]
            ):
                if one != thing:
                    found[kind, one.pk] = one
    return list(found.values())


@dataclasses.dataclass(frozen=True, slots=True)
class Opened:
    """On what a page was opened: the working revision, or the thing itself in some version."""

    token: str
    snapshot: Snapshot | None
    """What its form was filled with; ``None`` stands for what the database says."""
    revision: Revision | None


def working_revision(thing: Publishable) -> Revision | None:
    """The revision of the thing that is being worked on or looked at. Runs a query."""
    found: Revision | None = (
        Revision.objects.of(thing).open().select_related("author", "based_on").first()
    )
    return found


def open_thing(thing: Publishable) -> Opened:
    """What somebody who opens the page of the thing now is to see. Runs a query."""
    revision = working_revision(thing)
    if revision is None:
        return Opened(f"v{thing.version}", None, None)
    return Opened(f"r{revision.pk}", revision.snapshot, revision)


def opened_before(thing: Publishable, token: str, user: Any) -> Opened | None:
    """What somebody who opened the page with this token saw, unless it is outdated by now.

    Somebody's own automatic saves do not make their page outdated: it goes on from where it was
    opened, so that a row entered once is not added with each of them.
    """
    now = open_thing(thing)
    if token == now.token:
        return now
    revision = now.revision
    if revision is None or not revision.autosaved or revision.author != user:
        return None
    before = revision.based_on
    if before is not None and token in (f"r{before.pk}", f"v{before.live_version}"):
        return Opened(token, before.snapshot, revision)
    return None


def owner_with_draft(model: type[models.Model], key: Any) -> tuple[Any, Any]:
    """The publishable owner of a row and the row, live or added by a draft.

    The row is ``None`` where only a draft has it; the owner is ``None`` where nothing
    publishable owns such rows, or no such row exists.
    """
    found = owner_paths(model)
    if found is None:
        return None, None
    row = model._base_manager.filter(pk=key).first()
    if row is not None:
        return owner_of(row), row
    kind = ContentType.objects.get_for_model(found[0])
    draft = (
        Revision.objects.open()
        .holding(model._meta.label_lower, key)
        .filter(content_type=kind)
        .first()
    )
    return (draft.content if draft is not None else None), None
