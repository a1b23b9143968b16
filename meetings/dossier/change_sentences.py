"""What changed in a project, in sentences."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from meetings.dossier.blocks import Block, Heading, Items, Paragraph, Runs, runs
from projects.codes import IndicatorMeasure
from publishing.figures import long_day, money, value
from publishing.rows import Row


def kinds_of_change(project: Row) -> str:
    """What changed, in a few words."""
    names = {
        "started": _("work began"),
        "ended": _("work ended"),
        "status": _("status"),
        "planned_start": _("planned start"),
        "planned_end": _("planned end"),
        "budget": _("budget"),
        "texts": _("texts"),
        "given": _("contribution"),
        "pledged": _("pledge"),
        "received": _("money received"),
        "spent": _("money spent"),
        "value": _("value reported"),
        "outcome": _("outcome decided"),
        "expected": _("outcome expected"),
        "commitments": _("commitments of countries"),
        "update": _("news"),
        "lesson": _("lesson drawn"),
    }
    found = [one["what"] for one in project["changes"]]
    said = []
    for what in dict.fromkeys(found):
        times = found.count(what)
        said.append(f"{names[what]} ({times})" if times > 1 else names[what])
    return ", ".join(said)


def change_blocks(project: Row, cover: Row) -> list[Block]:
    """What changed since the last review; says so where nobody can tell."""
    if not cover["since"]:
        return []
    day = long_day(cover["since"])
    blocks: list[Block] = [
        Heading(4, _("Changed since %(day)s") % {"day": day}, f"changes-{project['id']}")
    ]
    said = [_SENTENCES[one["what"]](one) for one in project["changes"]]
    if said:
        blocks.append(Items(said))
    else:
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


def _started(one: Row) -> Runs:
    return [_("Work began on %(day)s.") % {"day": long_day(one["on"])}]


def _ended(one: Row) -> Runs:
    return [_("Work ended on %(day)s.") % {"day": long_day(one["on"])}]


def _status(one: Row) -> Runs:
    return runs(_("Status: %(old)s, now %(new)s."), old=one["old"], new=one["new"])


def _plan(one: Row) -> Runs:
    what = _("Planned start") if one["what"] == "planned_start" else _("Planned end")
    old, new = (long_day(one[at]) if one[at] else _("not stated") for at in ("old", "new"))
    return [_("%(what)s: %(old)s, now %(new)s.") % {"what": what, "old": old, "new": new}]


def _budget(one: Row) -> Runs:
    old, new = (
        _("not known in dollars") if one[at] is None else money(one[at]) for at in ("old", "new")
    )
    return [_("Budget: %(old)s, now %(new)s.") % {"old": old, "new": new}]


def _texts(one: Row) -> Runs:
    return [_("Texts rewritten: %(names)s.") % {"names": _named(one["names"])}]


def _commitments(one: Row) -> Runs:
    said = ngettext("%(n)s country committed.", "%(n)s countries committed.", one["countries"])
    return [said % {"n": value(one["countries"])}]


def _outcome(one: Row) -> Runs:
    return runs(
        "%(title)s: %(state)s, %(day)s.",
        title=one["title"],
        state=one["state"],
        day=long_day(one["on"]),
    )


def _expected(one: Row) -> Runs:
    return runs(
        _("Expected since %(day)s: %(title)s."), day=long_day(one["on"]), title=one["title"]
    )


def _told(one: Row) -> Runs:
    return runs("%(title)s (%(day)s)", title=one["title"], day=long_day(one["on"]))


def _given(one: Row) -> Runs:
    amount = money(one["amount"], one["currency"])
    if one["approximate"]:
        amount = _("about %(amount)s") % {"amount": amount}
    said = (
        _("%(amount)s allocated by %(provider)s, %(day)s.")
        if one["what"] == "given"
        else _("%(amount)s pledged by %(provider)s, %(day)s.")
    )
    return runs(said, amount=amount, provider=one["provider"], day=long_day(one["date"]))


def _moved(one: Row) -> Runs:
    said = _("Received: %(amount)s.") if one["what"] == "received" else _("Spent: %(amount)s.")
    amount = _("an amount not known in dollars") if one["usd"] is None else money(one["usd"])
    if one["incomplete"] and one["usd"] is not None:
        amount = _("%(amount)s, some amounts left out for want of a rate") % {"amount": amount}
    return [said % {"amount": amount}]


def _value(one: Row) -> Runs:
    new = measured(one["new"], one)
    if one["old"] is None:
        said = _("%(indicator)s: %(new)s, reported for the first time, %(day)s.")
    else:
        said = _("%(indicator)s: %(old)s, now %(new)s, %(day)s.")
    return runs(
        said,
        indicator=one["indicator"],
        new=new,
        day=long_day(one["on"]),
        old=measured(one["old"], one),
    )


def _named(names: list[str]) -> str:
    said = {
        "title": _("title"),
        "summary": _("summary"),
        "background": _("background"),
        "objectives": _("objectives"),
        "target_groups": _("target groups"),
    }
    return ", ".join(said[name] for name in names)


_SENTENCES: dict[str, Callable[[Row], Runs]] = {
    "started": _started,
    "ended": _ended,
    "status": _status,
    "planned_start": _plan,
    "planned_end": _plan,
    "budget": _budget,
    "texts": _texts,
    "given": _given,
    "pledged": _given,
    "received": _moved,
    "spent": _moved,
    "value": _value,
    "outcome": _outcome,
    "expected": _expected,
    "commitments": _commitments,
    "update": _told,
    "lesson": _told,
}
