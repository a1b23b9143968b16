"""Countries: where projects are, and what each country committed to."""

from __future__ import annotations

import dataclasses
from decimal import Decimal
from typing import Any

from django.db.models import CharField, Count, Exists, OuterRef, Q, QuerySet

from meetings.models import AgendaItem, Meeting
from meetings.pages import meeting_fields, with_days
from projects import key_messages
from projects.codes import ActivityStatus
from projects.models import (
    CountryCommitment,
    KeyMessage,
    Lesson,
    Location,
    Project,
    ProjectQuerySet,
    RecipientCountry,
    RecipientRegion,
)
from projects.pages import IS_EXPECTED
from projects.project_page import project_link
from publishing.rows import Given, Row, Statement, as_rows, day, text

MOST_FIGURES = 6
"""Key figures shown on the page of a country."""


@dataclasses.dataclass(frozen=True, slots=True)
class CountryFigures:
    """Numbers of a country's projects, and the dollars of their budgets that are its part."""

    projects: int
    running: int
    budget: Decimal
    demo_budget: Decimal
    """The part of it that is budgets of demo projects."""
    approximate: bool
    """A source gives a budget in it only as “about”."""
    without_share: int
    """Projects whose budget is not in the sum: it is not known, or the country's share is not."""


def country_figures(code: str) -> CountryFigures:
    """The figures of a country. Runs a query.

    Of a project in several countries or regions only the stated share counts; programmes with
    public parts are left out of the money, as their budgets are those of their parts.
    """
    here = RecipientCountry.objects.filter(project=OuterRef("pk"), country=code)
    others = RecipientCountry.objects.filter(project=OuterRef("pk")).exclude(country=code)
    regions = RecipientRegion.objects.filter(project=OuterRef("pk"))
    parts = Project.objects.public().filter(parent=OuterRef("pk"))
    found = (
        Project.objects.public()
        .filter(Exists(here))
        .with_budget()
        .annotate(
            share=here.values("percentage")[:1],
            elsewhere=Exists(others) | Exists(regions),
            is_programme=Exists(parts),
        )
        .order_by()
        .values_list(
            "status",
            "budget",
            "share",
            "elsewhere",
            "is_programme",
            "is_demo",
            "budget_approximate",
        )
    )
    total, demo, left_out, projects, running = Decimal(0), Decimal(0), 0, 0, 0
    approximate = False
    for status, budget, share, elsewhere, is_programme, is_demo, rough in found:
        projects += 1
        running += status == ActivityStatus.IMPLEMENTATION
        if is_programme:
            continue
        part = share if share is not None else (None if elsewhere else Decimal(100))
        if budget is None or part is None:
            left_out += 1
        else:
            total += budget * part / 100
            demo += budget * part / 100 if is_demo else 0
            approximate |= rough
    return CountryFigures(projects, running, total, demo, approximate, left_out)


def projects_in(code: str | Given) -> ProjectQuerySet:
    """The public projects that work in the country."""
    here = RecipientCountry.objects.filter(project=OuterRef("pk"), country=code)
    return Project.objects.public().filter(Exists(here))


def commitments_of(code: str) -> list[Row]:
    """What the country committed to in public projects. Runs a query."""
    return list(
        as_rows(
            CountryCommitment.objects.public().filter(country=code).order_by("committed_on", "pk"),
            statement=text("statement"),
            committed_on=day("committed_on"),
            source_url="source_url",
            is_demo="is_demo",
            **project_link("project__", "project_"),
        )
    )


def places_in(code: str) -> list[Row]:
    """Names of places where public projects work; never their coordinates. Runs a query."""
    return list(
        as_rows(
            Location.objects.public().filter(country=code).order_by("pk")[:50],
            name=text("name"),
            **project_link("project__", "project_"),
        )
    )


def lessons_from(code: str) -> list[Row]:
    """Public lessons drawn from public projects in the country. Runs a query."""
    return list(
        as_rows(
            Lesson.objects.public().filter(project__in=projects_in(code).order_by().values("pk"))[
                :10
            ],
            slug="slug",
            title=text("title"),
        )
    )


@Statement
def key_messages_from() -> QuerySet[Any, Row]:
    """Key figures of public projects in the country with the ``code``, what came about first."""
    here = projects_in(Given("code", CharField())).order_by().values("pk")
    messages = KeyMessage.objects.public().filter(project__in=here)
    return key_messages.shown(messages.order_by(IS_EXPECTED, "order", "pk")[:MOST_FIGURES])


def meetings_about(code: str) -> list[Row]:
    """Public meetings held in the country, or with a public project there on their public
    agenda, with their days; the latest first. Runs a query."""
    here = projects_in(code).order_by().values("pk")
    items = AgendaItem.objects.public().filter(meeting=OuterRef("pk"), projects__in=here)
    meetings = Meeting.objects.public().filter(Q(country=code) | Exists(items))
    return [with_days(one) for one in as_rows(meetings, **meeting_fields())]


@dataclasses.dataclass(frozen=True, slots=True)
class Committed:
    """How many public projects a country committed to."""

    projects: int
    demo: int
    """How many of them only by a made-up entry."""


def commitments_by_country() -> dict[str, Committed]:
    """How many public projects each country committed to. Runs a query."""
    counted = (
        CountryCommitment.objects.public()
        .order_by()
        .values("country")
        .annotate(
            n=Count("project", distinct=True),
            demo=Count("project", distinct=True, filter=Q(is_demo=True)),
        )
    )
    return {one["country"]: Committed(one["n"], one["demo"]) for one in counted}
