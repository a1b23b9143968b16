"""The one search over everything public."""

from __future__ import annotations

from functools import partial
from typing import Any

from django.core.paginator import Page, Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_safe

from partnership.pages.country_search import countries_called
from publishing.lists import asked_page
from search.completions import MOST, completions
from search.engine import Group, hits, keys_of_kind, search
from search.index import catch_up
from search.missing import Missing, missing
from search.query import Query, parse
from search.sources import public_things, source, sources
from search.spelling import did_you_mean

FEW, MANY = 5, 20
"""Hits of each kind on the page of all kinds, and on a page of one."""
MOST_COUNTRIES = 3
"""Countries among the suggestions."""


@require_safe
def search_page(request: HttpRequest) -> HttpResponse:
    """What is found of each kind; ``kind`` asks for all of one, in pages."""
    catch_up()
    query = parse(request.GET.get("q", ""))
    kind = request.GET.get("kind", "")
    if kind not in {one.kind for one in sources()}:
        kind = ""
    page = _page(query, kind, request.GET.get("page", "1")) if kind else None
    if page is not None:
        groups = _group(query, kind, page)
    else:
        groups = search(query, most=FEW) if not query.is_empty else []
    countries = countries_called(query) if not kind else []
    context: dict[str, Any] = {
        "query": query,
        "countries": countries,
        "groups": groups,
        "kind": kind,
        "page_obj": page,
        "total": sum(group.total for group in groups) + len(countries),
        "meant": None,
        "missing": Missing(),
    }
    if not query.is_empty and not groups and not countries:
        things = public_things([kind] if kind else None)
        context |= {
            "meant": did_you_mean(query, things),
            "missing": missing(query, things, partial(_address, kind)),
        }
    return render(request, "search/page.html", context)


def _page(query: Query, kind: str, number: str) -> Page[int]:
    """The keys of one kind on a page."""
    keys = keys_of_kind(kind, query) if not query.is_empty else []
    return asked_page(Paginator(keys, MANY), number)


def _group(query: Query, kind: str, page: Page[int]) -> list[Group]:
    found = hits({kind: list(page.object_list)}, query)[kind]
    return [Group(source(kind), page.paginator.count, found)] if page.paginator.count else []


def _address(kind: str, text: str) -> str:
    """Of the search for another text."""
    return reverse("search", query={"q": text} | ({"kind": kind} if kind else {}))


@require_safe
def suggestions(request: HttpRequest) -> HttpResponse:
    """What the words typed so far may lead to, for the list below the field."""
    catch_up()
    text = request.GET.get("q", "")
    found = [*countries_called(parse(text))[:MOST_COUNTRIES], *completions(text)]
    return render(request, "search/_suggestions.html", {"hits": found[:MOST]})
