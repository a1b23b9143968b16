"""The projects of a saved search, as they are now."""

from __future__ import annotations

from django.db.models.functions import Greatest
from django.http import QueryDict
from django.utils.text import Truncator
from django.utils.translation import gettext as _

from projects.facets.counts import Summary
from projects.facets.panel import Chip, chips
from projects.filters import BUDGET_LABELS, ProjectFilter
from projects.models import Project, ProjectQuerySet, SavedSearch
from publishing.names import comma, labelled
from search.index import catch_up

LONGEST_NAME = 120
"""Characters of a name; of very many choices it tells the first."""


def filters_of(search: SavedSearch) -> ProjectFilter:
    """The filters that were saved; what has since disappeared from the choices finds nothing."""
    catch_up()
    return ProjectFilter(QueryDict(search.query), queryset=Project.objects.public())


def newest(filters: ProjectFilter) -> ProjectQuerySet:
    """The projects found, the last changed first; ``changed_at`` tells when.

    What became public by its date has not been written since, and yet is new.
    """
    if not filters.is_valid():
        return Project.objects.none()
    selected = filters.filter_queryset(filters.queryset, order=False)
    return (
        selected.annotate(changed_at=Greatest("updated_at", "publish_at"))
        .order_by("-changed_at", "-pk")
        .prefetch_related("translations")
    )


def name_of(filters: ProjectFilter, *, with_text: bool = True) -> str:
    """What is looked for, in the active language: ``Projects: education, Kenya``.

    Something that is no longer among the choices is not told, nor what was chosen beside it.
    Without its text there are only words of ours in it, whoever made the search.
    """
    found = chips(filters, Summary(), QueryDict())
    if not found:
        return _("All projects") if filters.is_valid() else _("Saved search")
    # The text, if there is one, is the first.
    told = found if with_text or not filters.chosen("q") else found[1:]
    said = [_said(chip) for chip in told]
    name = labelled(_("Projects"), comma().join(said)) if said else _("Saved search")
    return Truncator(name).chars(LONGEST_NAME)


def _said(chip: Chip) -> str:
    # An amount alone does not say of what.
    of_budget = chip.label in {str(label) for label in BUDGET_LABELS.values()}
    return f"{chip.label} {chip.value}" if of_budget else chip.value
