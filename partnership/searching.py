"""The one search over everything public."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from search.engine import completions, did_you_mean, search
from search.index import catch_up
from search.query import parse
from search.sources import sources

FEW, MANY = 5, 50
"""Hits of each kind on the page of all kinds, and on the page of one."""


@require_safe
def search_page(request: HttpRequest) -> HttpResponse:
    """What is found of each kind; ``kind`` asks for more of one."""
    catch_up()
    query = parse(request.GET.get("q", ""))
    kind = request.GET.get("kind", "")
    known = {source.kind for source in sources()}
    kinds = [kind] if kind in known else None
    groups = search(query, kinds=kinds, most=MANY if kinds else FEW) if not query.is_empty else []
    context: dict[str, Any] = {
        "query": query,
        "groups": groups,
        "kind": kind if kinds else "",
        "total": sum(group.total for group in groups),
        "meant": did_you_mean(query) if query.text and not groups else None,
    }
    return render(request, "search/page.html", context)


@require_safe
def suggestions(request: HttpRequest) -> HttpResponse:
    """Titles that have the words typed so far, for the list below the field."""
    catch_up()
    hits = completions(request.GET.get("q", ""))
    return render(request, "search/_suggestions.html", {"hits": hits})
