"""What the pages of all publishable things have in common."""

from __future__ import annotations

from typing import Any

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
            moved = FormerAddress.objects.find(self.get_queryset(), self.kwargs["slug"])
            return redirect(moved, permanent=True)
