"""What search engines may find: every public page in every language."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.contrib.sitemaps import Sitemap, views
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.views.decorators.http import require_safe

from partnership.sharing.places import PLACES, PlacePage
from partnership.sharing.subjects import LISTS, THINGS, ThingPage


class _InEveryLanguage(Sitemap):
    i18n = True
    alternates = True
    x_default = True
    limit = 10_000
    """Each entry names all languages: more would come near the 50 MB a file may have."""


class ListsSitemap(_InEveryLanguage):
    """The home page and the lists."""

    def items(self) -> list[str]:
        return [page.view_name for page in LISTS]

    def location(self, item: Any) -> str:
        return reverse(item)


class ThingsSitemap(_InEveryLanguage):
    """The pages of one kind of thing."""

    def __init__(self, page: ThingPage) -> None:
        self.page = page

    def items(self) -> QuerySet[Any]:
        public = self.page.model._default_manager.public()
        return public.only("slug", "updated_at").order_by("pk")

    def lastmod(self, item: Any) -> dt.datetime:
        return item.updated_at


class PlacesSitemap(_InEveryLanguage):
    """The pages of one kind of what has no public text of its own."""

    def __init__(self, page: PlacePage) -> None:
        self.page = page

    def items(self) -> list[tuple[Any, ...]]:
        return list(self.page.places())

    def location(self, item: Any) -> str:
        return reverse(self.page.view_name, args=item)


SECTIONS: dict[str, type[Sitemap] | Sitemap] = {
    "lists": ListsSitemap(),
    **{page.key: ThingsSitemap(page) for page in THINGS},
    **{page.key: PlacesSitemap(page) for page in PLACES},
}


@require_safe
def sitemap_index(request: HttpRequest) -> HttpResponse:
    """The list of sections."""
    return views.index(request, SECTIONS, sitemap_url_name="sitemap_section")


@require_safe
def sitemap_section(request: HttpRequest, section: str) -> HttpResponse:
    """The pages of one section."""
    return views.sitemap(request, SECTIONS, section)


@require_safe
def robots(request: HttpRequest) -> HttpResponse:
    """What robots had better leave alone, and where the sitemap is."""
    lines = [
        "User-agent: *",
        *(f"Disallow: {reverse(name)}" for name in ("admin:index", "account_login")),
        f"Sitemap: {request.build_absolute_uri(reverse('sitemap'))}",
    ]
    return HttpResponse("\n".join(lines) + "\n", content_type="text/plain; charset=utf-8")
