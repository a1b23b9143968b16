"""The public pages of projects."""

from __future__ import annotations

from typing import Any

from projects.finance import money_by_year
from projects.models import KeyMessage, Project, ProjectQuerySet
from projects.pages import for_page
from publishing.views import PublicDetail


class ProjectDetail(PublicDetail):
    """Everything public about one project."""

    template_name = "projects/detail.html"
    context_object_name = "project"

    def get_queryset(self) -> ProjectQuerySet:
        return for_page(Project.objects.public())

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        project = self.object
        return super().get_context_data(
            years=money_by_year(project),
            budget=project.budgets.in_force().usd_total(),
            budgets_contradict=project.budgets.contradictory().exists(),
            spent=project.transactions.spent().usd_total(),
            received=project.transactions.received().usd_total(),
            commitment_count=project.commitments.country_count(),
            key_messages=KeyMessage.objects.public().filter(project=project).with_figure(),
            agenda_items=project.agenda_items.public()
            .order_by("-meeting__starts_at", "meeting_id", "order", "pk")
            .select_related("meeting")
            .prefetch_related("translations", "meeting__translations"),
            **kwargs,
        )
