"""The public page of a thing as its draft would make it."""

from __future__ import annotations

import copy
from typing import Any
from urllib.parse import urlsplit

from csp.constants import SELF
from django.conf import settings
from django.contrib.auth.models import AnonymousUser
from django.http import Http404, HttpRequest, HttpResponse, QueryDict
from django.template.response import TemplateResponse
from django.urls import Resolver404, resolve
from django.utils import translation
from django.views.decorators.http import require_safe

from publishing.drafts import as_drafted, as_published, companions, open_thing
from publishing.models import PreviewLink, Publishable

COOKIE = "preview"
"""Lets a reader of a shared preview see its pictures and files, otherwise closed to them."""
WIDTHS = ("desk", "phone", "both")


def page_address(thing: Any, language: str) -> str | None:
    """The address of the thing's public page in a language; ``None`` if it has no page."""
    if not hasattr(thing, "get_absolute_url"):
        return None
    with translation.override(language):
        path = urlsplit(thing.get_absolute_url()).path
        try:
            # Files are no pages.
            return path if resolve(path).app_name != "library" else None
        except Resolver404:
            return None


def asked_language(request: HttpRequest) -> str:
    """The language asked for, or the source language."""
    asked = request.GET.get("language", "")
    return asked if asked in dict(settings.LANGUAGES) else settings.LANGUAGE_CODE


def public_page(request: HttpRequest, thing: Publishable) -> HttpResponse:
    """What an anonymous visitor would get if the draft were published now.

    The very view of the public page answers, while the database says what the draft says; it may
    be framed by our own pages and is kept nowhere.
    """
    language = asked_language(request)
    with translation.override(language):
        opened = open_thing(thing)
        with as_published(thing, opened.snapshot) as published:
            path = page_address(published, language)
            if path is None:
                raise Http404
            match = resolve(path)
            visit = _visit(request, path, language)
            visit.resolver_match = match
            response: Any = match.func(visit, *match.args, **match.kwargs)
            if hasattr(response, "render"):
                response.render()
    # Links lead out of the frame: no other page lets itself be framed.
    content = response.content.replace(b"<head>", b'<head><base target="_blank">', 1)
    plain = HttpResponse(content, status=response.status_code)
    plain["Content-Type"] = response.get("Content-Type", "text/html; charset=utf-8")
    plain["X-Frame-Options"] = "SAMEORIGIN"
    plain["X-Robots-Tag"] = "noindex"
    plain["Cache-Control"] = "private, no-store"
    plain._csp_replace = {"frame-ancestors": [SELF]}  # type: ignore[attr-defined]  # noqa: SLF001
    return plain


def _visit(request: HttpRequest, path: str, language: str) -> Any:
    """The request of somebody without an account for this page."""
    visit: Any = copy.copy(request)
    visit.method, visit.path, visit.path_info = "GET", path, path
    visit.META = {**request.META, "REQUEST_METHOD": "GET", "PATH_INFO": path, "QUERY_STRING": ""}
    visit.GET = visit.POST = QueryDict()
    visit.COOKIES = {}
    visit.user = AnonymousUser()
    visit.LANGUAGE_CODE = language
    visit._messages = []  # noqa: SLF001  those of the editor are for the editor
    return visit


def framed(
    request: HttpRequest, thing: Any, *, page: str, link: PreviewLink | None
) -> TemplateResponse:
    """The preview in a frame as wide as a desk or a phone, with the way to each language."""
    language, width = asked_language(request), request.GET.get("width", "")
    response = TemplateResponse(
        request,
        "publishing/preview.html",
        {
            "thing": thing,
            "link": link,
            "frame": f"{page}?language={language}",
            "language": language,
            "languages": [
                (code, translation.get_language_info(code)["name_local"])
                for code, _n in settings.LANGUAGES
            ],
            "width": width if width in WIDTHS else "both",
            "widths": WIDTHS,
            "draft": open_thing(thing).revision,
        },
    )
    response["X-Robots-Tag"] = "noindex"
    response["Cache-Control"] = "private, no-store"
    response._csp_update = {"frame-src": [SELF]}  # type: ignore[attr-defined]  # noqa: SLF001
    return response


def _shared(token: str) -> tuple[PreviewLink, Any]:
    link = PreviewLink.objects.find(token)
    thing = link.content if link is not None else None
    if link is None or thing is None:
        raise Http404
    return link, thing


@require_safe
def preview(request: HttpRequest, token: str) -> HttpResponse:
    """A shared preview, for whoever has its link, while it is valid."""
    link, thing = _shared(token)
    response = framed(request, thing, page="page/", link=link)
    response.set_cookie(
        COOKIE,
        token,
        expires=link.expires_at,
        secure=settings.SESSION_COOKIE_SECURE,
        httponly=True,
        samesite="Lax",
    )
    return response


@require_safe
def preview_page(request: HttpRequest, token: str) -> HttpResponse:
    """The page in the frame of a shared preview."""
    return public_page(request, _shared(token)[1])


def shows(request: HttpRequest, thing: Publishable) -> bool:
    """Whether a shared preview that the reader has opened shows this picture or file."""
    token = request.COOKIES.get(COOKIE, "")
    link = PreviewLink.objects.find(token) if token else None
    if link is None or link.content is None:
        return False
    draft = open_thing(link.content)
    with as_drafted(link.content, draft.snapshot):
        return thing in companions(link.content)
