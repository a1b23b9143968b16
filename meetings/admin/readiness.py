"""The readiness board: what projects still owe before a review."""

from __future__ import annotations

from typing import Any

from django.contrib import admin
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.template.response import TemplateResponse
from django.utils.translation import gettext as _

from meetings.models import Meeting
from meetings.readiness import readiness
from meetings.readiness_filters import ReadinessFilter
from publishing import policies


def may_see(request: HttpRequest) -> bool:
    """Whether the user prepares reviews or answers for projects."""
    return bool(
        request.user.has_perm("meetings.view_meeting")
        and request.user.has_perm("projects.view_project")
    )


def readiness_board(request: HttpRequest, pk: int | None = None) -> HttpResponse:
    """The board of one meeting; without its key, of the next one of the user's partnerships.

    An editor sees the meetings and projects of the partnerships they work on.
    """
    if not may_see(request):
        raise PermissionDenied
    reached: Any = policies.reachable(request.user, Meeting.objects.all())
    texts = reached.prefetch_related("translations")
    coming = list(texts.to_prepare()[:20])
    meeting = get_object_or_404(texts, pk=pk) if pk else next(iter(coming), None)
    board = readiness(meeting, request.user) if meeting else None
    found = ReadinessFilter(request.GET, board=board) if board else None
    return TemplateResponse(
        request,
        "admin/meetings/readiness.html",
        {
            **admin.site.each_context(request),
            "title": _("Readiness for the review"),
            "meetings": coming,
            "board": board,
            "filter": found,
            "shown": found.shown if found else None,
        },
    )
