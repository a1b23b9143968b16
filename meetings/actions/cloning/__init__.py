"""Next year's review, made from last year's."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from meetings.actions.cloning.agenda import areas_now, copy_agenda
from meetings.actions.cloning.people import copy_delegations
from meetings.actions.cloning.shift import Shift, make
from meetings.models import ImportantDate, Meeting, MeetingStage
from publishing import actions, policies
from publishing.drafts import open_thing
from publishing.figures import long_day
from publishing.snapshots import take


@transaction.atomic
def clone_review(
    *, meeting: Meeting, starts_at: dt.datetime, time_zone: str, place: str, user: Any
) -> tuple[Meeting, list[str]]:
    """The next review, as an unpublished draft, and what is to be looked after by hand.

    Its parts, such as the dialogue that opens it, are made with it, each as a draft of its own.
    Times keep their hour on the clock of the place, across changes of daylight saving time and in
    another zone; important dates keep their distance in days from the first day. Raises
    ValidationError if the next review exists or would be no later.
    """
    policies.demand(user, "edit", meeting)
    if not user.has_perm("meetings.add_meeting"):
        raise PermissionDenied(_("You may not add meetings. Ask an administrator."))
    last: Meeting = actions.lock(meeting)
    if Meeting.objects.filter(previous=last).exists():
        raise ValidationError(
            _("The review after “%(meeting)s” exists already. Open that one.") % {"meeting": last}
        )
    if starts_at <= last.starts_at:
        raise ValidationError(_("The new review must be later than the one it follows."))
    shift = Shift(last, starts_at, time_zone)
    new, told = _copy(last, shift, place, user)
    parts = last.parts.not_archived().exclude(stage=MeetingStage.CANCELLED)
    for part in parts.order_by("starts_at", "pk"):
        _made, said = _copy(part, shift, place, user, part_of=new)
        told += said
    if place:
        told.append(_("The place is new: check the country."))
    return new, list(dict.fromkeys(told))


def _copy(
    last: Meeting, shift: Shift, place: str, user: Any, part_of: Meeting | None = None
) -> tuple[Meeting, list[str]]:
    new = _meeting(last, shift, place, part_of)
    areas = areas_now(last.priority_areas.prefetch_related("successors"), new)
    listed: Any = Meeting.priority_areas.through
    listed.objects.bulk_create(listed(meeting=new, priorityarea=one) for one in areas)
    told = copy_delegations(last, new) + copy_agenda(last, new, shift)
    told += _copy_dates(last, new, shift)
    actions.save_draft(thing=new, draft=actions.Draft(take(new)), opened=open_thing(new), user=user)
    return new, told


def _copy_dates(last: Meeting, new: Meeting, shift: Shift) -> list[str]:
    """Count the important dates back from the new first day; those past are left to the officer."""
    told, dates = [], []
    for due in last.important_dates.prefetch_related("translations"):
        on = due.on + shift.days
        if on < timezone.localdate() <= new.first_day:
            title = due.safe_translation_getter("title", any_language=True) or ""
            said = {"title": shift.text(title), "day": long_day(on)}
            told.append(
                _("“%(title)s” would have been on %(day)s, which is past: give it a day.") % said
            )
        else:
            dates.append((ImportantDate(meeting=new, on=on, visibility=due.visibility), due))
    make(dates, shift, "title")
    return told


def _meeting(last: Meeting, shift: Shift, place: str, part_of: Meeting | None) -> Meeting:
    new = Meeting(
        slug=_slug(last, shift),
        partnership=last.partnership,
        kind=last.kind,
        starts_at=shift.moment(last.starts_at, last.time_zone),
        ends_at=shift.moment(last.ends_at, last.time_zone),
        time_zone=shift.zone(last.time_zone),
        all_day=last.all_day,
        country=last.country,
        modality=last.modality,
        review_start=shift.day(last.review_start),
        review_end=shift.day(last.review_end),
        previous=None if Meeting.objects.filter(previous=last).exists() else last,
        part_of=part_of,
    )
    new.save()
    for texts in last.translations.all():
        title = shift.text(texts.title)
        if title == texts.title:
            title = f"{texts.title} {shift.year}"
        new.translations.model.objects.create(
            master=new,
            language_code=texts.language_code,
            title=title,
            place=place or texts.place,
        )
    return Meeting.objects.get(pk=new.pk)


def _slug(last: Meeting, shift: Shift) -> str:
    wanted = shift.text(last.slug)
    if wanted == last.slug:
        wanted = f"{last.slug}-{shift.year}"
    taken = set(Meeting.objects.filter(slug__startswith=wanted).values_list("slug", flat=True))
    numbered = (f"{wanted}-{number}" for number in range(2, len(taken) + 3))
    return next(slug for slug in (wanted, *numbered) if slug not in taken)
