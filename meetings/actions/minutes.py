"""Minutes: drafted from the records, circulated, commented, signed by each side, published."""

from __future__ import annotations

import dataclasses
import datetime as dt
from collections.abc import Collection, Iterable
from functools import partial
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Max
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from donors.models import Person
from meetings.actions.drafting import languages_of, minutes_text
from meetings.actions.notes import course_of
from meetings.models import (
    DelegateLink,
    Meeting,
    MeetingStage,
    Minutes,
    MinutesComment,
    MinutesState,
    Participant,
    Side,
    SignOff,
)
from meetings.recipients import officers
from meetings.tasks import send_answer, send_comment, send_minutes, send_signing
from publishing import actions, policies

SIGNING_SIDES = (Side.DONOR, Side.AGENCY)
"""Both sides sign; observers do not."""


def _lock(minutes: Minutes) -> Minutes:
    found: Minutes = (
        Minutes.objects.select_for_update(of=("self",)).select_related("meeting").get(pk=minutes.pk)
    )
    return found


def _move(meeting: Meeting, stage: MeetingStage) -> None:
    """Note how far it has come. A later version of published minutes takes nothing back."""
    if stage != MeetingStage.CLOSED and meeting.minutes.filter(published_at__isnull=False):
        return
    actions.record_fact(thing=meeting, row=meeting, stage=stage)


def _next_version(meeting: Meeting) -> int:
    """Counted under the lock of the meeting."""
    actions.lock(meeting)
    last = meeting.minutes.aggregate(last=Max("version"))["last"]
    return (last or 0) + 1


def is_latest(minutes: Minutes) -> bool:
    """Whether no later version was written. Runs a query."""
    later = Minutes.objects.filter(meeting=minutes.meeting_id, version__gt=minutes.version)
    return not later.exists()


@transaction.atomic
def draft_minutes(*, meeting: Meeting, user: Any) -> Minutes:
    """A new version from what was recorded, in every language that the records have.

    The public version is made from what is public of them. Raises ValidationError before the
    meeting begins.
    """
    policies.demand(user, "edit", meeting)
    # Whoever is noting or deleting something finishes first, and is then in the text.
    course_of(meeting)
    if timezone.now() < meeting.starts_at:
        raise ValidationError(
            _("The meeting has not begun. Minutes are drafted from what is noted there.")
        )
    minutes = Minutes.objects.create(
        meeting=meeting,
        version=_next_version(meeting),
        author=user,
        records_as_of=timezone.now(),
    )
    for language in languages_of(meeting):
        minutes.translations.model.objects.create(
            master=minutes,
            language_code=language,
            text=minutes_text(meeting, language, public=False),
            public_text=minutes_text(meeting, language, public=True),
        )
    _move(meeting, MeetingStage.MINUTES_DRAFT)
    return Minutes.objects.get(pk=minutes.pk)


@transaction.atomic
def next_version(*, minutes: Minutes, user: Any) -> Minutes:
    """A new draft that begins with the texts of this version, which stays as it is."""
    policies.demand(user, "edit", minutes.meeting)
    new = Minutes.objects.create(
        meeting=minutes.meeting,
        version=_next_version(minutes.meeting),
        author=user,
        records_as_of=minutes.records_as_of,
    )
    for texts in minutes.translations.all():
        new.translations.model.objects.create(
            master=new,
            language_code=texts.language_code,
            text=texts.text,
            public_text=texts.public_text,
        )
    _move(minutes.meeting, MeetingStage.MINUTES_DRAFT)
    return Minutes.objects.get(pk=new.pk)


@dataclasses.dataclass(frozen=True, slots=True)
class Recipient:
    """Who gets the minutes to read."""

    participant: Participant
    email: str
    may_sign: bool


@transaction.atomic
def circulate(
    *,
    minutes: Minutes,
    recipients: list[Recipient],
    days: int,
    user: Any,
    leaves_out: bool = False,
) -> list[DelegateLink]:
    """Send each recipient a link of their own, valid for so many days.

    The texts stay as they are from now on. Minutes that are circulated already go to further
    people; who has a valid link gets no second one. Raises ValidationError where there is nobody
    to read, or a later version, or where records are newer than the text, unless ``leaves_out``
    says that this is known.
    """
    policies.demand(user, "publish", minutes.meeting)
    course_of(minutes.meeting)
    minutes = _lock(minutes)
    if minutes.state == MinutesState.AGREED:
        raise ValidationError(_("These minutes are agreed. Write a new version to change them."))
    if not is_latest(minutes):
        raise ValidationError(_("There is a later version. Circulate that one."))
    differs = minutes.was_deleted_since() or minutes.notes_since().exists()
    if minutes.state == MinutesState.DRAFT and not leaves_out and differs:
        raise ValidationError(
            _(
                "Something was noted or deleted after this version was drafted. Draft the minutes "
                "anew, or look through it and say that the text is right as it is."
            )
        )
    if not recipients:
        raise ValidationError(_("Choose at least one person, with an e-mail address."))
    reached = set(minutes.links.valid().values_list("participant", flat=True))
    recipients = [one for one in recipients if one.participant.pk not in reached]
    if not recipients:
        raise ValidationError(
            _("All of these have a valid link. To send a new one, revoke theirs first.")
        )
    now = timezone.now()
    links = [
        DelegateLink.objects.create(
            minutes=minutes,
            side=one.participant.delegation.side,
            name=str(one.participant.person),
            email=one.email,
            participant=one.participant,
            may_sign=one.may_sign and one.participant.delegation.side in SIGNING_SIDES,
            created_by=user,
            expires_at=now + dt.timedelta(days=days),
        )
        for one in recipients
    ]
    if minutes.state == MinutesState.DRAFT:
        minutes.state, minutes.circulated_at = MinutesState.CIRCULATED, now
        minutes.save(update_fields=["state", "circulated_at"])
        _move(minutes.meeting, MeetingStage.CIRCULATED)
    keys = [link.pk for link in links]
    # One by one, so that an address that refuses its mail keeps it from nobody else.
    transaction.on_commit(lambda: [send_minutes.enqueue([key]) for key in keys])
    return links


def revoke_link(*, minutes: Minutes, key: str, user: Any) -> DelegateLink:
    """Make a link to these minutes open nothing from now on, also once they are agreed.

    Raises ValidationError if it is none of theirs.
    """
    policies.demand(user, "publish", minutes.meeting)
    is_key = key.isdecimal() and len(key) < 19
    link = minutes.links.filter(pk=key).first() if is_key else None
    if link is None:
        raise ValidationError(_("Choose the link that is to be revoked."))
    minutes.links.filter(pk=key).revoke()
    return link


@transaction.atomic
def comment(
    *, link: DelegateLink, paragraph: int | None, language: str, text: str
) -> MinutesComment:
    """A remark of a delegate on a paragraph of the text in this language, or on the whole.

    Only while they are circulated. Whoever sent the link is told by mail, or the officers of the
    partnership if that account is closed. The same remark sent twice is one.
    """
    minutes = _open_for_delegates(link)
    made, is_new = MinutesComment.objects.get_or_create(
        minutes=minutes,
        paragraph=paragraph,
        language=language,
        side=link.side,
        author_name=link.name,
        text=text,
        resolved=False,
    )
    if is_new:
        by = link.created_by
        reached = by is not None and by.is_active and by.is_staff and by.email
        to = [by.email] if by is not None and reached else officers(minutes.meeting.partnership_id)
        transaction.on_commit(lambda: [send_comment.enqueue(made.pk, address) for address in to])
    return made


@transaction.atomic
def tell_of_answers(
    *, minutes: Minutes, changed: Iterable[tuple[MinutesComment, Collection[str]]]
) -> None:
    """Mail those whose comments are answered, and who can sign now that none is open any more.

    ``changed`` are the comments just saved, each with the fields that were changed.
    """
    changed = list(changed)
    for one, fields in changed:
        if one.answer and "answer" in fields:
            links = one.links_of_author().valid().exclude(email="")  # type: ignore[attr-defined]
            for key in links.values_list("pk", flat=True):
                transaction.on_commit(partial(send_answer.enqueue, one.pk, key))
    if any(one.resolved and "resolved" in fields for one, fields in changed):
        # Of two who settle the last two comments at once, the second waits here and then sees
        # that none is open.
        for key in _lock(minutes).signing_links().values_list("pk", flat=True):
            transaction.on_commit(partial(send_signing.enqueue, key))


def _open_for_delegates(link: DelegateLink) -> Minutes:
    if link.minutes is None:
        raise ValidationError(_("This link opens no minutes."))
    minutes = _lock(link.minutes)
    if minutes.state != MinutesState.CIRCULATED:
        raise ValidationError(_("These minutes are agreed. They no longer change."))
    if not is_latest(minutes):
        raise ValidationError(_("There is a later version. Ask for a link to that one."))
    return minutes


@transaction.atomic
def sign_by_link(*, link: DelegateLink, capacity: str) -> SignOff:
    """A delegate who may sign agrees for the side."""
    minutes = _open_for_delegates(link)
    if not link.may_sign or link.participant is None:
        raise ValidationError(_("This link is for reading and commenting. Others sign."))
    return _sign(minutes, Side(link.side), link.participant.person, capacity)


@transaction.atomic
def sign_for(*, minutes: Minutes, side: Side, person: Person, capacity: str, user: Any) -> SignOff:
    """An officer notes that a side has agreed, such as by letter."""
    policies.demand(user, "publish", minutes.meeting)
    minutes = _lock(minutes)
    if minutes.state != MinutesState.CIRCULATED:
        raise ValidationError(_("Only circulated minutes are signed. Circulate them first."))
    if not is_latest(minutes):
        raise ValidationError(_("There is a later version. Sign that one."))
    return _sign(minutes, side, person, capacity)


def _sign(minutes: Minutes, side: Side, person: Person, capacity: str) -> SignOff:
    if side not in SIGNING_SIDES:
        raise ValidationError(_("Observers do not sign."))
    if minutes.sign_offs.filter(side=side).exists():
        raise ValidationError(_("This side has already signed."))
    unsettled = minutes.comments.filter(resolved=False).count()
    if unsettled:
        raise ValidationError(
            ngettext(
                "%(count)d comment is not settled. Settle it, or write a new version, before "
                "anybody signs.",
                "%(count)d comments are not settled. Settle them, or write a new version, before "
                "anybody signs.",
                unsettled,
            )
            % {"count": unsettled}
        )
    now = timezone.now()
    signed = SignOff.objects.create(
        minutes=minutes, side=side, person=person, capacity=capacity, signed_at=now
    )
    sides = set(minutes.sign_offs.values_list("side", flat=True))
    if sides >= set(SIGNING_SIDES):
        minutes.state, minutes.agreed_at = MinutesState.AGREED, now
        minutes.save(update_fields=["state", "agreed_at"])
        _move(minutes.meeting, MeetingStage.AGREED)
    return signed


@transaction.atomic
def publish_minutes(*, minutes: Minutes, user: Any) -> None:
    """Show the public version on the page of the meeting, in place of an earlier one."""
    policies.demand(user, "publish", minutes.meeting)
    minutes = _lock(minutes)
    if minutes.state != MinutesState.AGREED:
        raise ValidationError(_("Only agreed minutes are published. Both sides sign first."))
    if not minutes.translations.exclude(public_text="").exists():
        raise ValidationError(_("They have no public version. Write one in a new version."))
    minutes.meeting.minutes.update(published_at=None)
    minutes.published_at = timezone.now()
    minutes.save(update_fields=["published_at"])
    _move(minutes.meeting, MeetingStage.CLOSED)


@transaction.atomic
def withdraw_minutes(*, minutes: Minutes, user: Any) -> None:
    """Take the public version from the page of the meeting."""
    policies.demand(user, "publish", minutes.meeting)
    minutes = _lock(minutes)
    if minutes.published_at is None:
        raise ValidationError(_("These minutes are not on the page of the meeting."))
    minutes.published_at = None
    minutes.save(update_fields=["published_at"])
    _move(minutes.meeting, MeetingStage.AGREED)
