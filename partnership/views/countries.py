"""Where projects are."""

from __future__ import annotations

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.views.generic import TemplateView

from partnership.pages.countries import (
    Committed,
    commitments_by_country,
    commitments_of,
    country_figures,
    key_messages_from,
    lessons_from,
    meetings_about,
    places_in,
    projects_in,
)
from projects.maps import map_of, projects_by_country, world_map
from projects.models import Project
from projects.pages import newest_rows
from publishing.names import alphabetical, country_codes, country_name


class CountryList(TemplateView):
    """The map of public projects, and every country with one or with a commitment."""

    template_name = "partnership/countries.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        committed = commitments_by_country()
        counts = dict.fromkeys(committed, 0) | projects_by_country(Project.objects.public())
        drawn = world_map({code: count for code, count in counts.items() if count})
        countries: list[dict[str, Any]] = [
            {
                "code": code,
                "name": country_name(code),
                "projects": count,
                "committed": committed.get(code, Committed(0, 0)),
            }
            for code, count in counts.items()
        ]
        countries.sort(key=lambda country: alphabetical(country["name"]))
        return super().get_context_data(map=drawn, countries=countries, **kwargs)


class CountryDetail(TemplateView):
    """A country with its public projects and their key figures, its commitments, what was learned
    there, and the public meetings held there or about projects there.

    Places are named, never located.
    """

    template_name = "partnership/country.html"

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        code = self.kwargs["code"]
        if code != code.upper():
            return redirect("country", code.upper(), permanent=True)
        return super().get(request, *args, **kwargs)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        code = self.kwargs["code"]
        if code not in country_codes():
            raise Http404
        figures, commitments = country_figures(code), commitments_of(code)
        if not figures.projects and not commitments:
            raise Http404
        return super().get_context_data(
            name=country_name(code),
            figures=figures,
            map=map_of([code]),
            projects=newest_rows(projects_in(code)),
            commitments=commitments,
            demo_commitments=sum(one["is_demo"] for one in commitments),
            places=places_in(code),
            lessons=lessons_from(code),
            key_messages=key_messages_from.found(code=code),
            meetings=meetings_about(code),
            **kwargs,
        )
