"""What other sites ask for: the picture of a page, a part of it, and how to show that part."""

from __future__ import annotations

import hashlib
from http import HTTPStatus
from urllib.parse import urlsplit

from csp.decorators import csp_replace
from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.template.loader import render_to_string
from django.urls import Resolver404, resolve, reverse
from django.utils.cache import get_conditional_response
from django.utils.html import format_html
from django.utils.http import quote_etag
from django.utils.translation import get_language_bidi, get_language_from_path, override
from django.views.decorators.clickjacking import xframe_options_exempt
from django.views.decorators.http import require_safe

from donors.models import Palette, Pattern, PriorityArea
from partnership.context import site_name
from partnership.sharing.cards import Card, draw
from partnership.sharing.embeds import (
    CARD,
    CARD_HEIGHT,
    WIDTH,
    Page,
    Part,
    embed_address,
    render_page,
    with_query,
)
from partnership.sharing.places import PLACE_BY_KEY
from partnership.sharing.subjects import LIST_BY_KEY, THING_BY_KEY
from publishing.templatetags.translated import find


@require_safe
def card(request: HttpRequest, kind: str, name: str) -> HttpResponseBase:
    """The picture of a page in the language of the address; of public things only.

    Every use asks again whether it may still be shown; the bytes are sent only when they differ.
    """
    found = _picture(kind, name)
    etag = quote_etag(hashlib.sha256(repr(found).encode()).hexdigest()[:32])
    response: HttpResponseBase | None = get_conditional_response(request, etag=etag)
    if response is None:
        response = HttpResponse(draw(found), content_type="image/png")
    response["ETag"] = etag
    response["Cache-Control"] = "public, no-cache"
    response["Cross-Origin-Resource-Policy"] = "cross-origin"
    return response


def _picture(kind: str, name: str) -> Card:
    site, right_to_left = site_name(), get_language_bidi()
    if kind == "page" and name in LIST_BY_KEY:
        return Card(str(LIST_BY_KEY[name].title), "", site, right_to_left)
    if kind not in THING_BY_KEY and kind not in PLACE_BY_KEY:
        raise Http404("There is no picture of such a page.")
    shown = _of_thing(kind, name) if kind in THING_BY_KEY else PLACE_BY_KEY[kind].picture(name)
    if shown is None:
        raise Http404("The page does not exist, or is not public.")
    title, area = shown
    if area is None:
        return Card(title, "", site, right_to_left)
    kicker = find(area, "name")[0]
    return Card(
        title,
        "" if kicker == title else kicker,
        site,
        right_to_left,
        Palette(area.palette),
        Pattern(area.pattern),
    )


def _of_thing(kind: str, name: str) -> tuple[str, PriorityArea | None] | None:
    """Title and area of a thing; nothing for what is not public."""
    page = THING_BY_KEY[kind]
    thing = page.public().filter(slug=name).first()
    return thing and (page.title_of(thing), page.area_of(thing))


@csp_replace({"frame-ancestors": ["*"]})  # type: ignore[arg-type]
@xframe_options_exempt
@require_safe
def embed(request: HttpRequest, part: str, path: str) -> HttpResponseBase:
    """A part of a public page, alone, for the frame of another site."""
    query = request.META.get("QUERY_STRING", "")
    page = render_page(request, path, query)
    if page.response.status_code in (HTTPStatus.MOVED_PERMANENTLY, HTTPStatus.FOUND):
        return redirect(embed_address(part, page.response["Location"], query), permanent=True)
    found = _part(page, part)
    response = render(
        request,
        "sharing/embed.html",
        {
            "part": found,
            "page_address": request.build_absolute_uri(page.address),
            "code": _frame(request, found, with_query(request.path, query)),
        },
    )
    response["Cross-Origin-Resource-Policy"] = "cross-origin"
    return response


@require_safe
def oembed(request: HttpRequest) -> HttpResponse:
    """How to show one of our pages, or a part of it, on another site (oembed.com, version 1.0).

    ``url`` is the address of a page, with ``#part`` for one of its parts, or of an embedded part.
    """
    if request.GET.get("format", "json") != "json":
        return HttpResponse(
            "Ask for format=json.", status=HTTPStatus.NOT_IMPLEMENTED, content_type="text/plain"
        )
    try:
        asked = urlsplit(request.GET.get("url", ""))
    except ValueError as error:
        raise Http404("This is not an address.") from error
    if asked.netloc != request.get_host():
        raise Http404("The address is not one of this site.")
    with override(get_language_from_path(asked.path) or settings.LANGUAGE_CODE):
        name, path = _part_and_path(asked.path, asked.fragment)
        page = render_page(request, path, asked.query)
        part = _part(page, name)
        address = embed_address(part.name, urlsplit(page.address).path, asked.query)
        site = site_name()
    width = _at_most(WIDTH, request.GET.get("maxwidth", ""))
    height = _at_most(part.height, request.GET.get("maxheight", ""))
    response = JsonResponse(
        {
            "version": "1.0",
            "type": "rich",
            "title": part.title,
            "provider_name": site,
            "provider_url": request.build_absolute_uri(reverse("home")),
            "html": _frame(request, part, address, width=width, height=height),
            "width": width,
            "height": height,
            "cache_age": 3600,
        }
    )
    response["Access-Control-Allow-Origin"] = "*"
    response["Cross-Origin-Resource-Policy"] = "cross-origin"
    return response


def _part_and_path(path: str, fragment: str) -> tuple[str, str]:
    """Which part of which page is meant; the path without its language."""
    try:
        match = resolve(path)
    except Resolver404 as error:
        raise Http404("There is no such page.") from error
    if match.view_name == "embed":
        return match.kwargs["part"], match.kwargs["path"]
    return fragment or CARD, path.removeprefix(reverse("home"))


def _part(page: Page, name: str) -> Part:
    if page.response.status_code != HTTPStatus.OK or page.metadata is None:
        raise Http404("The page has moved. Ask with its present address.")
    if name == CARD:
        content = render_to_string("sharing/_card.html", {"page": page.metadata})
        return Part(CARD, page.metadata.title, CARD_HEIGHT, content)
    if name not in page.parts:
        raise Http404("The page has no such part.")
    return page.parts[name]


MOST_DIGITS = 10
"""What is longer than that is no width."""


def _at_most(size: int, limit: str) -> int:
    """The size, or less where the other site has less room; nonsense is no limit."""
    is_number = limit.isascii() and limit.isdigit() and len(limit) < MOST_DIGITS
    return min(size, int(limit)) if is_number and int(limit) else size


def _frame(
    request: HttpRequest,
    part: Part,
    address: str,
    *,
    width: int | str = "100%",
    height: int | None = None,
) -> str:
    """The markup that another site puts where the part is to be shown."""
    return format_html(
        '<iframe src="{}" title="{}" width="{}" height="{}" loading="lazy"></iframe>',
        request.build_absolute_uri(address),
        part.title,
        width,
        height or part.height,
    )
