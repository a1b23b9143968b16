"""The only reader of the query string of every list of projects."""

from __future__ import annotations

import django_filters
from django.db.models import F, Q
from django.forms import CheckboxSelectMultiple
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from donors.models import Organisation, OrganisationQuerySet, PriorityArea, PriorityAreaQuerySet
from projects.codes import ActivityStatus
from projects.models import Project, ProjectQuerySet, RecipientCountry
from publishing.names import country_name


def areas_with_public_projects(request: HttpRequest | None) -> PriorityAreaQuerySet:
    """Offer only choices that lead somewhere, those in force today first."""
    return (
        PriorityArea.objects.public()
        .filter(ProjectQuerySet.is_public(prefix="project_links__project__"))
        .distinct()
        .order_by(F("end").desc(nulls_first=True), "partnership", "order", "pk")
        .prefetch_related("translations")
    )


def donors_of_public_projects(request: HttpRequest | None) -> OrganisationQuerySet:
    """Public organisations that pay for a public project, and those they are part of."""
    paying = Organisation.objects.public().paying_for(Project.objects.public())
    return (
        Organisation.objects.public()
        .filter(
            Q(pk__in=paying.values("pk"))
            | Q(children__in=paying.values("pk"))
            | Q(children__children__in=paying.values("pk"))
        )
        .distinct()
        .prefetch_related("translations")
    )


def countries_of_public_projects() -> list[tuple[str, str]]:
    """The countries public projects work in, by name in the reader's language."""
    codes = RecipientCountry.objects.public().order_by().values_list("country", flat=True)
    return sorted(((code, country_name(code)) for code in codes.distinct()), key=lambda c: c[1])


class ProjectFilter(django_filters.FilterSet):
    """Within a facet any choice will do; all facets must be met."""

    q = django_filters.CharFilter(label=_("Search"), method="search", max_length=200)
    area = django_filters.ModelMultipleChoiceFilter(
        label=_("Priority area"),
        field_name="priority_areas__area__slug",
        to_field_name="slug",
        queryset=areas_with_public_projects,
        widget=CheckboxSelectMultiple,
    )
    status = django_filters.TypedMultipleChoiceFilter(
        label=_("Status"),
        choices=ActivityStatus.choices,
        coerce=int,
        widget=CheckboxSelectMultiple,
    )
    donor = django_filters.ModelMultipleChoiceFilter(
        label=_("Donor"),
        to_field_name="slug",
        queryset=donors_of_public_projects,
        method="paid_by_any",
        widget=CheckboxSelectMultiple,
    )
    country = django_filters.MultipleChoiceFilter(
        label=_("Country"),
        field_name="countries__country",
        choices=countries_of_public_projects,
        widget=CheckboxSelectMultiple,
    )
    sort = django_filters.ChoiceFilter(
        label=_("Sort by"),
        choices=[("budget", _("Budget")), ("title", _("Title"))],
        empty_label=_("Newest first"),
        method="sorted_by",
    )

    class Meta:
        model = Project
        fields = ["q", "area", "status", "donor", "country", "sort"]

    def search(self, queryset: ProjectQuerySet, name: str, value: str) -> ProjectQuerySet:
        return queryset.matching(value)

    def paid_by_any(
        self, queryset: ProjectQuerySet, name: str, value: list[Organisation]
    ) -> ProjectQuerySet:
        return queryset.funded_by(*value) if value else queryset

    def sorted_by(self, queryset: ProjectQuerySet, name: str, value: str) -> ProjectQuerySet:
        return queryset.largest_first() if value == "budget" else queryset.by_title()
