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
from projects.refusals import NO_SUCH
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
_MANY = "May be given several times: any of the values will do."
ACCEPTED = {
    "q": "Words that must all be there; “in quotes” in this order, after a minus not at all.",
    "area": f"Slug of a priority area, as in the address of its page. {_MANY}",
    "region": "UN M49 code of a continent: 002 Africa, 009 Oceania, 019 Americas, 142 Asia or "
    f"150 Europe. {_MANY}",
    "country": f"ISO 3166-1 alpha-2 code of a country, in capitals, such as UG. {_MANY}",
    "donor": f"Slug of a donor or ministry, as in the address of its page. {_MANY}",
    "fund": f"Slug of a fund, as in the address of its page. {_MANY}",
    "status": f"Code of the IATI list ActivityStatus, 1 to 6. {_MANY}",
    "year": f"A year in which a project runs, four digits, such as 2024. {_MANY}",
    "has": f"What a project has: results, evidence or lessons. {_MANY}",
    "approach": f"Slug of a common approach, as in the field slug of its kind. {_MANY}",
    "phase": f"Crisis phase: preparedness, emergency, transition, recovery or development. {_MANY}",
    "goal": f"Number of a Sustainable Development Goal, 1 to 17. {_MANY}",
    "sector": f"Three-digit code of an OECD-DAC purpose category, such as 151. {_MANY}",
    "document": "Code of the IATI list DocumentCategory that a document of the project has, such "
    f"as A08. {_MANY}",
    "budget_min": "Smallest budget in US dollars, with at most two decimals.",
    "budget_max": "Largest budget in US dollars, with at most two decimals.",
}
"""What each filter of projects takes, in English as the names of fields are."""
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
                    "description": ACCEPTED[name],
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
            # One without a value, too: a program that has lost it must not get all.
            if given := request.query_params.getlist(name):
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


def _key(name: str, given: list[str]) -> int:
    field = forms.IntegerField(min_value=1, max_value=LARGEST_KEY)
    try:
        key: int = field.clean(given[0] if len(given) == 1 else "")
    except ValidationError as error:
        raise exceptions.ValidationError({name: [NOT_A_KEY]}) from error
    return key


def refuse_unknown(request: Request, view: Any) -> None:
    """Answer 400 to a parameter that nothing reads: whoever asks for a part must not get all."""
    parts = [*(backend() for backend in view.filter_backends), view.paginator]
    known = [one["name"] for part in parts for one in part.get_schema_operation_parameters(view)]
    known.append(api_settings.URL_FORMAT_OVERRIDE)
    if unknown := [name for name in request.query_params if name not in known]:
        problem = NO_SUCH % {"names": ", ".join(known)}
        raise exceptions.ValidationError({name: [problem] for name in unknown})
