"""The answer at a delegate's link that opens nothing: mistyped, expired, taken back or made up.

It is the same for all of them, so that nobody learns from it whether a link ever was.
"""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest
from django.template.response import TemplateResponse

from meetings.models import DelegateLink

NONE = 0
"""A key that no link has: a token that is not ours is looked up like one that is."""


def find_link(token: str) -> DelegateLink | None:
    """The valid link with this token, with what it opens. Always runs one query."""
    found = DelegateLink.objects.valid().select_related("dossier__meeting__previous", "minutes")
    link: DelegateLink | None = found.filter(pk=DelegateLink.key_of(token) or NONE).first()
    return link


def closed(request: HttpRequest) -> TemplateResponse:
    """What happened and what to do, in words."""
    return private(TemplateResponse(request, "meetings/delegate_closed.html", status=404))


def private(response: Any) -> Any:
    """For this reader only: kept in no cache, found by no search engine."""
    response["Cache-Control"] = "no-store, private"
    response["X-Robots-Tag"] = "noindex, nofollow"
    # With "no-referrer" browsers would send the page's forms without their origin, which are
    # then refused; no other site is told the address by this one either.
    response["Referrer-Policy"] = "same-origin"
    return response
