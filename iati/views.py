"""The portal's data as IATI files."""

from __future__ import annotations

from typing import Any

from django.db.models import Count, Q
from django.http import HttpRequest, StreamingHttpResponse
from django.http.response import HttpResponseBase
from django.utils import timezone
from django.views.decorators.http import require_safe

from iati.exporting.activities import activities, can_be_exported
from iati.exporting.organisations import organisations
from iati.exporting.xml import document
from projects.exports.views import selection_of
from projects.refusals import refused

XML = "application/xml; charset=utf-8"


def _answer(pieces: Any, name: str) -> StreamingHttpResponse:
    headers = {"Content-Disposition": f'inline; filename="{name}"'}
    return StreamingHttpResponse(pieces, content_type=XML, headers=headers)


@require_safe
def activity_file(request: HttpRequest) -> HttpResponseBase:
    """The projects of a selection as IATI activities; all public ones without a selection."""
    filters = selection_of(request)
    if answer := refused(request, filters):
        return answer
    selected = filters.filter_queryset(filters.queryset, order=False)
    told = can_be_exported(selected).aggregate(
        count=Count("pk"), demo=Count("pk", filter=Q(is_demo=True))
    )
    notes = []
    if missing := selected.count() - told["count"]:
        notes.append(
            f"{missing} projects of this selection are left out: they have no IATI identifier, "
            "reporting organisation, date or participating organisation yet."
        )
    if told["demo"]:
        notes.append(f"{told['demo']} of these activities are demo content: they are made up.")
    pieces = document(
        "iati-activities",
        activities(selected, request.build_absolute_uri("/").rstrip("/")),
        generated=timezone.now().isoformat(timespec="seconds"),
        note=" ".join(notes),
    )
    return _answer(pieces, "activities.xml")


@require_safe
def organisation_file(request: HttpRequest) -> HttpResponseBase:
    """The public organisations that have an IATI identifier."""
    pieces = document(
        "iati-organisations",
        organisations(),
        generated=timezone.now().isoformat(timespec="seconds"),
    )
    return _answer(pieces, "organisation.xml")
