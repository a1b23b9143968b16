"""What a project is filtered, counted and sorted by, in one narrow row."""

from __future__ import annotations

from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.db import models
from django.utils.translation import gettext_lazy as _

from projects.models.projects import Project


class ProjectFacets(models.Model):
    """All facet values of a project as numbers (``projects.facets.codes``), made from its rows.

    Never the source of truth for what is public: questions join the project itself and ask
    ``public()``. What depends on other things being public is renewed when those change.
    """

    outside_drafts = True

    project = models.OneToOneField(
        Project,
        on_delete=models.CASCADE,
        primary_key=True,
        related_name="facets",
        verbose_name=_("project"),
    )
    values = ArrayField(
        models.IntegerField(),
        blank=True,
        verbose_name=_("values"),
        help_text=_("Facet and value in one."),
    )
    starts_on = models.DateField(_("start"), null=True, blank=True)
    budget = models.DecimalField(
        _("budget in US dollars"),
        max_digits=18,
        decimal_places=2,
        null=True,
        blank=True,
        help_text=_("Of the budgets in force; empty if it cannot be told."),
    )
    budget_years = ArrayField(
        models.IntegerField(),
        default=list,
        blank=True,
        verbose_name=_("years"),
        help_text=_("The year of each of the amounts."),
    )
    budget_amounts = ArrayField(
        models.DecimalField(max_digits=18, decimal_places=2),
        default=list,
        blank=True,
        verbose_name=_("amounts"),
        help_text=_("US dollars budgeted in each of the years for each of the areas."),
    )
    """Of the budgets in force, unless the project is a programme."""
    budget_areas = ArrayField(
        models.BigIntegerField(null=True),
        default=list,
        db_default=[],
        blank=True,
        verbose_name=_("areas"),
        help_text=_("The key of the priority area of each of the amounts."),
    )
    """Empty for a project without areas, ``UNDIVIDED`` for one that does not say how it shares."""
    sort_titles = models.JSONField(
        _("titles to sort by"),
        default=dict,
        db_default={},
        blank=True,
        help_text=_("By language, without accents and case; the first under an empty name."),
    )

    class Meta:
        verbose_name = _("facets of a project")
        verbose_name_plural = _("facets of projects")
        ordering = ["project"]
        indexes = [
            GinIndex(fields=["values"], name="projects_facets_values", fastupdate=False),
            models.Index(
                models.F("starts_on").desc(nulls_last=True),
                "project",
                name="projects_facets_starts",
            ),
            models.Index(
                models.F("budget").desc(nulls_last=True), "project", name="projects_facets_budget"
            ),
        ]

    def __str__(self) -> str:
        return f"#{self.project_id}"
