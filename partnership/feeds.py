"""What is new, as Atom feeds: one for each list, in each language."""

from __future__ import annotations

import dataclasses
import datetime as dt
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.contrib.syndication.views import Feed
from django.core.exceptions import BadRequest
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, QueryDict
from django.urls import reverse
from django.utils.feedgenerator import Atom1Feed
from django.utils.translation import get_language

from partnership.context import site_name
from partnership.followed import SOURCES, Source
from projects.filters import ProjectFilter, clean_query
from publishing.names import demo_marked
from publishing.richtext import plain_words
from search.index import catch_up

LENGTH = 30
"""Entries in a feed. Readers ask often enough not to miss any."""


def _plain(text: str) -> str:
    """Without markup, and without the control characters that XML cannot hold."""
    return "".join(filter(str.isprintable, plain_words(text)))


@dataclasses.dataclass(frozen=True, slots=True)
class Followed:
    """A list, or what its address selects of it."""

    source: Source
    found: QuerySet[Any] | None = None
    query: QueryDict | None = None


def _selected(source: Source, asked: QueryDict) -> Followed:
    """The list as its address selects it. Raises BadRequest for an address that is none of it."""
    query = clean_query(asked, ProjectFilter.base_filters)
    if not query:
        return Followed(source)
    catch_up()
    filters = ProjectFilter(query, queryset=source.newest())
    if not filters.is_valid():
        raise BadRequest("This is no address of the list.")
    found = filters.filter_queryset(filters.queryset, order=False)
    return Followed(source, found, query)


class ListFeed(Feed):
    """The latest of one list, in the language of the address."""

    feed_type = Atom1Feed

    def get_object(self, request: HttpRequest, name: str) -> Followed:
        if name not in SOURCES:
            raise Http404("There is no such feed.")
        source = SOURCES[name]
        return _selected(source, request.GET) if source.selects else Followed(source)

    def title(self, followed: Followed) -> str:
        return f"{followed.source.title} · {site_name()}"

    def link(self, followed: Followed) -> str:
        return reverse(followed.source.list_view, query=followed.query)

    def items(self, followed: Followed) -> list[tuple[Source, Any]]:
        found = followed.found if followed.found is not None else followed.source.newest()
        return [(followed.source, thing) for thing in found[:LENGTH]]

    def item_title(self, item: tuple[Source, Any]) -> str:
        source, thing = item
        return demo_marked(_plain(source.title_of(thing)), thing)

    def item_description(self, item: tuple[Source, Any]) -> str:
        source, thing = item
        return _plain(source.text_of(thing))

    def item_link(self, item: tuple[Source, Any]) -> str:
        source, thing = item
        return source.link(thing)

    def item_guid(self, item: tuple[Source, Any]) -> str:
        """One for each thing and language: several things may be shown at one address."""
        _source, thing = item
        host = urlsplit(settings.SITE_URL).hostname
        return f"tag:{host},2023:{thing._meta.label_lower}/{thing.pk}/{get_language()}"

    def item_pubdate(self, item: tuple[Source, Any]) -> dt.datetime:
        source, thing = item
        return source.published(thing)

    def item_updateddate(self, item: tuple[Source, Any]) -> dt.datetime:
        source, thing = item
        return source.updated(thing)
