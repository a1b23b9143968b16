"""Figures: what was to be reached, what was measured, and what shows it."""

from __future__ import annotations

from typing import Any

import django_filters
from django.db.models import BigIntegerField, Exists, F, OuterRef, QuerySet
from django.http import Http404, HttpRequest
from django.utils.translation import gettext_lazy as _
from django.views.generic import TemplateView

from donors.models import PriorityArea, PriorityAreaQuerySet
from projects import key_messages
from projects.codes import ResultType
from projects.models import (
    Indicator,
    Project,
    ProjectPriorityArea,
    ProjectQuerySet,
    RecipientCountry,
)
from projects.progress import add_progress
from projects.project_page import indicator_fields, project_link
from publishing.lists import PublicList
from publishing.names import alphabetical, country_name
from publishing.rows import Given, Row, Statement, as_rows, choice, rows, text


def main_area_rows(project: str) -> Any:
    """The public priority areas of the row's project, the main one first."""
    links = ProjectPriorityArea.objects.filter(
        project=OuterRef(project), area__in=PriorityArea.objects.public().values("pk")
    )
    return rows(
        links,
        slug="area__slug",
        name=text("area__name"),
        palette="area__palette",
        pattern="area__pattern",
    )


def indicators(queryset: QuerySet[Indicator]) -> QuerySet[Any, Row]:
    """Indicators with their series, their result and their project."""
    return as_rows(
        queryset,
        **indicator_fields(),
        baseline_comment=text("baseline_comment"),
        result=text("result__title"),
        result_description=text("result__description"),
        result_type=choice("result__type"),
        areas=main_area_rows("result__project"),
        **project_link("result__project__", "project_"),
    )


@Statement
def one_indicator() -> QuerySet[Any, Row]:
    """The public indicator with the key ``pk``."""
    return indicators(Indicator.objects.public().filter(pk=Given("pk", BigIntegerField())))


class ResultDetail(TemplateView):
    """A figure of a public project: its series, its targets and its evidence.

    Only approved values, and evidence whose document or photo is public.
    """

    template_name = "projects/result.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        found = one_indicator.run(pk=self.kwargs["pk"]) if self.kwargs["pk"] < 2**63 else []
        if not found:
            raise Http404
        indicator = add_progress(found[0])
        return super().get_context_data(
            indicator=indicator,
            area=indicator["areas"][0] if indicator["areas"] else None,
            key_messages=key_messages.of_indicator.found(pk=self.kwargs["pk"]),
            **kwargs,
        )


def areas_with_public_projects(request: HttpRequest | None) -> PriorityAreaQuerySet:
    """Offer only choices that lead somewhere, those in force today first."""
    return (
        PriorityArea.objects.public()
        .filter(ProjectQuerySet.is_public(prefix="project_links__project__"))
        .distinct()
        .order_by(F("end").desc(nulls_first=True), "partnership", "order", "pk")
        .prefetch_related("translations")
    )


def countries_of_public_projects() -> list[tuple[str, str]]:
    """The countries public projects work in, by name in the reader's language."""
    codes = RecipientCountry.objects.public().order_by().values_list("country", flat=True)
    return sorted(
        ((code, country_name(code)) for code in codes.distinct()), key=lambda c: alphabetical(c[1])
    )


class ResultFilter(django_filters.FilterSet):
    """The query string of the list of results."""

    q = django_filters.CharFilter(label=_("Search"), method="search", max_length=200)
    area = django_filters.ModelChoiceFilter(
        label=_("Priority area"),
        to_field_name="slug",
        queryset=areas_with_public_projects,
        method="in_area",
    )
    country = django_filters.ChoiceFilter(
        label=_("Country"),
        choices=countries_of_public_projects,
        method="in_country",
    )
    type = django_filters.ChoiceFilter(
        label=_("Kind of result"), field_name="result__type", choices=ResultType.choices
    )

    class Meta:
        model = Indicator
        fields = ["q", "area", "country", "type"]

    def search(self, queryset: QuerySet[Any], name: str, value: str) -> QuerySet[Any]:
        hits = Indicator.translations.rel.related_model.objects.filter(
            title__icontains=value, master=OuterRef("pk")
        )
        return queryset.filter(Exists(hits))

    def in_area(self, queryset: QuerySet[Any], name: str, value: PriorityArea) -> QuerySet[Any]:
        return queryset.filter(
            result__project__in=Project.objects.public().in_area(value).values("pk")
        )

    def in_country(self, queryset: QuerySet[Any], name: str, value: str) -> QuerySet[Any]:
        return queryset.filter(
            result__project__in=Project.objects.filter(countries__country=value).values("pk")
        )


class ResultList(PublicList):
    """The figures of all public projects, each with its newest approved value."""

    filterset_class = ResultFilter
    template_name = "projects/results.html"

    def get_queryset(self) -> QuerySet[Any, Row]:
        return indicators(Indicator.objects.public().newest_value_first())

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        context = super().get_context_data(**kwargs)
        return {**context, "indicators": [add_progress(one) for one in context["rows"]]}
