"""The query strings of lists about meetings."""

from __future__ import annotations

from typing import Any

import django_filters
from django.db.models import Exists, OuterRef, QuerySet
from django.utils.translation import gettext_lazy as _

from donors.models import Organisation, OrganisationQuerySet
from meetings.models import ActionStatus, AgreedAction, Meeting, MeetingQuerySet

OVERDUE = "overdue"


def meetings_with_actions(request: Any) -> MeetingQuerySet:
    """Public meetings that agreed on a public action."""
    made = AgreedAction.objects.public().filter(meeting=OuterRef("pk"))
    return Meeting.objects.public().filter(Exists(made)).prefetch_related("translations")


def owners_of_actions(request: Any) -> OrganisationQuerySet:
    """Public organisations that promised a public action."""
    owned = AgreedAction.objects.public().filter(owner=OuterRef("pk"))
    return Organisation.objects.public().filter(Exists(owned)).prefetch_related("translations")


def counterparts_of_actions(request: Any) -> OrganisationQuerySet:
    """Public organisations that a public action was agreed with."""
    agreed = AgreedAction.objects.public().filter(counterpart=OuterRef("pk"))
    return Organisation.objects.public().filter(Exists(agreed)).prefetch_related("translations")


class ActionFilter(django_filters.FilterSet):
    """The query string of the list of agreed actions."""

    q = django_filters.CharFilter(label=_("Search"), method="search", max_length=200)
    status = django_filters.ChoiceFilter(
        label=_("Status"),
        choices=[*ActionStatus.choices, (OVERDUE, _("Overdue"))],
        method="with_status",
    )
    meeting = django_filters.ModelChoiceFilter(
        label=_("Agreed at"),
        field_name="meeting__slug",
        to_field_name="slug",
        queryset=meetings_with_actions,
        method="of_meeting",
    )
    owner = django_filters.ModelChoiceFilter(
        label=_("Who does it"),
        field_name="owner__slug",
        to_field_name="slug",
        queryset=owners_of_actions,
        method="of_owner",
    )
    counterpart = django_filters.ModelChoiceFilter(
        label=_("With whom"),
        field_name="counterpart__slug",
        to_field_name="slug",
        queryset=counterparts_of_actions,
        method="of_counterpart",
    )
    year = django_filters.NumberFilter(
        label=_("Due in the year"), method="due_in", min_value=1900, max_value=2200
    )

    class Meta:
        model = AgreedAction
        fields = ["q", "status", "meeting", "owner", "counterpart", "year"]

    def search(self, queryset: QuerySet[Any], name: str, value: str) -> QuerySet[Any]:
        hits = AgreedAction.translations.rel.related_model.objects.filter(
            title__icontains=value, master=OuterRef("pk")
        )
        return queryset.filter(Exists(hits))

    def with_status(self, queryset: Any, name: str, value: str) -> QuerySet[Any]:
        return queryset.overdue() if value == OVERDUE else queryset.filter(status=value)

    def of_meeting(self, queryset: QuerySet[Any], name: str, value: Meeting) -> QuerySet[Any]:
        return queryset.filter(meeting=value)

    def of_owner(self, queryset: QuerySet[Any], name: str, value: Organisation) -> QuerySet[Any]:
        return queryset.filter(owner=value)

    def of_counterpart(
        self, queryset: QuerySet[Any], name: str, value: Organisation
    ) -> QuerySet[Any]:
        return queryset.filter(counterpart=value)

    def due_in(self, queryset: QuerySet[Any], name: str, value: Any) -> QuerySet[Any]:
        return queryset.filter(due_on__year=int(value))
