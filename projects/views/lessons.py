"""What was learned, for those who plan the next project."""

from __future__ import annotations

from typing import Any

import django_filters
from django.db.models import Exists, OuterRef, QuerySet
from django.utils.translation import gettext_lazy as _

from donors.models import PriorityArea
from projects.codes import CrisisPhase
from projects.models import Lesson, LessonKind, Project
from projects.project_page import lesson_fields, project_link
from publishing.lists import PublicList
from publishing.rows import Row, as_rows, choice, rows, text


def areas_with_lessons(request: Any) -> QuerySet[PriorityArea]:
    """Public areas that a public lesson is about."""
    return (
        PriorityArea.objects.public()
        .filter(lessons__in=Lesson.objects.public().values("pk"))
        .distinct()
        .prefetch_related("translations")
    )


class LessonFilter(django_filters.FilterSet):
    """The query string of the list of lessons."""

    q = django_filters.CharFilter(label=_("Search"), method="search", max_length=200)
    kind = django_filters.ChoiceFilter(label=_("Kind"), choices=LessonKind.choices)
    area = django_filters.ModelChoiceFilter(
        label=_("Priority area"),
        field_name="areas__slug",
        to_field_name="slug",
        queryset=areas_with_lessons,
        method="in_area",
    )
    phase = django_filters.ChoiceFilter(
        label=_("Crisis phase"), field_name="crisis_phase", choices=CrisisPhase.choices
    )

    class Meta:
        model = Lesson
        fields = ["q", "kind", "area", "phase"]

    def search(self, queryset: QuerySet[Any], name: str, value: str) -> QuerySet[Any]:
        texts = Lesson.translations.rel.related_model.objects.filter(master=OuterRef("pk"))
        return queryset.filter(
            Exists(texts.filter(title__icontains=value))
            | Exists(texts.filter(text__icontains=value))
        )

    def in_area(self, queryset: QuerySet[Any], name: str, value: PriorityArea) -> QuerySet[Any]:
        return queryset.filter(pk__in=Lesson.objects.filter(areas=value).values("pk"))


def lesson_rows(lessons: QuerySet[Lesson]) -> QuerySet[Any, Row]:
    """Lessons with what is public of what they were drawn from and applied in."""
    projects = Project.objects.public()
    return as_rows(
        lessons,
        **lesson_fields(),
        phase=choice("crisis_phase"),
        project=rows(projects.filter(pk=OuterRef("project")), **project_link()),
        applied_in=rows(projects.filter(lessons_applied=OuterRef("pk")), **project_link()),
        areas=rows(
            PriorityArea.objects.public().filter(lessons=OuterRef("pk")),
            slug="slug",
            name=text("name"),
            palette="palette",
        ),
    )


class LessonList(PublicList):
    """All public lessons, the newest first."""

    filterset_class = LessonFilter
    template_name = "projects/lessons.html"

    def get_queryset(self) -> QuerySet[Any, Row]:
        return lesson_rows(Lesson.objects.public())
