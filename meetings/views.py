"""The public pages of meetings."""

from __future__ import annotations

from typing import Any

from django.views.generic import ListView

from meetings.models import Meeting, MeetingQuerySet
from meetings.pages import for_page, public_statements
from publishing.views import PublicDetail


class MeetingList(ListView):
    """All public meetings, the latest first."""

    template_name = "meetings/list.html"
    context_object_name = "meetings"
    paginate_by = 20

    def get_queryset(self) -> MeetingQuerySet:
        return Meeting.objects.public().prefetch_related("translations")


class MeetingDetail(PublicDetail):
    """Everything public about one meeting."""

    template_name = "meetings/detail.html"
    context_object_name = "meeting"

    def get_queryset(self) -> MeetingQuerySet:
        return for_page(Meeting.objects.public())

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(statements=public_statements(self.object), **kwargs)
