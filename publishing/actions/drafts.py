"""Keeping what somebody enters, without the public seeing anything of it."""

from __future__ import annotations

import dataclasses
from typing import Any

from django.contrib.contenttypes.models import ContentType
from django.db import IntegrityError, connection, transaction
from django.db.models import ProtectedError

from publishing.drafts import Opened, working_revision
from publishing.models import (
    PublicationEvent,
    PublicationState,
    PublicationStep,
    Publishable,
    Revision,
    RevisionState,
)
from publishing.policies import demand
from publishing.snapshots import Snapshot, merge, put_back, take
from publishing.texts import source_texts


@dataclasses.dataclass(frozen=True, slots=True)
class Draft:
    """What somebody entered."""

    snapshot: Snapshot
    unfinished: dict[str, Any] = dataclasses.field(default_factory=dict)
    """What is to be corrected, as ``Revision.unfinished`` has it."""
    autosaved: bool = False
    comment: str = ""
    confirmed: str = ""
    """A language whose translation somebody found to fit the source texts."""

    def says_no_more_than(self, before: Revision) -> bool:
        """Whether it changes nothing of that revision, which then stays its author's."""
        return (self.snapshot, self.unfinished) == (before.snapshot, before.unfinished)


def lock(thing: Publishable) -> Any:
    """The thing as it is now; nobody else changes or publishes it until the transaction ends."""
    rows: Any = type(thing)._default_manager
    return rows.select_for_update(no_key=True, of=("self",)).get(pk=thing.pk)


def note(
    *, thing: Publishable, step: PublicationStep, user: Any, revision: Any = None, comment: str = ""
) -> None:
    """Write down who did what."""
    PublicationEvent.objects.create(
        content_type=ContentType.objects.get_for_model(thing),
        object_id=thing.pk,
        revision=revision,
        step=step,
        actor=user,
        comment=comment,
    )


def copy_of_live(thing: Publishable) -> Revision:
    """A revision that says what the thing says now: what it was last published as, or a new one.

    The newest copy serves while the thing has not changed since.
    """
    live = take(thing)
    last = Revision.objects.of(thing).filter(state=RevisionState.APPROVED).first()
    if last is not None and last.snapshot == live:
        if last.live_version != thing.version:
            last.live_version = thing.version
            last.save(update_fields=["live_version"])
        return last
    return Revision.objects.create(
        content_type=ContentType.objects.get_for_model(thing),
        object_id=thing.pk,
        snapshot=live,
        source_texts=last.source_texts if last is not None else {},
        state=RevisionState.APPROVED,
        live_version=thing.version,
    )


@transaction.atomic
def save_draft(
    *,
    thing: Publishable,
    draft: Draft,
    opened: Opened,
    user: Any,
    step: PublicationStep = PublicationStep.SAVED,
) -> Revision:
    """Keep what somebody entered as the working revision; what is public stays as it is.

    The thing itself follows while it is not public, so that lists and choices show it as it is
    being written.
    """
    demand(user, "edit", thing)
    thing = lock(thing)
    before = working_revision(thing)
    if before is not None and not draft.confirmed and draft.says_no_more_than(before):
        before.autosaved = before.autosaved and draft.autosaved
        before.save(update_fields=["autosaved"])
        return before
    begun_from = before.live_base if before is not None else None
    if begun_from is None:
        begun_from = copy_of_live(thing)
    known = before or begun_from
    kept: dict[str, Any] = {
        "snapshot": draft.snapshot,
        "unfinished": draft.unfinished,
        "autosaved": draft.autosaved,
        "comment": draft.comment,
        "source_texts": source_texts(
            draft.snapshot, known.snapshot, known.source_texts, confirmed=draft.confirmed
        ),
    }
    if before is not None and before.autosaved and before.author == user:
        revision = before
        for name, value in kept.items():
            setattr(revision, name, value)
        revision.save(update_fields=[*kept, "updated_at"])
    else:
        # What a reviewer asked for is to be done until the draft is submitted again.
        asked = before is not None and before.state == RevisionState.CHANGES_REQUESTED
        if before is not None:
            before.state = RevisionState.SUPERSEDED
            before.save(update_fields=["state"])
        revision = Revision.objects.create(
            content_type=ContentType.objects.get_for_model(thing),
            object_id=thing.pk,
            author=user,
            based_on=opened.revision or begun_from,
            live_base=begun_from,
            state=RevisionState.CHANGES_REQUESTED if asked else RevisionState.WORKING,
            **kept,
        )
    if not draft.autosaved:
        note(thing=thing, step=step, user=user, revision=revision, comment=draft.comment)
        if thing.state != PublicationState.PUBLISHED:
            _write_through(thing, revision)
    return revision


def _write_through(thing: Publishable, revision: Revision) -> None:
    """Let an unpublished thing say what its draft says, as far as the rules allow.

    What others wrote to the thing since the draft was begun, such as an import or a note taken on
    the day, stays; where the draft says something else of the same, the draft stands.
    """
    stored = type(thing)._base_manager.get(pk=thing.pk)
    if revision.live_base is not None:
        base, mine, live = revision.live_base.snapshot, revision.snapshot, take(thing)
        _merged, conflicts = merge(base, mine, live)
        drafted = {one.name: "mine" for one in conflicts}
        revision.snapshot = merge(base, mine, live, choices=drafted)[0]
    try:
        with transaction.atomic():
            put_back(thing, revision.snapshot)
            check_deferred_rules()
    except (IntegrityError, ProtectedError):
        return
    thing.refresh_from_db()
    thing.remember(stored)
    if thing.state == PublicationState.IN_REVIEW:
        thing.state = PublicationState.DRAFT
    thing.save(update_fields=["state", "updated_at"])
    revision.live_base, revision.live_version = revision, thing.version
    revision.save(update_fields=["snapshot", "live_base", "live_version"])


def check_deferred_rules() -> None:
    """Ask the rules that wait for the end of the transaction. Raises IntegrityError."""
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        cursor.execute("SET CONSTRAINTS ALL DEFERRED")
