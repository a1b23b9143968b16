"""What countries committed to."""

from __future__ import annotations

from typing import Any

import django_filters
from django.db.models import Exists, F, Func, OuterRef, QuerySet, Value
from django.db.models.functions import ExtractYear
from django.utils.translation import gettext_lazy as _

from library.models import Document
from projects.models import CountryCommitment, Project, ProjectQuerySet
from projects.project_page import project_link
from publishing.lists import PublicList
from publishing.names import alphabetical, country_codes, country_name
from publishing.rows import Row, as_rows, day, rows, text


def countries_that_committed() -> list[tuple[str, str]]:
    """Countries with a commitment to a public project, by name in the reader's language."""
    codes = CountryCommitment.objects.public().order_by().values_list("country", flat=True)
    return sorted(
        ((code, country_name(code)) for code in codes.distinct()), key=lambda c: alphabetical(c[1])
    )


def projects_with_commitments(request: Any) -> ProjectQuerySet:
    """Public projects that a country committed to."""
    made = CountryCommitment.objects.filter(project=OuterRef("pk"))
    return Project.objects.public().filter(Exists(made)).prefetch_related("translations")


def by_country_name() -> Func:
    """The place of the row's country in the alphabet of the reader's language."""
    codes = sorted(country_codes(), key=lambda code: alphabetical(country_name(code)))
    return Func(Value(codes), F("country"), function="array_position")


class CommitmentFilter(django_filters.FilterSet):
    """The query string of the list of commitments."""

    country = django_filters.ChoiceFilter(label=_("Country"), choices=countries_that_committed)
    project = django_filters.ModelChoiceFilter(
        label=_("Project"),
        field_name="project__slug",
        to_field_name="slug",
        queryset=projects_with_commitments,
        method="of_project",
    )
    year = django_filters.NumberFilter(
        label=_("Year"), field_name="committed_on", method="in_year", min_value=1900, max_value=2200
    )

    class Meta:
        model = CountryCommitment
        fields = ["country", "project", "year"]

    def of_project(self, queryset: QuerySet[Any], name: str, value: Project) -> QuerySet[Any]:
        return queryset.filter(project=value)

    def in_year(self, queryset: QuerySet[Any], name: str, value: Any) -> QuerySet[Any]:
        return queryset.annotate(_year=ExtractYear(name)).filter(_year=int(value))


class CommitmentList(PublicList):
    """What countries committed to in public projects. How many did is counted, not typed."""

    filterset_class = CommitmentFilter
    template_name = "projects/commitments.html"
    paginate_by = 50

    def get_queryset(self) -> QuerySet[Any, Row]:
        return as_rows(
            CountryCommitment.objects.public().order_by(by_country_name(), "pk"),
            code="country",
            statement=text("statement"),
            committed_on=day("committed_on"),
            source_url="source_url",
            is_demo="is_demo",
            source=rows(
                Document.objects.public().filter(pk=OuterRef("source_document")),
                slug="slug",
                title=text("title"),
                file="file",
                url="url",
            ),
            **project_link("project__", "project_"),
        )

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        named = self.object_list.order_by().values("country").distinct()
        found, real = named.count(), named.filter(is_demo=False).count()
        return super().get_context_data(
            country_count=found,
            demo_count=found - real,
            demo_rows=self.object_list.filter(is_demo=True).count(),
            **kwargs,
        )
