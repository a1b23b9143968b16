"""Compiles a dossier: plain rows, from which every form of it is rendered.

Twenty queries at most, however many projects there are.
"""

from __future__ import annotations

import dataclasses
import hashlib
import json
from collections.abc import Iterable
from decimal import Decimal
from typing import Any

from django.conf import settings
from django.utils import translation

from donors.models.money import CENT
from meetings.dossier import meeting_records as meeting
from meetings.dossier.changes import Changes
from meetings.dossier.project_records import as_it_was, project_records
from meetings.dossier.scope import Reading, Scope
from meetings.glossary import glossary
from publishing.names import country_name
from publishing.rows import Row, kept


@dataclasses.dataclass(frozen=True, slots=True)
class Entry:
    """A part of a dossier: a project's sheet, an action, a statement."""

    kind: str
    object_id: int | None
    data: Row


def compile_dossier(scope: Scope, audience: str) -> list[Entry]:
    """All that the dossier says, from the data as it is now."""
    reading = Reading.for_audience(scope.meeting, audience)
    projects = [as_it_was(one, reading) for one in project_records(scope, reading)]
    keys = [one["id"] for one in projects]
    changes = Changes(keys, reading)
    for one in map(changes.as_published, projects):
        one["changes"] = changes.of(one)
        one["page_is_known"] = changes.is_page_known(one)
        one["money"] = money_of(one)
    cover = meeting.meeting_record(scope, reading) | _of_scope(scope)
    areas = meeting.area_records(scope, reading)
    parts: list[tuple[str, Iterable[Row]]] = [
        ("cover", [cover]),
        ("glance", [at_a_glance(projects, areas)]),
        ("message", meeting.message_records(scope, reading, keys)),
        ("area", areas),
        ("project", projects),
        ("lesson", meeting.lesson_records(scope, reading, keys)),
        ("decision", meeting.decision_records(scope, reading, keys)),
        ("action", meeting.action_records(scope, reading, keys)),
        ("statement", meeting.statement_records(scope, reading, keys)),
        ("agenda", meeting.agenda_records(scope, reading)),
        ("delegation", meeting.delegation_records(scope)),
        ("document", meeting.document_records(scope, reading)),
        ("date", meeting.date_records(scope, reading)),
        ("term", _terms()),
    ]
    return [Entry(kind, one.get("id"), one) for kind, rows in parts for one in rows]


def checksum(entries: Iterable[Entry]) -> str:
    """SHA-256 of the entries, in an order and a spelling that do not change."""
    said = [[one.kind, one.object_id, one.data] for one in entries]
    return hashlib.sha256(
        json.dumps(said, sort_keys=True, ensure_ascii=False, separators=(",", ":")).encode()
    ).hexdigest()


def _number(value: Any) -> Decimal:
    return Decimal(value["$number"] if isinstance(value, dict) else value or 0)


def _total(groups: list[Row]) -> Row | None:
    """Dollars of one kind of money, and whether all of it is in them; ``None`` without any."""
    if not any(one["rows"] for one in groups):
        return None
    return {
        "usd": kept(sum((_number(one["usd"]) for one in groups), Decimal(0))),
        "is_complete": all(one["counted"] == one["rows"] for one in groups),
        "approximate": any(one["rough"] for one in groups),
    }


def _given(allocations: list[Row]) -> Row | None:
    groups = [
        {
            "usd": one["usd"] and kept(_number(one["usd"]).quantize(CENT)),
            "counted": int(one["usd"] is not None),
            "rows": 1,
            "rough": one["approximate"],
        }
        for one in allocations
    ]
    return _total(groups)


def money_of(project: Row) -> Row:
    """Money in, out and what is left, in US dollars; each ``None`` where nothing is recorded.

    Allocations are told once: pledges are not in them, nor payments under a commitment that is.
    A balance is only told of totals from which nothing is missing.
    """
    counted = [one for one in project["allocations"] if one["counted"]]
    money = {
        "budget": None if project["budgets_contradict"] else _total(project["budgets"]),
        "allocated": _given(counted),
        "allocated_ours": _given([one for one in counted if one["ours"]]),
        "received": _total([one for one in project["moved"] if not one["spent"]]),
        "spent": _total([one for one in project["moved"] if one["spent"]]),
    }
    return money | balances(money)


def balances(money: Row) -> Row:
    """What was received and not spent, and what was allocated and not spent.

    Where no spending is recorded nobody knows that nothing was spent.
    """

    def less(more: Row | None, part: Row | None) -> Row | None:
        if more is None or part is None or not (more["is_complete"] and part["is_complete"]):
            return None
        usd = _number(more["usd"]) - _number(part["usd"])
        rough = more["approximate"] or part["approximate"]
        return {"usd": kept(usd), "is_complete": True, "approximate": rough}

    return {
        "balance": less(money["received"], money["spent"]),
        "unspent": less(money["allocated"], money["spent"]),
    }


def _sum(totals: Iterable[Row | None]) -> Row | None:
    """Totals of several projects, of one kind of money."""
    known = [one for one in totals if one is not None]
    if not known:
        return None
    return {
        "usd": kept(sum((_number(one["usd"]) for one in known), Decimal(0))),
        "is_complete": all(one["is_complete"] for one in known),
        "approximate": any(one["approximate"] for one in known),
        "projects": len(known),
    }


def at_a_glance(projects: list[Row], areas: list[Row]) -> Row:
    """The portfolio in figures. A programme's money is that of its parts, and not added."""
    leaves = [one for one in projects if not one["has_parts"]]
    names = ("budget", "allocated", "allocated_ours", "received", "spent", "balance", "unspent")
    statuses = [one["status"] for one in projects]
    by_status = {one["$choice"]: one for one in statuses}
    countries = {country["code"] for one in projects for country in one["countries"]}
    return {
        "projects": len(projects),
        "programmes": len(projects) - len(leaves),
        "countries": len(countries),
        "statuses": [
            {"status": by_status[key], "n": sum(one["$choice"] == key for one in statuses)}
            for key in sorted(by_status)
        ],
        "money": {name: _sum(one["money"][name] for one in leaves) for name in names},
        "areas": [_area_in_figures(area, projects, leaves) for area in areas],
        "without_area": sum(not one["areas"] for one in projects),
        "unshared": sum(
            _share(one, one["areas"][0]["id"]) is None for one in leaves if one["areas"]
        ),
        "changed": sum(bool(one["changes"]) for one in projects),
        "unknown_pages": sum(not one["page_is_known"] for one in projects),
    }


def _share(project: Row, area: int) -> Decimal | None:
    """Which part of the project's money is the area's; ``None`` where that is not said."""
    for one in project["areas"]:
        if one["id"] == area:
            if one["share"] is not None:
                return _number(one["share"]) / 100
            return Decimal(1) if len(project["areas"]) == 1 else None
    return Decimal(0)


def _area_in_figures(area: Row, projects: list[Row], leaves: list[Row]) -> Row:
    own = [one for one in projects if any(link["id"] == area["id"] for link in one["areas"])]
    found: dict[str, Any] = {"id": area["id"], "name": area["name"], "palette": area["palette"]}
    for name in ("allocated", "spent"):
        parts = []
        for one in leaves:
            share, total = _share(one, area["id"]), one["money"][name]
            if share and total is not None:
                usd = (_number(total["usd"]) * share).quantize(CENT)
                parts.append(total | {"usd": kept(usd)})
        found[name] = _sum(parts)
    return found | {"projects": len(own)}


def _of_scope(scope: Scope) -> Row:
    """What the dossier is about, in every language."""
    named: Any = scope.organisation or scope.area
    if named is not None:
        about = {one.language_code: one.name for one in named.translations.all()}
    elif scope.country:
        about = in_every_language(lambda: country_name(scope.country))
    else:
        about = {}
    return {"scope": scope.kind, "about": {"$texts": about}, "query": scope.query}


def in_every_language(say: Any) -> dict[str, str]:
    """A text of the interface in each language of the site."""
    said = {}
    for code, _name in settings.LANGUAGES:
        with translation.override(code):
            said[code] = str(say())
    return said


def _terms() -> list[Row]:
    """The glossary: what the words and kinds of figures mean."""
    return [
        {
            "name": {"$texts": in_every_language(lambda term=term: term.name)},
            "meaning": {"$texts": in_every_language(lambda term=term: term.meaning)},
        }
        for group in glossary()
        if group.anchor in {"figures", "money", "results", "reviews"}
        for term in group.terms
    ]
