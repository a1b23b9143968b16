"""Mail to officers about what their projects owe before a review, at most once a week."""

from __future__ import annotations

import datetime as dt
import itertools
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

from meetings.models import Meeting, Notice, NoticeKind
from meetings.readiness import Debt, projects_in_scope, readiness
from meetings.recipients import language_of, officers
from publishing import mail, policies
from publishing.figures import long_day
from publishing.names import comma, labelled

AHEAD = dt.timedelta(days=90)
"""From so long before a meeting on, officers hear of what is owed."""
WEEK = dt.timedelta(days=7)


def coming_meetings() -> list[Meeting]:
    """The meetings that are near enough to prepare."""
    coming = Meeting.objects.to_prepare().filter(starts_at__lte=timezone.now() + AHEAD)
    return list(coming.prefetch_related("translations"))


def officers_in_scope() -> list[int]:
    """The keys of the officers of projects that a coming meeting is about.

    Where a project has none, also of those of the partnership.
    """
    keys: set[int] = set()
    for meeting in coming_meetings():
        own = set(projects_in_scope(meeting).order_by().values_list("officer", flat=True))
        keys |= own - {None}
        if None in own:
            keys |= _of_partnership(meeting)
    return sorted(keys)


def _of_partnership(meeting: Meeting) -> set[int]:
    """The keys of the officers of the meeting's partnership. Runs up to three queries."""
    users: Any = get_user_model()._default_manager
    found = users.filter(email__in=officers(meeting.partnership_id), is_active=True, is_staff=True)
    return set(found.values_list("pk", flat=True))


@task()
def send_readiness(user_key: int) -> None:
    """Tell one officer, in their language, what is owed, if the last mail is a week old."""
    users: Any = get_user_model()._default_manager
    user = users.filter(pk=user_key, is_active=True, is_staff=True).exclude(email="").first()
    if user is None:
        return
    reached = policies.reachable(user, Meeting.objects.filter(pk__in=coming_keys()))
    with transaction.atomic(), translation.override(language_of(user.email)):
        boards = [
            (meeting, debts)
            for meeting in reached.order_by("starts_at", "pk").prefetch_related("translations")
            if (debts := _owed_by(user, meeting))
        ]
        total = sum(len(debts) for _meeting, debts in boards)
        if not total or not Notice.objects.claim(
            NoticeKind.READINESS, user.email, timezone.localdate(), every=WEEK
        ):
            return
        mail.send(
            user.email,
            ngettext(
                "%(count)d thing is owed before the review",
                "%(count)d things are owed before the review",
                total,
            )
            % {"count": total},
            _text(boards),
        )


def _owed_by(user: Any, meeting: Meeting) -> list[Debt]:
    """What the projects of an officer owe; of an officer of the partnership, also those that have
    none."""
    board = readiness(meeting, user)
    debts = board.of_officer(user.pk)
    if unassigned := board.of_officer(None):
        debts += unassigned if user.pk in _of_partnership(meeting) else []
    return debts


def coming_keys() -> list[int]:
    """The keys of the meetings that are near enough to prepare."""
    return [meeting.pk for meeting in coming_meetings()]


def _parts(debts: list[Debt]) -> list[tuple[str, list[Any]]]:
    """What is owed, project by project, those without an officer under a heading of their own."""
    assigned = [one for one in debts if one.project.officer_id is not None]
    unassigned = [one for one in debts if one.project.officer_id is None]
    parts = [
        (_("Your projects still owe:"), assigned),
        (_("Projects that have no officer yet still owe:"), unassigned),
    ]
    return [(heading, _by_project(owed)) for heading, owed in parts if owed]


def _by_project(debts: list[Debt]) -> list[tuple[str, str, list[tuple[dt.date, list[str]]]]]:
    """Each project once, with its page and what it owes by which day; the nearest day first."""
    projects: dict[int, list[Debt]] = defaultdict(list)
    for one in debts:
        projects[one.project.pk].append(one)
    return [
        (
            str(owed[0].project),
            urljoin(settings.SITE_URL, reverse("admin:projects_project_change", args=[key])),
            [
                (day, [labelled(one.kind.label, one.what) for one in group])
                for day, group in itertools.groupby(owed, key=lambda one: one.due_on)
            ],
        )
        for key, owed in projects.items()
    ]


def _text(boards: list[tuple[Meeting, list[Debt]]]) -> str:
    listed = [
        {
            "title": comma().join([str(meeting), long_day(meeting.first_day)]),
            "board": urljoin(settings.SITE_URL, reverse("readiness", args=[meeting.pk])),
            "parts": _parts(debts),
        }
        for meeting, debts in boards
    ]
    return render_to_string("meetings/mail/readiness.txt", {"listed": listed})
