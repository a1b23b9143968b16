"""The query string of the readiness board."""

from __future__ import annotations

import dataclasses
from typing import Any

import django_filters
from django import forms
from django.contrib.auth import get_user_model
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from donors.models import PriorityArea
from meetings.readiness import Owed, Readiness
from projects.models import Project


class OfficerChoiceFilter(django_filters.ModelChoiceFilter):
    """A choice among officers, by the names that people know them by."""

    class field_class(django_filters.ModelChoiceFilter.field_class):  # noqa: N801  django-filter's
        def label_from_instance(self, obj: Any) -> str:
            """The full name, or the name of the account."""
            return obj.get_full_name() or obj.get_username()


class ReadinessFilter(django_filters.FilterSet):
    """Narrows the projects of a board, and what is shown of what they owe."""

    officer = OfficerChoiceFilter(
        label=_("Officer"),
        queryset=get_user_model()._default_manager.none(),
        null_label=_("Without an officer"),
    )
    area = django_filters.ModelChoiceFilter(
        label=_("Priority area"),
        field_name="priority_areas__area",
        queryset=PriorityArea.objects.none(),
    )
    owed = django_filters.MultipleChoiceFilter(
        label=_("What is owed"),
        choices=Owed.choices,
        method="of_debts",
        widget=forms.CheckboxSelectMultiple,
    )
    due_by = django_filters.DateFilter(
        label=_("Due by"),
        method="of_debts",
        widget=forms.DateInput({"type": "date"}, format="%Y-%m-%d"),
    )

    class Meta:
        model = Project
        fields = ["officer", "area", "owed", "due_by"]

    def __init__(self, *args: Any, board: Readiness, **kwargs: Any) -> None:
        keys = [one.pk for one in board.projects]
        super().__init__(*args, queryset=Project.objects.filter(pk__in=keys), **kwargs)
        self.board = board
        users = get_user_model()._default_manager
        self.filters["officer"].queryset = users.filter(
            pk__in={one.officer_id for one in board.projects if one.officer_id}
        ).order_by("last_name", "first_name", "pk")
        areas = PriorityArea.objects.filter(project_links__project__in=keys).distinct()
        self.filters["area"].queryset = areas.prefetch_related("translations")

    def of_debts(self, queryset: QuerySet[Any], name: str, value: Any) -> QuerySet[Any]:
        """Not about projects: see ``shown``."""
        return queryset

    @property
    def shown(self) -> Readiness:
        """The board with what was asked for; all of it while the query string is wrong."""
        if not self.form.is_valid():
            return self.board
        asked = self.form.cleaned_data
        kept = set(self.qs.values_list("pk", flat=True))
        return dataclasses.replace(
            self.board,
            projects=[one for one in self.board.projects if one.pk in kept],
            debts=[
                one
                for one in self.board.debts
                if one.project.pk in kept
                and (not asked["owed"] or one.kind in asked["owed"])
                and (not asked["due_by"] or one.due_on <= asked["due_by"])
            ],
        )
