"""The path of a review, from its making to the next: what is done and what comes next."""

from __future__ import annotations

import dataclasses
import datetime as dt
from typing import Any

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from meetings.models import Meeting, MeetingStage, ReviewDossier
from publishing import policies
from publishing.admin.pages import add_address, edit_address

COUNTED_DAYS = 60
"""So many days before a meeting at most they are counted; before that, months say enough."""
SETTLED = (MeetingStage.AGREED, MeetingStage.CLOSED)


@dataclasses.dataclass(frozen=True, slots=True)
class Step:
    """One step of the path."""

    label: str
    url: str
    is_done: bool
    is_next: bool = False
    is_past: bool = False
    """It was not done, and its time is over."""


@dataclasses.dataclass(frozen=True, slots=True)
class Path:
    """How far a review has come."""

    meeting: Meeting
    steps: list[Step]
    today: dt.date

    @property
    def days_left(self) -> int:
        """Days until it begins; below one once it has."""
        return (self.meeting.first_day - self.today).days

    @property
    def is_near(self) -> bool:
        """Whether its days are counted."""
        return 0 < self.days_left <= COUNTED_DAYS

    @property
    def is_over(self) -> bool:
        """It has ended."""
        return self.meeting.ends_at < timezone.now()

    @property
    def is_finished(self) -> bool:
        """Nothing is left to be done."""
        return all(step.is_done or step.is_past for step in self.steps)


def path_of(meeting: Meeting, *, is_ready: bool) -> Path:
    """The steps of a review; the first that is not done comes next. Runs four queries."""
    today = timezone.localdate()
    has_begun, is_over = meeting.first_day <= today, meeting.ends_at < timezone.now()
    minutes = meeting.minutes.first()
    dossiers = list(meeting.dossiers.order_by("-pk"))
    following = Meeting.objects.filter(previous=meeting).first()
    is_agreed = meeting.stage in SETTLED

    def own(name: str) -> str:
        return reverse(f"admin:meetings_meeting_{name}", args=[meeting.pk])

    steps = [
        Step(_("Plan the meeting and its agenda"), edit_address(meeting), meeting.was_ever_public),
        Step(
            _("See that the projects are ready"),
            reverse("readiness", args=[meeting.pk]),
            is_ready,
            is_past=has_begun,
        ),
        Step(
            _("Build and share the dossier"),
            reverse("admin:meetings_reviewdossier_work", args=[dossiers[0].pk])
            if dossiers
            else add_address(ReviewDossier, meeting=meeting.pk),
            any(one.frozen_at for one in dossiers),
            is_past=is_over,
        ),
        Step(
            _("Take notes on the day"),
            own("day"),
            is_over and meeting.notes.exists(),
            is_past=minutes is not None,
        ),
        Step(_("Draft the minutes"), own("draft_minutes"), minutes is not None),
        Step(
            _("Circulate the minutes, sign and publish them"),
            reverse("admin:meetings_minutes_procedure", args=[minutes.pk])
            if minutes
            else own("draft_minutes"),
            meeting.stage == MeetingStage.CLOSED,
        ),
        Step(
            _("Follow up what was agreed"),
            f"{reverse('admin:meetings_agreedaction_changelist')}?meeting__id__exact={meeting.pk}",
            is_agreed and not meeting.actions.pending().exists(),
        ),
        Step(
            _("Make the next review"),
            edit_address(following) if following else own("clone"),
            following is not None,
        ),
    ]
    open_steps = (at for at, step in enumerate(steps) if not (step.is_done or step.is_past))
    nearest = next(open_steps, None)
    if nearest is not None:
        steps[nearest] = dataclasses.replace(steps[nearest], is_next=True)
    return Path(meeting, steps, today)


def last_review(user: Any) -> Meeting | None:
    """The latest annual review that is over. Runs two queries."""
    over: Any = policies.reachable(user, Meeting.objects.not_archived())
    found: Meeting | None = over.past().annual_reviews().prefetch_related("translations").first()
    return found
