"""The projects of a saved search, as they are now."""

from __future__ import annotations

from django.http import QueryDict

from projects.filters import ProjectFilter
from projects.models import Project, ProjectQuerySet, SavedSearch
from search.index import catch_up


def filters_of(search: SavedSearch) -> ProjectFilter:
    """The filters that were saved; what has since disappeared from the choices finds nothing."""
    catch_up()
    return ProjectFilter(QueryDict(search.query), queryset=Project.objects.public())


def newest(filters: ProjectFilter) -> ProjectQuerySet:
    """The projects found, the last changed first."""
    if not filters.is_valid():
        return Project.objects.none()
    selected = filters.filter_queryset(filters.queryset, order=False)
    return selected.order_by("-updated_at", "-pk").prefetch_related("translations")
