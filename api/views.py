"""Everything public, for programs: read only, page by page, the same filters as the list."""

from __future__ import annotations

from typing import Any

from django.db.models import Prefetch
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.decorators import method_decorator
from django.views.decorators.http import conditional_page, require_safe
from drf_spectacular.generators import SchemaGenerator
from rest_framework import exceptions, filters, pagination, serializers, throttling, viewsets
from rest_framework.request import Request
from rest_framework.response import Response

from api import serializers as out
from donors.models import (
    Contribution,
    Fund,
    Organisation,
    OrganisationQuerySet,
    Partnership,
    PriorityArea,
    PriorityAreaQuerySet,
)
from library.models import Document
from meetings.models import AgreedAction, Decision, Meeting
from news.models import Article
from projects.filters import MOST_VALUES, ProjectFilter
from projects.models import (
    CountryCommitment,
    Indicator,
    KeyMessage,
    Lesson,
    Measurement,
    OutcomeEvent,
    Project,
    ProjectPriorityArea,
)
from search.index import catch_up


class ByKey(pagination.CursorPagination):
    """Pages that neither skip nor repeat, however much changes in between."""

    ordering = "pk"
    page_size = 50
    max_page_size = 200
    page_size_query_param = "page_size"


class Throttle(throttling.AnonRateThrottle):
    """For each address; see ``REST_FRAMEWORK`` in the settings."""


class SelectionBackend(filters.BaseFilterBackend):
    """The filters of the public list of projects."""

    def filter_queryset(self, request: Request, queryset: Any, view: Any) -> Any:
        if view.detail:
            return queryset
        catch_up()
        chosen = ProjectFilter(request.query_params, queryset=queryset)
        if not chosen.is_valid():
            raise exceptions.ValidationError(chosen.errors)
        return chosen.filter_queryset(queryset, order=False)

    def get_schema_operation_parameters(self, view: Any) -> list[dict[str, Any]]:
        many = {"type": "array", "items": {"type": "string"}, "maxItems": MOST_VALUES}
        found = []
        for name, one in ProjectFilter.base_filters.items():
            if name == "sort":
                continue
            is_facet = hasattr(one, "facet")
            found.append(
                {
                    "name": name,
                    "in": "query",
                    "required": False,
                    "description": str(one.label),
                    "schema": many if is_facet else {"type": "string"},
                    **({"explode": True, "style": "form"} if is_facet else {}),
                }
            )
        return found


@method_decorator(conditional_page, name="dispatch")
class PublicViewSet(viewsets.ReadOnlyModelViewSet):
    """Public things of one kind. Asking again with the ETag of the last answer costs little."""

    pagination_class = ByKey
    throttle_classes = [Throttle]
    authentication_classes: list[Any] = []
    permission_classes: list[Any] = []
    filter_backends: list[Any] = []

    def finalize_response(self, *args: Any, **kwargs: Any) -> Response:
        response: Response = super().finalize_response(*args, **kwargs)
        # Anybody's page may read what everybody may read.
        response["Access-Control-Allow-Origin"] = "*"
        response["Cross-Origin-Resource-Policy"] = "cross-origin"
        return response


def endpoint(serializer: type[serializers.BaseSerializer], public: Any) -> type[PublicViewSet]:
    """A set of views for one kind; ``public`` gives what everybody may see of it, lazily."""
    model = serializer.Meta.model

    class Kind(PublicViewSet):
        serializer_class = serializer
        queryset = model._default_manager.none()

        def get_queryset(self) -> Any:
            return public()

    Kind.__name__ = Kind.__qualname__ = f"{model.__name__}ViewSet"
    Kind.__doc__ = str(model.__doc__)
    return Kind


def _projects() -> Any:
    areas = ProjectPriorityArea.objects.filter(PriorityAreaQuerySet.is_public(prefix="area__"))
    return (
        Project.objects.public()
        .select_related("facets")
        .prefetch_related("translations", "countries", "goals", Prefetch("priority_areas", areas))
    )


class ProjectViewSet(endpoint(out.ProjectSerializer, _projects)):  # type: ignore[misc]
    """Projects, by the same filters as the public list."""

    filter_backends = [SelectionBackend]


def _texts(model: Any) -> Any:
    return lambda: model.objects.public().prefetch_related("translations")


def _contributions() -> Any:
    public = Contribution.objects.public().filter(
        OrganisationQuerySet.is_public(prefix="provider__")
    )
    return public.prefetch_related("translations")


KINDS: dict[str, type[PublicViewSet]] = {
    "projects": ProjectViewSet,
    "partnerships": endpoint(out.PartnershipSerializer, _texts(Partnership)),
    "priority-areas": endpoint(out.PriorityAreaSerializer, _texts(PriorityArea)),
    "organisations": endpoint(out.OrganisationSerializer, _texts(Organisation)),
    "funds": endpoint(out.FundSerializer, _texts(Fund)),
    "contributions": endpoint(out.ContributionSerializer, _contributions),
    "indicators": endpoint(
        out.IndicatorSerializer, lambda: _texts(Indicator)().select_related("result")
    ),
    "measurements": endpoint(
        out.MeasurementSerializer, lambda: _texts(Measurement)().select_related("period")
    ),
    "outcomes": endpoint(out.OutcomeEventSerializer, _texts(OutcomeEvent)),
    "commitments": endpoint(out.CountryCommitmentSerializer, _texts(CountryCommitment)),
    "key-messages": endpoint(out.KeyMessageSerializer, _texts(KeyMessage)),
    "lessons": endpoint(out.LessonSerializer, _texts(Lesson)),
    "documents": endpoint(out.DocumentSerializer, _texts(Document)),
    "meetings": endpoint(out.MeetingSerializer, _texts(Meeting)),
    "decisions": endpoint(out.DecisionSerializer, _texts(Decision)),
    "actions": endpoint(
        out.AgreedActionSerializer, lambda: _texts(AgreedAction)().select_related("meeting")
    ),
    "articles": endpoint(out.ArticleSerializer, _texts(Article)),
}
"""Every public kind, by its place in the address."""


@require_safe
def documentation(request: HttpRequest) -> HttpResponse:
    """What can be asked for and what every field means, from the description programs read."""
    generator: Any = SchemaGenerator
    schema = generator().get_schema(request=None, public=True)
    kinds = []
    for path, operations in schema["paths"].items():
        operation = operations["get"]
        if "{" in path or "schema" in path:
            continue
        name = path.rstrip("/").rsplit("/", 1)[-1]
        component = schema["components"]["schemas"][
            KINDS[name].serializer_class.__name__.removesuffix("Serializer")
        ]
        kinds.append(
            {
                "path": path,
                "description": operation.get("description", ""),
                "parameters": operation.get("parameters", []),
                "fields": [
                    {
                        "name": field,
                        "type": about.get("type", ""),
                        "about": about.get("description", ""),
                    }
                    for field, about in component["properties"].items()
                ],
            }
        )
    # Of no class of views, but a page of the site like others: see partnership.sharing.metadata.
    return render(request, "api/documentation.html", {"kinds": kinds, "view": None})
