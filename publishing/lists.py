"""What all lists of public things have in common."""

from __future__ import annotations

from typing import Any

from django.core.paginator import InvalidPage, Page, Paginator
from django.http import Http404
from django_filters.views import FilterView


class NoSuchPage(Http404):
    """A list has no page of this number; the answer leads to those it has."""

    def __init__(self, paginator: Paginator) -> None:
        super().__init__()
        self.paginator = paginator


def asked_page(paginator: Paginator, number: str) -> Page[Any]:
    """The page of this number, or the ``last`` one. Raises ``NoSuchPage``."""
    try:
        return paginator.page(paginator.num_pages if number == "last" else number)
    except InvalidPage as error:
        raise NoSuchPage(paginator) from error


class Paged:
    """A list view whose pages are those of ``asked_page``."""

    def paginate_queryset(self: Any, queryset: Any, page_size: int) -> tuple[Any, ...]:
        paginator = self.get_paginator(queryset, page_size)
        page = asked_page(paginator, self.request.GET.get(self.page_kwarg) or "1")
        return paginator, page, page.object_list, page.has_other_pages()


class PublicList(Paged, FilterView):
    """A list that grows: filtered by its query string, in pages, each of a fixed cost.

    ``get_queryset`` returns rows of what is public. A query string that makes no sense finds
    nothing and says why.
    """

    paginate_by = 20
    context_object_name = "rows"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        chosen = any(self.request.GET.get(name) for name in self.filterset.filters)
        return super().get_context_data(is_filtered=chosen, **kwargs)
