"""Projects with all they own."""

from __future__ import annotations

import datetime as dt
from itertools import chain

from donors.models import PriorityArea
from library.models import Document
from partnership.demo.artwork import make_photo
from partnership.demo.money import ProjectMoney
from partnership.demo.results import ProjectResults
from partnership.demo.shelf import Row, Shelf, filled, read
from projects.codes import OrganisationRole
from projects.models import (
    Location,
    Participation,
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
    Sector,
)

FILES = ("record", "neighbours_japan", "neighbours_others")


def load_projects(shelf: Shelf) -> None:
    """The projects of the public record first, then their made-up neighbours."""
    shelf.add(Sector, read("sectors")["sector"])
    rows = chain.from_iterable(read(name)["project"] for name in FILES)
    money, results = ProjectMoney(shelf), ProjectResults(shelf)
    for row, project in shelf.add(Project, (_with_defaults(row) for row in rows)):
        _add_subjects(shelf, row, project)
        _add_places(shelf, row, project)
        _add_partners(shelf, row, project)
        _add_record(shelf, row, project)
        money.add(row, project)
        results.add(row, project)


def _with_defaults(row: Row) -> Row:
    """What follows from the rest of the row."""
    row = {"reporting_organisation": "unesco", "common_approaches": [], **row}
    if row.get("is_demo"):
        row.setdefault("reviewed_on", dt.date(2025, 6, 2))
        row.setdefault("source_as_of", dt.date(2025, 6, 30))
        # A number no real activity has.
        row.setdefault("iati_identifier", f"XM-DAC-41304-{row['agency_code']}")
    return row


def _add_subjects(shelf: Shelf, row: Row, project: Project) -> None:
    """Areas, sectors, goals and markers."""
    for place, (area, share) in enumerate(_areas(shelf, row, project)):
        shelf.own(
            ProjectPriorityArea, project=project, area=area, percentage=share, primary=place == 0
        )
    for code, share in row.get("sectors", {}).items():
        shelf.own(ProjectSector, project=project, sector=code, percentage=share)
    for goal in row.get("goals", []):
        target = goal if "." in goal else ""
        shelf.own(ProjectGoal, project=project, goal=int(goal.split(".")[0]), target=target)
    for marker, significance in row.get("markers", {}).items():
        shelf.own(PolicyMarker, project=project, marker=int(marker), significance=significance)


def _areas(shelf: Shelf, row: Row, project: Project) -> list[tuple[PriorityArea, int | None]]:
    """The areas a row means by their palette; the first is the main one.

    Given with shares, they are those in force when the project starts; given as a list, all
    in force at any time of it, the latest first: with equal shares if it is made up, and
    without any if nobody knows them.
    """
    named = row.get("areas", [])
    start, end = project.start or dt.date.min, project.end or dt.date.max
    found: list[tuple[PriorityArea, int | None]] = []
    for palette in named:
        line = sorted(
            (
                area
                for area in shelf.known(PriorityArea).values()
                if area.partnership_id == project.partnership_id and area.palette == palette
            ),
            key=lambda area: area.start,
        )
        if isinstance(named, dict):
            begun = [area for area in line if area.start <= start] or line[:1]
            found.append((begun[-1], named[palette]))
        else:
            during = [a for a in line if a.start <= end and (a.end is None or a.end >= start)]
            found += [(area, None) for area in reversed(during or line[:1])]
    if isinstance(named, list) and row.get("is_demo"):
        equal, more = divmod(100, len(found) or 1)
        return [(area, equal + (at < more)) for at, (area, _none) in enumerate(found)]
    return found


def _add_places(shelf: Shelf, row: Row, project: Project) -> None:
    for country, share in row.get("countries", {}).items():
        shelf.own(RecipientCountry, project=project, country=country, percentage=share or None)
    for code, share in row.get("regions", {}).items():
        shelf.own(RecipientRegion, project=project, code=code, percentage=share or None)
    for place in row.get("places", []):
        shelf.own(
            Location,
            project=project,
            name={language: place[language] for language in ("en", "fr", "ja", "ar")},
            country=place.get("country") or next(iter(row["countries"])),
            latitude=place.get("lat"),
            longitude=place.get("lon"),
            exactness=2,
            location_class=place.get("class", 2),
            sensitive=place.get("sensitive", False),
        )


def _add_partners(shelf: Shelf, row: Row, project: Project) -> None:
    for role in OrganisationRole:
        if organisation := {"accountable": "unesco", **row}.get(role.name.lower()):
            shelf.own(Participation, project=project, organisation=organisation, role=role)
    for ref in row.get("related", []):
        shelf.own(RelatedProject, project=project, ref=ref, type=3)


def _add_record(shelf: Shelf, row: Row, project: Project) -> None:
    """Updates, documents and the photo at the head of the page."""
    sentences = read("sentences")
    if row.get("is_demo"):
        for event, day in (("start", project.actual_start), ("end", project.actual_end)):
            if day:
                shelf.own(
                    ProjectUpdate,
                    project=project,
                    date=day,
                    title=sentences[f"{event}_title"],
                    text=filled(sentences[f"{event}_text"], title=row["title"]),
                )
    for update in row.get("updates", []):
        shelf.own(ProjectUpdate, project=project, **update)
    for order, slug in enumerate(row.get("documents", [])):
        document = shelf.find(Document, slug)
        shelf.own(ProjectDocument, project=project, document=document, order=order)
    areas = _areas(shelf, row, project)
    area = areas[0][0] if areas else shelf.find(PriorityArea, row["artwork"])
    photo = make_photo(shelf, project.slug, area, row["title"])
    shelf.own(ProjectPhoto, project=project, photo=photo)
