"""The money of a dossier: what was planned, promised, received and spent, and what is left.

The terms are those of OECD-DAC and IATI. Every figure is of one kind of money and in US dollars;
a figure is ``None`` where nothing of its kind is recorded, and says itself whether an amount had
to be left out for want of a dollar value. Figures of different kinds are never added.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from decimal import Decimal
from typing import Any

from donors.models.money import CENT
from publishing.rows import Row, kept

KINDS = ("budget", "allocated", "allocated_ours", "received", "spent")
PAIRS = {"balance": ("received", "spent"), "unspent": ("allocated", "spent")}
"""What is left, and of which figure which other is taken away."""
NOTHING = Decimal(0)


def number(value: Any) -> Decimal:
    """A number as a record keeps it."""
    return Decimal(value["$number"] if isinstance(value, dict) else value or 0)


def total(groups: list[Row]) -> Row | None:
    """Dollars of one kind of money, and whether all of it is in them; ``None`` without any."""
    if not any(one["rows"] for one in groups):
        return None
    made: Row = {
        "usd": kept(sum((number(one["usd"]) for one in groups), NOTHING)),
        "is_complete": all(one["counted"] == one["rows"] for one in groups),
        "approximate": any(one["rough"] for one in groups),
    }
    days = [one["last"]["$day"] for one in groups if one.get("last") and one["last"]["$day"]]
    return made | ({"last": {"$day": max(days)}} if days else {})


def given(allocations: list[Row]) -> Row | None:
    """What these allocations come to."""
    groups = [
        {
            "usd": one["usd"] and kept(number(one["usd"]).quantize(CENT)),
            "counted": int(one["usd"] is not None),
            "rows": 1,
            "rough": one["approximate"],
            "last": one["date"],
        }
        for one in allocations
    ]
    return total(groups)


def money_of(project: Row) -> Row:
    """Money in, out and what is left of a project.

    Allocations are told once: pledges are not in them, nor payments under a commitment that is.
    """
    counted = [one for one in project["allocations"] if one["counted"]]
    money = {
        "budget": None if project["budgets_contradict"] else total(project["budgets"]),
        "allocated": given(counted),
        "allocated_ours": given([one for one in counted if one["ours"]]),
        "received": total([one for one in project["moved"] if not one["spent"]]),
        "spent": total([one for one in project["moved"] if one["spent"]]),
    }
    return money | {name: less(money[more], money[part]) for name, (more, part) in PAIRS.items()}


def less(more: Row | None, part: Row | None) -> Row | None:
    """What is left; told only of totals from which nothing is missing.

    Where no spending is recorded nobody knows that nothing was spent.
    """
    if more is None or part is None or not (more["is_complete"] and part["is_complete"]):
        return None
    rough = more["approximate"] or part["approximate"]
    usd = number(more["usd"]) - number(part["usd"])
    return {"usd": kept(usd), "is_complete": True, "approximate": rough}


def summed(totals: Iterable[Row | None]) -> Row | None:
    """Totals of several projects, of one kind of money."""
    known = [one for one in totals if one is not None]
    if not known:
        return None
    return {
        "usd": kept(sum((number(one["usd"]) for one in known), NOTHING)),
        "is_complete": all(one["is_complete"] for one in known),
        "approximate": any(one["approximate"] for one in known),
        "projects": len(known),
    }


def moved_before(project: Row, *, spent: bool) -> Row | None:
    """What had moved by the last review: all up to the day without what moved since."""
    until = {
        name: sum((number(one[name]) for one in project["moved"] if one["spent"] == spent), NOTHING)
        for name in ("usd", "counted", "rows", "rough")
    }
    since = [one for one in project["moved_since"] if one["spent"] == spent]
    left = {
        name: until[name] - sum((number(one[name]) for one in since), NOTHING) for name in until
    }
    return total([left])


def given_before(project: Row, is_new: Callable[[Row], bool]) -> Row | None:
    """What had been allocated by the last review: what is counted today and is not new."""
    return given(
        [one for one in project["allocations"] if one["counted"] and not is_new(one["date"])]
    )


def reconciled(projects: list[Row], pair: str) -> list[Row]:
    """How what is left of a portfolio comes about: its projects by what is known of each.

    The columns of the groups add up to the totals of the portfolio, so that a reader sees which
    money is in the balance and which is in no balance.
    """
    more, part = PAIRS[pair]

    def group(one: Row) -> str | None:
        known = one["money"][more], one["money"][part]
        if known == (None, None):
            return None
        if one["money"][pair] is not None:
            return "both"
        if known[1] is None:
            return "first"
        return "second" if known[0] is None else "incomplete"

    found = []
    for name in ("both", "first", "second", "incomplete"):
        own = [one["money"] for one in projects if group(one) == name]
        if own:
            found.append(
                {
                    "group": name,
                    "projects": len(own),
                    "first": summed(one[more] for one in own),
                    "second": summed(one[part] for one in own),
                    "left": summed(one[pair] for one in own),
                }
            )
    return found
