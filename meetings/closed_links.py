"""The answer at a delegate's link that opens nothing: mistyped, expired, taken back or made up.

It is the same for all of them, so that nobody learns from it whether a link ever was.
"""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest
from django.template.response import TemplateResponse

from meetings.models import DelegateLink, LinkOpening

NONE = 0
"""A key that no link has: a token that is not ours is looked up like one that is."""

MOST_CHARACTERS = 4000
"""The longest comment."""


def find_link(token: str) -> DelegateLink | None:
    """The valid link with this token, with what it opens. Always runs one query."""
    found = DelegateLink.objects.valid().select_related("dossier__meeting__previous", "minutes")
    link: DelegateLink | None = found.filter(pk=DelegateLink.key_of(token) or NONE).first()
    return link


def note_opening(request: HttpRequest, link: DelegateLink, what: str) -> None:
    """Put into the log that a delegate read it: no program that only looks, nor our own staff."""
    user: Any = request.user
    if request.method == "GET" and not user.is_staff:
        LinkOpening.objects.create(link=link, what=what)


def closed(request: HttpRequest) -> TemplateResponse:
    """What happened and what to do, in words, with what the reader has just written."""
    written = request.POST.get("text", "").replace("\x00", "")[:MOST_CHARACTERS].strip()
    return private(
        TemplateResponse(request, "meetings/delegate_closed.html", {"written": written}, status=404)
    )


def private(response: Any) -> Any:
    """For this reader only: kept in no cache, found by no search engine."""
    response["Cache-Control"] = "no-store, private"
    response["X-Robots-Tag"] = "noindex, nofollow"
    # With "no-referrer" browsers would send the page's forms without their origin, which are
    # then refused; no other site is told the address by this one either.
    response["Referrer-Policy"] = "same-origin"
    return response
