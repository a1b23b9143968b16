"""The facet values of projects, read from their rows as the public sees them."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable, Sequence
from decimal import Decimal
from typing import Any

from django.db.models import BooleanField, ExpressionWrapper, F, Q, Sum
from django.db.models.functions import ExtractYear

from donors.models import FundQuerySet, Organisation, OrganisationQuerySet
from library.models import DocumentQuerySet, PhotoQuerySet
from projects.codes import SectorVocabulary
from projects.facets.codes import (
    HAS,
    PHASES,
    UNDIVIDED,
    Facet,
    of_letters,
    region_of,
    region_of_country,
)
from projects.models import (
    Allocation,
    Budget,
    Evidence,
    Lesson,
    LessonQuerySet,
    Location,
    Measurement,
    OutcomeEvent,
    OutcomeState,
    Participation,
    Project,
    ProjectDocument,
    ProjectFacets,
    ProjectGoal,
    ProjectPriorityArea,
    ProjectQuerySet,
    ProjectSector,
    RecipientCountry,
    RecipientRegion,
)
from projects.projection import cell
from publishing.many import any_of, replace_many
from publishing.names import alphabetical
from search.instants import next_change

MOST_YEARS = 80
"""Years of a project that count, from its start; a longer one is a typing error."""
INDICATOR_PROJECT = "period__indicator__result__project"


def visible(condition: Q) -> ExpressionWrapper:
    """Whether a related thing is public, as a column."""
    return ExpressionWrapper(condition, output_field=BooleanField())


class FacetRows:
    """The rows of some projects, and when each of them will change by itself."""

    def __init__(self, keys: Sequence[int], now: dt.datetime) -> None:
        self.keys = any_of(keys)
        self.now = now
        self.values: dict[int, set[int]] = defaultdict(set)
        self.until: dict[int, dt.datetime] = {}
        self.shares: dict[int, list[tuple[int, Decimal | None]]] = defaultdict(list)
        """The priority areas of each project, each with its share."""

    def write(self) -> None:
        """Replace the rows of these projects. Runs some twenty statements for any number."""
        self._links()
        self._payers()
        self._documents()
        self._results()
        years = self._budgets()
        titles = self._titles()
        rows = []
        projects = Project.objects.filter(pk__among=self.keys).with_budget().order_by("pk")
        for project in projects.only(
            "status",
            "crisis_phase",
            "planned_start",
            "actual_start",
            "planned_end",
            "actual_end",
            "is_demo",
        ):
            self._add(project.pk, Facet.STATUS, project.status)
            if project.is_demo:
                self._add(project.pk, Facet.DEMO, 1)
            if project.crisis_phase:
                self._add(project.pk, Facet.PHASE, PHASES.index(project.crisis_phase))
            for year in years_of(project.start, project.end):
                self._add(project.pk, Facet.YEAR, year)
            budgeted = [
                (year, area, part)
                for year, amount in sorted(years[project.pk].items())
                for area, part in by_area(amount, self.shares[project.pk])
            ]
            rows.append(
                {
                    "project_id": project.pk,
                    "values": sorted(self.values[project.pk]),
                    "starts_on": project.start,
                    "budget": project.budget,
                    "budget_years": [year for year, _area, _part in budgeted],
                    "budget_areas": [area for _year, area, _part in budgeted],
                    "budget_amounts": [part for _year, _area, part in budgeted],
                    "sort_titles": titles[project.pk],
                }
            )
        replace_many(ProjectFacets, "project_id", rows)

    def _titles(self) -> dict[int, dict[str, str]]:
        """What each project is sorted by in each language; the first title under ``""``."""
        found: dict[int, dict[str, str]] = defaultdict(dict)
        texts = Project.translations.rel.related_model.objects.filter(master__among=self.keys)
        for project, language, title in (
            texts.exclude(title="").order_by("pk").values_list("master", "language_code", "title")
        ):
            found[project][language] = key = alphabetical(title)
            found[project].setdefault("", key)
        return found

    def _add(self, project: int, facet: Facet, value: int) -> None:
        self.values[project].add(facet.code(value))

    def _changes(self, project: int, *moments: dt.datetime | None) -> None:
        found = next_change(moments, self.now, self.until.get(project))
        if found is not None:
            self.until[project] = found

    def _links(self) -> None:
        def of(model: Any, *fields: str) -> Iterable[tuple[Any, ...]]:
            rows: Iterable[tuple[Any, ...]] = model.objects.filter(
                project__among=self.keys
            ).values_list("project", *fields)
            return rows

        for project, area, share in of(ProjectPriorityArea, "area", "percentage"):
            self._add(project, Facet.AREA, area)
            self.shares[project].append((area, share))
        for project, approach in Project.common_approaches.through.objects.filter(
            project__among=self.keys
        ).values_list("project", "commonapproach"):
            self._add(project, Facet.APPROACH, approach)
        for project, country in of(RecipientCountry, "country"):
            self._add(project, Facet.COUNTRY, of_letters(country))
            if region := region_of_country(country):
                self._add(project, Facet.REGION, int(region))
        for project, vocabulary, code in of(RecipientRegion, "vocabulary", "code"):
            if region := region_of(vocabulary, code):
                self._add(project, Facet.REGION, int(region))
        for project, goal in of(ProjectGoal, "goal"):
            self._add(project, Facet.GOAL, goal)
        for project, longitude, latitude in Location.objects.filter(
            project__among=self.keys, sensitive=False, latitude__isnull=False
        ).values_list("project", "longitude", "latitude"):
            self._add(project, Facet.CELL, cell(float(longitude), float(latitude)))
        self._sectors()

    def _sectors(self) -> None:
        dac = [SectorVocabulary.DAC_5, SectorVocabulary.DAC_3]
        for project, vocabulary, code in ProjectSector.objects.filter(
            project__among=self.keys
        ).values_list("project", "sector__vocabulary", "sector__code"):
            if vocabulary in dac and code[:3].isascii() and code[:3].isdigit():
                self._add(project, Facet.SECTOR, int(code[:3]))

    def _payers(self) -> None:
        above = Organisation.objects.ancestors()

        def pays(project: int, payer: int) -> None:
            for one in (payer, *above[payer]):
                self._add(project, Facet.DONOR, one)

        for project, payer, shown, *moments in (
            Participation.objects.filter(project__among=self.keys, role=1)
            .annotate(shown=visible(OrganisationQuerySet.is_public(self.now, "organisation__")))
            .values_list(
                "project",
                "organisation",
                "shown",
                "organisation__publish_at",
                "organisation__expire_at",
            )
        ):
            self._changes(project, *moments)
            if shown:
                pays(project, payer)
        fund, provider = "contribution__fund__", "contribution__provider__"
        for project, account, payer, shown_fund, shown_payer, *moments in (
            Allocation.objects.filter(project__among=self.keys)
            .annotate(
                shown_fund=visible(FundQuerySet.is_public(self.now, fund)),
                shown_payer=visible(OrganisationQuerySet.is_public(self.now, provider)),
            )
            .values_list(
                "project",
                "contribution__fund",
                "contribution__provider",
                "shown_fund",
                "shown_payer",
                f"{fund}publish_at",
                f"{fund}expire_at",
                f"{provider}publish_at",
                f"{provider}expire_at",
            )
        ):
            self._changes(project, *moments)
            if shown_fund and shown_payer:
                self._add(project, Facet.FUND, account)
                pays(project, payer)

    def _documents(self) -> None:
        for project, category, shown, *moments in (
            ProjectDocument.objects.filter(project__among=self.keys)
            .annotate(shown=visible(DocumentQuerySet.is_public(self.now, "document__")))
            .values_list(
                "project",
                "document__category",
                "shown",
                "document__publish_at",
                "document__expire_at",
            )
        ):
            self._changes(project, *moments)
            if shown:
                self._add(project, Facet.DOCUMENT, of_letters(category))

    def _results(self) -> None:
        def has(project: int, what: str) -> None:
            self._add(project, Facet.HAS, HAS.index(what))

        measured = Measurement.objects.approved().filter(
            **{f"{INDICATOR_PROJECT}__among": self.keys}
        )
        for project in measured.order_by().values_list(INDICATOR_PROJECT, flat=True).distinct():
            has(project, "results")
        achieved = OutcomeEvent.objects.filter(
            project__among=self.keys, state=OutcomeState.ACHIEVED
        )
        for project in achieved.order_by().values_list("project", flat=True).distinct():
            has(project, "results")
        self._evidence(Q(measurement__in=measured), f"measurement__{INDICATOR_PROJECT}", has)
        self._evidence(Q(outcome_event__project__among=self.keys), "outcome_event__project", has)
        for project, shown, *moments in (
            Lesson.objects.filter(project__among=self.keys)
            .annotate(shown=visible(LessonQuerySet.is_public(self.now)))
            .values_list("project", "shown", "publish_at", "expire_at")
        ):
            self._changes(project, *moments)
            if shown:
                has(project, "lessons")

    def _evidence(self, of: Q, path: str, has: Any) -> None:
        for project, shown, *moments in (
            Evidence.objects.filter(of)
            .order_by()
            .annotate(
                shown=visible(
                    (Q(document=None) | DocumentQuerySet.is_public(self.now, "document__"))
                    & (Q(photo=None) | PhotoQuerySet.is_public(self.now, "photo__"))
                )
            )
            .values_list(
                path,
                "shown",
                "document__publish_at",
                "document__expire_at",
                "photo__publish_at",
                "photo__expire_at",
            )
        ):
            self._changes(project, *moments)
            if shown:
                has(project, "evidence")

    def _budgets(self) -> dict[int, dict[int, Decimal]]:
        """Dollars by year of the projects whose budgets can be added: neither contradictory nor
        without a rate nor those of programmes, whose money is that of their public parts."""
        years: dict[int, dict[int, Decimal]] = defaultdict(dict)
        programmes = set()
        for parent, shown, *moments in (
            Project.objects.filter(parent__among=self.keys)
            .order_by()
            .annotate(shown=visible(ProjectQuerySet.is_public(self.now)))
            .values_list("parent", "shown", "publish_at", "expire_at")
        ):
            self._changes(parent, *moments)
            if shown:
                programmes.add(parent)
        own = Budget.objects.filter(project__among=self.keys).exclude(project__in=programmes)
        unclear = own.contradictory().values("project")
        unknown = own.in_force().filter(usd_amount=None).values("project")
        for project, year, total in (
            own.in_force()
            .exclude(project__in=unclear)
            .exclude(project__in=unknown)
            .annotate(year=ExtractYear("period_start"))
            .order_by()
            .values_list("project", "year")
            .annotate(total=Sum(F("usd_amount")))
            .values_list("project", "year", "total")
        ):
            years[project][year] = total
        return years


def years_of(start: dt.date | None, end: dt.date | None) -> range:
    """The calendar years a project runs in; the year of its start if no end is known."""
    if start is None:
        return range(end.year, end.year + 1) if end else range(0)
    last = end.year if end else start.year
    return range(start.year, min(last, start.year + MOST_YEARS) + 1)


def by_area(
    amount: Decimal, shares: list[tuple[int, Decimal | None]]
) -> list[tuple[int | None, Decimal]]:
    """An amount in the parts that areas have of it by their shares in per cent, to the cent.

    Shares add up to 100 if they are given (a rule of the model). Of several areas without them
    nobody knows how they share: it stays undivided.
    """
    if len(shares) < 2:
        return [(shares[0][0] if shares else None, amount)]
    parts: list[tuple[int | None, Decimal]] = []
    rest = amount
    for area, share in shares[:-1]:
        if share is None:
            return [(UNDIVIDED, amount)]
        part = (amount * share / 100).quantize(Decimal("0.01"))
        parts.append((area, part))
        rest -= part
    # What was rounded off the others is in the last: together they are the amount.
    return [*parts, (shares[-1][0], rest)]
