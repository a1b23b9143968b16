"""What is answered to an address that selects no projects: what is wrong, and the remedy."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.utils.translation import gettext_lazy as _

from projects.amounts import MOST_SAID
from projects.filters import ProjectFilter, clean_query, forgiving

NO_SUCH = _("There is no such parameter here. There are: %(names)s.")
MOST_TOLD = 20
"""Parameters that an answer names, of the thousands that an address can have."""


def problems_of(filters: ProjectFilter) -> dict[str, list[Any]]:
    """Why an address is no selection, by parameter; empty if it is one.

    Whoever asks for a part, and mistypes how, must not get all.
    """
    there = NO_SUCH % {"names": ", ".join(filters.filters)}
    unknown = [name for name in filters.data if name not in filters.filters]
    problems = {name[:MOST_SAID]: [there] for name in unknown[:MOST_TOLD]}
    return problems | {name: list(errors) for name, errors in filters.form.errors.items()}


def refused(
    request: HttpRequest, filters: ProjectFilter, *, for_programs: bool = False
) -> HttpResponse | None:
    """The answer to an address that is no selection; ``None`` if it is one."""
    problems = problems_of(filters)
    if not problems:
        return None
    if for_programs:
        return JsonResponse(problems, status=400)
    kept, _left_out = forgiving(filters.data, queryset=filters.queryset, choices=filters.choices)
    context = {
        "problems": problems,
        "selection": clean_query(kept.data, kept.filters).urlencode(),
    }
    return render(request, "projects/refused.html", context, status=400)
