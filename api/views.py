"""Everything public, for programs: read only, page by page, the same filters as the list."""

from __future__ import annotations

import functools
import re
from collections.abc import Iterator
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.decorators import method_decorator
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import conditional_page, require_safe
from drf_spectacular.generators import SchemaGenerator
from drf_spectacular.openapi import AutoSchema
from drf_spectacular.utils import extend_schema
from rest_framework import exceptions, pagination, throttling, viewsets
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.reverse import reverse
from rest_framework.views import APIView

from api.fields import Thing
from api.filters import ACCEPTED, BelongingBackend, SelectionBackend, refuse_unknown
from api.kinds import ABOUT, KINDS
from projects.exports.columns import columns
from projects.models import Project

NO_SIZE = _("Give a whole number from 1 to %(most)d, such as 50.")
NOTHING_HERE = _("There is nothing at this address. What there is stands at %(url)s.")


class ByKey(pagination.CursorPagination):
    """Pages that neither skip nor repeat, however much changes in between."""

    ordering = "pk"
    page_size = 50
    max_page_size = 200
    page_size_query_param = "page_size"

    def get_page_size(self, request: Request) -> int:
        given = request.query_params.get(self.page_size_query_param, str(self.page_size))
        # Fewer than asked for would be taken for all there are.
        if not re.fullmatch("[0-9]{1,9}", given) or not 1 <= int(given) <= self.max_page_size:
            problem = NO_SIZE % {"most": self.max_page_size}
            raise exceptions.ValidationError({self.page_size_query_param: [problem]})
        return int(given)

    def get_schema_operation_parameters(self, view: Any) -> list[dict[str, Any]]:
        found: list[dict[str, Any]] = super().get_schema_operation_parameters(view)
        for one in found:
            if one["name"] == self.page_size_query_param:
                one["schema"] |= {
                    "minimum": 1,
                    "maximum": self.max_page_size,
                    "default": self.page_size,
                }
        return found

    def decode_cursor(self, request: Request) -> Any:
        cursor = super().decode_cursor(request)
        # A key is a number; whatever else is no cursor of ours.
        if cursor is not None and not re.fullmatch("[0-9]{1,18}", str(cursor.position or 0)):
            raise exceptions.NotFound(self.invalid_cursor_message)
        return cursor


class Throttle(throttling.AnonRateThrottle):
    """For each address; see ``REST_FRAMEWORK`` in the settings."""


class Description(AutoSchema):
    """The description of a kind, which says in the reader's language what the kind is."""

    def get_description(self) -> str:
        return str(self.view.about)


class Open:
    """For everybody, without a key, as often as the settings allow."""

    throttle_classes = [Throttle]
    authentication_classes: list[Any] = []
    permission_classes: list[Any] = []


@method_decorator(conditional_page, name="dispatch")
class PublicViewSet(Open, viewsets.ReadOnlyModelViewSet):
    """Public things of one kind. Asking again with the ETag of the last answer costs little."""

    pagination_class = ByKey
    schema = Description()
    about: Any = ""
    """What the kind is."""

    def list(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        refuse_unknown(request, self)
        return super().list(request, *args, **kwargs)


@extend_schema(exclude=True)
@method_decorator(conditional_page, name="dispatch")
class Index(Open, APIView):
    """Where to begin: the address of each kind, by its name."""

    def get(self, request: Request) -> Response:
        return Response({name: reverse(f"{name}-list", request=request) for name in KINDS})


@extend_schema(exclude=True)
class Nothing(Open, APIView):
    """The answer at all other addresses, which programs can read as well."""

    def initial(self, request: Request, *args: Any, **kwargs: Any) -> None:
        # Whatever is done here, by whatever method.
        super().initial(request, *args, **kwargs)
        raise exceptions.NotFound(NOTHING_HERE % {"url": reverse("api_index", request=request)})


def endpoint(name: str, serializer: type[Thing]) -> type[PublicViewSet]:
    """The views of the kind of this name, of what its serializer calls public."""
    meta: Any = serializer.Meta
    model = meta.model
    # Made once: the database's clock says what is public when it runs.
    everything = functools.cache(serializer.queryset)

    class Kind(PublicViewSet):
        serializer_class = serializer
        about = ABOUT[name]
        queryset = model._default_manager.none()
        filter_backends = [SelectionBackend if model is Project else BelongingBackend]
        belongs = {
            name: [paths] if isinstance(paths, str) else paths
            for name, paths in getattr(meta, "belongs", {}).items()
        }

        def get_queryset(self) -> Any:
            return everything().all()

    Kind.__name__ = Kind.__qualname__ = f"{model.__name__}ViewSet"
    return Kind


def _fields(component: dict[str, Any], schemas: dict[str, Any], of: str = "") -> Iterator[Any]:
    """Each field of a kind, and after a list of rows the fields of these."""
    for name, about in component["properties"].items():
        row = about.get("items", {}).get("$ref", "").rpartition("/")[2]
        yield {
            "name": f"{of}{name}",
            "type": _type(about, schemas),
            "about": about.get("description") or about.get("title", ""),
        }
        if row:
            yield from _fields(schemas[row], schemas, f"{name}.")


def _type(about: dict[str, Any], schemas: dict[str, Any]) -> str:
    choices = (about.get("allOf") or about.get("oneOf") or [about])[0].get("$ref")
    described = schemas[choices.rpartition("/")[2]] if choices else about
    return str(described.get("format") or described.get("type", "string"))


@require_safe
def documentation(request: HttpRequest) -> HttpResponse:
    """What can be asked for and what every field means, from the description programs read."""
    generator: Any = SchemaGenerator
    schema = generator().get_schema(request=None, public=True)
    schemas = schema["components"]["schemas"]
    kinds = []
    for path, operations in schema["paths"].items():
        operation = operations["get"]
        if "{" in path or "schema" in path:
            continue
        name = path.rstrip("/").rsplit("/", 1)[-1]
        component = schemas[KINDS[name].__name__.removesuffix("Serializer")]
        kinds.append(
            {
                "name": name,
                "path": path,
                "description": operation.get("description", ""),
                # Those of projects are described in English alone, others in every language.
                "parameters": [
                    one | {"is_english": one.get("description") in ACCEPTED.values()}
                    for one in operation.get("parameters", [])
                ],
                "fields": list(_fields(component, schemas)),
            }
        )
    # Of no class of views, but a page of the site like others: see partnership.sharing.metadata.
    shown = {
        "kinds": kinds,
        "page_size": ByKey.page_size,
        "most": ByKey.max_page_size,
        "columns": columns(),
        "view": None,
    }
    return render(request, "api/documentation.html", shown)
