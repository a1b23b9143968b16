"""What a dossier says of its projects, as plain records. One query, however many there are."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.db.models import (
    Case,
    Exists,
    F,
    Max,
    OuterRef,
    Q,
    QuerySet,
    Value,
    When,
)
from django.db.models.functions import Coalesce

from donors.models import ContributionType, Organisation, OrganisationQuerySet, PriorityArea
from library.models import DocumentQuerySet, Photo, PhotoQuerySet
from meetings.dossier.scope import Reading, Scope
from projects.codes import ActivityStatus, OrganisationRole
from projects.finance import movements, usd_groups
from projects.models import (
    Allocation,
    Budget,
    CountryCommitment,
    Evidence,
    Indicator,
    Lesson,
    Measurement,
    OutcomeEvent,
    Participation,
    Period,
    Project,
    ProjectPriorityArea,
    ProjectUpdate,
    RecipientCountry,
    Result,
)
from publishing.rows import Row, as_records, choice, day, naming, rows, texts

SUMS = {name: name for name in ("usd", "counted", "rows", "rough")}


def portfolio(scope: Scope, reading: Reading) -> QuerySet[Project]:
    """The projects that ran at some time since the last review, or of which no time is known.

    A dossier about a ministry has those that it, or an agency of it, paid for by the day.
    """
    found = scope.projects().filter(reading.begun())
    found = found.annotate(
        begins=Coalesce("actual_start", "planned_start"), ends=Coalesce("actual_end", "planned_end")
    )
    if (givers := scope.givers()) is not None:
        paid = Allocation.objects.public().filter(
            project=OuterRef("pk"),
            contribution__provider__in=givers,
            contribution__value_date__lte=reading.day,
        )
        named = Participation.objects.filter(
            project=OuterRef("pk"), role=OrganisationRole.FUNDING, organisation__in=givers
        )
        found = found.filter(Exists(named) | Exists(paid))
    if reading.since is not None:
        closed = Q(ends__lt=reading.since) & Q(
            status__in=[ActivityStatus.CLOSED, ActivityStatus.CANCELLED]
        )
        found = found.exclude(closed)
    return found.order_by("begins", "pk")


def _moved(project: Any, **between: dt.date) -> QuerySet[Any, dict[str, Any]]:
    """Money received (``spent`` false) and spent, by IATI type, in dollars, with its last day."""
    groups = usd_groups(movements(project=project, **between), "spent", "type")
    return groups.annotate(last=Max("date"))


def _money(scope: Scope, reading: Reading) -> dict[str, Any]:
    project = OuterRef("pk")
    givers = scope.givers()
    counted = Allocation.objects.counted_once().filter(pk=OuterRef("pk"))
    whole = Value(value=True)
    ours: Any = (
        whole
        if givers is None
        else Case(When(contribution__provider__in=givers, then=whole), default=Value(value=False))
    )
    given = (
        Allocation.objects.public()
        .filter(project=project, contribution__value_date__lte=reading.day)
        .with_usd()
        .order_by("contribution__value_date", "pk")
    )
    moved = {
        "moved": rows(
            _moved(project, date__lte=reading.day),
            spent="spent",
            type="type",
            last=day("last"),
            **SUMS,
        ),
        "budgets": rows(
            usd_groups(Budget.objects.in_force().filter(project=project), "project"), **SUMS
        ),
        "budgets_contradict": Exists(Budget.objects.contradictory().filter(project=project)),
        "allocations": rows(
            given,
            id="pk",
            amount="amount",
            currency="contribution__currency",
            approximate="contribution__approximate",
            usd="usd",
            counted=Exists(counted),
            ours=ours,
            is_pledge=Case(
                When(contribution__type=ContributionType.PLEDGE, then=whole),
                default=Value(value=False),
            ),
            type=choice("contribution__type"),
            date=day("contribution__value_date"),
            note=texts("contribution__note"),
            fund=naming("contribution__fund__name"),
            provider=naming("contribution__provider__name"),
        ),
    }
    if reading.since is None:
        return moved
    since = {"date__gt": reading.since, "date__lte": reading.day}
    return moved | {"moved_since": rows(_moved(project, **since), spent="spent", **SUMS)}


def _evidence(reading: Reading, **of: Any) -> Any:
    """The public documents and photos that show it, and were there on the day."""
    shown = Evidence.objects.filter(
        reading.dated("as_of", "document__dated", "photo__taken_on"),
        Q(document=None) | DocumentQuerySet.is_public(prefix="document__"),
        Q(photo=None) | PhotoQuerySet.is_public(prefix="photo__"),
        **of,
    )
    return rows(
        shown,
        title=texts("title"),
        document=naming("document__title"),
        photo=naming("photo__alternative_text"),
    )


def _results(reading: Reading) -> Any:
    approved = Measurement.objects.approved().filter(period=OuterRef("pk"), as_of__lte=reading.day)
    return rows(
        Result.objects.filter(project=OuterRef("pk")),
        id="pk",
        title=texts("title"),
        type=choice("type"),
        indicators=rows(
            Indicator.objects.filter(result=OuterRef("pk")),
            id="pk",
            title=texts("title"),
            unit=texts("unit"),
            measure="measure",
            ascending="ascending",
            baseline="baseline",
            baseline_on=day("baseline_on"),
            periods=rows(
                Period.objects.filter(indicator=OuterRef("pk")),
                start=day("start"),
                end=day("end"),
                target="target",
                measurements=rows(
                    approved.order_by("as_of", "pk"),
                    id="pk",
                    value="value",
                    as_of=day("as_of"),
                    approximate="approximate",
                    comment=texts("comment"),
                    evidence=_evidence(reading, measurement=OuterRef("pk")),
                ),
            ),
        ),
    )


def _happened(reading: Reading) -> dict[str, Any]:
    """What came about, was promised, told and learned up to the day."""
    project = OuterRef("pk")
    outcomes = OutcomeEvent.objects.filter(reading.dated("expected_since"), project=project)
    promised = CountryCommitment.objects.filter(reading.dated("committed_on"), project=project)
    told = ProjectUpdate.objects.filter(project=project, date__lte=reading.day)
    if reading.since is not None:
        told = told.filter(date__gt=reading.since)
    learned = Lesson.objects.public().filter(reading.dated("drawn_on"), project=project)
    return {
        "outcomes": rows(
            outcomes,
            id="pk",
            title=texts("title"),
            description=texts("description"),
            authority=texts("authority"),
            state=choice("state"),
            expected_since=day("expected_since"),
            expected_by=day("expected_by"),
            decided_on=day("decided_on"),
            evidence=_evidence(reading, outcome_event=OuterRef("pk")),
        ),
        "commitments": rows(promised, code="country", committed_on=day("committed_on")),
        "updates": rows(told, title=texts("title"), date=day("date")),
        "lessons": rows(learned, **lesson_fields(reading)),
    }


def lesson_fields(reading: Reading) -> dict[str, Any]:
    """What a dossier says of a lesson, with the projects it was applied in that had begun."""
    return {
        "id": "pk",
        "slug": "slug",
        "title": naming("title"),
        "text": texts("text"),
        "kind": choice("kind"),
        "drawn_on": day("drawn_on"),
        "validated_on": day("validated_on"),
        "validated_for": rows(
            Organisation.objects.public().filter(pk=OuterRef("validated_for")), name=naming("name")
        ),
        "applied_in": rows(
            Project.objects.public().filter(reading.begun(), lessons_applied=OuterRef("pk")),
            title=naming("title"),
        ),
    }


def lesson_as_it_was(record: Row, reading: Reading) -> Row:
    """The lesson without a validation that came after the day."""
    if reading.is_later(record["validated_on"]):
        record["validated_on"] = {"$day": None}
    return record


def photo_fields() -> dict[str, Any]:
    """What is printed with a photo."""
    return {
        "id": "pk",
        "slug": "slug",
        "alternative_text": naming("alternative_text"),
        "caption": texts("caption"),
        "credit": "credit",
        "width": "width",
        "height": "height",
    }


def project_records(scope: Scope, reading: Reading) -> list[Row]:
    """The projects with all that the dossier says of them, as of the day. Runs two queries."""
    project = OuterRef("pk")
    in_force = PriorityArea.objects.public().agreed_on(reading.day).values("pk")
    return as_records(
        portfolio(scope, reading),
        id="pk",
        slug="slug",
        is_demo="is_demo",
        title=texts("title"),
        summary=texts("summary"),
        objectives=texts("objectives"),
        status=choice("status"),
        planned_start=day("planned_start"),
        actual_start=day("actual_start"),
        planned_end=day("planned_end"),
        actual_end=day("actual_end"),
        crisis_phase=choice("crisis_phase"),
        iati_identifier="iati_identifier",
        agency_code="agency_code",
        source_as_of=day("source_as_of"),
        source_url="source_url",
        has_parts=Exists(Project.objects.filter(reading.begun(), parent=project)),
        areas=rows(
            ProjectPriorityArea.objects.filter(project=project, area__in=in_force),
            id="area",
            name=naming("area__name"),
            share="percentage",
        ),
        countries=rows(
            RecipientCountry.objects.filter(project=project), code="country", share="percentage"
        ),
        partners=rows(
            Participation.objects.filter(
                OrganisationQuerySet.is_public(prefix="organisation__"), project=project
            ),
            role=choice("role"),
            name=naming("organisation__name"),
            is_funder=Case(
                When(role=OrganisationRole.FUNDING, then=Value(value=True)),
                default=Value(value=False),
            ),
        ),
        photos=rows(
            Photo.objects.public()
            .filter(reading.dated("taken_on"), projects__project=project)
            .exclude(image="")
            .order_by(F("projects__order"), "pk")[:1],
            **photo_fields(),
        ),
        results=_results(reading),
        **_money(scope, reading),
        **_happened(reading),
    )


def as_it_was(record: Row, reading: Reading) -> Row:
    """The record without what was decided after the day.

    Where the record keeps the day of a change, what was then true follows from it: a project
    that ended later was under way; an outcome decided later was expected. What was said of such
    an outcome later is left out with it.
    """
    if reading.is_later(record["actual_end"]):
        record["actual_end"] = {"$day": None}
        record["status"]["$choice"] = ActivityStatus.IMPLEMENTATION.value
    if reading.is_later(record["source_as_of"]):
        record["source_as_of"] = {"$day": None}
    for outcome in record["outcomes"]:
        if reading.is_later(outcome["decided_on"]):
            outcome["state"]["$choice"] = "expected"
            outcome["decided_on"] = {"$day": None}
            outcome |= {"description": {"$texts": {}}, "evidence": []}
    for lesson in record["lessons"]:
        lesson_as_it_was(lesson, reading)
    return record
