"""What the page of a project shows: everything it owns that is public, in few queries."""

from __future__ import annotations

from django.db.models import Count, Prefetch, Q

from donors.models import FundQuerySet, Organisation, OrganisationQuerySet, PriorityAreaQuerySet
from library.models import DocumentQuerySet, PhotoQuerySet
from projects.models import (
    Allocation,
    CountryCommitment,
    Evidence,
    Lesson,
    Measurement,
    Participation,
    Project,
    ProjectDocument,
    ProjectPhoto,
    ProjectPriorityArea,
    ProjectQuerySet,
)


def public_areas() -> Prefetch:
    """The public priority areas of each project, the main one first."""
    return Prefetch(
        "priority_areas",
        ProjectPriorityArea.objects.filter(PriorityAreaQuerySet.is_public(prefix="area__"))
        .select_related("area")
        .prefetch_related("area__translations"),
    )


def with_project_counts(areas: PriorityAreaQuerySet) -> PriorityAreaQuerySet:
    """Add ``project_count`` and ``country_count`` of the public projects in each area."""
    public = ProjectQuerySet.is_public(prefix="project_links__project__")
    return areas.annotate(
        project_count=Count("project_links__project", filter=public, distinct=True),
        country_count=Count(
            "project_links__project__countries__country", filter=public, distinct=True
        ),
    ).prefetch_related("translations")


def for_list(projects: ProjectQuerySet) -> ProjectQuerySet:
    """What a row of a list shows."""
    return projects.with_budget().prefetch_related("translations", "countries", public_areas())


def for_page(projects: ProjectQuerySet) -> ProjectQuerySet:
    """What the project's own page shows."""
    evidence = (
        Evidence.objects.filter(
            Q(document=None) | DocumentQuerySet.is_public(prefix="document__"),
            Q(photo=None) | PhotoQuerySet.is_public(prefix="photo__"),
        )
        .select_related("document", "photo")
        .prefetch_related("translations", "document__translations")
    )
    measurements = (
        Measurement.objects.approved()
        .order_by("as_of", "pk")
        .prefetch_related("translations", Prefetch("evidence", evidence), "disaggregations")
    )
    return projects.prefetch_related(
        "translations",
        Prefetch(
            "reporting_organisation",
            Organisation.objects.public().prefetch_related("translations"),
        ),
        Prefetch("parent", Project.objects.public().prefetch_related("translations")),
        "countries",
        "regions",
        "goals",
        "policy_markers",
        public_areas(),
        "sectors__sector__translations",
        "locations__translations",
        "results__translations",
        "results__indicators__translations",
        "results__indicators__periods__translations",
        Prefetch("results__indicators__periods__measurements", measurements),
        "outcome_events__translations",
        Prefetch("commitments", CountryCommitment.objects.select_related("source_document")),
        Prefetch("outcome_events__evidence", evidence),
        "updates__translations",
        Prefetch(
            "participations",
            Participation.objects.filter(OrganisationQuerySet.is_public(prefix="organisation__"))
            .select_related("organisation")
            .prefetch_related("organisation__translations"),
        ),
        Prefetch(
            "allocations",
            Allocation.objects.filter(
                FundQuerySet.is_public(prefix="contribution__fund__"),
                OrganisationQuerySet.is_public(prefix="contribution__provider__"),
            )
            .select_related("contribution__fund", "contribution__provider")
            .prefetch_related(
                "contribution__translations",
                "contribution__fund__translations",
                "contribution__provider__translations",
            ),
        ),
        Prefetch(
            "documents",
            ProjectDocument.objects.filter(DocumentQuerySet.is_public(prefix="document__"))
            .select_related("document")
            .prefetch_related("document__translations"),
        ),
        Prefetch(
            "photos",
            ProjectPhoto.objects.filter(PhotoQuerySet.is_public(prefix="photo__"))
            .select_related("photo")
            .prefetch_related("photo__translations"),
        ),
        Prefetch("lessons", Lesson.objects.public().prefetch_related("translations")),
        Prefetch(
            "children", Project.objects.public().prefetch_related("translations"), "public_parts"
        ),
    )
