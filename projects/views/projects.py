"""The page of a project."""

from __future__ import annotations

from typing import Any

from projects import key_messages
from projects.models import Project, ProjectQuerySet
from projects.project_record import project_record
from publishing.views import PublicDetail


class ProjectDetail(PublicDetail):
    """A public project with what it owns, and what is public of all that it refers to.

    Values are shown once approved; records of meetings, documents and photos only if they are
    public themselves; the coordinates of places never.
    """

    template_name = "projects/detail.html"
    context_object_name = "project"

    def get_queryset(self) -> ProjectQuerySet:
        return Project.objects.public().prefetch_related("translations")

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        project = self.object
        record = project_record(project)
        return super().get_context_data(
            record=record,
            page=record.page,
            area=next(iter(record.page["areas"]), None),
            key_messages=key_messages.of_project.found(pk=project.pk),
            **kwargs,
        )
