"""What the rows of lists of projects show, in few queries."""

from __future__ import annotations

from django.db.models import Prefetch

from donors.models import PriorityAreaQuerySet
from projects.models import ProjectPriorityArea, ProjectQuerySet


def public_areas() -> Prefetch:
    """The public priority areas of each project, the main one first."""
    return Prefetch(
        "priority_areas",
        ProjectPriorityArea.objects.filter(PriorityAreaQuerySet.is_public(prefix="area__"))
        .select_related("area")
        .prefetch_related("area__translations"),
    )


def for_list(projects: ProjectQuerySet) -> ProjectQuerySet:
    """What a row of a list shows."""
    return projects.with_budget().prefetch_related("translations", "countries", public_areas())
