"""The metadata of the page that is being shown, from what its view has fetched."""

from __future__ import annotations

import html
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from babel.core import get_global
from django.conf import settings
from django.http import HttpRequest, QueryDict
from django.urls import reverse
from django.utils.safestring import SafeString
from django.utils.translation import get_language

from partnership.followed import SOURCES
from partnership.languages import address_in
from partnership.sharing import structured
from partnership.sharing.places import PLACE_BY_VIEW, PlacePage
from partnership.sharing.subjects import (
    LIST_BY_VIEW,
    LISTS,
    THING_BY_VIEW,
    ListPage,
    ThingPage,
)
from projects.filters import clean_query

HOME = LISTS[0]


@dataclass(frozen=True, slots=True)
class Metadata:
    """What the head of a public page says; every address is absolute."""

    title: str
    description: str
    canonical: str
    address: str
    """Of what the reader sees, with what is searched for and selected."""
    alternates: tuple[tuple[str, str], ...]
    """Each language's code with this page's address in it."""
    fallback: str
    """The address for readers of all other languages."""
    feeds: tuple[tuple[str, str], ...]
    """Title and address of what can be followed from here."""
    picture: str
    locale: str
    is_article: bool
    published: Any
    updated: Any
    data: tuple[SafeString, ...]
    oembed: str
    """Where other sites ask how to show it; empty for pages they cannot show."""

    @property
    def can_be_embedded(self) -> bool:
        """Whether other sites may show it or its parts."""
        return bool(self.oembed)


def locale_of(language: str) -> str:
    """The language with its most usual country, as Open Graph wants it: ``ja_JP``."""
    likely = get_global("likely_subtags").get(language, language).split("_")
    return f"{likely[0]}_{likely[-1]}" if len(likely) > 1 else language


def describe(
    request: HttpRequest, context: dict[str, Any], title: str, site: str
) -> Metadata | None:
    """The metadata of a public page; ``None`` for the staff's pages and for error pages.

    ``title`` is the page's own, as escaped for its ``<title>``; ``site`` the site's name.
    """
    path = _canonical_path(request, context)
    languages = [code for code, _name in settings.LANGUAGES]
    addresses = {code: address_in(code, path) for code in languages}
    if "view" not in context or len(set(addresses.values())) < len(languages):
        return None
    view_name = request.resolver_match.view_name if request.resolver_match else ""
    thing_page, list_page = THING_BY_VIEW.get(view_name), LIST_BY_VIEW.get(view_name)
    place_page = PLACE_BY_VIEW.get(view_name)
    thing = getattr(context["view"], "object", None)
    absolute = request.build_absolute_uri
    speaker = structured.Site(site, absolute)
    title = " ".join(html.unescape(title).split())
    if list_page and _selected(context):
        # The canonical page is the whole list, and what readers type is not for us to announce.
        title = str(list_page.title)
    blocks: list[structured.Data | None] = []
    if thing_page and thing:
        about = _about_thing(thing_page, thing)
        blocks.append(thing_page.structured(thing, context, speaker))
        way = _way(thing_page.part_of)
    elif place_page:
        about = _about_place(place_page, title, context)
        blocks.append(place_page.structured(title, context, speaker))
        way = [*_way(place_page.part_of), *place_page.steps(context)]
    else:
        about = _about_list(list_page)
        if list_page and list_page.structured:
            blocks.append(list_page.structured(speaker))
        way = []
    if list_page is not HOME and (thing_page or list_page or place_page):
        steps = [(site, reverse("home")), *way, (title, path)]
        blocks.append(structured.breadcrumbs(steps, speaker))
    return Metadata(
        title=title,
        description=about.description,
        canonical=absolute(path),
        address=absolute(_address(request, context)),
        alternates=tuple((code, absolute(address)) for code, address in addresses.items()),
        fallback=absolute(addresses[settings.LANGUAGE_CODE]),
        feeds=tuple(
            (str(source.title), absolute(_feed(name, context)))
            for name, source in SOURCES.items()
            if view_name in (HOME.view_name, source.list_view)
        ),
        picture=absolute(reverse("card", args=[about.kind, about.name])),
        locale=locale_of(get_language() or settings.LANGUAGE_CODE),
        is_article=bool(thing_page and thing_page.is_article),
        published=thing.first_published_at if thing_page and thing else None,
        updated=thing.updated_at if thing_page and thing else None,
        data=tuple(structured.as_script(block) for block in blocks if block),
        oembed=absolute(f"{reverse('oembed')}?{urlencode({'url': request.build_absolute_uri()})}")
        if thing_page or list_page or place_page
        else "",
    )


def _feed(name: str, context: dict[str, Any]) -> str:
    """The feed of a list, or of what is selected of it."""
    selected = _selected(context) if SOURCES[name].selects else None
    return reverse("feed", args=[name], query=selected or None)


def _selected(context: dict[str, Any]) -> QueryDict:
    """What the reader of a list has chosen of it."""
    chosen = context.get("filter")
    return clean_query(chosen.data or QueryDict(), chosen.filters) if chosen else QueryDict()


def _address(request: HttpRequest, context: dict[str, Any]) -> str:
    """Where others see the same: the page with what was chosen, without where it was found."""
    query = _selected(context).copy()
    if (number := getattr(context.get("page_obj"), "number", 1)) > 1:
        query["page"] = str(number)
    return f"{request.path}?{query.urlencode()}" if query else request.path


@dataclass(frozen=True, slots=True)
class _About:
    description: str
    kind: str
    name: str


def _about_thing(page: ThingPage, thing: Any) -> _About:
    return _About(page.description_of(thing) or str(HOME.description), page.key, thing.slug)


def _about_place(page: PlacePage, title: str, context: dict[str, Any]) -> _About:
    return _About(str(page.description) % {"title": title}, page.key, page.name_of(context))


def _about_list(page: ListPage | None) -> _About:
    shown = page or HOME
    return _About(str(shown.description), "page", shown.key)


def _canonical_path(request: HttpRequest, context: dict[str, Any]) -> str:
    """Without the query, which only selects and sorts; with the number of a further page."""
    number = getattr(context.get("page_obj"), "number", 1)
    return f"{request.path}?page={number}" if number > 1 else request.path


def _way(view_name: str) -> list[tuple[str, str]]:
    """The list between the home page and a page; nothing where that is the home page."""
    if view_name == HOME.view_name:
        return []
    return [(str(LIST_BY_VIEW[view_name].title), reverse(view_name))]
