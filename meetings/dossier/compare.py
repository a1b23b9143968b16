"""Which figures of a frozen dossier are different today."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterable, Iterator
from typing import Any

from django.utils.translation import gettext as _

from meetings.dossier.blocks import Runs, labelled
from meetings.dossier.compile import Entry
from meetings.dossier.money_blocks import names_of_money
from meetings.models import ReviewDossier
from projects.progress import add_progress
from publishing.figures import long_day, money, value
from publishing.rows import Row, Text, read_record

Key = tuple[str, int | None]
Figures = dict[tuple[Key, Any], tuple[Runs, Any]]
"""By entry and place in it: what the figure is called, and what it is."""


@dataclasses.dataclass(frozen=True, slots=True)
class Difference:
    """A figure that is not today what it was when the dossier was frozen."""

    entry: Key
    thing: str | Text
    """The project, action or message it belongs to."""
    name: Runs
    old: str
    """Empty if it was not there."""
    new: str
    """Empty if it is no longer there."""


def entries_of(dossier: ReviewDossier) -> list[Entry]:
    """The entries as they are kept. Runs a query."""
    return [
        Entry(one.kind, one.object_id, one.data) for one in dossier.entries.order_by("order", "pk")
    ]


def differences(kept: Iterable[Entry], fresh: Iterable[Entry]) -> list[Difference]:
    """The figures that differ, in the order of the dossier, in the reader's language."""
    before, now = _figures(kept), _figures(fresh)
    found = []
    # What an old cover does not say was not kept then; it is not new.
    added = (one for one in now if one not in before and one[0][0] != "cover")
    for place in [*before, *added]:
        old, new = before.get(place), now.get(place)
        if (old and old[1]) != (new and new[1]):
            (thing, name), _figure = old or new or ((Text("", ""), []), None)
            found.append(
                Difference(place[0], thing, name, _shown(old and old[1]), _shown(new and new[1]))
            )
    return found


def _shown(figure: Any) -> str:
    kind, amount = figure or ("", None)
    if amount is None:
        return ""
    match kind:
        case "usd":
            return money(amount)
        case "money":
            return money(*amount)
        case "day":
            return long_day(amount)
        case "number":
            return value(amount)
    return str(amount)


def _figures(entries: Iterable[Entry]) -> Any:
    readers = {
        "cover": _of_cover,
        "glance": _of_glance,
        "project": _of_project,
        "action": _of_action,
        "message": _of_message,
    }
    found = {}
    for entry in entries:
        if reader := readers.get(entry.kind):
            record = read_record(entry.data)
            thing = record.get("title") or record.get("text") or _("The portfolio at a glance")
            for place, name, figure in reader(record):
                found[(entry.kind, entry.object_id), place] = ((thing, name), figure)
    return found


Found = Iterator[tuple[Any, Runs, tuple[str, Any]]]

MONEY = ("budget", "allocated", "received", "spent", "balance", "unspent")


def _money(totals: Row) -> Found:
    names = names_of_money()
    for name in MONEY:
        if totals[name] is not None:
            yield name, [names[name]], ("usd", totals[name]["usd"])


def _of_cover(record: Row) -> Found:
    for name, label in (("first_day", _("First day")), ("last_day", _("Last day"))):
        yield name, [label], ("day", record[name])
    if "stage" in record:
        yield "stage", [_("Meeting")], ("text", record["stage"])


def _of_glance(record: Row) -> Found:
    yield "projects", [_("Projects")], ("number", record["projects"])
    yield from _money(record["money"])


def _of_project(record: Row) -> Found:
    yield "status", [_("Status")], ("text", record["status"])
    yield from _money(record["money"])
    for one in record["allocations"]:
        amount = one["amount"], one["currency"]
        yield (
            ("allocation", one["id"]),
            [_("Allocated by"), " ", one["provider"]],
            ("money", amount),
        )
    for result in record["results"]:
        for one in map(add_progress, result["indicators"]):
            if one["latest"] and one["latest"]["value"] is not None:
                figure = one["latest"]["value"]
                yield ("value", one["id"]), [one["title"]], ("number", figure)
            if one["target"] is not None:
                name = labelled(_("Target"), one["title"])
                yield ("target", one["id"]), name, ("number", one["target"])
    for one in record["outcomes"]:
        yield ("outcome", one["id"]), [one["title"]], ("text", one["state"])
    if record["commitments"]:
        countries = len({one["code"] for one in record["commitments"]})
        yield "commitments", [_("Countries that committed")], ("number", countries)


def _of_action(record: Row) -> Found:
    yield "status", [_("Status")], ("text", record["status"])
    yield "due_on", [_("Due on")], ("day", record["due_on"])


def _of_message(record: Row) -> Found:
    if record["value"] is not None:
        yield "value", [_("Figure")], ("number", record["value"])
    elif record["counts_commitments"]:
        yield "count", [_("Figure")], ("number", record["commitment_count"])
    else:
        yield "quoted", [_("Figure")], ("text", record["quoted_figure"])
