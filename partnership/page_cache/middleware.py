"""Answers readers without an account from memory, before any other work."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.conf import settings
from django.core.exceptions import MiddlewareNotUsed
from django.db import Error
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase

from partnership.page_cache.moments import Moment, Season
from partnership.page_cache.pages import Key, Page, Pages

PAGES = Pages(settings.PAGE_CACHE_MB * 1024 * 1024)
VARIED_BY = {"hx-request": "HTTP_HX_REQUEST"}
"""Headers that are part of the key. An answer that names others in ``Vary`` is not kept."""
PRIVATE = {"private", "no-store"}
LONGEST_ADDRESS = 4000
"""Characters."""
NEVER_KEPT = {
    "healthz": "asks no database",
    "readyz": "tells of the database in its own way",
    "meetings:calendar": "tells of meetings taken back, which drafts know of",
    "meetings:meeting_calendar": "tells of meetings taken back, which drafts know of",
}
"""Views whose answers are never kept, by name, with the reason."""


def key_of(request: HttpRequest) -> Key | None:
    """What an answer for somebody unknown may depend on; ``None`` for others and other methods.

    The language is part of the address. Of cookies only that of forms is allowed: a page that
    looks at it is not kept.
    """
    meta = request.META
    if (
        request.method not in ("GET", "HEAD")
        or "HTTP_AUTHORIZATION" in meta
        or ("HTTP_COOKIE" in meta and request.COOKIES.keys() - {settings.CSRF_COOKIE_NAME})
    ):
        return None
    address = (
        request.scheme or "",
        meta.get("HTTP_HOST", ""),
        meta.get("SERVER_NAME", ""),
        meta.get("SERVER_PORT", ""),
        request.path,
        meta.get("QUERY_STRING", ""),
    )
    if sum(map(len, address)) > LONGEST_ADDRESS:
        return None
    return (*address, *(meta.get(name, "") for name in VARIED_BY.values()))


def may_be_kept(response: HttpResponseBase) -> bool:
    """Whether everybody who asks for the same may get the same answer."""
    headers = response.headers
    return (
        response.status_code == 200
        and not response.streaming
        and not response.cookies
        and "Content-Encoding" not in headers
        and not PRIVATE & _names(headers.get("Cache-Control", ""))
        and _names(headers.get("Vary", "")) <= VARIED_BY.keys()
        and "'nonce-" not in headers.get("Content-Security-Policy", "")
    )


def _names(header: str) -> set[str]:
    return {name.strip().lower() for name in header.split(",")} - {""}


class PageCache:
    """Keeps what readers without an account get, and gives it to the next of them.

    Whether it may still be given is asked of the database each time (``moments.Moment``), so
    there is nothing to purge, and every process can keep pages of its own. A page is kept as of a
    moment before anything of it was read. While the database is away nothing is given, as nobody
    can tell whether it is still public.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        if not PAGES.most:
            raise MiddlewareNotUsed
        self.get_response = get_response

    def __call__(self, request: Any) -> HttpResponseBase:
        request.visit = Visit()
        key = key_of(request)
        if key is None:
            return self.get_response(request)
        page = PAGES.find(key)
        moment = request.visit.read() if page is not None else None
        if page is not None and moment is not None and page.season.holds(moment):
            return page.answer(request)
        request.visit.is_noted = request.method == "GET"
        response = self.get_response(request)
        moment = request.visit.moment
        season = Season.of(moment) if moment is not None and may_be_kept(response) else None
        if season is None or not isinstance(response, HttpResponse):
            return response
        page = Page.of(response, season)
        PAGES.keep(key, page)
        return page.answer(request)

    def process_view(self, request: Any, *_called: Any) -> None:
        """Note as of when a page is made, before its view begins."""
        visit: Visit = request.visit
        if visit.error is not None:
            raise visit.error
        if request.resolver_match.view_name in NEVER_KEPT:
            visit.moment = None
        elif visit.is_noted and visit.moment is None:
            visit.moment = Moment.now()


class Visit:
    """As of when a request is answered."""

    moment: Moment | None = None
    error: Error | None = None
    """Why that could not be read; raised further in, where it becomes an answer with headers."""
    is_noted = False
    """Whether the answer may be kept, as of the moment before its view."""

    def read(self) -> Moment | None:
        """The moment, if it can be read. Runs a query."""
        try:
            self.moment = Moment.now()
        except Error as error:
            self.error = error
        return self.moment
