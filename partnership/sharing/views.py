"""Pictures of pages, and pages for other sites."""

from __future__ import annotations

import hashlib

from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.utils.cache import get_conditional_response
from django.utils.http import quote_etag
from django.utils.translation import get_language_bidi
from django.views.decorators.http import require_safe

from donors.models import Palette, Pattern
from partnership.context import site_name
from partnership.sharing.cards import Card, draw
from partnership.sharing.subjects import LIST_BY_KEY, THING_BY_KEY
from publishing.templatetags.translated import find


@require_safe
def card(request: HttpRequest, kind: str, name: str) -> HttpResponseBase:
    """The picture of a page in the language of the address; of public things only.

    Every use asks again whether it may still be shown; the bytes are sent only when they differ.
    """
    found = _card(kind, name)
    etag = quote_etag(hashlib.sha256(repr(found).encode()).hexdigest()[:32])
    response: HttpResponseBase | None = get_conditional_response(request, etag=etag)
    if response is None:
        response = HttpResponse(draw(found), content_type="image/png")
    response["ETag"] = etag
    response["Cache-Control"] = "public, no-cache"
    response["Cross-Origin-Resource-Policy"] = "cross-origin"
    return response


def _card(kind: str, name: str) -> Card:
    site, right_to_left = site_name(), get_language_bidi()
    if kind == "page" and name in LIST_BY_KEY:
        return Card(str(LIST_BY_KEY[name].title), "", site, right_to_left)
    if (page := THING_BY_KEY.get(kind)) is None:
        raise Http404("There is no picture of such a page.")
    thing = page.public().filter(slug=name).first()
    if thing is None:
        raise Http404("The page does not exist, or is not public.")
    area = page.area_of(thing)
    if area is None:
        return Card(page.title_of(thing), "", site, right_to_left)
    kicker = "" if area == thing else find(area, "name")[0]
    return Card(
        page.title_of(thing),
        kicker,
        site,
        right_to_left,
        Palette(area.palette),
        Pattern(area.pattern),
    )
