"""The money of a dossier in words: what each figure is, as of when, and why one cannot be told."""

from __future__ import annotations

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from meetings.dossier.blocks import Block, Facts, Heading, Items, Paragraph, Runs, Table, runs
from meetings.dossier.change_sentences import amount_of, moved_by
from meetings.dossier.money import PAIRS
from projects.codes import TransactionType
from publishing.figures import long_day, money, value, whole
from publishing.names import semicolon
from publishing.rows import Row


def names_of_money() -> dict[str, str]:
    """The figures with the term of OECD-DAC and IATI for each."""
    return {
        "budget": _("Budget in force (planned)"),
        "allocated": _("Allocated by donors (commitments)"),
        "allocated_ours": _("of this, by the organisations of this dossier"),
        "received": _("Received (incoming funds)"),
        "spent": _("Spent (disbursements and expenditures)"),
        "balance": _("Balance (received less spent)"),
        "unspent": _("Still to be spent (allocated less spent)"),
    }


def usd(total: Row | None) -> Runs:
    """A total in a column of US dollars, with what readers must know of it."""
    return [amount_of(total, whole)]


def meanings(cover: Row) -> list[Block]:
    """What each figure is and what it is not added to."""
    day = {"day": long_day(cover["day"])}
    names = names_of_money()
    said = {
        "budget": _(
            "What the project plans to spend in all its periods (IATI budget); a revised budget "
            "replaces the original. A plan is no money: it is added to nothing here."
        ),
        "allocated": _(
            "What donors have firmly committed to the project by %(day)s, and payments that "
            "fulfil no commitment named here (IATI types 11 and 1). Pledges are not in it. What is "
            "paid of it comes in as received, so the two are not added."
        )
        % day,
        "received": _(
            "Payments to the project booked by %(day)s (IATI transaction type 1). They are the "
            "same money as the commitments they fulfil, so the two are not added."
        )
        % day,
        "spent": _(
            "Disbursements to partners (IATI transaction type 3) and expenditures of the project "
            "itself (type 4) booked by %(day)s. Neither contains the other, so they are added."
        )
        % day,
        "balance": _(
            "Received less spent. It is told only where both are recorded in full. Below zero more "
            "was spent than is recorded as received: the work was paid for in advance, or a "
            "payment is not yet booked."
        ),
        "unspent": _(
            "Allocated less spent, where both are recorded in full. It is not cash in hand: part "
            "of it may still have to be paid in. Below zero more was spent than is allocated "
            "here: others pay, too, or an allocation is not recorded."
        ),
    }
    return [
        Heading(2, _("What the figures of money mean"), "money-terms"),
        Facts([(names[name], [meaning]) for name, meaning in said.items()]),
        Paragraph(
            [
                _(
                    "“None recorded” is not zero: there may be money of which the portal has no "
                    "record. No figure is estimated."
                )
            ],
            "note",
        ),
    ]


def money_of_project(project: Row) -> list[Block]:
    """The money of a project: what is known, up to when, and why the rest is not."""
    figures = project["money"]
    names = names_of_money()
    told = [name for name in names if name != "allocated_ours"]
    known = [name for name in told if figures[name] is not None]
    if not known and not project["allocations"]:
        return []
    anchor = f"money-{project['id']}"
    blocks: list[Block] = [Heading(4, _("Money"), anchor)]
    if known:
        most = max(*(figures[name]["usd"] for name in known), 0)
        blocks.append(
            Table(
                _("Money"),
                [_("Figure"), _("US dollars"), _("Latest entry")],
                [[[names[name]], usd(figures[name]), _latest(figures[name])] for name in known],
                frozenset({1}),
                [
                    round(100 * max(figures[name]["usd"], 0) / most) if most else None
                    for name in known
                ],
                unbroken=frozenset({2}),
                headed=anchor,
            )
        )
    if notes := [*_split(project), *_why_not(project, names), *_below_zero(figures)]:
        blocks.append(Items([[one] for one in notes]))
    if project["has_parts"]:
        blocks.append(
            Paragraph(
                [_("This is a programme: its money is that of its parts, and in no sum.")], "note"
            )
        )
    if project["allocations"]:
        head = [_("From"), _("Fund"), _("Kind"), _("Value date"), _("Amount"), _("US dollars")]
        table = [_allocation(one) for one in project["allocations"]]
        numbers = frozenset({4, 5})
        blocks.append(
            Table(_("Where the money comes from"), head, table, numbers, unbroken=numbers | {3})
        )
    return blocks


def _latest(total: Row) -> Runs:
    return [long_day(total["last"])] if total.get("last") else ["–"]


def _split(project: Row) -> list[str]:
    """Of what the spending is made up, where it is of both sorts."""
    spent: dict[int, Row] = {
        one["type"]: one for one in project["moved"] if one["spent"] and "type" in one
    }
    if len(spent) < 2 or any(one["usd"] is None for one in spent.values()):
        return []
    disbursed, expended = (
        amount_of(
            {
                "usd": spent[kind]["usd"],
                "approximate": spent[kind]["rough"],
                "is_complete": spent[kind]["counted"] == spent[kind]["rows"],
            }
        )
        for kind in (TransactionType.DISBURSEMENT, TransactionType.EXPENDITURE)
    )
    return [
        _("Spent: disbursed to partners: %(disbursed)s; own expenditure: %(expended)s.")
        % {"disbursed": disbursed, "expended": expended}
    ]


def _why_not(project: Row, names: dict[str, str]) -> list[str]:
    """What cannot be told, and for want of which record."""
    figures = project["money"]
    basic = [name for name in ("budget", "allocated", "received", "spent") if not figures[name]]
    said = []
    if "budget" in basic and project["budgets_contradict"]:
        basic.remove("budget")
        said.append(
            _("Budget: not told, since two budgets for the same time contradict each other.")
        )
    if basic:
        missing = semicolon().join(names[name] for name in basic)
        said.append(_("None recorded: %(figures)s.") % {"figures": missing})
    for pair, (more, part) in PAIRS.items():
        if figures[pair] is None and (figures[more] or figures[part]):
            lacking = [names[name] for name in (more, part) if figures[name] is None]
            reason = (
                _("“%(figure)s” is not recorded") % {"figure": lacking[0]}
                if lacking
                else _("some amounts have no value in dollars")
            )
            said.append(
                _("%(figure)s: cannot be told, since %(reason)s.")
                % {"figure": names[pair], "reason": reason}
            )
    return said


def _shortfall(figure: Row) -> str:
    """By how much a figure is below zero, with what readers must know of it."""
    return amount_of({**figure, "usd": -figure["usd"]})


def _below_zero(figures: Row) -> list[str]:
    reasons = {
        "balance": _(
            "The balance is below zero by %(amount)s: that much more was spent than is recorded "
            "as received. The work was paid for in advance, or a payment is not yet booked; this "
            "is not by itself a debt of the donor."
        ),
        "unspent": _(
            "%(amount)s more was spent than donors allocated: other money paid for it, or an "
            "allocation is not recorded here."
        ),
    }
    return [
        said % {"amount": _shortfall(figures[name])}
        for name, said in reasons.items()
        if figures[name] is not None and figures[name]["usd"] < 0
    ]


def _allocation(one: Row) -> list[Runs]:
    amount = money(one["amount"], one["currency"])
    if one["approximate"]:
        amount = _("about %(amount)s") % {"amount": amount}
    kind: Runs = [one["type"]]
    if one["is_pledge"]:
        kind += [" (", _("not added"), ")"]
    elif not one["counted"]:
        kind += [" (", _("counted with its commitment"), ")"]
    dollars = _("no rate") if one["usd"] is None else whole(one["usd"])
    return [
        [one["provider"]],
        [one["fund"]],
        kind,
        [long_day(one["date"])],
        [amount],
        [dollars],
    ]


def balances(glance: Row, projects: list[Row]) -> list[Block]:
    """How what is left of the portfolio comes about, so that the columns add up."""
    names = names_of_money()
    groups = {
        "both": _("Both recorded in full"),
        "first": _("Only “%(figure)s” recorded"),
        "second": _("Only “%(figure)s” recorded"),
        "incomplete": _("Some amounts without a value in dollars"),
    }
    blocks: list[Block] = []
    for pair, (more, part) in PAIRS.items():
        rows = (glance.get("reconciled") or {}).get(pair)
        if not rows:
            continue
        only = {"first": names[more], "second": names[part]}
        table: list[list[Runs]] = [
            [
                [groups[row["group"]] % {"figure": only.get(row["group"], "")}],
                [value(row["projects"])],
                usd(row["first"]),
                usd(row["second"]),
                usd(row["left"]) if row["left"] else [_("cannot be told")],
            ]
            for row in rows
        ]
        if len(rows) > 1:
            both = glance["money"]
            n = sum(row["projects"] for row in rows)
            table.append([[_("All")], [value(n)], usd(both[more]), usd(both[part]), ["–"]])
        head = [_("Projects"), _("Number"), names[more], names[part], _("Left, US dollars")]
        blocks.append(Table(names[pair], head, table, frozenset({1, 2, 3, 4})))
    return [*blocks, *_negative(projects)]


def _negative(projects: list[Row]) -> list[Block]:
    below = [
        one
        for one in projects
        if one["money"]["balance"] and not one["has_parts"] and one["money"]["balance"]["usd"] < 0
    ]
    if not below:
        return []
    said = ngettext(
        "In %(n)s project the balance is below zero; its sheet says by how much and why:",
        "In %(n)s projects the balance is below zero; their sheets say by how much and why:",
        len(below),
    )
    items: list[Runs] = [
        runs(
            _("%(project)s: %(amount)s below zero"),
            project=one["title"],
            amount=_shortfall(one["money"]["balance"]),
        )
        for one in below
    ]
    return [Paragraph([said % {"n": value(len(below))}]), Items(items)]


def money_then_and_now(cover: Row, glance: Row) -> list[Block]:
    """What donors allocated, and what was received and spent, by the two days."""
    before = glance.get("before")
    if before is None:
        return []
    names = names_of_money()
    table: list[list[Runs]] = [
        [
            [names[name]],
            usd(before[name]),
            usd(glance["money"][name]),
            [moved_by(before[name], glance["money"][name], whole) or "–"],
        ]
        for name in ("allocated", "received", "spent")
        if glance["money"][name] is not None
    ]
    if not table:
        return []
    head = [_("US dollars"), long_day(cover["since"]), long_day(cover["day"]), _("Difference")]
    return [
        Table(_("Money of these projects, then and now"), head, table, frozenset({1, 2, 3})),
        Paragraph(
            [
                _(
                    "Both columns are of the projects of this dossier, by the dates of the "
                    "records as they are known today."
                )
            ],
            "note",
        ),
    ]
