"""What is new, as Atom feeds: one for each list, in each language."""

from __future__ import annotations

import datetime as dt
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.contrib.syndication.views import Feed
from django.http import Http404, HttpRequest
from django.urls import reverse
from django.utils.feedgenerator import Atom1Feed
from django.utils.translation import get_language

from partnership.context import site_name
from partnership.followed import SOURCES, Source
from publishing.richtext import plain_words

LENGTH = 30
"""Entries in a feed. Readers ask often enough not to miss any."""


def _plain(text: str) -> str:
    """Without markup, and without the control characters that XML cannot hold."""
    return "".join(filter(str.isprintable, plain_words(text)))


class ListFeed(Feed):
    """The latest of one list, in the language of the address."""

    feed_type = Atom1Feed

    def get_object(self, request: HttpRequest, name: str) -> Source:
        if name not in SOURCES:
            raise Http404("There is no such feed.")
        return SOURCES[name]

    def title(self, source: Source) -> str:
        return f"{source.title} · {site_name()}"

    def link(self, source: Source) -> str:
        return reverse(source.list_view)

    def items(self, source: Source) -> list[tuple[Source, Any]]:
        return [(source, thing) for thing in source.newest()[:LENGTH]]

    def item_title(self, item: tuple[Source, Any]) -> str:
        source, thing = item
        return _plain(source.title_of(thing))

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
