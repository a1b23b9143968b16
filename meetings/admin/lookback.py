"""From the page of a meeting to what it looks back at, and to how ready its projects are."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.urls import URLPattern, path, reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from meetings.followup import action_meter
from meetings.models import AgreedAction
from publishing import policies


class FollowUpLinks:
    """Gives the page of a meeting its follow-up: what earlier meetings agreed, done, late, open."""

    admin_site: Any

    def get_urls(self) -> list[URLPattern]:
        own = path(
            "<int:key>/lookback/",
            self.admin_site.admin_view(self.lookback_view),
            name="meetings_meeting_lookback",
        )
        return [own, *super().get_urls()]  # type: ignore[misc]

    def lookback_view(self, request: HttpRequest, key: int) -> HttpResponse:
        """All that earlier meetings agreed and this one looks back at, in the order to take up."""
        meeting = self._thing(request, key)  # type: ignore[attr-defined]
        today = timezone.localdate()
        brought: Any = policies.reachable(request.user, AgreedAction.objects.brought_to(meeting))
        answer: HttpResponse = self._page(  # type: ignore[attr-defined]
            request,
            meeting,
            "admin/meetings/lookback.html",
            title=_("What earlier reviews agreed"),
            meter=action_meter(brought, today),
            today=today,
            actions=brought.order_by(AgreedAction.objects.urgency(today), "due_on", "pk")
            .select_related("meeting", "owner", "counterpart", "responsible")
            .prefetch_related(
                "translations",
                "meeting__translations",
                "owner__translations",
                "counterpart__translations",
                "responsible__translations",
            ),
        )
        return answer

    def _surroundings(self, request: HttpRequest, object_id: str | None) -> dict[str, Any]:
        context: dict[str, Any] = super()._surroundings(request, object_id)  # type: ignore[misc]
        if "add_links" in context and object_id:
            context["add_links"] = [
                (
                    _("What earlier reviews agreed"),
                    reverse("admin:meetings_meeting_lookback", args=[object_id]),
                ),
                (_("Readiness of its projects"), reverse("readiness", args=[object_id])),
                *context["add_links"],
            ]
        return context
