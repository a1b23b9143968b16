"""Parts of pages that other sites may show: figures, charts, maps and lists.

A template marks such a part with ``{% embeddable %}``. While a page is rendered its parts are
collected here, so that whatever is embedded is what the page itself shows, and as public.
"""

from __future__ import annotations

import copy
from dataclasses import dataclass, field
from typing import Any

from django.contrib.auth.models import AnonymousUser
from django.http import Http404, HttpRequest, QueryDict
from django.http.response import HttpResponseBase
from django.urls import Resolver404, ResolverMatch, resolve, reverse
from django.utils.safestring import SafeString

from partnership.sharing.metadata import Metadata
from partnership.sharing.places import PLACE_BY_VIEW
from partnership.sharing.subjects import LIST_BY_VIEW, THING_BY_VIEW

WIDTH = 640
"""Pixels of a frame, where the other site does not say."""

CARD = "card"
"""The part that every page has: what it is called and about, and its picture."""

CARD_HEIGHT = 420


@dataclass(frozen=True, slots=True)
class Part:
    """A part of a page, as the page shows it."""

    name: str
    title: str
    height: int
    """Pixels of a frame 640 wide in which it usually fits."""
    content: SafeString


@dataclass(slots=True)
class Collected:
    """What the templates of one page said of it while they were rendered."""

    metadata: Metadata | None = None
    parts: dict[str, Part] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Page:
    """A public page as it was rendered for everybody."""

    address: str
    """Its path with its query string."""
    response: HttpResponseBase
    metadata: Metadata | None
    parts: dict[str, Part]


def collected(request: HttpRequest) -> Collected:
    """What was collected for this request so far."""
    holder: Any = request
    if not hasattr(holder, "collected_for_sharing"):
        holder.collected_for_sharing = Collected()
    found: Collected = holder.collected_for_sharing
    return found


def with_query(address: str, query: str) -> str:
    """The address with the query string that selected what the page shows."""
    return f"{address}?{query}" if query else address


def embed_address(part: str, path: str, query: str) -> str:
    """Where a part of the page at this path, in the active language, can be shown alone."""
    address = reverse("embed", args=[part, path.removeprefix(reverse("home"))])
    return with_query(address, query)


def _is_described(match: ResolverMatch) -> bool:
    return any(match.view_name in known for known in (LIST_BY_VIEW, THING_BY_VIEW, PLACE_BY_VIEW))


def render_page(request: HttpRequest, path: str, query: str) -> Page:
    """The page at this path as everybody sees it, rendered by its own view.

    ``path`` is without host and language. Raises Http404 for what is not one of the public pages
    that ``partnership.sharing`` describes.
    """
    path = reverse("home") + path
    try:
        match = resolve(path)
    except Resolver404 as error:
        raise Http404("There is no such page.") from error
    if not _is_described(match):
        raise Http404("Nothing of this page can be shown on other sites.")
    inner: Any = copy.copy(request)
    inner.path = inner.path_info = path
    inner.META = {**request.META, "QUERY_STRING": query}
    inner.GET = QueryDict(query)
    inner.user = AnonymousUser()
    inner.resolver_match = match
    inner.collected_for_sharing = found = Collected()
    response: Any = match.func(inner, *match.args, **match.kwargs)
    if hasattr(response, "render"):
        response.render()
    return Page(with_query(path, query), response, found.metadata, found.parts)
