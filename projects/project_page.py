"""What the page of a project asks the database for: all that hangs on the project, at once."""

from __future__ import annotations

from typing import Any

from django.db.models import (
    BigIntegerField,
    BooleanField,
    Exists,
    ExpressionWrapper,
    OuterRef,
    Q,
    QuerySet,
)
from django.db.models.functions import Now

from donors.models import Organisation, PriorityAreaQuerySet
from library.models import DocumentQuerySet, PhotoQuerySet
from library.pages import document_fields, photo_fields
from projects.finance import money_rows
from projects.models import (
    Allocation,
    Budget,
    CountryCommitment,
    Disaggregation,
    Evidence,
    Indicator,
    Lesson,
    Location,
    Measurement,
    OutcomeEvent,
    Participation,
    Period,
    PolicyMarker,
    Project,
    ProjectDocument,
    ProjectGoal,
    ProjectPhoto,
    ProjectPriorityArea,
    ProjectSector,
    ProjectUpdate,
    RecipientCountry,
    RecipientRegion,
    RelatedProject,
    Result,
)
from publishing.rows import (
    Given,
    Row,
    Statement,
    as_rows,
    choice,
    day,
    moment,
    rows,
    text,
)

MOST_SIMILAR = 3
"""Projects suggested for the same area and country."""


def project_link(prefix: str = "", named: str = "") -> dict[str, Any]:
    """What a link to a project shows; ``prefix`` reaches the project from the row.

    Each name begins with ``named`` where the row is of something else.
    """
    return {
        f"{named}slug": f"{prefix}slug",
        f"{named}title": text(f"{prefix}title"),
        f"{named}is_demo": f"{prefix}is_demo",
    }


def evidence_rows(**of: Any) -> Any:
    """What shows that a value or an outcome is true, where its document or photo is public."""
    return rows(
        Evidence.objects.readable().filter(**of),
        title=text("title"),
        description=text("description"),
        as_of=day("as_of"),
        url="url",
        document="document__slug",
        document_file="document__file",
        document_url="document__url",
        photo="photo__slug",
    )


def measurement_rows(measurements: QuerySet[Measurement]) -> Any:
    """Approved values, oldest first, with their parts and their evidence."""
    return rows(
        measurements.order_by("as_of", "pk"),
        id="pk",
        value="value",
        as_of=day("as_of"),
        approximate="approximate",
        comment=text("comment"),
        parts=rows(
            Disaggregation.objects.filter(measurement=OuterRef("pk")),
            dimension="dimension",
            category="category",
            value="value",
        ),
        evidence=evidence_rows(measurement=OuterRef("pk")),
    )


def indicator_fields() -> dict[str, Any]:
    """What the small chart of an indicator shows, before ``add_progress``."""
    approved = Measurement.objects.approved().filter(period=OuterRef("pk"))
    return {
        "id": "pk",
        "title": text("title"),
        "description": text("description"),
        "unit": text("unit"),
        "measure": choice("measure"),
        "ascending": "ascending",
        "baseline": "baseline",
        "baseline_on": day("baseline_on"),
        "periods": rows(
            Period.objects.filter(indicator=OuterRef("pk")),
            start=day("start"),
            end=day("end"),
            target="target",
            target_comment=text("target_comment"),
            measurements=measurement_rows(approved),
        ),
    }


def _belongings() -> dict[str, Any]:
    """What belongs to the project, by name; each is public because the project is."""

    def mine(model: Any) -> Any:
        return model.objects.filter(project=OuterRef("pk"))

    return {
        "countries": rows(mine(RecipientCountry), code="country", share="percentage"),
        "regions": rows(
            mine(RecipientRegion),
            vocabulary="vocabulary",
            code="code",
            own_name="own_name",
            share="percentage",
        ),
        "locations": rows(
            mine(Location), name=text("name"), description=text("description"), country="country"
        ),
        "sectors": rows(
            mine(ProjectSector),
            vocabulary="sector__vocabulary",
            code="sector__code",
            name=text("sector__name"),
            share="percentage",
        ),
        "goals": rows(mine(ProjectGoal), goal=choice("goal"), target="target"),
        "markers": rows(
            mine(PolicyMarker), marker=choice("marker"), significance=choice("significance")
        ),
        "results": rows(
            mine(Result),
            title=text("title"),
            description=text("description"),
            type=choice("type"),
            indicators=rows(Indicator.objects.filter(result=OuterRef("pk")), **indicator_fields()),
        ),
        "outcomes": rows(
            mine(OutcomeEvent),
            id="pk",
            title=text("title"),
            description=text("description"),
            authority=text("authority"),
            state=choice("state"),
            expected_since=day("expected_since"),
            expected_by=day("expected_by"),
            decided_on=day("decided_on"),
            source_url="source_url",
            source_as_of=day("source_as_of"),
            evidence=evidence_rows(outcome_event=OuterRef("pk")),
        ),
        "commitments": rows(
            mine(CountryCommitment),
            code="country",
            committed_on=day("committed_on"),
            is_demo="is_demo",
        ),
        "updates": rows(
            mine(ProjectUpdate),
            id="pk",
            title=text("title"),
            text=text("text"),
            date=day("date"),
            source_url="source_url",
        ),
        "budgets_contradict": Exists(Budget.objects.contradictory().filter(project=OuterRef("pk"))),
    }


def _neighbours() -> dict[str, Any]:
    """What the project refers to and has a publication of its own: only what is public."""
    lessons = Lesson.objects.public()
    others = Project.objects.public()
    in_area = ProjectPriorityArea.objects.filter(
        PriorityAreaQuerySet.is_public(prefix="area__"),
        area__project_links__project=OuterRef(OuterRef("pk")),
    )
    in_country = RecipientCountry.objects.filter(
        country__in=RecipientCountry.objects.filter(project=OuterRef(OuterRef(OuterRef("pk"))))
        .order_by()
        .values("country")
    )
    related = RelatedProject.objects.filter(project=OuterRef(OuterRef("pk"))).values("ref")
    return {
        "areas": rows(
            ProjectPriorityArea.objects.filter(
                PriorityAreaQuerySet.is_public(prefix="area__"), project=OuterRef("pk")
            ),
            slug="area__slug",
            name=text("area__name"),
            palette="area__palette",
            pattern="area__pattern",
            share="percentage",
        ),
        "participations": rows(
            Participation.objects.public().filter(project=OuterRef("pk")),
            role=choice("role"),
            slug="organisation__slug",
            name=text("organisation__name"),
        ),
        "allocations": rows(
            Allocation.objects.public().filter(project=OuterRef("pk")),
            amount="amount",
            currency="contribution__currency",
            approximate="contribution__approximate",
            type=choice("contribution__type"),
            date=day("contribution__value_date"),
            note=text("contribution__note"),
            fund=text("contribution__fund__name"),
            fund_slug="contribution__fund__slug",
            provider=text("contribution__provider__name"),
            provider_slug="contribution__provider__slug",
        ),
        "documents": rows(
            ProjectDocument.objects.filter(
                DocumentQuerySet.is_public(prefix="document__"), project=OuterRef("pk")
            ).order_by("document__category", "order", "pk"),
            **document_fields("document__"),
        ),
        "photos": rows(
            ProjectPhoto.objects.filter(
                PhotoQuerySet.is_public(prefix="photo__"), project=OuterRef("pk")
            ).order_by("order", "photo"),
            **photo_fields("photo__"),
        ),
        "lessons": rows(lessons.filter(project=OuterRef("pk")), **lesson_fields()),
        "lessons_applied": rows(
            lessons.filter(applied_in=OuterRef("pk")), slug="slug", title=text("title")
        ),
        "publisher": rows(
            Organisation.objects.public().filter(pk=OuterRef("reporting_organisation")),
            slug="slug",
            name=text("name"),
        ),
        "programme": rows(others.filter(pk=OuterRef("parent")), **project_link()),
        "parts": rows(others.filter(parent=OuterRef("pk")), **project_link()),
        "related": rows(
            others.filter(iati_identifier__in=related).exclude(pk=OuterRef("pk")), **project_link()
        ),
        "similar": rows(
            others.filter(
                Exists(in_area.filter(project=OuterRef("pk"))),
                Exists(in_country.filter(project=OuterRef("pk"))),
            )
            .exclude(pk=OuterRef("pk"))
            .newest_first()[:MOST_SIMILAR],
            **project_link(),
        ),
    }


def _mentions() -> dict[str, Any]:
    """Where others speak of the project: meetings and news come after it in the order of apps,
    so they are reached through their relations to it."""

    def naming(relation: str) -> Any:
        model: Any = Project._meta.get_field(relation).related_model
        return model.objects.public().filter(projects=OuterRef("pk"))

    return {
        "agenda_items": rows(
            naming("agenda_items").order_by("-meeting__starts_at", "order", "pk"),
            number="number",
            title=text("title"),
            meeting_slug="meeting__slug",
            meeting=text("meeting__title"),
            starts_at=moment("meeting__starts_at"),
            is_coming=ExpressionWrapper(
                Q(meeting__starts_at__gt=Now()), output_field=BooleanField()
            ),
            time_zone="meeting__time_zone",
        ),
        "actions": rows(
            naming("actions"),
            id="pk",
            number="number",
            title=text("title"),
            status=choice("status"),
            due_on=day("due_on"),
            meeting_slug="meeting__slug",
        ),
        "articles": rows(naming("articles"), slug="slug", title=text("title"), date=day("date")),
    }


def lesson_fields() -> dict[str, Any]:
    """What ``projects/_lesson.html`` shows."""
    return {
        "slug": "slug",
        "title": text("title"),
        "text": text("text"),
        "kind": choice("kind"),
        "drawn_on": day("drawn_on"),
        "validated_on": day("validated_on"),
        "validated_for": rows(
            Organisation.objects.public().filter(pk=OuterRef("validated_for")), name=text("name")
        ),
        "source_url": "source_url",
        "is_demo": "is_demo",
    }


@Statement
def project_sets() -> QuerySet[Project, Row]:
    """What the project with the key ``pk`` says in numbers, and all that hangs on it."""
    return as_rows(
        Project.objects.filter(pk=Given("pk", BigIntegerField())),
        slug="slug",
        status="status",
        crisis_phase=choice("crisis_phase"),
        planned_start=day("planned_start"),
        actual_start=day("actual_start"),
        planned_end=day("planned_end"),
        actual_end=day("actual_end"),
        iati_identifier="iati_identifier",
        agency_code="agency_code",
        reviewed_on=day("reviewed_on"),
        source_url="source_url",
        source_as_of=day("source_as_of"),
        **_belongings(),
        **_neighbours(),
        **_mentions(),
        **money_rows(),
    )
