"""Next year's review, made from last year's."""

from __future__ import annotations

import datetime as dt
import re
import zoneinfo
from typing import Any

from django.conf import settings
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.utils import timezone, translation
from django.utils.translation import gettext, gettext_noop
from django.utils.translation import gettext as _

from donors.models import Appointment, PriorityArea
from meetings.models import (
    AgendaItem,
    AgendaPurpose,
    AgreedAction,
    Delegation,
    ImportantDate,
    Meeting,
    Participant,
    Session,
)
from publishing import actions, policies
from publishing.drafts import open_thing
from publishing.models import Visibility
from publishing.snapshots import take

FOLLOW_UP = gettext_noop("Follow-up of agreed actions")


@transaction.atomic
def clone_review(
    *, meeting: Meeting, starts_at: dt.datetime, place: str, user: Any
) -> tuple[Meeting, list[str]]:
    """The next review, as an unpublished draft, and what is to be looked after by hand.

    Times keep their hour on the clock of the place, across changes of daylight saving time;
    important dates keep their distance in days from the first day. Raises ValidationError if the
    next review exists or would be no later.
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
    shift = Shift(last, starts_at)
    new = _meeting(last, shift, place)
    new.priority_areas.set(_areas(last, new.first_day))
    told = _delegations(last, new)
    _agenda(last, new, _sessions(last, new, shift), shift)
    for due in last.important_dates.prefetch_related("translations"):
        row = ImportantDate(meeting=new, on=due.on + shift.days, visibility=due.visibility)
        _texts(row, due, shift, "title")
    actions.save_draft(thing=new, draft=actions.Draft(take(new)), opened=open_thing(new), user=user)
    return new, told


class Shift:
    """From last year's calendar and clock to the new one's."""

    def __init__(self, last: Meeting, starts_at: dt.datetime) -> None:
        self.zone = zoneinfo.ZoneInfo(last.time_zone)
        then, now = (self._clock(moment) for moment in (last.starts_at, starts_at))
        self.distance = now - then
        self.days = now.date() - then.date()
        self.years = now.year - then.year
        self._year = re.compile(rf"(?<!\d){then.year}(?!\d)")
        self.year = str(now.year)

    def _clock(self, moment: dt.datetime) -> dt.datetime:
        return moment.astimezone(self.zone).replace(tzinfo=None)

    def moment(self, moment: dt.datetime) -> dt.datetime:
        """The moment at the same distance on the clock of the place."""
        return (self._clock(moment) + self.distance).replace(tzinfo=self.zone).astimezone(dt.UTC)

    def day(self, day: dt.date | None) -> dt.date | None:
        """The same day of another year; 28 February for a 29th that it has not."""
        if day is None:
            return None
        try:
            return day.replace(year=day.year + self.years)
        except ValueError:
            return day.replace(year=day.year + self.years, day=28)

    def text(self, text: str) -> str:
        """The text with the new year where the old one stood."""
        return self._year.sub(self.year, text)


def _texts(row: Any, source: Any, shift: Shift, *names: str) -> Any:
    """Save the row with these texts of the source, in all its languages."""
    row.save()
    for texts in source.translations.all():
        values = {name: shift.text(getattr(texts, name)) for name in names}
        row.translations.model.objects.create(
            master=row, language_code=texts.language_code, **values
        )
    return row


def _meeting(last: Meeting, shift: Shift, place: str) -> Meeting:
    new = Meeting(
        slug=_slug(last, shift),
        partnership=last.partnership,
        kind=last.kind,
        starts_at=shift.moment(last.starts_at),
        ends_at=shift.moment(last.ends_at),
        time_zone=last.time_zone,
        all_day=last.all_day,
        country=last.country,
        modality=last.modality,
        review_start=shift.day(last.review_start),
        review_end=shift.day(last.review_end),
        previous=last,
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


def _areas(last: Meeting, day: dt.date) -> set[PriorityArea]:
    """The areas in force then: those of last year, or what took their place."""
    found: set[PriorityArea] = set()
    for area in last.priority_areas.prefetch_related("successors"):
        found |= {area} if area.end is None or area.end >= day else set(area.successors.all())
    return found


def _delegations(last: Meeting, new: Meeting) -> list[str]:
    """Everybody in the capacity held now; tells who no longer holds an office there."""
    told = []
    today = timezone.localdate()
    for seat in last.delegations.select_related("organisation"):
        delegation = Delegation.objects.create(
            meeting=new, organisation=seat.organisation, side=seat.side, order=seat.order
        )
        seated: set[int] = set()
        offices = Appointment.objects.filter(organisation=seat.organisation)
        current = set(offices.held_on(today).values_list("pk", flat=True))
        held = list(offices.prefetch_related("translations"))
        now = [one for one in held if one.pk in current]
        for then in seat.participants.prefetch_related("translations", "person__translations"):
            person, office = _now_sits(then, held, now)
            if person is None:
                told.append(
                    _("%(name)s no longer holds an office at %(organisation)s: invite who does.")
                    % {"name": then.person, "organisation": seat.organisation}
                )
                continue
            if person in seated:
                continue
            seated.add(person)
            row = Participant.objects.create(
                delegation=delegation, person_id=person, is_head=then.is_head
            )
            titles = (
                {texts.language_code: texts.title for texts in office.translations.all()}
                if office
                else {texts.language_code: texts.capacity for texts in then.translations.all()}
            )
            for language, title in titles.items():
                row.translations.model.objects.create(
                    master=row, language_code=language, capacity=title
                )
    return told


def _now_sits(
    then: Participant, held: list[Appointment], now: list[Appointment]
) -> tuple[int | None, Appointment | None]:
    """Who takes this seat now, and the office: the same person, or who holds the same office.

    Somebody of whom no office at the organisation is on record keeps the seat and the capacity.
    """
    own = [office for office in held if office.person_id == then.person_id]
    if not own:
        return then.person_id, None
    still = [office for office in now if office.person_id == then.person_id]
    if still:
        return then.person_id, still[0]
    titles = {texts.title for office in own for texts in office.translations.all()}
    after = [
        office for office in now if titles & {texts.title for texts in office.translations.all()}
    ]
    return (after[0].person_id, after[0]) if len(after) == 1 else (None, None)


def _sessions(last: Meeting, new: Meeting, shift: Shift) -> dict[int, Session]:
    return {
        old.pk: _texts(
            Session(
                meeting=new,
                starts_at=shift.moment(old.starts_at),
                ends_at=shift.moment(old.ends_at),
            ),
            old,
            shift,
            "title",
            "place",
        )
        for old in last.sessions.prefetch_related("translations")
    }


def _agenda(last: Meeting, new: Meeting, sessions: dict[int, Session], shift: Shift) -> None:
    """The skeleton of the agenda, with the open actions of earlier reviews as item 2."""
    olds = list(
        last.agenda_items.prefetch_related("translations", "projects", "follows_up").order_by(
            "order", "pk"
        )
    )
    open_actions = list(
        AgreedAction.objects.pending().filter(
            meeting__partnership=new.partnership, meeting__starts_at__lt=new.starts_at
        )
    )
    follow_up = next((old for old in olds if _follows_up(old)), None)
    skeleton = [old for old in olds if old != follow_up]
    numbers = _numbers(skeleton, with_follow_up=bool(open_actions))
    items: dict[int, AgendaItem] = {}
    for old in skeleton:
        item = AgendaItem(
            meeting=new,
            session=sessions.get(old.session_id or 0),
            number=numbers[old.pk],
            purpose=old.purpose,
            minutes_planned=old.minutes_planned,
            visibility=old.visibility,
            area=old.area,
        )
        items[old.pk] = _texts(item, old, shift, "title")
        items[old.pk].projects.set(old.projects.all())
    for old in skeleton:
        if old.parent_id in items:
            items[old.pk].parent = items[old.parent_id]
    if open_actions:
        first = next((items[old.pk] for old in skeleton if old.parent_id is None), None)
        added = AgendaItem.objects.create(
            meeting=new,
            session=(follow_up and sessions.get(follow_up.session_id or 0))
            or (first and first.session),
            number="2",
            purpose=AgendaPurpose.DISCUSSION,
            minutes_planned=follow_up.minutes_planned if follow_up else None,
            visibility=first.visibility if first else Visibility.PARTNERSHIP,
        )
        for code, _name in settings.LANGUAGES:
            with translation.override(code):
                added.translations.model.objects.create(
                    master=added, language_code=code, title=gettext(FOLLOW_UP)
                )
        added.follows_up.set(open_actions)
        items[0] = added
    ordered = sorted(items.values(), key=lambda item: _place(item.number))
    for order, item in enumerate(ordered):
        item.order = order
        item.save(update_fields=["order", "parent"])


def _follows_up(item: AgendaItem) -> bool:
    """Whether it is last year's item about open actions."""
    if item.follows_up.all():
        return True
    titles = {texts.title.casefold() for texts in item.translations.all()}
    return FOLLOW_UP.casefold() in titles


def _numbers(skeleton: list[AgendaItem], *, with_follow_up: bool) -> dict[int, str]:
    """New numbers: top items counted from 1, leaving 2 free; parts keep theirs below them."""
    top = [item for item in skeleton if item.parent_id is None]
    counted = [n for n in range(1, len(top) + 2) if not (with_follow_up and n == 2)]
    numbers = {item.pk: str(n) for item, n in zip(top, counted, strict=False)}
    waiting = [item for item in skeleton if item.parent_id is not None]
    while waiting:
        ready = [item for item in waiting if item.parent_id in numbers]
        if not ready:  # parts of the item that was left out
            ready = waiting
        below: dict[int | None, int] = {}
        for item in ready:
            below[item.parent_id] = below.get(item.parent_id, 0) + 1
            above = numbers.get(item.parent_id or 0)
            n = below[item.parent_id]
            numbers[item.pk] = f"{above}.{n}" if above else f"{len(top) + 1 + n}"
        waiting = [item for item in waiting if item.pk not in numbers]
    return numbers


def _place(number: str) -> list[int]:
    return [int(part) for part in number.split(".")]
