"""What changed in a project, and by how much: in a table, in sentences, in a few words."""

from __future__ import annotations

import dataclasses
import datetime as dt
from collections.abc import Callable
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from meetings.dossier.blocks import (
    Block,
    Heading,
    Items,
    Paragraph,
    Runs,
    Table,
    joined,
    labelled,
    runs,
)
from projects.codes import IndicatorMeasure
from publishing.figures import long_day, money, value
from publishing.names import comma, semicolon
from publishing.rows import Row


@dataclasses.dataclass(frozen=True, slots=True)
class Step:
    """A figure, day or status then and now, and by how much it moved."""

    name: Runs
    then: Runs
    now: Runs
    by: str
    """The difference; empty where there is none to tell."""
    said: Runs
    """The change in a few words."""


def steps_of(project: Row) -> list[Step]:
    """The changes of a project that have a then and a now, in the order of its sheet."""
    return [_STEPS[one["what"]](one) for one in project["changes"] if one["what"] in _STEPS]


def kinds_of_change(project: Row) -> Runs:
    """What changed, in a few words, with the differences."""
    steps: list[Any] = [one.said for one in steps_of(project)]
    names = {
        "texts": _("texts"),
        "given": _("allocation"),
        "pledged": _("pledge"),
        "expected": _("outcome expected"),
        "update": _("news"),
        "lesson": _("lesson drawn"),
    }
    found = [one["what"] for one in project["changes"] if one["what"] in names]
    # How much was allocated is told by how the sum moved.
    counted = [what for what in dict.fromkeys(found) if what != "given" or not steps]
    for what in counted:
        times = found.count(what)
        steps.append([f"{names[what]} ({value(times)})" if times > 1 else names[what]])
    return joined(steps, semicolon())


def change_blocks(project: Row, cover: Row) -> list[Block]:
    """What changed since the last review; says so where nobody can tell."""
    if not cover["since"]:
        return []
    day = long_day(cover["since"])
    anchor = f"changes-{project['id']}"
    blocks: list[Block] = [Heading(4, _("Changed since %(day)s") % {"day": day}, anchor)]
    if steps := steps_of(project):
        blocks.append(
            Table(
                _("Changed since %(day)s") % {"day": day},
                [_("What"), day, long_day(cover["day"]), _("Difference")],
                [[one.name, one.then, one.now, [one.by or "–"]] for one in steps],
                frozenset({1, 2, 3}),
                unbroken=frozenset({3}),
                headed=anchor,
            )
        )
    said = [_SENTENCES[one["what"]](one) for one in project["changes"] if one["what"] in _SENTENCES]
    if said:
        blocks.append(Items(said))
    if not project["changes"]:
        blocks.append(Paragraph([_("No change is on record.")]))
    if not project["page_is_known"]:
        note = _(
            "No version of the page from then is kept: changes of its status, planned dates, "
            "budget and texts cannot be told."
        )
        blocks.append(Paragraph([note], "note"))
    return blocks


def measured(number: Any, indicator: Row) -> str:
    """A value of an indicator; a quality has none."""
    if number is None:
        return _("described")
    said = value(number)
    return f"{said} %" if indicator["measure"] == IndicatorMeasure.PERCENTAGE else said


def with_unit(number: Any, indicator: Row) -> Runs:
    """A value with its unit; per cent are told by their sign."""
    is_percentage = indicator["measure"] == IndicatorMeasure.PERCENTAGE
    said: Runs = [measured(number, indicator)]
    return [*said, " ", indicator["unit"]] if indicator["unit"] and not is_percentage else said


def amount_of(total: Row | None, write: Callable[[Decimal], str] = money) -> str:
    """A total in US dollars, with what readers must know of it."""
    if total is None:
        return _("none recorded")
    said = write(total["usd"])
    if total["approximate"]:
        said = _("about %(amount)s") % {"amount": said}
    if not total["is_complete"]:
        said = _("%(amount)s, some amounts left out for want of a rate") % {"amount": said}
    return said


def more_or_less(difference: Decimal, said: Callable[[Decimal], str]) -> str:
    """By how much a figure rose or fell; empty if it did not."""
    if not difference:
        return ""
    words = _("%(amount)s more") if difference > 0 else _("%(amount)s less")
    return words % {"amount": said(abs(difference))}


def moved_by(old: Row | None, new: Row | None, write: Callable[[Decimal], str] = money) -> str:
    """By how much a total moved; empty where an amount is missing from either."""
    known = [one for one in (old, new) if one]
    if new is None or not all(one["is_complete"] for one in known):
        return ""
    by = more_or_less(new["usd"] - (old["usd"] if old else 0), write)
    rough = any(one["approximate"] for one in known)
    return _("about %(amount)s") % {"amount": by} if by and rough else by


def _days_moved(old: dt.date | None, new: dt.date | None) -> str:
    if old is None or new is None:
        return ""
    n = abs((new - old).days)
    later = ngettext("%(n)s day later", "%(n)s days later", n)
    earlier = ngettext("%(n)s day earlier", "%(n)s days earlier", n)
    return (later if new > old else earlier) % {"n": value(n)}


def _step(name: Runs, then: Runs, now: Runs, by: str) -> Step:
    """A step that is told in a few words by its difference, or by what it is now."""
    return Step(name, then, now, by, labelled(name, by or now))


def _work(one: Row) -> Step:
    name = _("Work began") if one["what"] == "started" else _("Work ended")
    on, planned = one["on"], one.get("planned")
    then = _("planned for %(day)s") % {"day": long_day(planned)} if planned else "–"
    now, by = long_day(on), _days_moved(planned, on)
    return Step([name], [then], [now], by, labelled(name, f"{now} ({by})" if by else now))


def _status(one: Row) -> Step:
    return _step([_("Status")], [one["old"]], [one["new"]], "")


def _plan(one: Row) -> Step:
    name = _("Planned start") if one["what"] == "planned_start" else _("Planned end")
    then, now = (long_day(one[at]) if one[at] else _("not stated") for at in ("old", "new"))
    return _step([name], [then], [now], _days_moved(one["old"], one["new"]))


def _budget(one: Row) -> Step:
    old, new = one["old"], one["new"]
    then, now = (_("not known in dollars") if at is None else money(at) for at in (old, new))
    by = "" if old is None or new is None else more_or_less(new - old, money)
    if by and old:
        percent = round(100 * (new - old) / old)
        by = _("%(difference)s (%(percent)s %%)") % {
            "difference": by,
            "percent": f"{'+' if percent > 0 else '−'}{value(abs(percent))}",
        }
    return _step([_("Budget in force")], [then], [now], by)


def _total(one: Row) -> Step:
    name = {
        "allocated": _("Allocated by donors"),
        "received": _("Received"),
        "spent": _("Spent"),
    }[one["what"]]
    if "usd" in one:  # as dossiers kept it that were frozen before they told then and now
        since = money(one["usd"]) if one["usd"] is not None else _("not known in dollars")
        return _step([name], ["–"], ["–"], _("%(amount)s more") % {"amount": since})
    by = moved_by(one["old"], one["new"])
    return _step([name], [amount_of(one["old"])], [amount_of(one["new"])], by)


def _value(one: Row) -> Step:
    old, new, baseline = one["old"], one["new"], one.get("baseline")
    is_first = one.get("is_first", old is None)
    then: Runs = [_("no value yet")] if is_first else with_unit(old, one)
    from_there = old
    if is_first and baseline is not None:
        from_there = baseline
        then = [_("no value yet; baseline %(value)s") % {"value": measured(baseline, one)}]
    by = ""
    if from_there is not None and new is not None:
        points = one["measure"] == IndicatorMeasure.PERCENTAGE
        by = more_or_less(new - from_there, _points if points else value)
        if by and is_first:
            by = _("%(difference)s than the baseline") % {"difference": by}
    now = with_unit(new, one)
    said = labelled(one["indicator"], [*now, *([" (", by, ")"] if by else [])])
    return Step([one["indicator"]], then, [*now, " (", long_day(one["on"]), ")"], by, said)


def _points(number: Decimal) -> str:
    return _("%(n)s percentage points") % {"n": value(number)}


def _outcome(one: Row) -> Step:
    then = _("Expected") if one.get("was_expected") else "–"
    return _step([one["title"]], [then], [one["state"], " (", long_day(one["on"]), ")"], "")


def _commitments(one: Row) -> Step:
    n, old = one["countries"], one.get("old")
    more = ngettext("%(n)s country more", "%(n)s countries more", n) % {"n": value(n)}
    then, now = ("–", "–") if old is None else (value(old), value(old + n))
    return _step([_("Countries that committed")], [then], [now], more)


def _texts(one: Row) -> Runs:
    said = {
        "title": _("title"),
        "summary": _("summary"),
        "background": _("background"),
        "objectives": _("objectives"),
        "target_groups": _("target groups"),
    }
    names = []
    for name in one["names"]:
        told = said[name]
        if then_now := one.get("words", {}).get(name):
            told = _words(told, *then_now)
        elif then_now := one.get("characters", {}).get(name):
            told = _characters(told, *then_now)
        names.append(told)
    return [_("Texts rewritten: %(names)s.") % {"names": comma().join(names)}]


def _words(name: str, then: int, now: int) -> str:
    said = ngettext(
        "%(name)s (%(then)s words, now %(now)s word)",
        "%(name)s (%(then)s words, now %(now)s words)",
        now,
    )
    return said % {"name": name, "then": value(then), "now": value(now)}


def _characters(name: str, then: int, now: int) -> str:
    said = ngettext(
        "%(name)s (%(then)s characters, now %(now)s character)",
        "%(name)s (%(then)s characters, now %(now)s characters)",
        now,
    )
    return said % {"name": name, "then": value(then), "now": value(now)}


def _expected(one: Row) -> Runs:
    return runs(
        _("Expected since %(day)s: %(title)s."), day=long_day(one["on"]), title=one["title"]
    )


def _told(one: Row) -> Runs:
    said = (
        _("News: %(title)s (%(day)s)")
        if one["what"] == "update"
        else _("Lesson drawn: %(title)s (%(day)s)")
    )
    return runs(said, title=one["title"], day=long_day(one["on"]))


def _given(one: Row) -> Runs:
    amount = money(one["amount"], one["currency"])
    if one["approximate"]:
        amount = _("about %(amount)s") % {"amount": amount}
    said = (
        _("New: %(amount)s allocated by %(provider)s, %(day)s.")
        if one["what"] == "given"
        else _("New: %(amount)s pledged by %(provider)s, %(day)s. It is not added to anything.")
    )
    return runs(said, amount=amount, provider=one["provider"], day=long_day(one["date"]))


_STEPS: dict[str, Callable[[Row], Step]] = {
    "status": _status,
    "started": _work,
    "ended": _work,
    "planned_start": _plan,
    "planned_end": _plan,
    "budget": _budget,
    "allocated": _total,
    "received": _total,
    "spent": _total,
    "value": _value,
    "outcome": _outcome,
    "commitments": _commitments,
}
_SENTENCES: dict[str, Callable[[Row], Runs]] = {
    "texts": _texts,
    "given": _given,
    "pledged": _given,
    "expected": _expected,
    "update": _told,
    "lesson": _told,
}
