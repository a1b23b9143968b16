"""What all lists of public things have in common."""

from __future__ import annotations

from typing import Any

from django_filters.views import FilterView


class PublicList(FilterView):
    """A list that grows: filtered by its query string, in pages, each of a fixed cost.

    ``get_queryset`` returns rows of what is public. A query string that makes no sense finds
    nothing and says why; a page that does not exist is a 404.
    """

    paginate_by = 20
    context_object_name = "rows"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        chosen = any(self.request.GET.get(name) for name in self.filterset.filters)
        return super().get_context_data(is_filtered=chosen, **kwargs)
