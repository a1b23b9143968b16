"""The page of a project."""

from __future__ import annotations

from typing import Any

from django.db.models import Exists, OuterRef
from django.utils import timezone

from library.models import Photo
from projects import key_messages
from projects.finance import finance
from projects.maps import world_map
from projects.models import Project, ProjectPhoto, ProjectQuerySet
from projects.progress import time_passed
from projects.project_page import project_page
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
        project, today = self.object, timezone.localdate()
        page = project_page(project)
        photos = ProjectPhoto.objects.filter(project=project, photo=OuterRef("pk"))
        return super().get_context_data(
            page=page,
            area=page["areas"][0] if page["areas"] else None,
            map=world_map({country["code"]: 1 for country in page["countries"]}),
            time_passed=time_passed(project.start, project.end, today),
            past_end=project.is_past_its_end(today),
            money=finance(page),
            key_messages=key_messages.of_project.run(pk=project.pk),
            photos=Photo.objects.public()
            .filter(Exists(photos))
            .order_by("projects__order", "pk")
            .prefetch_related("translations"),
            **kwargs,
        )
