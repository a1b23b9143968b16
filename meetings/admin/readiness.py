"""The readiness board: what projects still owe before a review."""

from __future__ import annotations

from typing import Any

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.template.response import TemplateResponse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from meetings.models import Meeting
from meetings.readiness import Readiness, readiness
from meetings.readiness_filters import ReadinessFilter
from projects.actions import confirm_pages
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
    if board and request.method == "POST":
        return _confirmed(request, board)
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


def _confirmed(request: HttpRequest, board: Readiness) -> HttpResponse:
    """Confirm the ticked projects, and show the board as it was asked for."""
    ticked = set(request.POST.getlist("project"))
    chosen = [one for one in board.projects if str(one.pk) in ticked]
    confirm_pages(projects=chosen, user=request.user, day=timezone.localdate())
    if chosen:
        said = ngettext(
            "%(n)d page is confirmed as right today.",
            "%(n)d pages are confirmed as right today.",
            len(chosen),
        )
        messages.success(request, said % {"n": len(chosen)})
    else:
        messages.warning(request, _("Tick the pages that you have looked through."))
    return HttpResponseRedirect(request.get_full_path())
