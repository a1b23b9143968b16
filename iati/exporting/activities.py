"""A project as an activity, its elements in the order the schema asks for."""

from __future__ import annotations

import itertools
from collections.abc import Iterator
from decimal import Decimal
from typing import Any

from django.urls import reverse

from donors.models import OrganisationQuerySet
from iati.exporting.results import add_results
from iati.exporting.rows import Row, Rows, Texts, said
from iati.exporting.xml import LANG, Element, add, hold, narratives, number, put, say
from projects.codes import RelationType
from projects.models import ProjectQuerySet
from search.index import plain

AT_ONCE = 2000
DATES = {"1": "planned_start", "2": "actual_start", "3": "planned_end", "4": "actual_end"}
DESCRIPTIONS = {"1": "summary", "2": "objectives", "3": "target_groups", "4": "background"}
OWN_CODE, COUNTRY_CODES, DAC, GOALS, TARGETS = "A1", "A4", "1", "2", "3"


def can_be_exported(selected: ProjectQuerySet) -> ProjectQuerySet:
    """Those of which all is known that the standard demands.

    An identifier, a public reporting organisation with its own identifier, a title, a date and
    a public organisation that takes part.
    """
    return (
        selected.exclude(iati_identifier=None)
        .exclude(reporting_organisation__iati_ref="")
        .exclude(planned_start=None, actual_start=None, planned_end=None, actual_end=None)
        .filter(OrganisationQuerySet.is_public(prefix="reporting_organisation__"))
        .filter(
            pk__in=selected.model.participations.rel.related_model.objects.filter(
                OrganisationQuerySet.is_public(prefix="organisation__")
            ).values("project")
        )
    )


def activities(selected: ProjectQuerySet, root: str) -> Iterator[Element]:
    """An element for each project that can be exported; ``root`` is the site's address."""
    # Asked once: to go on after a key, PostgreSQL would look through all before it again.
    keys = can_be_exported(selected).order_by("pk").values_list("pk", flat=True)
    ordered = keys.iterator(chunk_size=AT_ONCE)
    while some := list(itertools.islice(ordered, AT_ONCE)):
        rows = Rows(some)
        for project in rows.projects:
            # Whose organisation was hidden since its key was read is left out.
            if project["reporting_organisation_id"] in rows.organisations:
                yield activity(project, rows, root)


def activity(project: Row, rows: Rows, root: str) -> Element:
    """The element of one project."""
    key = project["id"]
    element = Element(
        "iati-activity",
        last_updated_datetime=project["updated_at"].isoformat(timespec="seconds"),
        **{LANG: "en"},
        humanitarian="1" if project["humanitarian"] else None,
    )
    put(element, "iati-identifier", project["iati_identifier"])
    reporting = rows.organisations[project["reporting_organisation_id"]]
    _add_organisation(element, "reporting-org", reporting, rows)
    texts = rows.texts[key]
    hold(element, "title", narratives(said(texts, "title")))
    _add_descriptions(element, texts)
    _add_participants(element, key, rows)
    if project["agency_code"]:
        put(element, "other-identifier", ref=project["agency_code"], type=OWN_CODE)
    put(element, "activity-status", code=project["status"])
    for kind, field in DATES.items():
        if project[field]:
            put(element, "activity-date", iso_date=project[field], type=kind)
    if project["scope"]:
        put(element, "activity-scope", code=project["scope"])
    _add_places(element, key, rows)
    _add_classification(element, key, rows)
    _add_money(element, key, rows)
    _add_documents(element, key, rows, root)
    _add_relations(element, project, rows)
    add_results(element, key, rows)
    return element


def _add_organisation(
    element: Element, tag: str, organisation: Row, rows: Rows, **attributes: Any
) -> None:
    name = rows.names.get(organisation["id"], "")
    ref, kind = organisation["iati_ref"], organisation["type"]
    hold(element, tag, name, ref=ref, type=kind, **attributes)


def _add_descriptions(element: Element, texts: Texts) -> None:
    # The standard demands one; a title is all there is if nothing else is said.
    before = len(element.children)
    for kind, field in DESCRIPTIONS.items():
        if some := said(texts, field):
            told = {language: plain(text).strip() for language, text in some.items()}
            say(element, "description", told, type=kind)
    if len(element.children) == before:
        say(element, "description", said(texts, "title"), type="1")


def _add_participants(element: Element, key: int, rows: Rows) -> None:
    for _project, organisation, role, activity_ref in rows.participations[key]:
        if one := rows.organisations.get(organisation):
            _add_organisation(
                element,
                "participating-org",
                one,
                rows,
                role=role,
                activity_id=activity_ref,
            )


def _share(percentage: Decimal | None) -> str | None:
    return None if percentage is None else number(percentage)


def _add_places(element: Element, key: int, rows: Rows) -> None:
    for _project, country, percentage in rows.countries[key]:
        put(element, "recipient-country", code=country, percentage=_share(percentage))
    for row in rows.regions[key]:
        hold(
            element,
            "recipient-region",
            narratives({"en": row["own_name"]}),
            code=row["code"],
            vocabulary=row["vocabulary"],
            percentage=_share(row["percentage"]),
        )
    for row in rows.locations[key]:
        texts = rows.location_texts[row["id"]]
        place = add(element, "location")
        say(place, "name", said(texts, "name"))
        say(place, "description", said(texts, "description"))
        if row["country"]:
            put(place, "administrative", vocabulary=COUNTRY_CODES, level=0, code=row["country"])
        # A sensitive place is named, never located.
        if row["latitude"] is not None and not row["sensitive"]:
            point = add(place, "point", srsName="http://www.opengis.net/def/crs/EPSG/0/4326")
            put(point, "pos", f"{number(row['latitude'])} {number(row['longitude'])}")
        put(place, "exactness", code=row["exactness"])
        if row["location_class"]:
            put(place, "location-class", code=row["location_class"])


def _add_classification(element: Element, key: int, rows: Rows) -> None:
    for _project, vocabulary, code, percentage in rows.sectors[key]:
        put(
            element,
            "sector",
            vocabulary=vocabulary,
            code=code,
            percentage=_share(percentage),
        )
    for _project, goal, target in rows.goals[key]:
        put(element, "tag", vocabulary=TARGETS if target else GOALS, code=target or goal)
    for row in rows.markers[key]:
        put(
            element,
            "policy-marker",
            vocabulary=DAC,
            code=row["marker"],
            significance=row["significance"],
        )


def _value(parent: Element, row: Row) -> None:
    put(
        parent,
        "value",
        number(row["amount"]),
        currency=row["currency"],
        value_date=row["value_date"],
    )


def _add_money(element: Element, key: int, rows: Rows) -> None:
    for row in rows.budgets[key]:
        budget = add(element, "budget", type=row["type"], status=row["status"])
        put(budget, "period-start", iso_date=row["period_start"])
        put(budget, "period-end", iso_date=row["period_end"])
        _value(budget, row)
    for row in rows.transactions[key]:
        movement = add(
            element,
            "transaction",
            ref=row["ref"],
            humanitarian="1" if row["humanitarian"] else None,
        )
        put(movement, "transaction-type", code=row["type"])
        put(movement, "transaction-date", iso_date=row["date"])
        _value(movement, row)
        say(movement, "description", said(rows.transaction_texts[row["id"]], "description"))
        for side in ("provider", "receiver"):
            if one := rows.organisations.get(row[f"{side}_id"]):
                activity_id = {f"{side}_activity_id": row[f"{side}_activity"]}
                _add_organisation(movement, f"{side}-org", one, rows, **activity_id)


def _add_documents(element: Element, key: int, rows: Rows, root: str) -> None:
    for row in rows.documents[key]:
        # Our own page for what we hold, the publisher's for the rest.
        held = root + reverse("library:document", args=[row["document__slug"]])
        texts = rows.document_texts[row["document_id"]]
        link = add(
            element,
            "document-link",
            url=row["document__url"] or held,
            format=row["document__content_type"] or "text/html",
        )
        say(link, "title", said(texts, "title"))
        say(link, "description", said(texts, "description"))
        put(link, "category", code=row["document__category"])
        put(link, "language", code=row["document__language"])
        if row["document__dated"]:
            put(link, "document-date", iso_date=row["document__dated"])


def _add_relations(element: Element, project: Row, rows: Rows) -> None:
    named: set[tuple[str, int]] = set()
    if parent := rows.parents.get(project["parent_id"]):
        named.add((parent, RelationType.PARENT))
    for child in rows.children[project["id"]]:
        named.add((child["iati_identifier"], RelationType.CHILD))
    for row in rows.relations[project["id"]]:
        named.add((row["ref"], row["type"]))
    for ref, kind in sorted(named):
        put(element, "related-activity", ref=ref, type=int(kind))
