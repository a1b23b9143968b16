"""Priority areas over the years."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.db.models import BigIntegerField, Count, OuterRef, QuerySet, Subquery
from django.db.models.functions import Coalesce
from django.utils import timezone
from django.views.generic import TemplateView

from donors.models import Partnership, PriorityArea, PriorityAreaQuerySet
from meetings.models import Meeting
from meetings.pages import meeting_fields, with_days
from projects import key_messages
from projects.area_money import area_money
from projects.models import (
    Indicator,
    Lesson,
    MeasurementState,
    Project,
    ProjectPriorityArea,
)
from projects.pages import newest_rows
from projects.progress import add_progress
from projects.project_page import lesson_fields
from projects.views.results import indicators
from publishing.rows import Given, Row, Statement, as_rows, day, rows, text
from publishing.views import PublicDetail

MOST_RESULTS = 6
"""Figures shown on the page of an area."""
MOST_LESSONS = 6
"""Lessons shown on the page of an area."""


def area_fields() -> dict[str, Any]:
    """What a card or a link of a priority area shows."""
    return {
        "id": "pk",
        "slug": "slug",
        "name": text("name"),
        "short_name": text("short_name"),
        "summary": text("summary"),
        "palette": "palette",
        "pattern": "pattern",
        "start": day("start"),
        "end": day("end"),
        "is_demo": "is_demo",
    }


def count_in_area(of: str, **only: Any) -> Coalesce:
    """How many different ones of these the public projects of the row's area have."""
    links = ProjectPriorityArea.objects.public().filter(area=OuterRef("pk"), **only)
    numbers = links.order_by().values("area").annotate(n=Count(of, distinct=True))
    return Coalesce(Subquery(numbers.values("n")), 0)


@Statement
def area_cards() -> QuerySet[Any, Row]:
    """All public areas with their partnership and the numbers of their public projects."""
    return as_rows(
        PriorityArea.objects.public().order_by("partnership", "order", "pk"),
        **area_fields(),
        partnership=rows(
            Partnership.objects.public().filter(pk=OuterRef("partnership")), name=text("name")
        ),
        project_count=count_in_area("project"),
        demo_count=count_in_area("project", project__is_demo=True),
        country_count=count_in_area("project__countries__country"),
    )


class PriorityAreaList(TemplateView):
    """All public priority areas: those in force today, and those that came before."""

    template_name = "donors/priority_areas.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        today = timezone.localdate()
        areas = area_cards.run()
        current = [area for area in areas if is_in_force(area, today)]
        others = [area for area in areas if not is_in_force(area, today)]
        others.sort(key=lambda area: area["end"] or dt.date.max, reverse=True)
        return super().get_context_data(current=current, others=others, **kwargs)


def is_in_force(area: Row, today: dt.date) -> bool:
    """Whether the area is agreed on that day; an open end means until now."""
    return (area["start"] is None or area["start"] <= today) and (
        area["end"] is None or area["end"] >= today
    )


def latest_first(areas: list[Row]) -> list[Row]:
    """Areas by when they began, those agreed last first."""
    return sorted(areas, key=lambda area: area["start"] or dt.date.min, reverse=True)


@Statement
def area_sets() -> QuerySet[Any, Row]:
    """What is public around the area with the key ``pk``: the areas before and after it, two
    steps each way, its newest lessons, and the numbers of its projects."""
    areas = PriorityArea.objects.public()
    before = areas.filter(successors=OuterRef("pk"))
    after = areas.filter(predecessors=OuterRef("pk"))
    return as_rows(
        PriorityArea.objects.filter(pk=Given("pk", BigIntegerField())),
        before=rows(before, **area_fields(), before=rows(before, **area_fields())),
        after=rows(after, **area_fields(), after=rows(after, **area_fields())),
        lessons=rows(
            Lesson.objects.public().filter(areas=OuterRef("pk"))[:MOST_LESSONS], **lesson_fields()
        ),
        project_count=count_in_area("project"),
        demo_count=count_in_area("project", project__is_demo=True),
        country_count=count_in_area("project__countries__country"),
    )


@Statement
def figures_of_area() -> QuerySet[Any, Row]:
    """The figures of the area's public projects that have an approved value, the newest first."""
    projects = Project.objects.public().in_area(Given("pk", BigIntegerField()))
    measured = Indicator.objects.filter(
        result__project__in=projects.order_by().values("pk"),
        periods__measurements__state=MeasurementState.APPROVED,
    )
    newest = Indicator.objects.filter(pk__in=measured.values("pk")).newest_value_first()
    return indicators(newest[:MOST_RESULTS])


@Statement
def meetings_on_area() -> QuerySet[Any, Row]:
    """The public meetings that took the area up."""
    meetings = Meeting.objects.public().discussing(Given("pk", BigIntegerField()))
    return as_rows(meetings, **meeting_fields())


class PriorityAreaDetail(PublicDetail):
    """A public priority area: the areas it continues and that continue it, its public projects
    with their approved results and lessons, and the public meetings that took it up."""

    template_name = "donors/priority_area.html"
    context_object_name = "area"

    def get_queryset(self) -> PriorityAreaQuerySet:
        return PriorityArea.objects.public().prefetch_related("translations")

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        area = self.object
        projects = Project.objects.public().in_area(area)
        this = {"id": area.pk, "name": "", "palette": area.palette, "end": area.end}
        return super().get_context_data(
            page=area_sets.run(pk=area.pk)[0],
            projects=newest_rows(projects),
            money=area_money([this]),
            indicators=[add_progress(one) for one in figures_of_area.run(pk=area.pk)],
            key_messages=key_messages.of_area.found(pk=area.pk),
            meetings=[with_days(one) for one in meetings_on_area.run(pk=area.pk)],
            today=timezone.localdate(),
            **kwargs,
        )
