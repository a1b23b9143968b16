"""The query strings of the interface."""

from __future__ import annotations

import functools
import operator
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from rest_framework import exceptions, filters
from rest_framework.request import Request
from rest_framework.settings import api_settings

from donors.models import Fund, Organisation, Partnership
from meetings.models import Meeting
from projects.filters import MOST_VALUES, ProjectFilter
from projects.models import Indicator, Project
from search.index import catch_up

OWNERS: dict[str, tuple[Any, Any]] = {
    "project": (Project, _("Only what belongs to the project with this key.")),
    "indicator": (Indicator, _("Only what belongs to the indicator with this key.")),
    "organisation": (Organisation, _("Only what the organisation with this key has a part in.")),
    "partnership": (Partnership, _("Only what belongs to the partnership with this key.")),
    "fund": (Fund, _("Only what belongs to the fund with this key.")),
    "meeting": (Meeting, _("Only what belongs to the meeting with this key.")),
}
"""What things belong to, by the name of the parameter."""
UNKNOWN = _("There is no such parameter here. There are: %(names)s.")
NOT_A_KEY = _("Give the key as a whole number, such as 12.")
LARGEST_KEY = 2**63 - 1


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


class BelongingBackend(filters.BaseFilterBackend):
    """What belongs to one public thing, such as a project. Nothing belongs to hidden ones."""

    def filter_queryset(self, request: Request, queryset: Any, view: Any) -> Any:
        if view.detail:
            return queryset
        for name, paths in view.belongs.items():
            if given := request.query_params.get(name):
                model, _about = OWNERS[name]
                owner = model.objects.public().filter(pk=_key(name, given)).values("pk")
                ways = [Q(**{f"{path}__in": owner}) for path in paths]
                queryset = queryset.filter(functools.reduce(operator.or_, ways))
        return queryset

    def get_schema_operation_parameters(self, view: Any) -> list[dict[str, Any]]:
        return [
            {
                "name": name,
                "in": "query",
                "required": False,
                "description": str(OWNERS[name][1]),
                "schema": {"type": "integer", "minimum": 1, "maximum": LARGEST_KEY},
            }
            for name in view.belongs
        ]


def _key(name: str, given: str) -> int:
    field = forms.IntegerField(min_value=1, max_value=LARGEST_KEY)
    try:
        key: int = field.clean(given)
    except ValidationError as error:
        raise exceptions.ValidationError({name: [NOT_A_KEY]}) from error
    return key


def refuse_unknown(request: Request, view: Any) -> None:
    """Answer 400 to a parameter that nothing reads: whoever asks for a part must not get all."""
    parts = [*(backend() for backend in view.filter_backends), view.paginator]
    known = [one["name"] for part in parts for one in part.get_schema_operation_parameters(view)]
    known.append(api_settings.URL_FORMAT_OVERRIDE)
    if unknown := [name for name in request.query_params if name not in known]:
        problem = UNKNOWN % {"names": ", ".join(known)}
        raise exceptions.ValidationError({name: [problem] for name in unknown})
