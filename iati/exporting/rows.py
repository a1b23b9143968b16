"""The rows of some projects, as the public sees them, in one query per kind."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Sequence
from typing import Any

from django.db.models import Q
from django.db.models.expressions import RawSQL

from donors.models import Organisation
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
from publishing.keys import any_of

Row = dict[str, Any]


def texts_of(model: Any, keys: Collection[int]) -> dict[int, dict[str, Row]]:
    """The texts of rows by key and language."""
    found: dict[int, dict[str, Row]] = defaultdict(dict)
    if not keys:
        return found
    rows = model.translations.rel.related_model.objects.filter(master__in=any_of(keys))
    for row in rows.order_by("pk").values():
        found[row["master_id"]][row["language_code"]] = row
    return found


def said(texts: dict[str, Row], field: str) -> dict[str, str]:
    """One field in each language."""
    return {language: row[field] for language, row in texts.items() if row[field]}


def by(rows: Iterable[Row], owner: str) -> dict[int, list[Row]]:
    """Rows by what they belong to."""
    found: dict[int, list[Row]] = defaultdict(list)
    for row in rows:
        found[row[owner]].append(row)
    return found


class Rows:
    """All rows of some projects. Runs some thirty queries for any number."""

    def __init__(self, keys: Sequence[int]) -> None:
        some = any_of(keys)

        def owned(model: Any, *more: str) -> dict[int, list[Row]]:
            # ``values`` without fields gives all of the row's own.
            own = [field.attname for field in model._meta.concrete_fields]
            rows = model.objects.filter(project__in=some)
            return by(rows.values(*own, *more), "project_id")

        self.projects = list(Project.objects.filter(pk__in=some).order_by("pk").values())
        self.texts = texts_of(Project, keys)
        self.countries = owned(RecipientCountry)
        self.regions = owned(RecipientRegion)
        self.sectors = owned(ProjectSector, "sector__vocabulary", "sector__code")
        self.goals = owned(ProjectGoal)
        self.markers = owned(PolicyMarker)
        self.relations = owned(RelatedProject)
        self.participations = owned(Participation)
        self.budgets = owned(Budget)
        self.transactions = owned(Transaction)
        self.transaction_texts = self._texts(Transaction, self.transactions)
        self.locations = owned(Location)
        self.location_texts = self._texts(Location, self.locations)
        self._results(some)
        self._organisations()
        self._documents(some)
        families = Project.objects.public().exclude(iati_identifier=None)
        parents = [row["parent_id"] for row in self.projects if row["parent_id"]]
        self.parents = dict(
            families.filter(pk__in=any_of(parents)).values_list("pk", "iati_identifier")
        )
        self.children = by(
            families.filter(parent__in=some).values("parent_id", "iati_identifier"), "parent_id"
        )

    @staticmethod
    def _texts(model: Any, rows: dict[int, list[Row]]) -> dict[int, dict[str, Row]]:
        return texts_of(model, [row["id"] for some in rows.values() for row in some])

    def _results(self, keys: RawSQL) -> None:
        self.results = by(Result.objects.filter(project__in=keys).values(), "project_id")
        self.result_texts = self._texts(Result, self.results)
        result = {"result__project__in": keys}
        self.indicators = by(Indicator.objects.filter(**result).values(), "result_id")
        self.indicator_texts = self._texts(Indicator, self.indicators)
        periods = Period.objects.filter(indicator__result__project__in=keys)
        self.periods = by(periods.values(), "indicator_id")
        self.period_texts = self._texts(Period, self.periods)
        approved = Measurement.objects.approved().filter(period__in=periods.values("pk"))
        self.values = by(approved.order_by("as_of", "pk").values(), "period_id")
        self.value_texts = self._texts(Measurement, self.values)
        parts = Disaggregation.objects.filter(measurement__in=approved.values("pk"))
        part_rows: Any = parts.values()
        self.parts = by(part_rows, "measurement_id")

    def _organisations(self) -> None:
        wanted = {row["reporting_organisation_id"] for row in self.projects}
        for some in self.participations.values():
            wanted |= {row["organisation_id"] for row in some}
        for some in self.transactions.values():
            wanted |= {row[side] for row in some for side in ("provider_id", "receiver_id")}
        rows = Organisation.objects.public().filter(pk__in=any_of(wanted - {None}))
        self.organisations = {row["id"]: row for row in rows.values("id", "iati_ref", "type")}
        self.organisation_texts = texts_of(Organisation, self.organisations)

    def _documents(self, keys: RawSQL) -> None:
        links = ProjectDocument.objects.filter(
            DocumentQuerySet.is_public(prefix="document__"), project__in=keys
        ).exclude(Q(document__file="") & Q(document__url=""))
        names = ("slug", "url", "file", "category", "language", "content_type", "dated")
        rows = list(
            links.values("project_id", "document_id", *(f"document__{name}" for name in names))
        )
        self.documents = by(rows, "project_id")
        self.document_texts = texts_of(Document, [row["document_id"] for row in rows])
