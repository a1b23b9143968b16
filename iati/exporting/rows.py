"""The rows of some projects, as the public sees them, in one query per kind."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Sequence
from typing import Any

from django.db.models import Q
from django.db.models.expressions import RawSQL

from donors.models import Organisation
from iati.exporting.xml import narratives
from library.models import Document, DocumentQuerySet
from projects.models import (
    Budget,
    Disaggregation,
    Indicator,
    Location,
    Measurement,
    Participation,
    Period,
    PolicyMarker,
    Project,
    ProjectDocument,
    ProjectGoal,
    ProjectSector,
    RecipientCountry,
    RecipientRegion,
    RelatedProject,
    Result,
    Transaction,
)
from publishing.many import any_of

Row = dict[str, Any]
Texts = dict[str, dict[str, str]]
"""By field and language."""


def texts_of(model: Any, keys: Collection[int], *fields: str) -> dict[int, Texts]:
    """What some fields of rows say, by key, field and language. Runs a query if there are keys."""
    found: dict[int, Texts] = defaultdict(dict)
    if not keys:
        return found
    rows = model.translations.rel.related_model.objects.filter(master__among=any_of(keys))
    for key, language, *texts in rows.order_by("pk").values_list(
        "master_id", "language_code", *fields
    ):
        of = found[key]
        for field, text in zip(fields, texts, strict=True):
            if text:
                of.setdefault(field, {})[language] = text
    return found


def said(texts: Texts, field: str) -> dict[str, str]:
    """One field in each language."""
    return texts.get(field, {})


class By(dict[int, list[Any]]):
    """Rows by what they belong to; none where there are none."""

    def __missing__(self, key: int) -> Sequence[Any]:
        # Nothing is kept of the question: most projects have none of most kinds.
        return ()


def by(rows: Iterable[Any], owner: str | int) -> By:
    """Rows by what they belong to, which is the field or the column ``owner``."""
    found = By()
    for row in rows:
        if (key := row[owner]) in found:
            found[key].append(row)
        else:
            found[key] = [row]
    return found


PROJECT_FIELDS = [
    "id",
    "updated_at",
    "humanitarian",
    "iati_identifier",
    "reporting_organisation_id",
    "agency_code",
    "status",
    "planned_start",
    "actual_start",
    "planned_end",
    "actual_end",
    "scope",
    "parent_id",
]
TRANSACTION_FIELDS = [
    "id",
    "ref",
    "humanitarian",
    "type",
    "date",
    "amount",
    "currency",
    "value_date",
    "provider_id",
    "provider_activity",
    "receiver_id",
    "receiver_activity",
]


class Rows:
    """All rows of some projects. Runs some thirty queries for any number."""

    def __init__(self, keys: Sequence[int]) -> None:
        some = any_of(keys)

        def owned(model: Any, *fields: str) -> By:
            rows = model.objects.filter(project__among=some)
            return by(rows.values("project_id", *fields), "project_id")

        def owned_columns(model: Any, *fields: str) -> By:
            # Of what each project has several, for which it is quicker.
            rows = model.objects.filter(project__among=some)
            return by(rows.values_list("project_id", *fields), 0)

        self.projects = list(
            Project.objects.public().filter(pk__among=some).order_by("pk").values(*PROJECT_FIELDS)
        )
        self.texts = texts_of(
            Project, keys, "title", "summary", "objectives", "target_groups", "background"
        )
        self.countries = owned_columns(RecipientCountry, "country", "percentage")
        self.regions = owned(RecipientRegion, "code", "vocabulary", "percentage", "own_name")
        self.sectors = owned_columns(
            ProjectSector, "sector__vocabulary", "sector__code", "percentage"
        )
        self.goals = owned_columns(ProjectGoal, "goal", "target")
        self.markers = owned(PolicyMarker, "marker", "significance")
        self.relations = owned(RelatedProject, "ref", "type")
        self.participations = owned_columns(
            Participation, "organisation_id", "role", "activity_ref"
        )
        self.budgets = owned(
            Budget,
            *("type", "status", "period_start", "period_end", "amount", "currency", "value_date"),
        )
        self.transactions = owned(Transaction, *TRANSACTION_FIELDS)
        self.transaction_texts = self._texts(Transaction, self.transactions, "description")
        self.locations = owned(
            Location,
            *("id", "country", "latitude", "longitude", "sensitive", "exactness"),
            "location_class",
        )
        self.location_texts = self._texts(Location, self.locations, "name", "description")
        self._results(some)
        self._organisations()
        self._documents(some)
        families = Project.objects.public().exclude(iati_identifier=None)
        parents = [row["parent_id"] for row in self.projects if row["parent_id"]]
        self.parents = dict(
            families.filter(pk__among=any_of(parents)).values_list("pk", "iati_identifier")
        )
        self.children = by(
            families.filter(parent__among=some).values("parent_id", "iati_identifier"), "parent_id"
        )

    @staticmethod
    def _texts(model: Any, rows: By, *fields: str) -> dict[int, Texts]:
        return texts_of(model, [row["id"] for some in rows.values() for row in some], *fields)

    def _results(self, keys: RawSQL) -> None:
        self.results = by(Result.objects.filter(project__among=keys).values(), "project_id")
        self.result_texts = self._texts(Result, self.results, "title", "description")
        result = {"result__project__among": keys}
        self.indicators = by(Indicator.objects.filter(**result).values(), "result_id")
        self.indicator_texts = self._texts(
            Indicator, self.indicators, "title", "description", "baseline_comment"
        )
        periods = Period.objects.filter(indicator__result__project__among=keys)
        self.periods = by(periods.values(), "indicator_id")
        self.period_texts = self._texts(Period, self.periods, "target_comment")
        approved = Measurement.objects.approved().filter(period__in=periods.values("pk"))
        self.values = by(approved.order_by("as_of", "pk").values(), "period_id")
        self.value_texts = self._texts(Measurement, self.values, "comment")
        parts = Disaggregation.objects.filter(measurement__in=approved.values("pk"))
        part_rows: Any = parts.values()
        self.parts = by(part_rows, "measurement_id")

    def _organisations(self) -> None:
        wanted = {row["reporting_organisation_id"] for row in self.projects}
        for some in self.participations.values():
            wanted |= {organisation for _project, organisation, *_more in some}
        for some in self.transactions.values():
            wanted |= {row[side] for row in some for side in ("provider_id", "receiver_id")}
        rows = Organisation.objects.public().filter(pk__among=any_of(wanted - {None}))
        self.organisations = {row["id"]: row for row in rows.values("id", "iati_ref", "type")}
        self.organisation_texts = texts_of(Organisation, self.organisations, "name")
        self.names = {
            key: narratives(said(texts, "name")) for key, texts in self.organisation_texts.items()
        }
        """As they are written, for they come again and again."""

    def _documents(self, keys: RawSQL) -> None:
        links = ProjectDocument.objects.filter(
            DocumentQuerySet.is_public(prefix="document__"), project__among=keys
        ).exclude(Q(document__file="") & Q(document__url=""))
        names = ("slug", "url", "file", "category", "language", "content_type", "dated")
        rows = list(
            links.values("project_id", "document_id", *(f"document__{name}" for name in names))
        )
        self.documents = by(rows, "project_id")
        self.document_texts = texts_of(
            Document, [row["document_id"] for row in rows], "title", "description"
        )
