"""Who sits at the table of the next review."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable

from django.utils import timezone
from django.utils.translation import gettext as _

from donors.models import Appointment
from meetings.actions.cloning.shift import say
from meetings.models import Delegation, Meeting, Participant

Offices = tuple[list[Appointment], list[Appointment]]
"""All offices at an organisation that are on record, and those of them held today."""


def copy_delegations(last: Meeting, new: Meeting) -> list[str]:
    """Everybody in the capacity held now; tells who no longer holds an office there.

    Runs the same number of queries however many people there are.
    """
    seats = list(
        last.delegations.select_related("organisation").prefetch_related(
            "organisation__translations",
            "participants__translations",
            "participants__person__translations",
        )
    )
    delegations = Delegation.objects.bulk_create(
        Delegation(meeting=new, organisation=seat.organisation, side=seat.side, order=seat.order)
        for seat in seats
    )
    offices = _offices(seat.organisation_id for seat in seats)
    told: list[str] = []
    rows: list[Participant] = []
    titles: list[dict[str, str]] = []
    for seat, delegation in zip(seats, delegations, strict=True):
        held, now = offices[seat.organisation_id]
        seated: set[int] = set()
        for then in seat.participants.all():
            person, office = _now_sits(then, held, now)
            if person is None:
                told.append(
                    _("%(name)s no longer holds an office at %(organisation)s: invite who does.")
                    % {"name": then.person, "organisation": seat.organisation}
                )
            elif person not in seated:
                seated.add(person)
                rows.append(
                    Participant(delegation=delegation, person_id=person, is_head=then.is_head)
                )
                titles.append(
                    {texts.language_code: texts.title for texts in office.translations.all()}
                    if office
                    else {texts.language_code: texts.capacity for texts in then.translations.all()}
                )
    Participant.objects.bulk_create(rows)
    say(
        (row, language, {"capacity": title})
        for row, by_language in zip(rows, titles, strict=True)
        for language, title in by_language.items()
    )
    return told


def _offices(organisations: Iterable[int]) -> dict[int, Offices]:
    """The offices at each of these organisations. Runs two queries."""
    today = timezone.localdate()
    found: dict[int, Offices] = defaultdict(lambda: ([], []))
    offices = Appointment.objects.filter(organisation__in=list(organisations))
    for office in offices.prefetch_related("translations"):
        held, now = found[office.organisation_id]
        held.append(office)
        if (office.start is None or office.start <= today) and (
            office.end is None or office.end >= today
        ):
            now.append(office)
    return found


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
