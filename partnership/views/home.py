"""The first page."""

from __future__ import annotations

from typing import Any

from django.db.models import Count, OuterRef, Q, QuerySet
from django.utils import timezone
from django.views.generic import TemplateView

from donors.models import Organisation, Partnership
from meetings.followup import action_meter
from meetings.models import AgreedAction
from meetings.pages import last_review, last_said, next_review, with_days
from news.models import Article
from news.pages import article_fields
from partnership.views.areas import area_cards, is_in_force, latest_first
from projects import key_messages
from projects.area_money import area_money
from projects.maps import projects_by_country, world_map
from projects.models import Lesson, Project
from projects.project_page import lesson_fields
from publishing.rows import Row, Statement, as_rows, rows, text

MOST_ARTICLES = 4
MOST_LESSONS = 2


@Statement
def partnerships() -> QuerySet[Any, Row]:
    """Public partnerships with their two sides, as far as these are public."""
    organisations = Organisation.objects.public()
    side = {"slug": "slug", "name": text("name"), "short_name": text("short_name")}
    return as_rows(
        Partnership.objects.public(),
        name=text("name"),
        summary=text("summary"),
        is_demo="is_demo",
        donor=rows(organisations.filter(pk=OuterRef("donor")), **side),
        agency=rows(organisations.filter(pk=OuterRef("agency")), **side),
    )


@Statement
def newest_lessons() -> QuerySet[Any, Row]:
    """A few public lessons."""
    return as_rows(Lesson.objects.public()[:MOST_LESSONS], **lesson_fields())


@Statement
def newest_articles() -> QuerySet[Any, Row]:
    """A few public articles."""
    return as_rows(Article.objects.public()[:MOST_ARTICLES], **article_fields())


class Home(TemplateView):
    """Who works together on what, what came of it, and what is next: all of it public.

    The areas are those in force today; the reviews the last held and the next planned.
    """

    template_name = "partnership/home.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        today = timezone.localdate()
        areas = area_cards.run()
        return super().get_context_data(
            partnerships=partnerships.run(),
            areas=[area for area in areas if is_in_force(area, today)],
            map=world_map(projects_by_country(Project.objects.public())),
            project_count=Project.objects.public().aggregate(
                total=Count("pk"), demo=Count("pk", filter=Q(is_demo=True))
            ),
            key_messages=key_messages.of_home_page.found(),
            money=area_money(latest_first(areas), and_without=True),
            next_meeting=next(map(with_days, next_review.run()), None),
            last_meeting=next(map(with_days, last_review.run()), None),
            said=next(iter(last_said.run()), None),
            meter=action_meter(AgreedAction.objects.public(), today),
            lessons=newest_lessons.run(),
            articles=newest_articles.run(),
            **kwargs,
        )
