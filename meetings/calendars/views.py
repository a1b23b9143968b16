"""The addresses of calendars: all meetings, those of a partnership, one meeting."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable

from django.contrib.contenttypes.models import ContentType
from django.db.models import Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.cache import get_conditional_response
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from donors.models import Partnership
from meetings.calendars.entries import calendar, calendar_rows
from meetings.calendars.withdrawn import Withdrawn, withdrawn
from meetings.models import Meeting, MeetingQuerySet
from publishing.models import FormerAddress
from publishing.rows import Row


def _answer(
    request: HttpRequest, name: str, meetings: Iterable[Row], gone: Iterable[Withdrawn]
) -> HttpResponse:
    """The file; or that nothing has changed since the program last asked."""
    content = calendar(name, meetings, gone)
    response = HttpResponse(content, content_type="text/calendar; charset=utf-8")
    response["Cache-Control"] = "public, no-cache"
    etag = f'"{hashlib.sha256(content).hexdigest()[:32]}"'
    response["ETag"] = etag
    return get_conditional_response(request, etag=etag, response=response) or response


def _known(meetings: MeetingQuerySet) -> MeetingQuerySet:
    """Those of public partnerships, or what was public in one."""
    return meetings.filter(partnership__in=Partnership.objects.public().values("pk"))


@require_safe
def all_meetings(request: HttpRequest) -> HttpResponse:
    """Every public meeting."""
    gone = withdrawn(_known(Meeting.objects.all()))
    return _answer(request, _("Meetings"), calendar_rows(Meeting.objects.public()), gone)


@require_safe
def meetings_of_partnership(request: HttpRequest, slug: str) -> HttpResponse:
    """The public meetings of a public partnership."""
    partnership: Partnership = get_object_or_404(
        Partnership.objects.public().prefetch_related("translations"), slug=slug
    )
    meetings = Meeting.objects.filter(partnership=partnership)
    name = _("Meetings: %(partnership)s") % {"partnership": partnership}
    return _answer(request, name, calendar_rows(meetings.public()), withdrawn(meetings))


@require_safe
def one_meeting(request: HttpRequest, slug: str) -> HttpResponse:
    """A public meeting with its dates and actions; or, if it was taken back, that it was."""
    found = list(calendar_rows(Meeting.objects.public().filter(slug=slug)))
    if found:
        return _answer(request, found[0]["title"].plain, found, [])
    former = FormerAddress.objects.filter(
        content_type=ContentType.objects.get_for_model(Meeting), slug=slug
    )
    once_here = Q(slug=slug) | Q(pk__in=former.values("object_id"))
    if gone := withdrawn(_known(Meeting.objects.filter(once_here))):
        return _answer(request, _("Meetings"), [], gone)
    moved = FormerAddress.objects.find(Meeting.objects.public(), slug)
    return redirect("meetings:meeting_calendar", moved.slug, permanent=True)
