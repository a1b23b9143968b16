"""The page that makes next year's review from this one."""

from __future__ import annotations

import datetime as dt
import zoneinfo
from typing import Any

from django import forms
from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import URLPattern, path
from django.utils import timezone
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from meetings import actions
from meetings.admin.clocks import moment_at
from meetings.models import Meeting
from publishing import policies
from publishing.admin import PublishableAdmin
from publishing.admin.pages import edit_address
from publishing.names import time_zones


class CloneForm(forms.Form):
    """When and where the next review is."""

    day = forms.DateField(
        label=gettext_lazy("first day"),
        widget=forms.DateInput({"type": "date"}, format="%Y-%m-%d"),
    )
    hour = forms.TimeField(
        label=gettext_lazy("starts at"),
        widget=forms.TimeInput({"type": "time"}, format="%H:%M"),
        help_text=gettext_lazy("On the clock of the place."),
    )
    time_zone = forms.ChoiceField(
        label=gettext_lazy("time zone of the place"),
        help_text=gettext_lazy("Change it if the review moves to another part of the world."),
    )
    place = forms.CharField(
        label=gettext_lazy("place"),
        max_length=300,
        required=False,
        help_text=gettext_lazy("Leave empty if it is the same as last time."),
    )

    def __init__(self, *args: Any, last: Meeting, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        zones: Any = self.fields["time_zone"]
        zones.choices = [(zone, zone) for zone in sorted({*time_zones(), last.time_zone})]
        for field in self.fields.values():
            field.label = capfirst(field.label)


def _a_year_later(meeting: Meeting) -> dt.datetime:
    """52 weeks later on the clock of the place, the same day of the week; the first to come."""
    zone = zoneinfo.ZoneInfo(meeting.time_zone)
    year = dt.timedelta(weeks=52)
    proposed = meeting.starts_at.astimezone(zone).replace(tzinfo=None) + year
    while proposed.date() <= timezone.localdate(timezone=zone):
        proposed += year
    return proposed


class ClonePage(PublishableAdmin):
    """Cloning a review."""

    def get_urls(self) -> list[URLPattern]:
        view = self.admin_site.admin_view(self.clone_view)
        return [
            path("<int:key>/clone/", view, name="meetings_meeting_clone"),
            *super().get_urls(),
        ]

    def clone_view(self, request: HttpRequest, key: int) -> HttpResponse:
        """Ask when and where, then make the next review as a draft."""
        meeting: Meeting = self._thing(request, key)
        if not (policies.may(request.user, "edit", meeting) and self.has_add_permission(request)):
            raise PermissionDenied
        proposed = _a_year_later(meeting)
        initial = {"day": proposed.date(), "hour": proposed.time(), "time_zone": meeting.time_zone}
        form = CloneForm(request.POST or None, initial=initial, last=meeting)
        if request.method == "POST" and form.is_valid():
            new, told = self._cloned(request, meeting, form)
            if new is not None:
                said = _("“%(meeting)s” is made, as a draft. Look it through.")
                messages.success(request, said % {"meeting": new})
                for line in told:
                    messages.warning(request, line)
                return HttpResponseRedirect(edit_address(new))
        return self._page(
            request,
            meeting,
            "admin/meetings/clone.html",
            title=_("Make the next review"),
            form=form,
        )

    @staticmethod
    def _cloned(request: HttpRequest, meeting: Meeting, form: CloneForm) -> tuple[Any, list[str]]:
        zone = form.cleaned_data["time_zone"]
        clock = dt.datetime.combine(form.cleaned_data["day"], form.cleaned_data["hour"])
        try:
            return actions.clone_review(
                meeting=meeting,
                starts_at=moment_at(clock, zoneinfo.ZoneInfo(zone)),
                time_zone=zone,
                place=form.cleaned_data["place"],
                user=request.user,
            )
        except ValidationError as error:
            form.add_error(None, error)
            return None, []
