"""What is new, as Atom feeds: one for each list, in each language."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.contrib.syndication.views import Feed
from django.db.models import F, QuerySet
from django.http import Http404, HttpRequest
from django.urls import reverse
from django.utils import timezone
from django.utils.feedgenerator import Atom1Feed
from django.utils.functional import Promise
from django.utils.html import strip_tags
from django.utils.translation import gettext_lazy as _

from meetings.models import Meeting
from news.models import Article
from partnership.context import site_name
from projects.models import Lesson, Project, ProjectQuerySet, ProjectUpdate
from publishing.templatetags.translated import find

LENGTH = 30
"""Entries in a feed. Readers ask often enough not to miss any."""


@dataclass(frozen=True, slots=True)
class Source:
    """A list that can be followed, and how its things read as entries."""

    list_view: str
    title: Promise
    newest: Callable[[], QuerySet[Any]]
    title_field: str
    text_field: str
    published: Callable[[Any], dt.datetime]
    updated: Callable[[Any], dt.datetime]
    link: Callable[[Any], str] = lambda thing: thing.get_absolute_url()


def _recent(model: type[Any]) -> QuerySet[Any]:
    newest = model._default_manager.public().order_by(
        F("first_published_at").desc(nulls_last=True), "-pk"
    )
    return newest.prefetch_related("translations")


def _updates() -> QuerySet[Any]:
    public = ProjectUpdate.objects.filter(ProjectQuerySet.is_public(prefix="project__"))
    return public.select_related("project").prefetch_related("translations")


def _first_published(thing: Any) -> dt.datetime:
    return thing.first_published_at or thing.publish_at or thing.updated_at


def _on_its_day(update: ProjectUpdate) -> dt.datetime:
    return dt.datetime.combine(update.date, dt.time(), timezone.get_current_timezone())


def _plain(text: str) -> str:
    """Without markup, and without the control characters that XML cannot hold."""
    words = " ".join(strip_tags(text).split())
    return "".join(filter(str.isprintable, words))


SOURCES = {
    "projects": Source(
        "projects:list",
        _("Projects"),
        lambda: _recent(Project),
        "title",
        "summary",
        _first_published,
        lambda project: project.updated_at,
    ),
    "news": Source(
        "news:list",
        _("News"),
        lambda: _recent(Article),
        "title",
        "lead",
        _first_published,
        lambda article: article.updated_at,
    ),
    "meetings": Source(
        "meetings:list",
        _("Meetings"),
        lambda: _recent(Meeting),
        "title",
        "summary",
        _first_published,
        lambda meeting: meeting.updated_at,
    ),
    "lessons": Source(
        "projects:lessons",
        _("Lessons"),
        lambda: _recent(Lesson),
        "title",
        "text",
        _first_published,
        lambda lesson: lesson.updated_at,
        link=lambda lesson: f"{reverse('projects:lessons')}#{lesson.slug}",
    ),
    "updates": Source(
        "projects:list",
        _("What happened in projects"),
        _updates,
        "title",
        "text",
        _on_its_day,
        _on_its_day,
        link=lambda update: f"{update.project.get_absolute_url()}#update-{update.pk}",
    ),
}


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
        return _plain(find(thing, source.title_field)[0])

    def item_description(self, item: tuple[Source, Any]) -> str:
        source, thing = item
        return _plain(find(thing, source.text_field)[0])

    def item_link(self, item: tuple[Source, Any]) -> str:
        source, thing = item
        return source.link(thing)

    def item_pubdate(self, item: tuple[Source, Any]) -> dt.datetime:
        source, thing = item
        return source.published(thing)

    def item_updateddate(self, item: tuple[Source, Any]) -> dt.datetime:
        source, thing = item
        return source.updated(thing)
