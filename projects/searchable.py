"""What of projects is searchable: projects with all they own, and lessons."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable, Sequence
from itertools import chain
from typing import Any

from django.db.models import F, Value
from django.db.models.expressions import RawSQL
from django.db.models.functions import Coalesce, NullIf
from django.utils.translation import gettext_lazy as _

from donors.models import FundQuerySet, Organisation, OrganisationQuerySet, PriorityAreaQuerySet
from projects.codes import DacCategory, DacRegion, OrganisationRole, RegionVocabulary, SdgGoal
from projects.facets.codes import region_of_country
from projects.facets.rows import FacetRows
from projects.models import (
    Allocation,
    CountryCommitment,
    Indicator,
    Lesson,
    Location,
    OutcomeEvent,
    Participation,
    Project,
    ProjectGoal,
    ProjectPriorityArea,
    ProjectSector,
    ProjectUpdate,
    RecipientCountry,
    RecipientRegion,
    Result,
)
from publishing.many import any_of
from search.analysis import words
from search.contents import Contents
from search.sources import Content, Source, register
from search.texts import add_names, add_texts, country_names, in_every_language, texts_of


def dac_region_name(code: str) -> str:
    """The OECD-DAC region in the active language."""
    return str(dict(DacRegion.choices).get(code, ""))


def dac_category_name(code: str) -> str:
    """The OECD-DAC category of a purpose in the active language."""
    return str(dict(DacCategory.choices).get(code[:3], ""))


def goal_name(number: str) -> str:
    """What the Sustainable Development Goal is called in the active language."""
    return str(SdgGoal(int(number)).label)


@register
class ProjectSource(Source):
    """Projects by all their texts, codes, countries, places and who takes part."""

    kind = "project"
    label = _("Projects")
    place = 1
    page = "projects:project"

    def public(self) -> Any:
        return Project.objects.public()

    def contents(self, keys: Sequence[int], now: dt.datetime) -> Iterable[Content]:
        found = Contents(
            self.public(),
            keys,
            now,
            "iati_identifier",
            "agency_code",
            "planned_start",
            "actual_start",
        )
        shown = any_of(found)
        for key, content in found.items():
            row = found.rows[key]
            content.codes = [row["iati_identifier"] or "", row["agency_code"]]
            content.day = row["actual_start"] or row["planned_start"]
        add_texts(
            found,
            texts_of(Project).filter(master__among=shown),
            "master",
            title="title",
            summary=["summary"],
            body=["background", "objectives", "target_groups"],
        )
        owned: dict[Any, list[str]] = {
            Result: ["title", "description"],
            OutcomeEvent: ["title", "description", "authority"],
            ProjectUpdate: ["title", "text"],
            CountryCommitment: ["statement"],
            Location: ["description"],
        }
        for model, fields in owned.items():
            rows = texts_of(model).filter(master__project__among=shown)
            add_texts(found, rows, "master__project", body=fields)
        indicators = texts_of(Indicator).filter(master__result__project__among=shown)
        add_texts(found, indicators, "master__result__project", body=["title", "description"])
        self._places(found, shown)
        self._classification(found, shown)
        self._partners(found, shown, now)
        # Facets are renewed together with the texts, and so hold as long as they do.
        facets = FacetRows(list(found), now)
        facets.write()
        for key, moment in facets.until.items():
            found.depends_on(key, moment)
        return found.all()

    @staticmethod
    def _places(found: Contents, shown: RawSQL) -> None:
        def countries(model: Any) -> Iterable[tuple[int, str]]:
            rows: Iterable[tuple[int, str]] = (
                model.objects.filter(project__among=shown)
                .order_by()
                .values_list("project", "country")
            )
            return rows

        for model in (RecipientCountry, CountryCommitment):
            for key, code in countries(model):
                found[key].names += country_names(code)
                found[key].names += country_names(region_of_country(code) or "")
        regions = RecipientRegion.objects.filter(project__among=shown)
        for key, vocabulary, code, own in regions.values_list(
            "project", "vocabulary", "code", "own_name"
        ):
            if vocabulary == RegionVocabulary.DAC:
                found[key].names += in_every_language(dac_region_name, code)
            elif vocabulary == RegionVocabulary.UN:
                found[key].names += country_names(code.zfill(3))
            found[key].names.append(own)
        places = texts_of(Location).filter(master__project__among=shown)
        add_names(found, places.values_list("master__project", "name"))

    @staticmethod
    def _classification(found: Contents, shown: RawSQL) -> None:
        sectors = ProjectSector.objects.filter(project__among=shown).order_by("pk")
        for key, code, name in sectors.values_list(
            "project", "sector__code", "sector__translations__name"
        ):
            found[key].names += [*in_every_language(dac_category_name, code), code, name or ""]
        # By its number or all of its name: “education” would find all that is for the fourth.
        for key, goal in ProjectGoal.objects.filter(project__among=shown).values_list(
            "project", "goal"
        ):
            found[key].codes.append(f"SDG {goal}")
            found[key].whole_names += in_every_language(goal_name, str(goal))
        area = "area__translations__"
        areas = ProjectPriorityArea.objects.filter(
            PriorityAreaQuerySet.is_public(found.now, "area__"), project__among=shown
        )
        add_names(found, areas.values_list("project", f"{area}name", f"{area}short_name"))
        for key, *moments in ProjectPriorityArea.objects.filter(project__among=shown).values_list(
            "project", "area__publish_at", "area__expire_at"
        ):
            found.depends_on(key, *moments)
        approaches = Project.common_approaches.through.objects.filter(project__among=shown)
        add_names(
            found,
            approaches.order_by("pk").values_list("project", "commonapproach__translations__name"),
        )

    @staticmethod
    def _partners(found: Contents, shown: RawSQL, now: dt.datetime) -> None:
        """Organisations that take part or pay, and funds, while they are public themselves.

        Whoever looks for education does not mean all that is done by the Ministry of Education:
        an organisation that goes by a short name is found by that one, or by all of its long one.
        """
        parts = Participation.objects.filter(project__among=shown)
        public = parts.filter(OrganisationQuerySet.is_public(now, "organisation__"))
        add_names(found, public.values_list("project", _called("organisation__")))
        fund, provider = "contribution__fund__", "contribution__provider__"
        given = Allocation.objects.filter(project__among=shown)
        public_given = given.filter(
            FundQuerySet.is_public(now, fund), OrganisationQuerySet.is_public(now, provider)
        )
        for name in (F(f"{fund}translations__name"), _called(provider)):
            add_names(found, public_given.values_list("project", name))
        for path, rows in {"organisation__": public, provider: public_given}.items():
            names = f"{path}translations__"
            long = rows.values_list("project", f"{names}name", f"{names}short_name")
            for key, name, short in long:
                found[key].whole_names += [name] if name and short else []
        moments = {
            "organisation__": parts,
            fund: given,
            provider: given,
        }
        for path, rows in moments.items():
            for key, *times in rows.values_list("project", f"{path}publish_at", f"{path}expire_at"):
                found.depends_on(key, *times)
        payers = chain(
            public.filter(role=OrganisationRole.FUNDING).values_list("project", "organisation"),
            public_given.values_list("project", "contribution__provider"),
        )
        ProjectSource._governments(found, payers, now)

    @staticmethod
    def _governments(found: Contents, payers: Iterable[tuple[int, int]], now: dt.datetime) -> None:
        """What payers are part of, by abbreviation or whole name, as it counts as paying as well.

        “Japan” alone would find all that Japan pays for, and what is done there among it.
        """
        ancestors = Organisation.objects.ancestors()
        paid = {(project, above) for project, payer in payers for above in ancestors[payer]}
        above = Organisation.objects.filter(pk__among=any_of({one for _project, one in paid}))
        names: dict[int, list[tuple[str, str]]] = defaultdict(list)
        for key, name, short in above.public(now).values_list(
            "pk", "translations__name", "translations__short_name"
        ):
            names[key].append((name or "", short or ""))
        moments = {key: times for key, *times in above.values_list("pk", "publish_at", "expire_at")}
        for project, key in sorted(paid):
            found.depends_on(project, *moments[key])
            for name, short in names[key]:
                found[project].names.append(short)
                found[project].whole_names += [name] if len(words(name)) > 1 else []


def _called(path: str) -> Coalesce:
    """The short name of an organisation in each language, or the name where it has none."""
    names = f"{path}translations__"
    return Coalesce(NullIf(f"{names}short_name", Value("")), f"{names}name")


@register
class LessonSource(Source):
    """Lessons by their own words."""

    kind = "lesson"
    label = _("Lessons")
    place = 5

    def public(self) -> Any:
        return Lesson.objects.public()

    def contents(self, keys: Sequence[int], now: dt.datetime) -> Iterable[Content]:
        found = Contents(self.public(), keys, now, "drawn_on")
        for key, content in found.items():
            content.day = found.rows[key]["drawn_on"]
        add_texts(
            found,
            texts_of(Lesson).filter(master__among=any_of(found)),
            "master",
            title="title",
            body=["text"],
        )
        return found.all()
