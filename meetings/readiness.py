"""What the projects of a review still owe before it, by when, and where it is mended."""

from __future__ import annotations

import bisect
import dataclasses
import datetime as dt
from collections import Counter
from collections.abc import Iterator
from typing import Any

from django.db import models
from django.db.models import Exists, OuterRef, Q
from django.db.models.functions import Coalesce
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language_info
from django.utils.translation import gettext_lazy as _

from library.models import PhotoConsent
from meetings.models import AgendaItem, ImportantDate, Meeting
from projects.codes import ActivityStatus
from projects.models import (
    Budget,
    Evidence,
    Measurement,
    MeasurementState,
    Period,
    Project,
    ProjectPhoto,
    ProjectQuerySet,
)
from publishing import policies
from publishing.figures import days, long_day, value
from publishing.models import PublicationState
from publishing.names import comma, labelled
from publishing.texts import TranslationState, newest_revisions, translation_states

YEAR = dt.timedelta(days=365)
CONFIRMED_WITHIN = dt.timedelta(days=183)
"""So long before the meeting at most, an officer has to have confirmed a page as right; while
the meeting is further off than that, so long before today."""
A_FORTNIGHT = dt.timedelta(days=14)
REPORTED = [MeasurementState.SUBMITTED, MeasurementState.APPROVED]


class Owed(models.TextChoices):
    """What can be owed."""

    VALUE = "value", _("Value not reported")
    BUDGET = "budget", _("Budget missing")
    PLAN = "plan", _("Planned end has passed")
    EVIDENCE = "evidence", _("Value without evidence")
    PHOTO = "photo", _("Photo without consent or alternative text")
    TRANSLATION = "translation", _("Text not translated")
    CONFIRMATION = "confirmation", _("Page not confirmed")


DAYS_BEFORE = {
    Owed.VALUE: 28,
    Owed.BUDGET: 28,
    Owed.PLAN: 28,
    Owed.EVIDENCE: 21,
    Owed.PHOTO: 14,
    Owed.TRANSLATION: 14,
    Owed.CONFIRMATION: 7,
}
"""By when each is due, counted back from the first day of the meeting."""

AT_FIELD = {
    Owed.VALUE: "#results-group",
    Owed.BUDGET: "#budgets-group",
    Owed.PLAN: "#id_planned_end",
    Owed.EVIDENCE: "#results-group",
    Owed.PHOTO: "#photos-group",
    Owed.CONFIRMATION: "#id_reviewed_on",
}
"""Where on the page of a project each is; a text is on the tab of its language."""


@dataclasses.dataclass(frozen=True, slots=True)
class Debt:
    """One thing that a project owes."""

    kind: Owed
    project: Project
    what: str
    due_on: dt.date
    edit_url: str
    """Where it is mended: the form of what is missing, or the field."""

    @property
    def project_url(self) -> str:
        """The page of the project at the part that owes."""
        page = reverse("admin:projects_project_change", args=[self.project.pk])
        return f"{page}{AT_FIELD.get(self.kind, '')}"

    @property
    def is_late(self) -> bool:
        """Its day has passed."""
        return self.due_on < timezone.localdate()

    @property
    def is_confirmed_here(self) -> bool:
        """Whether a tick on the board pays it."""
        return self.kind == Owed.CONFIRMATION


@dataclasses.dataclass(frozen=True, slots=True)
class Readiness:
    """How ready the projects of a meeting are."""

    meeting: Meeting
    projects: list[Project]
    debts: list[Debt]
    reader: Any
    """The user who sees it."""

    @property
    def by_kind(self) -> list[tuple[Owed, int]]:
        """How many of each kind are owed, of every kind."""
        numbers = Counter(one.kind for one in self.debts)
        return [(kind, numbers[kind]) for kind in Owed]

    @property
    def late(self) -> int:
        """How many should be there by now."""
        return sum(one.is_late for one in self.debts)

    @property
    def ready(self) -> int:
        """How many projects owe nothing."""
        return len(self.projects) - len({one.project.pk for one in self.debts})

    @property
    def by_officer(self) -> list[tuple[Any, list[Debt]]]:
        """Who owes what, the nearest day first: the reader before others, nobody at the end."""
        officers = {one.project.officer_id: one.project.officer for one in self.debts}
        order = sorted(
            officers, key=lambda key: (key is None, key != self.reader.pk, str(officers[key]))
        )
        return [(officers[key], self.of_officer(key)) for key in order]

    def of_officer(self, key: int | None) -> list[Debt]:
        """What the projects of one officer owe, the nearest day first."""
        own = [one for one in self.debts if one.project.officer_id == key]
        return sorted(own, key=lambda one: (one.due_on, one.project.pk))


def projects_in_scope(meeting: Meeting) -> ProjectQuerySet:
    """The projects a meeting is about.

    Those on its agenda, and those of its partnership that ran at some time of the review period;
    without one, of the year before the meeting. Cancelled and archived projects owe nothing.
    """
    until = meeting.review_end or meeting.first_day
    since = meeting.review_start or until - YEAR
    on_agenda = AgendaItem.objects.filter(meeting=meeting, projects=OuterRef("pk"))
    began = Q(_began=None) | Q(_began__lte=until)
    # A day planned for the end says nothing of a project that goes on after it.
    goes_on = Q(actual_end=None) & ~Q(status=ActivityStatus.CLOSED)
    ended = Q(_ended__gte=since) | goes_on
    return (
        Project.objects.annotate(
            _began=Coalesce("actual_start", "planned_start"),
            _ended=Coalesce("actual_end", "planned_end"),
        )
        .filter(Exists(on_agenda) | Q(began & ended, partnership=meeting.partnership_id))
        .exclude(status=ActivityStatus.CANCELLED)
        .exclude(state=PublicationState.ARCHIVED)
    )


def readiness(meeting: Meeting, user: Any) -> Readiness:
    """What the projects in scope owe that this user works on. A fixed number of queries."""
    scope: Any = policies.reachable(user, projects_in_scope(meeting))
    projects = list(
        scope.annotate(has_budget=Exists(Budget.objects.filter(project=OuterRef("pk"))))
        .select_related("officer")
        .prefetch_related("translations")
    )
    known = {one.pk: one for one in projects}
    due = _due_days(meeting)
    found = [
        Debt(kind, project, str(what), due[kind], url)
        for kind, project, what, url in [
            *_values(known),
            *_evidence(known),
            *_photos(known),
            *_own_debts(projects, meeting),
        ]
    ]
    debts = sorted(found, key=lambda one: (one.due_on, one.project.pk))
    return Readiness(meeting, projects, debts, user)


def _due_days(meeting: Meeting) -> dict[Owed, dt.date]:
    """By when each kind is due: counted back, or on a day the meeting sets shortly before that.

    An important date within the fortnight before the day that is counted back takes its place.
    """
    set_days = sorted(
        ImportantDate.objects.filter(meeting=meeting).order_by().values_list("on", flat=True)
    )
    due = {}
    for kind, before in DAYS_BEFORE.items():
        counted = meeting.first_day - dt.timedelta(days=before)
        place = bisect.bisect_right(set_days, counted)
        nearest = set_days[place - 1] if place else None
        taken = nearest is not None and counted - nearest <= A_FORTNIGHT
        due[kind] = nearest if taken and nearest is not None else counted
    return due


Found = Iterator[tuple[Owed, Project, Any, str]]


def _values(known: dict[int, Project]) -> Found:
    owing = (
        Period.objects.filter(
            indicator__result__project__in=list(known), end__lt=timezone.localdate(), locked=False
        )
        .exclude(Exists(Measurement.objects.filter(period=OuterRef("pk"), state__in=REPORTED)))
        .select_related("indicator__result")
        .prefetch_related("indicator__translations")
    )
    for period in owing:
        yield (
            Owed.VALUE,
            known[period.indicator.result.project_id],
            comma().join([str(period.indicator), days(period.start, period.end)]),
            f"{reverse('admin:projects_measurement_add')}?period={period.pk}",
        )


def _evidence(known: dict[int, Project]) -> Found:
    bare = (
        Measurement.objects.filter(
            period__indicator__result__project__in=list(known), state__in=REPORTED
        )
        .exclude(Exists(Measurement.objects.filter(corrects=OuterRef("pk"), state__in=REPORTED)))
        .exclude(Exists(Evidence.objects.filter(measurement=OuterRef("pk"))))
        .select_related("period__indicator__result")
        .prefetch_related("period__indicator__translations")
    )
    for one in bare:
        amount = f"{value(one.value)} {one.period.indicator.unit}".strip()
        yield (
            Owed.EVIDENCE,
            known[one.period.indicator.result.project_id],
            labelled(one.period.indicator, comma().join([amount, long_day(one.as_of)])),
            f"{reverse('admin:projects_evidence_add')}?measurement={one.pk}",
        )


def _photos(known: dict[int, Project]) -> Found:
    settled = [PhotoConsent.GIVEN, PhotoConsent.NOT_NEEDED]
    shown = (
        ProjectPhoto.objects.filter(project__in=list(known))
        .select_related("photo")
        .prefetch_related("photo__translations")
    )
    for row in shown:
        described = any(text.alternative_text for text in row.photo.translations.all())
        if row.photo.consent not in settled or not described:
            yield (
                Owed.PHOTO,
                known[row.project_id],
                row.photo,
                reverse("admin:library_photo_change", args=[row.photo_id]),
            )


def _own_debts(projects: list[Any], meeting: Meeting) -> Found:
    """What is seen from the row of the project and its texts."""
    opens, today = meeting.first_day - CONFIRMED_WITHIN, timezone.localdate()
    oldest = opens if today >= opens else today - CONFIRMED_WITHIN
    newest = newest_revisions(projects)
    for project in projects:
        page = reverse("admin:projects_project_change", args=[project.pk])
        if not project.has_budget:
            yield Owed.BUDGET, project, _("No budget is entered."), f"{page}#budgets-group"
        if project.is_past_its_end(today):
            planned = _("It was planned to end on %(day)s: give a later day, or how it ended.")
            said = planned % {"day": long_day(project.planned_end)}
            yield Owed.PLAN, project, said, f"{page}#id_planned_end"
        if project.reviewed_on is None:
            yield Owed.CONFIRMATION, project, _("Never confirmed."), f"{page}#id_reviewed_on"
        elif project.reviewed_on < oldest:
            confirmed = _("Confirmed on %(day)s.") % {"day": long_day(project.reviewed_on)}
            yield Owed.CONFIRMATION, project, confirmed, f"{page}#id_reviewed_on"
        for code, state in translation_states(project, newest.get(project.pk)).items():
            if state != TranslationState.DONE:
                language = get_language_info(code)["name_translated"]
                yield (
                    Owed.TRANSLATION,
                    project,
                    labelled(language, state.label),
                    f"{page}?language={code}",
                )


def next_meeting(user: Any) -> Meeting | None:
    """The next meeting of the user's partnerships that is not over. Runs two queries.

    One that is part of another is prepared with it, and is not the next when that is over.
    """
    coming = policies.reachable(user, Meeting.objects.to_prepare())
    return coming.prefetch_related("translations").first()
