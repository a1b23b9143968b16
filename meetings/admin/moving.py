"""The page of a meeting takes the programme along when the meeting is moved."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.contrib import messages
from django.http import HttpRequest
from django.utils.translation import gettext as _

from meetings import actions
from meetings.actions.moving import gone, holds, on_clock, sessions_go
from meetings.admin.clocks import OUTSIDE, ProgrammeRows
from meetings.models import ImportantDate, Meeting, Session
from publishing.admin import PublishableAdmin
from publishing.names import comma

MOMENTS = ("starts_at", "ends_at")


def _as_opened(form: Any) -> Meeting:
    """When the meeting was, as the page was opened."""
    return Meeting(**{name: form.initial[name] for name in (*MOMENTS, "time_zone")})


def _read(value: Any, zone: str) -> Any:
    """What the row shows: a day, or a moment on the clock of the zone."""
    return on_clock(value, zone) if isinstance(value, dt.datetime) else value


def _is_untouched(row: Any, before: Meeting, now: Meeting) -> bool:
    """Whether the days and hours of the row still read as the page was opened with."""
    return all(
        _read(row.initial[name], before.time_zone) == _read(row.cleaned_data[name], now.time_zone)
        for name in ("on", *MOMENTS)
        if name in row.fields
    )


def _untouched(formsets: Any, model: type[Any], before: Meeting, now: Meeting) -> list[int]:
    rows = [row for formset in formsets if formset.model is model for row in formset.initial_forms]
    return [
        row.instance.pk
        for row in rows
        if not row.cleaned_data.get("DELETE") and _is_untouched(row, before, now)
    ]


class SessionRows(ProgrammeRows):
    """Sessions lie within their meeting, as they will once they have moved with it."""

    def clean(self) -> None:
        super().clean()
        now = self.instance
        before = getattr(now, "as_opened", None)
        if before is None or any(self.errors):
            return
        by = sessions_go(before, now)
        for row in self.forms:
            given = row.cleaned_data
            if not given.get("starts_at") or given.get("DELETE"):
                continue
            moves = bool(by) and row in self.initial_forms and _is_untouched(row, before, now)
            times = [
                gone(given[name], by, now.time_zone) if moves else given[name] for name in MOMENTS
            ]
            if not holds(now, *times):
                row.add_error("ends_at", OUTSIDE)


class MovingPage(PublishableAdmin):
    """Rows that were given another time in the same form stay as they were given."""

    def save_form(self, request: HttpRequest, form: Any, change: Any) -> Any:
        meeting = super().save_form(request, form, change)
        meeting.as_opened = _as_opened(form) if change else meeting
        return meeting

    def save_related(self, request: HttpRequest, form: Any, formsets: Any, change: Any) -> None:
        super().save_related(request, form, formsets, change)
        if not change or not {*MOMENTS, "time_zone"} & set(form.changed_data):
            return
        before, now = _as_opened(form), form.instance
        moved = actions.move_programme(
            meeting=now,
            before=before,
            sessions=_untouched(formsets, Session, before, now),
            dates=_untouched(formsets, ImportantDate, before, now),
            user=request.user,
        )
        # Forms that save by themselves or are shown anew have nobody to tell.
        if moved is None or "_autosave" in request.POST or getattr(request, "is_replayed", False):
            return
        if moved.sessions or moved.dates:
            said = _(
                "The meeting is moved, and with it its sessions (%(sessions)d) and important "
                "dates (%(dates)d). Look them through."
            )
            counts = {"sessions": moved.sessions, "dates": moved.dates}
            messages.warning(request, said % counts)
        if moved.staying:
            said = _(
                "What is part of this meeting has a page of its own; move it there: %(parts)s."
            )
            parts = comma().join(f"“{one}”" for one in moved.staying)
            messages.warning(request, said % {"parts": parts})
