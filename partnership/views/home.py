"""The first page."""

from __future__ import annotations

from typing import Any

from django.db.models import OuterRef
from django.utils import timezone
from django.views.generic import TemplateView

from donors.models import Organisation, Partnership, PriorityArea
from meetings.followup import action_meter
from meetings.models import AgreedAction, Meeting
from meetings.pages import review_teasers
from news.models import Article
from news.pages import article_fields
from partnership.views.areas import area_cards, is_in_force
from projects.area_money import area_money
from projects.key_messages import key_message_rows
from projects.maps import projects_by_country, world_map
from projects.models import KeyMessage, Lesson, Project
from projects.project_page import lesson_fields
from publishing.rows import as_rows, day, rows, text

MOST_ARTICLES = 4
MOST_LESSONS = 2


class Home(TemplateView):
    """Who works together on what, what came of it, and what is next: all of it public.

    The areas are those in force today; the reviews the last held and the next planned.
    """

    template_name = "partnership/home.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        today = timezone.localdate()
        organisations = Organisation.objects.public()
        side = {"slug": "slug", "name": text("name"), "short_name": text("short_name")}
        reviews = Meeting.objects.public().annual_reviews()
        areas = area_cards(PriorityArea.objects.public().order_by("partnership", "order", "pk"))
        return super().get_context_data(
            partnerships=list(
                as_rows(
                    Partnership.objects.public(),
                    id="pk",
                    name=text("name"),
                    summary=text("summary"),
                    start=day("start"),
                    is_demo="is_demo",
                    donor=rows(organisations.filter(pk=OuterRef("donor")), **side),
                    agency=rows(organisations.filter(pk=OuterRef("agency")), **side),
                )
            ),
            areas=[area for area in areas if is_in_force(area, today)],
            map=world_map(projects_by_country(Project.objects.public())),
            project_count=Project.objects.public().count(),
            key_messages=list(key_message_rows(KeyMessage.objects.public().on_home_page())),
            money=area_money(areas),
            next_meeting=next(iter(review_teasers(reviews.upcoming()[:1])), None),
            last_meeting=next(iter(review_teasers(reviews.past()[:1])), None),
            meter=action_meter(AgreedAction.objects.public(), today),
            lessons=list(as_rows(Lesson.objects.public()[:MOST_LESSONS], **lesson_fields())),
            articles=list(as_rows(Article.objects.public()[:MOST_ARTICLES], **article_fields())),
            **kwargs,
        )
