"""The project itself, and all its rows together."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any

from django.utils.html import escape
from django.utils.text import Truncator
from django.utils.translation import gettext as _

from iati.importing.rows import Row, Texts
from iati.importing.wanted import classification, money, places, results
from iati.importing.wanted.context import Context
from iati.reading import Activity
from projects.codes import ActivityScope, ActivityStatus
from publishing.richtext import sanitise

TITLE = 500
SUMMARY = 600
AGENCY_CODE = 100
OWN_CODE = "A1"


def project_fields(context: Context) -> dict[str, Any]:
    """What the file states of the project; what it leaves open is not in it."""
    activity = context.activity
    stated = {
        "reporting_organisation_id": context.organisation(activity.reporting_org),
        "status": context.optional_code(ActivityStatus, activity.status, _("activity status")),
        "scope": context.optional_code(ActivityScope, activity.scope, _("activity scope")),
        "humanitarian": activity.humanitarian,
        "agency_code": next(
            (
                context.cut(other.ref, AGENCY_CODE, "other-identifier")
                for other in activity.other_identifiers
                if other.type == OWN_CODE and other.ref
            ),
            None,
        ),
    }
    fields = {name: value for name, value in stated.items() if value is not None}
    if activity.dates:
        fields |= {
            "planned_start": activity.dates.get("1"),
            "actual_start": activity.dates.get("2"),
            "planned_end": activity.dates.get("3"),
            "actual_end": activity.dates.get("4"),
        }
    return fields


def status_by_dates(activity: Activity) -> ActivityStatus:
    """What the dates say of a new project whose status the file does not state."""
    if "4" in activity.dates:
        return ActivityStatus.CLOSED
    return ActivityStatus.IMPLEMENTATION if "2" in activity.dates else ActivityStatus.PIPELINE


def project_texts(context: Context) -> Texts:
    """Titles and descriptions in all languages of the file."""
    activity = context.activity
    return context.texts(
        {"title": TITLE},
        title=activity.titles,
        summary={
            language: opening(text) for language, text in activity.descriptions.get("1", {}).items()
        },
        objectives=_rich(activity, "2"),
        target_groups=_rich(activity, "3"),
        background=_background(activity),
    )


def opening(text: str) -> str:
    """The first sentences of a text that is too long for a summary; a short text as it is."""
    if len(text) <= SUMMARY:
        return text
    start = text[:SUMMARY]
    ends = [end.end() for end in re.finditer(r"[.!?。！？؟](?=\s|$)|[。！？]", start)]
    return start[: ends[-1]] if ends else Truncator(text).chars(SUMMARY)


def _background(activity: Activity) -> dict[str, str]:
    """Descriptions of other kinds, after the general one where the summary has not all of it."""
    whole = {
        language: text
        for language, text in activity.descriptions.get("1", {}).items()
        if opening(text) != text
    }
    general, other = _as_html(whole), _rich(activity, "4")
    return {
        language: general.get(language, "") + other.get(language, "")
        for language in {**general, **other}
    }


def _rich(activity: Activity, kind: str) -> dict[str, str]:
    return _as_html(activity.descriptions.get(kind, {}))


def _as_html(texts: Mapping[str, str]) -> dict[str, str]:
    return {
        language: sanitise(
            "".join(
                f"<p>{'<br>'.join(escape(paragraph.strip()).splitlines())}</p>"
                for paragraph in text.split("\n\n")
                if paragraph.strip()
            )
        )
        for language, text in texts.items()
    }


def rows(context: Context) -> Iterator[Row]:
    """All rows of the project."""
    yield from classification.participations(context)
    yield from classification.countries_and_regions_of(context)
    yield from classification.sectors_of(context)
    yield from classification.goals(context)
    yield from classification.policy_markers(context)
    yield from classification.relations(context)
    yield from places.locations(context)
    yield from money.budgets(context)
    yield from money.transactions(context)
    yield from results.results(context)
    yield from places.documents(context)
