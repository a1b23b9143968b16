"""What can be followed: each list, and how its things read as entries of a feed."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.db.models import F, QuerySet
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from donors.models import Contribution, Fund, Organisation, PriorityArea
from library.models import Document
from meetings.models import AgreedAction, Meeting, Statement
from news.models import Article
from projects.models import (
    CountryCommitment,
    Lesson,
    Measurement,
    Project,
    ProjectQuerySet,
    ProjectUpdate,
)
from publishing.figures import value
from publishing.names import country_name
from publishing.templatetags.translated import find

Words = Callable[[Any], str]
Moment = Callable[[Any], dt.datetime]


def _text(field: str) -> Words:
    """The field in the reader's language. No query where translations are prefetched."""
    return lambda thing: find(thing, field)[0]


def _first_published(thing: Any) -> dt.datetime:
    return thing.first_published_at or thing.publish_at or thing.updated_at


def _updated(thing: Any) -> dt.datetime:
    return thing.updated_at


def _start_of(day: dt.date) -> dt.datetime:
    return dt.datetime.combine(day, dt.time(), timezone.get_current_timezone())


def _on_list(view_name: str, anchor: str) -> Words:
    """Where a thing without a page of its own stands on its list."""
    return lambda thing: f"{reverse(view_name)}#{anchor.format(thing)}"


@dataclass(frozen=True, slots=True)
class Source:
    """A list that can be followed, and how its things read as entries."""

    list_view: str
    title: Promise
    newest: Callable[[], QuerySet[Any]]
    title_of: Words
    text_of: Words
    published: Moment = _first_published
    updated: Moment = _updated
    link: Words = lambda thing: thing.get_absolute_url()
    selects: bool = False
    """Whether the address of the list selects what its feed tells of, too."""


def _recent(model: type[Any]) -> QuerySet[Any]:
    newest = model._default_manager.public().order_by(
        F("first_published_at").desc(nulls_last=True), "-pk"
    )
    return newest.prefetch_related("translations")


def _donors() -> QuerySet[Any]:
    giving = Contribution.objects.public().order_by().values("provider")
    return _recent(Organisation).filter(pk__in=giving)


def _updates() -> QuerySet[Any]:
    public = ProjectUpdate.objects.filter(ProjectQuerySet.is_public(prefix="project__"))
    return public.select_related("project").prefetch_related("translations")


def _values() -> QuerySet[Any]:
    public = Measurement.objects.public().order_by("-recorded_at", "-pk")
    return public.select_related("period__indicator").prefetch_related(
        "translations", "period__indicator__translations"
    )


def _commitments() -> QuerySet[Any]:
    public = CountryCommitment.objects.public().order_by(
        F("committed_on").desc(nulls_last=True), "-pk"
    )
    return public.select_related("project").prefetch_related(
        "translations", "project__translations"
    )


def _actions() -> QuerySet[Any]:
    public = AgreedAction.objects.public().order_by("-updated_at", "-pk")
    return public.select_related("meeting").prefetch_related("translations")


def _statements() -> QuerySet[Any]:
    public = Statement.objects.public().order_by(
        "-participant__delegation__meeting__starts_at", "order", "pk"
    )
    return public.select_related("participant__delegation__meeting").prefetch_related(
        "translations", "participant__translations", "participant__person__translations"
    )


def _counted(measurement: Measurement) -> str:
    """What was counted and how much, such as: masons trained: 240."""
    title = find(measurement.period.indicator, "title")[0]
    return title if measurement.value is None else f"{title}: {value(measurement.value)}"


def _speaker(statement: Statement) -> str:
    speaker = statement.participant
    return f"{find(speaker.person, 'name')[0]}, {find(speaker, 'capacity')[0]}".strip(", ")


def _committed(commitment: CountryCommitment) -> dt.datetime:
    day = commitment.committed_on
    return _start_of(day) if day else commitment.project.updated_at


def _document(document: Document) -> str:
    """Where it can be read; its list, if it is only named."""
    held = document.file or document.url
    return document.get_absolute_url() if held else reverse("documents")


def _said(statement: Statement) -> dt.datetime:
    return statement.participant.delegation.meeting.ends_at


SOURCES = {
    "projects": Source(
        "projects:list",
        _("Projects"),
        lambda: _recent(Project),
        _text("title"),
        _text("summary"),
        selects=True,
    ),
    "news": Source("news:list", _("News"), lambda: _recent(Article), _text("title"), _text("lead")),
    "meetings": Source(
        "meetings:list", _("Meetings"), lambda: _recent(Meeting), _text("title"), _text("summary")
    ),
    "lessons": Source(
        "projects:lessons",
        _("Lessons"),
        lambda: _recent(Lesson),
        _text("title"),
        _text("text"),
        link=_on_list("projects:lessons", "{0.slug}"),
    ),
    "updates": Source(
        "projects:list",
        _("What happened in projects"),
        _updates,
        _text("title"),
        _text("text"),
        published=lambda update: _start_of(update.date),
        updated=lambda update: _start_of(update.date),
        link=lambda update: f"{update.project.get_absolute_url()}#update-{update.pk}",
    ),
    "results": Source(
        "projects:results",
        _("Results"),
        _values,
        _counted,
        _text("comment"),
        published=lambda measurement: measurement.recorded_at,
        updated=lambda measurement: measurement.recorded_at,
        link=lambda measurement: reverse("projects:result", args=[measurement.period.indicator_id]),
    ),
    "commitments": Source(
        "projects:commitments",
        _("Commitments of countries"),
        _commitments,
        lambda one: f"{country_name(one.country)}: {find(one.project, 'title')[0]}",
        _text("statement"),
        published=_committed,
        updated=_committed,
        link=lambda one: reverse("country", args=[one.country]),
    ),
    "actions": Source(
        "meetings:actions",
        _("Agreed actions"),
        _actions,
        _text("title"),
        _text("description"),
        published=lambda action: action.meeting.ends_at,
        link=lambda action: f"{action.meeting.get_absolute_url()}#action-{action.pk}",
    ),
    "statements": Source(
        "meetings:statements",
        _("Statements"),
        _statements,
        _speaker,
        _text("text"),
        published=_said,
        updated=_said,
        link=_on_list("meetings:statements", "statement-{0.pk}"),
    ),
    "documents": Source(
        "documents",
        _("Documents"),
        lambda: _recent(Document),
        _text("title"),
        _text("description"),
        link=_document,
    ),
    "priority-areas": Source(
        "priority_areas",
        _("Priority areas"),
        lambda: _recent(PriorityArea),
        _text("name"),
        _text("summary"),
    ),
    "donors": Source("donors", _("Donors"), _donors, _text("name"), _text("description")),
    "funds": Source("funds", _("Funds"), lambda: _recent(Fund), _text("name"), _text("purpose")),
}
