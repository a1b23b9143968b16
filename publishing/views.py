"""What the pages of all publishable things have in common."""

from __future__ import annotations

from typing import Any

from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.views.generic import DetailView

from publishing.models import FormerAddress


class PublicDetail(DetailView):
    """The page of a public thing; its former addresses lead to it.

    ``get_queryset`` returns what is public, so that a draft looks as if it did not exist.
    """

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        try:
            return super().get(request, *args, **kwargs)
        except Http404:
            moved = self._moved_to(self.get_queryset())
            if moved is None:
                raise
            return redirect(moved, permanent=True)

    def _moved_to(self, public: QuerySet[Any]) -> Any:
        """The thing that was here before. Runs two queries."""
        former = FormerAddress.objects.of(public.model, self.kwargs["slug"])
        return public.filter(pk__in=former.values("object_id")).order_by("pk").last()
