"""What was learned, for those who plan the next project."""

from __future__ import annotations

from typing import Any

import django_filters
from django.db.models import CharField, Exists, OuterRef, QuerySet, Value
from django.db.models.functions import Coalesce, Concat, Trim
from django.utils.translation import gettext_lazy as _

from donors.models import PriorityArea
from meetings.models import AgendaItem, Meeting, MeetingQuerySet
from projects.codes import CrisisPhase
from projects.models import Lesson, LessonKind, Project, ProjectQuerySet
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


def origins_of_lessons(request: Any) -> ProjectQuerySet:
    """Public projects that a public lesson was drawn from."""
    drawn = Lesson.objects.public().filter(project=OuterRef("pk"))
    return Project.objects.public().filter(Exists(drawn)).prefetch_related("translations")


def users_of_lessons(request: Any) -> ProjectQuerySet:
    """Public projects that a public lesson was applied in."""
    applied = Lesson.objects.public().filter(applied_in=OuterRef("pk"))
    return Project.objects.public().filter(Exists(applied)).prefetch_related("translations")


def discussions(**of: Any) -> Any:
    """Public agenda items of public meetings under which a lesson was discussed."""
    return AgendaItem.objects.public().filter(**of)


def meetings_with_lessons(request: Any) -> MeetingQuerySet:
    """Public meetings at which a public lesson was discussed."""
    taken_up = discussions(
        meeting=OuterRef("pk"), lessons__in=Lesson.objects.public().order_by().values("pk")
    )
    return Meeting.objects.public().filter(Exists(taken_up)).prefetch_related("translations")


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
    project = django_filters.ModelChoiceFilter(
        label=_("Drawn from"),
        field_name="project__slug",
        to_field_name="slug",
        queryset=origins_of_lessons,
        method="from_project",
    )
    applied = django_filters.ModelChoiceFilter(
        label=_("Applied in"),
        field_name="applied_in__slug",
        to_field_name="slug",
        queryset=users_of_lessons,
        method="applied_by",
    )
    meeting = django_filters.ModelChoiceFilter(
        label=_("Discussed at"),
        field_name="agenda_items__meeting__slug",
        to_field_name="slug",
        queryset=meetings_with_lessons,
        method="at_meeting",
    )
    validated = django_filters.ChoiceFilter(
        label=_("Validated"), choices=[("yes", _("Yes")), ("no", _("No"))], method="is_validated"
    )

    class Meta:
        model = Lesson
        fields = ["q", "kind", "area", "phase", "project", "applied", "meeting", "validated"]

    def search(self, queryset: QuerySet[Any], name: str, value: str) -> QuerySet[Any]:
        texts = Lesson.translations.rel.related_model.objects.filter(master=OuterRef("pk"))
        return queryset.filter(
            Exists(texts.filter(title__icontains=value))
            | Exists(texts.filter(text__icontains=value))
        )

    def in_area(self, queryset: QuerySet[Any], name: str, value: PriorityArea) -> QuerySet[Any]:
        return queryset.filter(pk__in=Lesson.objects.filter(areas=value).values("pk"))

    def from_project(self, queryset: QuerySet[Any], name: str, value: Project) -> QuerySet[Any]:
        return queryset.filter(project=value)

    def applied_by(self, queryset: QuerySet[Any], name: str, value: Project) -> QuerySet[Any]:
        return queryset.filter(pk__in=Lesson.objects.filter(applied_in=value).values("pk"))

    def at_meeting(self, queryset: QuerySet[Any], name: str, value: Meeting) -> QuerySet[Any]:
        return queryset.filter(Exists(discussions(meeting=value, lessons=OuterRef("pk"))))

    def is_validated(self, queryset: QuerySet[Any], name: str, value: str) -> QuerySet[Any]:
        return queryset.filter(validated_on__isnull=value == "no")


def lesson_rows(lessons: QuerySet[Lesson]) -> QuerySet[Any, Row]:
    """Lessons with what is public of where they were drawn, applied and discussed.

    Who validated one is named in full, or not at all: never by the name of an account.
    """
    projects = Project.objects.public()
    validator = Trim(Concat("validated_by__first_name", Value(" "), "validated_by__last_name"))
    return as_rows(
        lessons,
        **lesson_fields(),
        phase=choice("crisis_phase"),
        validator=Coalesce(validator, Value(""), output_field=CharField()),
        discussed_at=rows(
            discussions(lessons=OuterRef("pk")).order_by("-meeting__starts_at", "pk"),
            number="number",
            slug="meeting__slug",
            meeting=text("meeting__title"),
        ),
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
    template_name = "meetings/lessons.html"

    def get_queryset(self) -> QuerySet[Any, Row]:
        return lesson_rows(Lesson.objects.public())
