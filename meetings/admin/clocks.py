"""Times of a meeting in forms: shown and taken on the clock of its place, never the editor's."""

from __future__ import annotations

import datetime as dt
import zoneinfo
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.utils import formats, timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from meetings.actions.moving import holds, on_clock
from meetings.models import Meeting
from publishing.admin import RowFormSet, TranslatedForm
from publishing.admin.forms import with_named_parts
from publishing.admin.opened import rendered
from publishing.names import validate_time_zone

OUTSIDE = gettext_lazy(
    "It lies outside the days and hours of the meeting. Move it or delete it, or let the meeting "
    "take longer."
)


def moment_at(clock: dt.datetime, zone: zoneinfo.ZoneInfo) -> dt.datetime:
    """The moment at which clocks of the zone show this time.

    Of an hour that comes twice, as clocks are put back, the first is meant. One that is left
    out, as they are put forward, is a ``ValidationError``.
    """
    moment = clock.replace(tzinfo=zone)
    if moment.astimezone(dt.UTC).astimezone(zone).replace(tzinfo=None) != clock:
        raise ValidationError(
            _(
                "There is no %(time)s on that day on the clock of %(zone)s, which is put forward "
                "then. Choose an earlier or a later time."
            ),
            code="left_out",
            params={"time": formats.time_format(clock.time(), "H:i"), "zone": zone.key},
        )
    return moment


class PlaceTimeField(forms.SplitDateTimeField):
    """A moment on the clock of a place.

    Whether it was changed is a question of the moment: the same time in another zone is another.
    """

    zone: zoneinfo.ZoneInfo

    def prepare_value(self, value: Any) -> Any:
        if isinstance(value, dt.datetime):
            return on_clock(value, self.zone.key)
        return super().prepare_value(value)

    def compress(self, data_list: Any) -> dt.datetime | None:
        return moment_at(dt.datetime.combine(*data_list), self.zone) if data_list else None

    def has_changed(self, initial: Any, data: Any) -> bool:
        try:
            moment = self.clean(data)
        except ValidationError:
            return True
        before = initial.replace(microsecond=0) if isinstance(initial, dt.datetime) else None
        return bool(moment != before)


def keep_to_clock(fields: dict[str, Any], zone: str) -> None:
    """Show and take the times among the fields on the clock of this zone, and name it."""
    for name in ("starts_at", "ends_at", "on"):
        if (field := fields.get(name)) is None:
            continue
        field.label = f"{field.label} ({zone})"
        if "aria-label" in field.widget.attrs:
            field.widget.attrs["aria-label"] = field.label
        if isinstance(field, PlaceTimeField):
            field.zone = zoneinfo.ZoneInfo(zone)
            with_named_parts(field)


class PlaceTimes:
    """A page or rows with times of a meeting; who may only look is shown them on its clock too."""

    def formfield_for_dbfield(self, db_field: Any, request: HttpRequest, **kwargs: Any) -> Any:
        if db_field.name in ("starts_at", "ends_at"):
            kwargs["form_class"] = PlaceTimeField
        return super().formfield_for_dbfield(  # type: ignore[misc]
            db_field, request, **kwargs
        )

    def render_change_form(
        self, request: HttpRequest, context: dict[str, Any], *args: Any, **kwargs: Any
    ) -> HttpResponse:
        show = super().render_change_form  # type: ignore[misc]
        thing = kwargs.get("obj")
        if thing is None or self.has_change_permission(request, thing):  # type: ignore[attr-defined]
            response: HttpResponse = show(request, context, *args, **kwargs)
            return response
        with timezone.override(getattr(thing, "meeting", thing).time_zone):
            return rendered(show(request, context, *args, **kwargs))


class MeetingForm(TranslatedForm):
    """A meeting; when its zone is changed, its times stay as they are shown."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if "time_zone" in self.fields:
            # The rows of the form have no clock to go by if the meeting is given a wrong one.
            self.fields["time_zone"].validators.append(validate_time_zone)
        keep_to_clock(self.fields, self._zone())

    def _zone(self) -> str:
        given = self.data.get(self.add_prefix("time_zone"), "").strip()
        stored: str = self.instance.time_zone
        try:
            validate_time_zone(given)
        except ValidationError:
            return stored
        return given or stored


class SessionForm(TranslatedForm):
    """A session on a page of its own."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        given = self.data.get(self.add_prefix("meeting")) or self.initial.get("meeting")
        given = given or self.instance.meeting_id
        meetings = Meeting.objects.filter(pk=given) if str(given).isdecimal() else None
        zone = meetings.values_list("time_zone", flat=True).first() if meetings else None
        keep_to_clock(self.fields, zone or Meeting().time_zone)

    def clean(self) -> Any:
        cleaned = super().clean() or self.cleaned_data
        meeting, starts, ends = (cleaned.get(name) for name in ("meeting", "starts_at", "ends_at"))
        if meeting and starts and ends and not holds(meeting, starts, ends):
            self.add_error("ends_at", OUTSIDE)
        return cleaned


class ProgrammeRows(RowFormSet):
    """Rows with times, on the page of their meeting."""

    def add_fields(self, form: Any, index: int | None) -> None:
        super().add_fields(form, index)
        keep_to_clock(form.fields, self.instance.time_zone)
