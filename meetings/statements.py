"""The library of statements: who said what, in which office, at which meeting."""

from __future__ import annotations

from typing import Any

import django_filters
from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils.translation import gettext_lazy as _

from donors.models import Person, PriorityArea, PriorityAreaQuerySet
from meetings.models import AgendaItem, Meeting, MeetingQuerySet, Statement
from meetings.pages import area_rows, project_rows, statement_fields
from projects.models import Project, ProjectQuerySet
from publishing.lists import PublicList
from publishing.names import alphabetical, language_name
from publishing.rows import Row, as_rows, rows, text

MEETING = "participant__delegation__meeting"


def speakers(request: Any) -> QuerySet[Person]:
    """Those of whom a public statement is kept."""
    said = Statement.objects.public().filter(participant__person=OuterRef("pk"))
    return Person.objects.filter(Exists(said)).prefetch_related("translations")


def meetings_with_statements(request: Any) -> MeetingQuerySet:
    """Public meetings of which a public statement is kept."""
    said = Statement.objects.public().filter(**{MEETING: OuterRef("pk")})
    return Meeting.objects.public().filter(Exists(said)).prefetch_related("translations")


def _mentioned(project: Any) -> QuerySet[Any]:
    """The links from statements to a project they mention."""
    through: Any = Statement.projects.through
    found: QuerySet[Any] = through.objects.filter(project=project)
    return found


def projects_mentioned(request: Any) -> ProjectQuerySet:
    """Public projects that a public statement mentions."""
    said = _mentioned(OuterRef("pk")).filter(statement__in=Statement.objects.public().values("pk"))
    return Project.objects.public().filter(Exists(said)).prefetch_related("translations")


def about_area(area: Any) -> Q:
    """Statements made under a public agenda item of the area, or mentioning a public project
    of it."""
    items = AgendaItem.objects.public().filter(area=area, pk=OuterRef("agenda_item"))
    projects = Project.objects.public().filter(priority_areas__area=area, statements=OuterRef("pk"))
    return Q(Exists(items)) | Q(Exists(projects))


def areas_with_statements(request: Any) -> PriorityAreaQuerySet:
    """Public areas that a public statement is about."""
    public = Statement.objects.public().order_by()
    items = AgendaItem.objects.public().filter(statements__in=public.values("pk"))
    projects = Project.objects.public().filter(statements__in=public.values("pk"))
    return (
        PriorityArea.objects.public()
        .filter(
            Q(pk__in=items.order_by().values("area"))
            | Q(pk__in=projects.order_by().values("priority_areas__area"))
        )
        .prefetch_related("translations")
    )


def languages_spoken() -> list[tuple[str, str]]:
    """The languages of public statements, by name in the reader's language."""
    codes = Statement.objects.public().order_by().values_list("original_language", flat=True)
    return sorted(
        ((code, language_name(code)) for code in codes.distinct()), key=lambda c: alphabetical(c[1])
    )


class StatementFilter(django_filters.FilterSet):
    """The query string of the library of statements."""

    q = django_filters.CharFilter(label=_("Search"), method="search", max_length=200)
    person = django_filters.ModelChoiceFilter(
        label=_("Speaker"), queryset=speakers, method="by_person"
    )
    meeting = django_filters.ModelChoiceFilter(
        label=_("Meeting"),
        field_name=f"{MEETING}__slug",
        to_field_name="slug",
        queryset=meetings_with_statements,
        method="at_meeting",
    )
    area = django_filters.ModelChoiceFilter(
        label=_("Priority area"),
        field_name="agenda_item__area__slug",
        to_field_name="slug",
        queryset=areas_with_statements,
        method="in_area",
    )
    project = django_filters.ModelChoiceFilter(
        label=_("Project"),
        field_name="projects__slug",
        to_field_name="slug",
        queryset=projects_mentioned,
        method="on_project",
    )
    language = django_filters.ChoiceFilter(
        label=_("Language spoken"), field_name="original_language", choices=languages_spoken
    )

    class Meta:
        model = Statement
        fields = ["q", "person", "meeting", "area", "project", "language"]

    def search(self, queryset: QuerySet[Any], name: str, value: str) -> QuerySet[Any]:
        """By the words, by who spoke, and by the public projects that are mentioned."""
        hits = Statement.translations.rel.related_model.objects.filter(
            text__icontains=value, master=OuterRef("pk")
        )
        speakers = Person.objects.filter(
            translations__name__icontains=value, participations__statements=OuterRef("pk")
        )
        projects = Project.objects.public().filter(
            translations__title__icontains=value, statements=OuterRef("pk")
        )
        return queryset.filter(Exists(hits) | Exists(speakers) | Exists(projects))

    def by_person(self, queryset: QuerySet[Any], name: str, value: Person) -> QuerySet[Any]:
        return queryset.filter(participant__person=value)

    def at_meeting(self, queryset: QuerySet[Any], name: str, value: Meeting) -> QuerySet[Any]:
        return queryset.filter(**{MEETING: value})

    def in_area(self, queryset: QuerySet[Any], name: str, value: PriorityArea) -> QuerySet[Any]:
        return queryset.filter(about_area(value))

    def on_project(self, queryset: QuerySet[Any], name: str, value: Project) -> QuerySet[Any]:
        return queryset.filter(Exists(_mentioned(value).filter(statement=OuterRef("pk"))))


class StatementList(PublicList):
    """All public statements, those of the latest meeting first."""

    filterset_class = StatementFilter
    template_name = "meetings/statements.html"

    def get_queryset(self) -> QuerySet[Any, Row]:
        items = AgendaItem.objects.public().filter(statements=OuterRef("pk"))
        return as_rows(
            Statement.objects.public().order_by(f"-{MEETING}__starts_at", "order", "pk"),
            **statement_fields(),
            id="pk",
            meeting=text(f"{MEETING}__title"),
            meeting_slug=f"{MEETING}__slug",
            agenda=rows(
                items,
                number="number",
                title=text("title"),
                areas=area_rows(agenda_items=OuterRef("pk")),
            ),
            projects=project_rows(statements=OuterRef("pk")),
        )
