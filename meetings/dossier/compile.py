"""Compiles a dossier: plain rows, from which every form of it is rendered.

Twenty queries at most, however many projects there are.
"""

from __future__ import annotations

import dataclasses
import hashlib
import json
from collections.abc import Iterable
from typing import Any

from django.conf import settings
from django.utils import translation

from meetings.dossier import meeting_records as meeting
from meetings.dossier.changes import Changes
from meetings.dossier.message_records import message_records
from meetings.dossier.money import money_of
from meetings.dossier.portfolio import at_a_glance
from meetings.dossier.project_records import as_it_was, project_records
from meetings.dossier.scope import Reading, Scope
from meetings.glossary import glossary
from publishing.names import country_name
from publishing.rows import Row


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
        one["money"] = money_of(one)
        one["money_before"] = changes.money_before(one)
        one["changes"] = changes.of(one)
        one["page_is_known"] = changes.is_page_known(one)
    cover = meeting.meeting_record(scope, reading) | _of_scope(scope)
    areas = meeting.area_records(scope, reading)
    if scope.organisation or scope.country:
        held = {area["id"] for one in projects for area in one["areas"]}
        areas = [one for one in areas if one["id"] in held]
    parts: list[tuple[str, Iterable[Row]]] = [
        ("cover", [cover]),
        ("glance", [at_a_glance(projects, areas)]),
        ("message", message_records(scope, reading, keys)),
        ("area", areas),
        ("project", projects),
        ("lesson", meeting.lesson_records(scope, reading, keys)),
        *_of_the_review_before(scope, reading, keys),
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


def _of_the_review_before(
    scope: Scope, reading: Reading, projects: list[int]
) -> list[tuple[str, Iterable[Row]]]:
    """What the review before decided and heard, under the same rules as what this one does."""
    before = scope.before()
    if before is None:
        return []
    return [
        ("earlier_decision", meeting.decision_records(before, reading, projects)),
        ("earlier_statement", meeting.statement_records(before, reading, projects)),
    ]


def checksum(entries: Iterable[Entry]) -> str:
    """SHA-256 of the entries, in an order and a spelling that do not change."""
    said = [[one.kind, one.object_id, one.data] for one in entries]
    return hashlib.sha256(
        json.dumps(said, sort_keys=True, ensure_ascii=False, separators=(",", ":")).encode()
    ).hexdigest()


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
