"""Mail about agreed actions: before they are due, and while they are late."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from typing import Any
from urllib.parse import urljoin

from django.conf import settings
from django.contrib.auth import get_user_model
from django.db import transaction
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django_tasks import task

from meetings.models import AgreedAction, Notice, NoticeKind
from meetings.recipients import introduced, language_of, officers
from publishing import mail
from publishing.models import Visibility

DAYS_BEFORE = (30, 7, 1)
"""So many days before an action is due, somebody is reminded of it."""
WEEK = dt.timedelta(days=7)
"""From the day after its due day on, an action that is late is told of once a week."""
ONE_DAY = dt.timedelta(days=1)
AHEAD = dt.timedelta(days=max(DAYS_BEFORE))


def last_reminder_day(due_on: dt.date, today: dt.date) -> dt.date | None:
    """The latest day up to today on which an action with this due day is told of."""
    if today > due_on:
        first_late = due_on + ONE_DAY
        return first_late + (today - first_late) // WEEK * WEEK
    coming = [due_on - dt.timedelta(days=number) for number in DAYS_BEFORE]
    return max((day for day in coming if day <= today), default=None)


def reminders(today: dt.date) -> dict[str, list[AgreedAction]]:
    """For each address the pending actions it is to know of, the longest overdue first.

    The responsible person hears of all that is due within 30 days or late, but for internal
    actions, of which only our own staff hears; the officers of the partnership hear of what is
    late, and of what has nobody that can be reached.
    """
    actions = (
        AgreedAction.objects.pending()
        .filter(due_on__lte=today + AHEAD)
        .select_related("meeting", "responsible", "owner")
        .prefetch_related("translations", "meeting__translations", "owner__translations")
        .order_by("due_on", "pk")
    )
    users: Any = get_user_model()._default_manager
    staff = users.filter(is_active=True, is_staff=True).exclude(email="")
    ours = {email.lower() for email in staff.values_list("email", flat=True)}
    by_partnership: dict[int, list[str]] = {}
    found: dict[str, list[AgreedAction]] = defaultdict(list)
    for action in actions:
        own = action.responsible.email.lower() if action.responsible else ""
        if action.visibility == Visibility.INTERNAL and own not in ours:
            own = ""
        addresses = {own} if own else set()
        if not own or action.due_on < today:
            key = action.meeting.partnership_id
            if key not in by_partnership:
                by_partnership[key] = [one.lower() for one in officers(key)]
            addresses |= set(by_partnership[key])
        for address in addresses:
            found[address].append(action)
    return dict(found)


def is_time(actions: list[AgreedAction], last: dt.date | None, today: dt.date) -> bool:
    """Whether a day to tell of one of them has come since the last mail.

    A day on which no mail could be sent is made up for by the next.
    """
    days = [day for one in actions if (day := last_reminder_day(one.due_on, today)) is not None]
    return bool(days) and (last is None or max(days) > last)


@task()
def send_action_reminder(email: str) -> None:
    """Tell one address of all its actions in one mail in its language, at most once a day."""
    today = timezone.localdate()
    with transaction.atomic(), translation.override(language_of(email)):
        actions = reminders(today).get(email, [])
        if not is_time(actions, Notice.objects.last_sent(NoticeKind.ACTIONS, email), today):
            return
        if not Notice.objects.claim(NoticeKind.ACTIONS, email, today, every=ONE_DAY):
            return
        asked = _officers_of(email, actions)
        mail.send(
            email,
            ngettext(
                "%(count)d agreed action to look at",
                "%(count)d agreed actions to look at",
                len(actions),
            )
            % {"count": len(actions)},
            _mail(email, actions, today, asked),
            answers=asked,
        )


def _is_staff(email: str) -> bool:
    users: Any = get_user_model()._default_manager
    found: bool = users.filter(email__iexact=email, is_active=True, is_staff=True).exists()
    return found


def _officers_of(email: str, actions: list[AgreedAction]) -> list[str]:
    """The officers whom a reader without an account of ours can ask; our own staff needs none."""
    if _is_staff(email):
        return []
    keys = sorted({one.meeting.partnership_id for one in actions})
    return list(dict.fromkeys(address for key in keys for address in officers(key)))


def _mail(email: str, actions: list[AgreedAction], today: dt.date, asked: list[str]) -> str:
    """The text, with the page each reader may open: the admin's, the public one, or none."""
    is_staff = _is_staff(email)
    keys = [one.pk for one in actions]
    public = set(AgreedAction.objects.public().filter(pk__in=keys).values_list("pk", flat=True))
    listed = []
    for action in actions:
        path = action.get_absolute_url() if action.pk in public else ""
        if is_staff:
            path = reverse("admin:meetings_agreedaction_change", args=[action.pk])
        listed.append(
            {
                "action": action,
                "days_late": max((today - action.due_on).days, 0),
                "address": urljoin(settings.SITE_URL, path) if path else "",
            }
        )
    return render_to_string(
        "meetings/mail/reminder.txt",
        {"listed": listed, "officers": introduced(asked), "site": _("Partnership Portal")},
    )
