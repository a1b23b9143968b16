"""Pages that bring several parts of the portal together."""

from __future__ import annotations

from typing import Any

from django.db.models import Prefetch
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.templatetags.static import static
from django.utils import timezone
from django.views.decorators.http import require_safe
from django.views.generic import TemplateView

from donors.models import (
    Organisation,
    OrganisationQuerySet,
    Partnership,
    PriorityArea,
    PriorityAreaQuerySet,
)
from meetings.models import Meeting
from meetings.pages import with_agenda
from news.models import Article
from projects.models import KeyMessage, Lesson, Project
from projects.pages import for_list, with_project_counts
from publishing.views import PublicDetail


@require_safe
def favicon(request: HttpRequest) -> HttpResponse:
    """Leads browsers that ask for the icon by its customary name to where it is."""
    return redirect(static("mark.svg"), permanent=True)


class Home(TemplateView):
    """Who works together on what, what came of it, and what is next."""

    template_name = "partnership/home.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        today = timezone.localdate()
        reviews = with_agenda(Meeting.objects.public().annual_reviews())
        return super().get_context_data(
            partnerships=Partnership.objects.public().prefetch_related("translations"),
            areas=with_project_counts(PriorityArea.objects.public().agreed_on(today)),
            key_messages=KeyMessage.objects.public().on_home_page().with_figure(),
            next_meeting=reviews.upcoming().first(),
            last_meeting=reviews.past().first(),
            articles=Article.objects.public().prefetch_related("translations")[:3],
            project_count=Project.objects.public().count(),
            **kwargs,
        )


class PriorityAreaDetail(PublicDetail):
    """A priority area: its years, its projects, its lessons and the reviews that took it up."""

    template_name = "donors/priority_area.html"
    context_object_name = "area"

    def get_queryset(self) -> PriorityAreaQuerySet:
        public = PriorityArea.objects.public().prefetch_related("translations")
        return public.select_related("partnership").prefetch_related(
            Prefetch("predecessors", public, "public_predecessors"),
            Prefetch("successors", public, "public_successors"),
        )

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        area = self.object
        return super().get_context_data(
            projects=for_list(Project.objects.public().in_area(area)).newest_first(),
            lessons=Lesson.objects.public().filter(areas=area).prefetch_related("translations"),
            key_messages=KeyMessage.objects.public().filter(area=area).with_figure(),
            meetings=Meeting.objects.public().discussing(area).prefetch_related("translations"),
            **kwargs,
        )


class OrganisationDetail(PublicDetail):
    """An organisation, what it is part of, what is part of it, and the projects it pays for."""

    template_name = "donors/organisation.html"
    context_object_name = "organisation"

    def get_queryset(self) -> OrganisationQuerySet:
        public = Organisation.objects.public().prefetch_related("translations")
        return public.prefetch_related(Prefetch("children", public, "public_parts"))

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        organisation = self.object
        above = Organisation.objects.public().filter(pk=organisation.parent_id)
        return super().get_context_data(
            parent=above.prefetch_related("translations").first(),
            projects=for_list(Project.objects.public().funded_by(organisation)).newest_first(),
            **kwargs,
        )
