"""What changed in a project since the last review, and by which record that is known.

==============================  ===========================================================
what                            by
==============================  ===========================================================
money received and spent        transactions, by their dates
contributions                   their value dates
values                          approved measurements, by the day each value was right
outcomes, commitments           the days recorded with them
start and end of the work       the actual dates of the project
status, planned dates, budget,  what was published: the version of the page on the day of
texts                           the last review, and on the day of this one
==============================  ===========================================================

Where no version of a page is kept from before the last review, nobody can tell what its status,
plans, budget and texts were then, and the dossier says so instead of guessing.
"""

from __future__ import annotations

import dataclasses
import datetime as dt
import itertools
from collections.abc import Iterable
from decimal import Decimal
from typing import Any

from django.conf import settings
from django.contrib.contenttypes.models import ContentType
from django.utils import timezone

from meetings.dossier.money import given_before, moved_before
from meetings.dossier.scope import Reading
from projects.codes import BudgetType
from projects.models import Project
from publishing.many import any_of
from publishing.models import PublicationEvent, PublicationStep
from publishing.rows import Row, kept
from search.index import plain as without_markup

TEXTS = ("title", "summary", "background", "objectives", "target_groups")
PLANS = ("planned_start", "planned_end")
UNSPACED = frozenset({"ja", "km", "lo", "my", "th", "zh"})
"""Languages that put no spaces between words: of their texts the characters are counted."""


@dataclasses.dataclass(frozen=True, slots=True)
class Version:
    """What a project's page said: of its status, plans, budget and texts."""

    status: int
    planned_start: str | None
    planned_end: str | None
    budget: Decimal | None
    """In US dollars; ``None`` if some of it has no dollar value, or if there is none."""
    has_budget: bool
    budgets_contradict: bool
    """Nobody can say what they add up to: see ``BudgetQuerySet.contradictory``."""
    language: str
    """Of the texts: that of the site, or another where it has none."""
    texts: dict[str, str]


def published_versions(projects: Iterable[int], at: dt.datetime) -> dict[int, Version]:
    """What was published of each project at that moment, as far as it is kept. Runs a query."""
    steps = (
        PublicationEvent.objects.filter(
            content_type=ContentType.objects.get_for_model(Project),
            object_id__among=any_of(projects),
            step=PublicationStep.PUBLISHED,
            revision__isnull=False,
            at__lte=at,
        )
        .order_by("object_id", "-at", "-pk")
        .distinct("object_id")
        .values_list("object_id", "revision__snapshot")
    )
    return {key: _version(snapshot) for key, snapshot in steps}


def _version(snapshot: dict[str, dict[str, Row]]) -> Version:
    (page,) = snapshot["projects.project"].values()
    said = {
        row["language_code"]: row
        for row in snapshot.get("projects.projecttranslation", {}).values()
    }
    own = said.get(settings.LANGUAGE_CODE) or next(iter(said.values()), {})
    budgets = list(snapshot.get("projects.budget", {}).values())
    contradict = _contradict(budgets)
    return Version(
        status=int(page["status"]),
        planned_start=page["planned_start"],
        planned_end=page["planned_end"],
        budget=None if contradict else _budget(budgets),
        has_budget=bool(budgets),
        budgets_contradict=contradict,
        language=own.get("language_code", ""),
        texts={name: own.get(name) or "" for name in TEXTS},
    )


def _contradict(budgets: list[Row]) -> bool:
    """Whether two of one type overlap, or one is revised for a part of its time only."""

    def overlap(one: Row, other: Row) -> bool:
        return bool(
            one["period_start"] <= other["period_end"]
            and one["period_end"] >= other["period_start"]
        )

    def holds(one: Row, other: Row) -> bool:
        return bool(
            one["period_start"] <= other["period_start"]
            and one["period_end"] >= other["period_end"]
        )

    pairs = [pair for pair in itertools.permutations(budgets, 2) if overlap(*pair)]
    return any(
        int(one["type"]) == int(other["type"])
        or (int(other["type"]) == BudgetType.REVISED and not holds(other, one))
        for one, other in pairs
    )


def _budget(budgets: list[Row]) -> Decimal | None:
    """The dollars of the budgets in force: a revised one replaces those it overlaps."""
    if not budgets:
        return None
    revised = [one for one in budgets if int(one["type"]) == BudgetType.REVISED]
    in_force = [
        one
        for one in budgets
        if one in revised
        or not any(
            other["period_start"] <= one["period_end"]
            and other["period_end"] >= one["period_start"]
            for other in revised
        )
    ]
    if any(one["usd_amount"] is None for one in in_force):
        return None
    return sum((Decimal(one["usd_amount"]) for one in in_force), Decimal(0))


class Changes:
    """What changed in each of these projects between two reviews. Runs up to two queries."""

    def __init__(self, projects: Iterable[int], reading: Reading) -> None:
        keys = list(projects)
        self.reading = reading
        self.before: dict[int, Version] = {}
        self.now: dict[int, Version] = {}
        if reading.since is not None:
            self.before = published_versions(keys, _end_of(reading.since))
        if reading.since is not None or reading.is_past:
            self.now = published_versions(keys, _end_of(reading.day))

    def of(self, record: Row) -> list[Row]:
        """The changes of a project, each with its ``what``."""
        if self.reading.since is None:
            return []
        return [
            *self._work(record),
            *self._page(record),
            *self._money(record),
            *self._results(record),
            *self._told(record),
        ]

    def as_published(self, record: Row) -> Row:
        """The record with the status, plans and budget that its page gave on the day.

        Of a day that is over they are taken from the version then published, where it is kept.
        Texts stay those of today: what was taken out of them since is not shown again.
        """
        version = self.now.get(record["id"])
        if not self.reading.is_past or version is None:
            return record
        record["status"]["$choice"] = version.status
        record |= {name: {"$day": getattr(version, name)} for name in PLANS}
        record["budgets_contradict"] = version.budgets_contradict
        record["budgets"] = []
        if version.has_budget:
            known = version.budget is not None
            record["budgets"].append(
                {"usd": kept(version.budget), "counted": int(known), "rows": 1, "rough": 0}
            )
        return record

    def is_page_known(self, record: Row) -> bool:
        """Whether a version of its page from before the last review is kept."""
        return record["id"] in self.before

    def _is_new(self, on: Any) -> bool:
        since = self.reading.since
        return (
            bool(on["$day"])
            and since is not None
            and (since.isoformat() < on["$day"] <= self.reading.day.isoformat())
        )

    def _work(self, record: Row) -> list[Row]:
        return [
            {"what": what, "on": record[field], "planned": record[plan]}
            for what, field, plan in (
                ("started", "actual_start", "planned_start"),
                ("ended", "actual_end", "planned_end"),
            )
            if self._is_new(record[field])
        ]

    def _page(self, record: Row) -> list[Row]:
        before, now = self.before.get(record["id"]), self.now.get(record["id"])
        if before is None or now is None or before == now:
            return []
        found: list[Row] = []
        if before.status != now.status:
            of = record["status"]["$of"]
            old, new = ({"$choice": one, "$of": of} for one in (before.status, now.status))
            found.append({"what": "status", "old": old, "new": new})
        for name in PLANS:
            old_day, new_day = getattr(before, name), getattr(now, name)
            if old_day != new_day:
                found.append({"what": name, "old": {"$day": old_day}, "new": {"$day": new_day}})
        untold = before.budgets_contradict or now.budgets_contradict
        if before.budget != now.budget and not untold:
            found.append({"what": "budget", "old": kept(before.budget), "new": kept(now.budget)})
        rewritten = [name for name in TEXTS if before.texts[name] != now.texts[name]]
        if rewritten:
            # What was said before is not repeated: it may have been withdrawn for a reason.
            found.append({"what": "texts", "names": rewritten} | _lengths(before, now, rewritten))
        return found

    def _money(self, record: Row) -> list[Row]:
        found = [
            {
                "what": "pledged" if one["is_pledge"] else "given",
                **{name: one[name] for name in ("amount", "currency", "approximate", "date")},
                "provider": one["provider"],
                "fund": one["fund"],
            }
            for one in record["allocations"]
            if self._is_new(one["date"])
        ]
        found += [
            {"what": name, "old": record["money_before"].get(name), "new": record["money"][name]}
            for name in ("allocated", "received", "spent")
            if record["money_before"].get(name) != _without_day(record["money"][name])
        ]
        return found

    def money_before(self, record: Row) -> Row:
        """What of the project's money was on record at the last review, by its dates."""
        if self.reading.since is None:
            return {}
        before = {
            "allocated": given_before(record, self._is_new),
            "received": moved_before(record, spent=False),
            "spent": moved_before(record, spent=True),
        }
        return {name: _without_day(one) for name, one in before.items()}

    def _results(self, record: Row) -> list[Row]:
        found = []
        for result in record["results"]:
            for indicator in result["indicators"]:
                values = [one for period in indicator["periods"] for one in period["measurements"]]
                values.sort(key=lambda one: (one["as_of"]["$day"], one["id"]))
                if not values or not self._is_new(values[-1]["as_of"]):
                    continue
                older = [one for one in values if not self._is_new(one["as_of"])]
                found.append(
                    {
                        "what": "value",
                        "indicator": indicator["title"],
                        "unit": indicator["unit"],
                        "measure": indicator["measure"],
                        "old": older[-1]["value"] if older else None,
                        "is_first": not older,
                        "baseline": indicator["baseline"],
                        "new": values[-1]["value"],
                        "on": values[-1]["as_of"],
                    }
                )
        for outcome in record["outcomes"]:
            if self._is_new(outcome["decided_on"]):
                found.append(
                    {
                        "what": "outcome",
                        "title": outcome["title"],
                        "was_expected": bool(outcome["expected_since"]["$day"])
                        and not self._is_new(outcome["expected_since"]),
                        "state": outcome["state"],
                        "on": outcome["decided_on"],
                    }
                )
            elif self._is_new(outcome["expected_since"]):
                found.append(
                    {"what": "expected", "title": outcome["title"], "on": outcome["expected_since"]}
                )
        return [*found, *self._commitments(record["commitments"])]

    def _commitments(self, commitments: list[Row]) -> list[Row]:
        """How many countries more; how many there were only if the day of each is known."""
        dated = all(one["committed_on"]["$day"] for one in commitments)
        older = {one["code"] for one in commitments if not self._is_new(one["committed_on"])}
        newer = {one["code"] for one in commitments} - older
        if not newer:
            return []
        old = len(older) if dated else None
        return [{"what": "commitments", "countries": len(newer), "old": old}]

    def _told(self, record: Row) -> list[Row]:
        told = [
            {"what": "update", "title": one["title"], "on": one["date"]}
            for one in record["updates"]
        ]
        learned = [
            {"what": "lesson", "title": one["title"], "on": one["drawn_on"]}
            for one in record["lessons"]
            if self._is_new(one["drawn_on"])
        ]
        return told + learned


def _without_day(total: Row | None) -> Row | None:
    """A total as it is compared: the same money entered on another day is no change."""
    return total and {name: one for name, one in total.items() if name != "last"}


def _lengths(before: Version, now: Version, names: list[str]) -> Row:
    """How long these texts were and are; nothing where they are not in the same language."""
    if before.language != now.language:
        return {}
    in_characters = now.language.partition("-")[0] in UNSPACED

    def length(text: str) -> int:
        parts = without_markup(text).split()
        return sum(map(len, parts)) if in_characters else len(parts)

    lengths = {name: [length(one.texts[name]) for one in (before, now)] for name in names}
    return {"characters" if in_characters else "words": lengths}


def _end_of(day: dt.date) -> dt.datetime:
    """The last moment of a day, where the site is."""
    last = dt.datetime.combine(day, dt.time.max)
    return timezone.make_aware(last)
