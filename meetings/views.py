"""The public pages of meetings."""

from __future__ import annotations

from typing import Any

from django.db.models import QuerySet
from django.http import Http404
from django.utils import timezone
from django.views.generic import ListView, TemplateView

from meetings.filters import ActionFilter
from meetings.followup import action_meter, brought_actions, closed_on_time_by_year
from meetings.models import AgreedAction, Meeting, MeetingQuerySet
from meetings.pages import (
    action_fields,
    agenda_item_sets,
    meeting_fields,
    meeting_page,
    phase_of,
    with_days,
)
from publishing.lists import Paged, PublicList
from publishing.rows import Row, as_rows
from publishing.views import PublicDetail


class MeetingList(Paged, ListView):
    """All public meetings, the latest first."""

    template_name = "meetings/list.html"
    context_object_name = "meetings"
    paginate_by = 20

    def get_queryset(self) -> QuerySet[Any, Row]:
        return as_rows(Meeting.objects.public(), **meeting_fields())

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        context = super().get_context_data(**kwargs)
        return {**context, "meetings": [with_days(one) for one in context["meetings"]]}


class MeetingDetail(PublicDetail):
    """A public meeting: its public agenda, decisions and actions, what may be read of what was
    said, and the delegations of public organisations. Who was absent is not named.

    Before it the programme comes first, with how to attend and what is due; after it the outcome.
    """

    template_name = "meetings/detail.html"
    context_object_name = "meeting"

    def get_queryset(self) -> MeetingQuerySet:
        return Meeting.objects.public().prefetch_related("translations")

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        actions = AgreedAction.objects.public().filter(meeting=self.object)
        return super().get_context_data(
            page=meeting_page(self.object),
            phase=phase_of(self.object),
            today=timezone.localdate(),
            meter=action_meter(actions, timezone.localdate()),
            brought=brought_actions(
                self.object, AgreedAction.objects.public(), timezone.localdate()
            ),
            **kwargs,
        )


class AgendaItemDetail(TemplateView):
    """A public item of a public meeting's agenda: what is public of the projects, documents and
    lessons tied to it, and of what was said, decided and agreed under it."""

    template_name = "meetings/agenda_item.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        found = agenda_item_sets.run(slug=self.kwargs["slug"], number=self.kwargs["number"])
        if not found:
            raise Http404
        (item,) = found
        numbers = [one["number"] for one in item["agenda"]]
        here = numbers.index(item["number"])
        return super().get_context_data(
            item=item,
            meeting=with_days(item["meeting"][0]),
            previous=numbers[here - 1] if here else None,
            following=numbers[here + 1] if here + 1 < len(numbers) else None,
            today=timezone.localdate(),
            **kwargs,
        )


class ActionList(PublicList):
    """Public actions of public meetings: done, in progress, open, overdue.

    The meter and the share closed on time are of all public actions, whatever is filtered.
    """

    filterset_class = ActionFilter
    template_name = "meetings/actions.html"

    def get_queryset(self) -> QuerySet[Any, Row]:
        return as_rows(AgreedAction.objects.public().order_by("-due_on", "pk"), **action_fields())

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        today = timezone.localdate()
        everything = AgreedAction.objects.public()
        return super().get_context_data(
            meter=action_meter(everything, today),
            years=closed_on_time_by_year(everything, today),
            today=today,
            **kwargs,
        )
