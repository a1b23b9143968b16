"""The chapters on the whole portfolio: its figures, and what changed since the last review."""

from __future__ import annotations

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from meetings.dossier.blocks import Block, Facts, Heading, Link, Paragraph, Runs, Table, runs
from meetings.dossier.change_sentences import kinds_of_change
from meetings.dossier.money_blocks import (
    balances,
    meanings,
    money_then_and_now,
    names_of_money,
    usd,
)
from meetings.models import DossierScope
from publishing.figures import long_day, value
from publishing.rows import Row


def glance_chapter(cover: Row, glance: Row, projects: list[Row], *, changed: bool) -> list[Block]:
    """The portfolio in figures, with what the figures of money mean."""
    statuses: list[tuple[str, Runs]] = [
        (one["status"], [value(one["n"])]) for one in glance["statuses"]
    ]
    facts: list[tuple[str, Runs]] = [
        (_("Projects"), [value(glance["projects"])]),
        (_("Countries"), [value(glance["countries"])]),
        *statuses,
    ]
    if glance["programmes"]:
        facts.insert(
            1,
            (
                _("of these programmes, whose money is that of their parts"),
                [value(glance["programmes"])],
            ),
        )
    blocks: list[Block] = [
        Heading(1, _("The portfolio at a glance"), "glance", changed=changed),
        Facts(facts),
        *_money(cover, glance, projects),
    ]
    if glance["areas"]:
        blocks += _areas(glance)
    return [*blocks, *meanings(cover)]


def _money(cover: Row, glance: Row, projects: list[Row]) -> list[Block]:
    names = names_of_money()
    labels = ["budget", "allocated", "received", "spent"]
    if cover["scope"] == DossierScope.ORGANISATION:
        labels.insert(2, "allocated_ours")
    figures = glance["money"]
    table: list[list[Runs]] = []
    for name in labels:
        total = figures[name]
        table.append([[names[name]], usd(total), [value(total["projects"] if total else 0)]])
    day = long_day(cover["day"])
    head = [_("Money"), _("US dollars"), _("Projects with this figure")]
    caption = _("Money of the portfolio by %(day)s") % {"day": day}
    return [
        Table(caption, head, table, frozenset({1, 2})),
        Paragraph(
            [
                _(
                    "Each row is money of another kind, of the projects that record it; no row is "
                    "to be added to another. The tables below say which projects a balance is of."
                )
            ],
            "note",
        ),
        *_made_up(glance.get("demo", 0)),
        *balances(glance, projects),
    ]


def _made_up(projects: int) -> list[Block]:
    """That some of the figures are of demo projects."""
    if not projects:
        return []
    said = ngettext(
        "%(n)s of the projects is demo content, made up to show what the portal does. Its money is "
        "in these figures.",
        "%(n)s of the projects are demo content, made up to show what the portal does. Their money "
        "is in these figures.",
        projects,
    )
    return [Paragraph([said % {"n": value(projects)}], "note")]


def _areas(glance: Row) -> list[Block]:
    amounts = [one["allocated"]["usd"] if one["allocated"] else 0 for one in glance["areas"]]
    most = max(amounts, default=0)
    table: list[list[Runs]] = [
        [[one["name"]], [value(one["projects"])], usd(one["allocated"]), usd(one["spent"])]
        for one in glance["areas"]
    ]
    bars = [round(100 * amount / most) if most else None for amount in amounts]
    if (outside := glance.get("outside")) is not None:
        for name, number, sums in (
            (_("In no row above"), "–", outside),
            (_("All projects, each counted once"), value(glance["projects"]), glance["money"]),
        ):
            table.append([[name], [number], usd(sums["allocated"]), usd(sums["spent"])])
            bars.append(None)
    head = [_("Priority area"), _("Projects"), _("Allocated, US dollars"), _("Spent, US dollars")]
    blocks: list[Block] = [
        Table(_("Priority areas in force"), head, table, frozenset({1, 2, 3}), bars)
    ]
    notes = [
        _(
            "A project may contribute to several areas and is then counted in each of their "
            "rows; its money is divided by the shares it states, so that the columns of money "
            "add up to the last row. “None recorded” in a row: no project of this area has such "
            "an entry."
        )
    ]
    if n := glance["unshared"]:
        notes.append(
            ngettext(
                "%(n)s project states no shares, so its money is in no row of an area.",
                "%(n)s projects state no shares, so their money is in no row of an area.",
                n,
            )
            % {"n": value(n)}
        )
    if n := glance["without_area"]:
        notes.append(
            ngettext(
                "%(n)s project is under none of these areas.",
                "%(n)s projects are under none of these areas.",
                n,
            )
            % {"n": value(n)}
        )
    return [*blocks, Paragraph([" ".join(notes)], "note")]


def changes_chapter(cover: Row, glance: Row, projects: list[Row]) -> list[Block]:
    """What changed since the last review, project by project; nothing for a first review."""
    if not cover["since"] or not projects:
        return []
    since = long_day(cover["since"])
    changed = [one for one in projects if one["changes"]]
    before: Runs = (
        runs(
            _("Compared with %(review)s, %(day)s."), review=cover["previous"][0]["title"], day=since
        )
        if cover["previous"]
        else [_("Compared with %(day)s.") % {"day": since}]
    )
    blocks: list[Block] = [
        Paragraph(before, "lede"),
        *money_then_and_now(cover, glance),
    ]
    if changed:
        head = [_("Project"), _("What changed, and by how much")]
        table: list[list[Runs]] = [
            [[Link(one["title"], f"#project-{one['id']}")], kinds_of_change(one)] for one in changed
        ]
        blocks.append(Table(_("Projects with changes"), head, table))
    unchanged = len(projects) - len(changed)
    if unchanged:
        blocks.append(
            Paragraph(
                [
                    ngettext(
                        "Nothing on record has changed in %(n)s project.",
                        "Nothing on record has changed in %(n)s projects.",
                        unchanged,
                    )
                    % {"n": value(unchanged)}
                ]
            )
        )
    if n := glance["unknown_pages"]:
        blocks.append(
            Paragraph(
                [
                    ngettext(
                        "Of %(n)s project no version of its page is kept from before the "
                        "last review: whether its status, planned dates, budget or texts "
                        "were changed cannot be told.",
                        "Of %(n)s projects no version of the page is kept from before the "
                        "last review: whether their status, planned dates, budgets or texts"
                        " were changed cannot be told.",
                        n,
                    )
                    % {"n": value(n)}
                ],
                "note",
            )
        )
    return blocks
