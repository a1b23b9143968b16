"""The list of all projects, as readers search, filter and sort it."""

from __future__ import annotations

import hashlib
from functools import partial
from itertools import chain
from typing import Any

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse, QueryDict
from django.urls import reverse
from django.utils.cache import patch_vary_headers
from django.utils.functional import cached_property
from django_filters.views import FilterView

from projects.facets.choices import Choices
from projects.facets.codes import Facet, letters
from projects.facets.panel import chips, panels
from projects.facets.totals import budget_by_year
from projects.filters import BUDGET_LABELS, SORTS, ProjectFilter, clean_query, forgiving
from projects.maps import world_map
from projects.models import Project, ProjectQuerySet
from projects.pages import project_rows
from projects.saved.selection import name_of
from publishing.lists import Paged
from search.excerpts import excerpts
from search.index import catch_up
from search.missing import Missing, missing
from search.query import MOST_CHARACTERS
from search.spelling import did_you_mean

MOST_REPEATED = 300
"""Characters of a query string that each link of a map repeats."""


class CountedPaginator(Paginator):
    """A paginator that is told the count, which the facets have counted already."""

    def __init__(self, *args: Any, total: int, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._total = total

    @cached_property
    def count(self) -> int:
        return self._total


def _tag_with(address: str, response: HttpResponse) -> None:
    """Give it an ETag that no page has, though its words may be the same."""
    digest = hashlib.sha256(address.encode() + b"\0" + response.content).hexdigest()
    response["ETag"] = f'W/"{digest[:32]}"'


class ProjectList(Paged, FilterView):
    """All public projects, searched, filtered and sorted by the query string."""

    filterset_class = ProjectFilter
    filterset: ProjectFilter
    paginate_by = 20
    template_name = "projects/list.html"
    context_object_name = "projects"

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        catch_up()
        response: HttpResponse = super().get(request, *args, **kwargs)
        if request.headers.get("HX-Request"):
            # What the reader sees in the address is what was chosen, without what was left empty.
            selection = clean_query(self.filterset.data, self.filterset.filters).urlencode()
            address = f"{request.path}?{selection}" if selection else request.path
            response["HX-Push-Url"] = address
            # Or a browser would take the page that it knows for this, without the header.
            response.add_post_render_callback(partial(_tag_with, address))  # type: ignore[attr-defined]
        patch_vary_headers(response, ["HX-Request"])
        return response

    def get_queryset(self) -> ProjectQuerySet:
        return Project.objects.public()

    def get_filterset(self, filterset_class: Any) -> ProjectFilter:
        # An empty query string is a selection, too: everything.
        found, self.problems = forgiving(
            self.request.GET, queryset=self.get_queryset(), choices=Choices.load()
        )
        return found

    def _typed(self, name: str) -> str:
        """An amount as the reader typed it, whether it can be used or not; empty if blank."""
        is_amount = name in self.problems or self.filterset.chosen(name) is not None
        return self.request.GET[name][:MOST_CHARACTERS] if is_amount else ""

    def get_paginator(self, *args: Any, **kwargs: Any) -> Paginator:
        return CountedPaginator(*args, total=self.filterset.summary.total, **kwargs)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        context = super().get_context_data(**kwargs)
        filters = self.filterset
        query = filters.query
        projects = project_rows(context["projects"].values_list("pk", flat=True))
        titles = {one["id"]: one["title"] for one in projects}
        found = excerpts("project", titles, query) if query else {}
        for project in projects:
            if excerpt := found.get(project["id"]):
                project |= {"excerpt": excerpt, "title": excerpt.title}
        selection = clean_query(filters.data, filters.filters)
        summary = filters.summary
        # Where countries are chosen, what another choice would give, as beside the facet.
        by_country = {letters(value): n for value, n in summary.of(Facet.COUNTRY).items()}
        chosen = filters.chosen("country") or []
        rest = selection.copy()
        rest.pop("country", None)
        cells = summary.of(Facet.CELL)
        areas = filters.choices.of[Facet.AREA].values()
        meant, absent = None, Missing()
        if query and not summary.total:
            others = filters.filter_queryset(filters.queryset, without="q", order=False)
            things = {"project": others}
            meant = did_you_mean(query, things)
            absent = missing(query, things, partial(_address, selection))
        return {
            **context,
            "projects": projects,
            "query": query,
            "problems": list(chain.from_iterable(self.problems.values())),
            "typed": {name: self._typed(name) for name in BUDGET_LABELS},
            "refused": {name: " ".join(self.problems.get(name, [])) for name in BUDGET_LABELS},
            "meant": meant,
            "meant_address": _address(selection, meant) if meant else None,
            "missing": absent,
            "sorts": SORTS,
            "panels": panels(filters, summary),
            "chips": chips(
                filters, summary, selection, None if summary.total else filters.without_each()
            ),
            "name": name_of(filters),
            "selection": selection.urlencode(),
            "budget": budget_by_year(summary, areas),
            "demo_count": summary.demo,
            "country_count": 0 if chosen else len(by_country),
            "map": world_map(by_country, cells, chosen) if by_country or cells else None,
            "select": _in_country(rest),
            "everywhere": rest.urlencode() if chosen else None,
        }


def _in_country(rest: QueryDict) -> str:
    """What the code of a country makes the address of this selection; empty if it is long.

    A map repeats it for each country.
    """
    query = rest.urlencode()
    if len(query) > MOST_REPEATED:
        return ""
    return f"{reverse('projects:list')}?{query}{'&' if query else ''}country="


def _address(selection: QueryDict, text: str) -> str:
    """Of the selection with another text to search for."""
    other = selection.copy()
    other["q"] = text
    return f"{reverse('projects:list')}?{other.urlencode()}"
