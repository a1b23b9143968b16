"""From a draft to the public, and back."""

from __future__ import annotations

from typing import Any

from django.contrib.contenttypes.models import ContentType
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.db.models import ProtectedError
from django.utils import timezone
from django.utils.translation import gettext as _

from publishing.actions.drafts import check_deferred_rules, copy_of_live, lock, note
from publishing.checks import problems_of, refusal
from publishing.drafts import as_drafted, companions, working_revision
from publishing.models import (
    FormerAddress,
    PublicationState,
    PublicationStep,
    Publishable,
    Revision,
    RevisionState,
)
from publishing.policies import demand, may
from publishing.snapshots import merge, put_back, take
from publishing.tasks import tell_author, tell_reviewers


class OutdatedDraftError(ValidationError):
    """The page has changed since the draft was begun, in the same places as the draft."""


@transaction.atomic
def submit(*, thing: Publishable, user: Any, comment: str = "") -> Revision:
    """Ask for a review of the draft. Raises ValidationError while something is to be corrected."""
    demand(user, "edit", thing)
    thing = lock(thing)
    revision = working_revision(thing) or _draft_of_unpublished(thing, user)
    if revision.state == RevisionState.SUBMITTED:
        raise ValidationError(_("This is already waiting for its review."))
    if found := [*revision.problems, *_problems_beside(thing, revision)]:
        raise ValidationError(found)
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


def _problems_beside(thing: Publishable, revision: Revision) -> list[str]:
    """What keeps things from the public that are to come to it with the draft."""
    found = []
    with as_drafted(thing, revision.snapshot):
        for companion in companions(thing):
            companion.state = PublicationState.PUBLISHED
            found += [f"{companion}: {problem}" for problem in problems_of(companion)]
    return found


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
    if found := [*problems_of(thing), *_broken_promises(stored, thing)]:
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
    thing.now_published()
    return thing


def _broken_promises(stored: Publishable, thing: Publishable) -> list[str]:
    """What readers would lose by this publication: the page for a while, or a former address."""
    found = []
    if stored.is_public_now and thing.publish_at and thing.publish_at > timezone.now():
        found.append(
            _(
                "This page is public. With a date to come it would be gone until then: leave "
                "“publish at” empty, or take the page back from the public first."
            )
        )
    former = FormerAddress.objects.led_by(thing)
    if former is not None:
        found.append(
            _("The address “%(slug)s” leads readers to “%(thing)s”. Choose another.")
            % {"slug": thing.slug, "thing": former}
        )
    return found


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
        check_deferred_rules()
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
