"""Operations on what can be published: from the first draft to the archive.

Each locks the thing first, so that what two people do to it happens one after the other, and
each is one transaction: whatever stops it in the middle leaves everything as it was.
"""

from __future__ import annotations

import dataclasses
import datetime as dt
from typing import Any

from django.apps import apps
from django.contrib.contenttypes.models import ContentType
from django.core.exceptions import ValidationError
from django.db import IntegrityError, connection, transaction
from django.db.models import ProtectedError
from django.utils import timezone
from django.utils.translation import gettext as _

from publishing.checks import problems_of, refusal
from publishing.drafts import Opened, companions, working_revision
from publishing.models import (
    PreviewLink,
    PublicationEvent,
    PublicationState,
    PublicationStep,
    Publishable,
    Revision,
    RevisionState,
)
from publishing.policies import demand, may
from publishing.snapshots import Snapshot, merge, put_back, take, without_lost_rows
from publishing.tasks import tell_author, tell_reviewers
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


class OutdatedDraftError(ValidationError):
    """The page has changed since the draft was begun, in the same places as the draft."""


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
        if before is not None:
            before.state = RevisionState.SUPERSEDED
            before.save(update_fields=["state"])
        revision = Revision.objects.create(
            content_type=ContentType.objects.get_for_model(thing),
            object_id=thing.pk,
            author=user,
            based_on=opened.revision or begun_from,
            live_base=begun_from,
            **kept,
        )
    if not draft.autosaved:
        note(thing=thing, step=step, user=user, revision=revision, comment=draft.comment)
        if thing.state != PublicationState.PUBLISHED:
            _write_through(thing, revision)
    return revision


def _write_through(thing: Publishable, revision: Revision) -> None:
    """Let an unpublished thing say what its draft says, as far as the rules allow."""
    stored = type(thing)._base_manager.get(pk=thing.pk)
    try:
        with transaction.atomic():
            put_back(thing, revision.snapshot)
            _check_deferred_rules()
    except (IntegrityError, ProtectedError):
        return
    thing.refresh_from_db()
    thing.remember(stored)
    if thing.state == PublicationState.IN_REVIEW:
        thing.state = PublicationState.DRAFT
    thing.save(update_fields=["state", "updated_at"])
    revision.live_base, revision.live_version = revision, thing.version
    revision.save(update_fields=["live_base", "live_version"])


def _check_deferred_rules() -> None:
    """Ask the rules that wait for the end of the transaction. Raises IntegrityError."""
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        cursor.execute("SET CONSTRAINTS ALL DEFERRED")


@transaction.atomic
def submit(*, thing: Publishable, user: Any, comment: str = "") -> Revision:
    """Ask for a review of the draft. Raises ValidationError while something is to be corrected."""
    demand(user, "edit", thing)
    thing = lock(thing)
    revision = working_revision(thing) or _draft_of_unpublished(thing, user)
    if revision.state == RevisionState.SUBMITTED:
        raise ValidationError(_("This is already waiting for its review."))
    if revision.problems:
        raise ValidationError(revision.problems)
    revision.state = RevisionState.SUBMITTED
    revision.autosaved = False
    revision.comment = comment
    revision.save(update_fields=["state", "autosaved", "comment", "updated_at"])
    if thing.state == PublicationState.DRAFT:
        thing.state = PublicationState.IN_REVIEW
        thing.save(update_fields=["state", "updated_at"])
    note(
        thing=thing,
        step=PublicationStep.SUBMITTED,
        user=user,
        revision=revision,
        comment=comment,
    )
    tell_reviewers.enqueue(revision.pk)
    return revision


def _draft_of_unpublished(thing: Publishable, user: Any) -> Revision:
    """A revision of a thing that was never edited since it came in, say by an import."""
    if thing.state == PublicationState.PUBLISHED:
        raise ValidationError(_("Nothing has been changed that could be published."))
    base = copy_of_live(thing)
    return Revision.objects.create(
        content_type=ContentType.objects.get_for_model(thing),
        object_id=thing.pk,
        snapshot=base.snapshot,
        source_texts=base.source_texts,
        author=user,
        based_on=base,
        live_base=base,
    )


@transaction.atomic
def request_changes(*, thing: Publishable, user: Any, comment: str) -> Revision:
    """Give a submitted draft back to its author, saying what is to be changed."""
    demand(user, "review", thing)
    thing = lock(thing)
    revision = working_revision(thing)
    if revision is None or revision.state != RevisionState.SUBMITTED:
        raise ValidationError(_("Only what was submitted can be given back."))
    if not comment.strip():
        raise ValidationError(_("Say what is to be changed."))
    revision.state = RevisionState.CHANGES_REQUESTED
    revision.save(update_fields=["state", "updated_at"])
    if thing.state == PublicationState.IN_REVIEW:
        thing.state = PublicationState.DRAFT
        thing.save(update_fields=["state", "updated_at"])
    _report(thing, PublicationStep.CHANGES_REQUESTED, user, revision, comment)
    return revision


def _report(
    thing: Publishable, step: PublicationStep, user: Any, revision: Revision, comment: str
) -> None:
    note(thing=thing, step=step, user=user, revision=revision, comment=comment)
    if revision.author_id is not None and revision.author_id != user.pk:
        tell_author.enqueue(revision.pk, step.value, user.pk, comment)


@transaction.atomic
def publish(*, thing: Publishable, user: Any, comment: str = "") -> Any:
    """Approve the draft and make it public, with what comes to the public with it.

    Who may only review publishes what was submitted; who may publish by themselves, anything.
    Raises ValidationError naming what breaks a rule, and OutdatedDraftError where the public
    page was changed in the same places meanwhile.
    """
    thing = lock(thing)
    revision = working_revision(thing)
    submitted = revision is not None and revision.state == RevisionState.SUBMITTED
    demand(user, "review" if submitted else "publish", thing)
    return _make_public(thing, revision, user, comment)


def _make_public(thing: Publishable, revision: Revision | None, user: Any, comment: str) -> Any:
    """Publish what the user may publish, as far as the rules allow."""
    stored = type(thing)._base_manager.get(pk=thing.pk)
    if revision is not None:
        if revision.problems:
            raise ValidationError(revision.problems)
        _put_in_place(thing, revision)
    thing = type(thing)._default_manager.get(pk=thing.pk)
    for companion in companions(thing):
        if may(user, "review", companion):
            locked = lock(companion)
            _make_public(locked, working_revision(locked), user, comment)
    thing.remember(stored)
    thing.state = PublicationState.PUBLISHED
    if found := problems_of(thing):
        raise ValidationError(found)
    thing.save(update_fields=["state", "updated_at"])
    _ask_rules()
    if revision is None:
        revision = copy_of_live(thing)
    else:
        revision.snapshot = take(thing)
        revision.state = RevisionState.APPROVED
        revision.autosaved = False
        revision.live_version = thing.version
        revision.save()
    _report(thing, PublicationStep.PUBLISHED, user, revision, comment)
    return thing


def _put_in_place(thing: Publishable, revision: Revision) -> None:
    base = revision.live_base.snapshot if revision.live_base is not None else None
    merged, conflicts = merge(base, revision.snapshot, take(thing))
    if conflicts:
        raise OutdatedDraftError(
            _(
                "The page has changed since this draft was begun, in the same places. "
                "Compare the two and choose what is to stand."
            )
        )
    try:
        put_back(thing, merged)
    except (IntegrityError, ProtectedError) as error:
        raise ValidationError(refusal(error)) from error


def _ask_rules() -> None:
    try:
        _check_deferred_rules()
    except IntegrityError as error:
        raise ValidationError(refusal(error)) from error


@transaction.atomic
def unpublish(*, thing: Publishable, user: Any, comment: str = "") -> Any:
    """Take a thing back from the public; it is a draft again."""
    return _withdraw(thing, PublicationState.DRAFT, PublicationStep.UNPUBLISHED, user, comment)


@transaction.atomic
def archive(*, thing: Publishable, user: Any, comment: str = "") -> Any:
    """Take a thing back from the public for good; its record stays."""
    return _withdraw(thing, PublicationState.ARCHIVED, PublicationStep.ARCHIVED, user, comment)


def _withdraw(
    thing: Publishable, state: PublicationState, step: PublicationStep, user: Any, comment: str
) -> Any:
    demand(user, "publish", thing)
    thing = lock(thing)
    if thing.state != state:
        thing.state = state
        thing.save(update_fields=["state", "updated_at"])
        note(thing=thing, step=step, user=user, comment=comment)
    return thing


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


@transaction.atomic
def share_preview(*, thing: Publishable, user: Any, days: int) -> PreviewLink:
    """Make a link at which the draft can be read without an account for so many days."""
    demand(user, "edit", thing)
    link = PreviewLink.objects.create(
        content_type=ContentType.objects.get_for_model(thing),
        object_id=thing.pk,
        created_by=user,
        expires_at=timezone.now() + dt.timedelta(days=days),
    )
    note(thing=thing, step=PublicationStep.SHARED, user=user)
    return link


@transaction.atomic
def revoke_preview(*, thing: Publishable, user: Any, key: str) -> None:
    """Make a link to a preview open nothing from now on."""
    demand(user, "edit", thing)
    if key.isdecimal() and len(key) < 19:
        PreviewLink.objects.of(thing).valid().filter(pk=key).update(revoked_at=timezone.now())
