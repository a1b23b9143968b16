"""A dossier in the reader's language: its chapters, from its entries."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable
from typing import Any
from urllib.parse import urljoin

from django.conf import settings
from django.urls import reverse
from django.utils.translation import get_language, ngettext, pgettext
from django.utils.translation import gettext as _

from meetings.dossier.blocks import (
    Block,
    Facts,
    Heading,
    Items,
    Link,
    Outline,
    Paragraph,
    Runs,
    Table,
    joined,
    plain,
    runs,
)
from meetings.dossier.change_sentences import kinds_of_change
from meetings.dossier.compile import Entry
from meetings.dossier.review_chapters import (
    action_chapter,
    annexes,
    lesson_blocks,
    statement_blocks,
)
from meetings.dossier.sheets import sheet, usd
from meetings.models import DossierScope
from publishing.figures import days, long_day, value
from publishing.models import Visibility
from publishing.rows import Row, read_record


def outline(
    entries: Iterable[Entry], *, changed: Collection[tuple[str, int | None]] = ()
) -> Outline:
    """The dossier in the active language.

    ``changed`` names the entries, by kind and object, of which figures have changed since they
    were frozen: their headings are marked.
    """
    found: dict[str, list[Row]] = defaultdict(list)
    for entry in entries:
        found[entry.kind].append(read_record(entry.data))
    (cover,), (glance,) = found["cover"], found["glance"]
    for project in found["project"]:
        project["changed"] = ("project", project["id"]) in changed
    body = [
        *_note(cover, glance),
        *_glance(cover, glance, changed=("glance", None) in changed),
        *_messages(found["message"]),
        *_changes(cover, glance, found["project"]),
        *_sheets(cover, found["area"], found["project"]),
        *lesson_blocks(found["lesson"]),
        *action_chapter(cover, found["action"], found["decision"], changed),
        *statement_blocks(found["statement"]),
        *annexes(cover, found),
        *_glossary(found["term"]),
    ]
    palette = found["area"][0]["palette"] if cover["scope"] == DossierScope.AREA else "heritage"
    title = f"{_('Review dossier')}: {cover['title']}"
    return Outline(get_language() or "en", title, _cover(cover), body, palette)


def address(path: str) -> str:
    """The whole address of a page, which works from a file, too."""
    return urljoin(settings.SITE_URL, path)


def scope_name(cover: Row) -> Runs:
    """What the dossier is about."""
    match cover["scope"]:
        case DossierScope.ORGANISATION:
            return runs(_("Projects that %(name)s pays for"), name=cover["about"])
        case DossierScope.AREA:
            return runs(_("Priority area: %(name)s"), name=cover["about"])
        case DossierScope.COUNTRY:
            return runs(_("Country: %(name)s"), name=cover["about"])
    return [_("The whole partnership")]


def _cover(cover: Row) -> list[Block]:
    facts = [
        (_("Meeting"), [cover["title"]]),
        (_("Dates"), [days(cover["first_day"], cover["last_day"])]),
        (_("Scope"), scope_name(cover)),
        (pgettext("readers of a dossier", "For"), [str(Visibility(cover["audience"]).label)]),
        (_("State of affairs on"), [long_day(cover["day"])]),
    ]
    if cover["place"]:
        facts.insert(2, (_("Place"), [cover["place"]]))
    return [
        Paragraph([cover["partnership"]], "meta"),
        Paragraph(runs("%(donor)s – %(agency)s", donor=cover["donor"], agency=cover["agency"])),
        Facts(facts),
    ]


def _chapter(text: str, anchor: str, *, changed: bool = False) -> Heading:
    return Heading(1, text, anchor, changed=changed)


def _note(cover: Row, glance: Row) -> list[Block]:
    day = long_day(cover["day"])
    since = cover["since"] and long_day(cover["since"])
    said = [
        ngettext(
            "This dossier covers %(n)s project.",
            "This dossier covers %(n)s projects.",
            glance["projects"],
        )
        % {"n": value(glance["projects"])},
        _("It tells the state of affairs on %(day)s; what is dated later is left out.")
        % {"day": day},
    ]
    if since:
        said.append(_("“Since the last review” means since %(day)s.") % {"day": since})
    else:
        said.append(_("No earlier review is on record, so nothing is compared with one."))
    blocks: list[Block] = [_chapter(_("Cover note"), "note"), Paragraph([" ".join(said)], "lede")]
    if cover["summary"]:
        blocks.append(Paragraph([cover["summary"]]))
    rules: list[Runs] = [
        [
            _(
                "Amounts are in US dollars at the rate of their value dates, unless another"
                " currency is named."
            )
        ],
        [
            _(
                "Pledges are listed and never added. A payment under a commitment is not "
                "counted again."
            )
        ],
        [
            _(
                "What is expected is told as expected, what is promised as promised; "
                "neither is added to what is achieved."
            )
        ],
        [
            _(
                "Titles and descriptions are those published when the dossier was compiled, so "
                "they may speak of later events. So are status, planned dates and budgets, "
                "unless the version of the page on that day is kept."
            )
        ],
    ]
    if cover["is_demo"]:
        rules.append([_("This is a demo partnership: what is called demo is made up.")])
    return [*blocks, Items(rules)]


def _glance(cover: Row, glance: Row, *, changed: bool) -> list[Block]:
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
    labels = [
        ("budget", _("Budgets in force")),
        ("allocated", _("Allocated by donors: commitments and payments, each counted once")),
        ("received", _("Received by the projects")),
        ("spent", _("Spent")),
        ("balance", _("Balance: received and not yet spent")),
        ("unspent", _("Allocated and not yet spent")),
    ]
    if cover["scope"] == DossierScope.ORGANISATION:
        labels.insert(2, ("allocated_ours", _("of this, by the organisations of this dossier")))
    figures = glance["money"]
    lines: list[Runs] = []
    table: list[list[Runs]] = []
    for name, label in labels:
        if (total := figures[name]) is not None:
            table.append([[label], usd(total), [value(total["projects"])]])
        else:
            lines.append([_("%(figure)s: not recorded") % {"figure": label}])
    blocks: list[Block] = [
        _chapter(_("The portfolio at a glance"), "glance", changed=changed),
        Facts(facts),
    ]
    if table:
        head = [_("Money"), _("US dollars"), _("Projects with this figure")]
        blocks.append(Table(_("Money of the portfolio"), head, table, frozenset({1, 2})))
        blocks.append(
            Paragraph(
                [
                    _(
                        "The rows are of different projects and times, so one row does not "
                        "follow from the others; balances are added up from the projects "
                        "for which both sides are known."
                    )
                ],
                "note",
            )
        )
    if lines:
        blocks.append(Items(lines))
    if glance["areas"]:
        blocks += _areas(glance)
    return blocks


def _areas(glance: Row) -> list[Block]:
    amounts = [one["allocated"]["usd"] if one["allocated"] else 0 for one in glance["areas"]]
    most = max(amounts, default=0)
    table: list[list[Runs]] = [
        [[one["name"]], [value(one["projects"])], usd(one["allocated"]), usd(one["spent"])]
        for one in glance["areas"]
    ]
    head = [_("Priority area"), _("Projects"), _("Allocated, US dollars"), _("Spent, US dollars")]
    bars = [round(100 * amount / most) if most else None for amount in amounts]
    blocks: list[Block] = [
        Table(_("Priority areas in force"), head, table, frozenset({1, 2, 3}), bars)
    ]
    notes = [
        _(
            "A project may contribute to several areas; its money is divided by the shares "
            "it states."
        )
    ]
    if n := glance["unshared"]:
        notes.append(
            ngettext(
                "%(n)s project states no shares, so its money is in no row.",
                "%(n)s projects state no shares, so their money is in no row.",
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


def figure(message: Row) -> Runs:
    """The figure of a key message, read from its record."""
    if message["value"] is not None:
        about = _("about") + " " if message["approximate"] else ""
        percent = " %" if message["measure"] == 2 else ""
        return [f"{about}{value(message['value'])}{percent}"]
    if message["counts_commitments"]:
        return [value(message["commitment_count"])]
    return [message["quoted_figure"]] if message["quoted_figure"] else []


def _messages(messages: list[Row]) -> list[Block]:
    if not messages:
        return []
    head = [_("Message"), _("Kind of figure"), _("As of"), _("Source")]
    table = []
    for one in messages:
        said = joined([part for part in (figure(one), [one["text"]]) if part], " ")
        if one["scope"]:
            said += [" (", one["scope"], ")"]
        source: Runs = [
            Link(paper["title"], address(reverse("library:document", args=[paper["slug"]])))
            for paper in one["documents"]
        ]
        if not source and one["source_name"]:
            source = [one["source_name"]]
        table.append([said, [one["kind"]], [long_day(one["as_of"])], source])
    return [
        _chapter(_("Key messages"), "messages"),
        Table(_("Key messages with their sources"), head, table),
    ]


def _changes(cover: Row, glance: Row, projects: list[Row]) -> list[Block]:
    if not cover["since"]:
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
        _chapter(_("What has changed since the last review"), "changes"),
        Paragraph(before, "lede"),
    ]
    if changed:
        head = [_("Project"), _("What changed")]
        table: list[list[Runs]] = [
            [[Link(one["title"], f"#project-{one['id']}")], [kinds_of_change(one)]]
            for one in changed
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


def _sheets(cover: Row, areas: list[Row], projects: list[Row]) -> list[Block]:
    blocks: list[Block] = [_chapter(_("Projects by priority area"), "projects")] if projects else []
    rest = list(projects)
    for area in areas:
        own = [one for one in rest if one["areas"] and one["areas"][0]["id"] == area["id"]]
        if cover["scope"] == DossierScope.AREA:
            own = rest
        rest = [one for one in rest if one not in own]
        if not own:
            continue
        blocks.append(Heading(2, area["name"], f"area-{area['id']}", area["palette"]))
        if area["summary"]:
            blocks.append(Paragraph([area["summary"]], "lede"))
        for project in own:
            blocks += sheet(project, cover, area["palette"])
    if rest:
        blocks.append(Heading(2, _("Under no priority area in force"), "area-none"))
        for project in rest:
            blocks += sheet(project, cover, "")
    return blocks


def _glossary(terms: list[Row]) -> list[Block]:
    if not terms:
        return []
    return [
        _chapter(_("Glossary"), "glossary"),
        Facts([(one["name"], [one["meaning"]]) for one in terms]),
    ]


def all_words(made: Outline) -> str:
    """Everything an outline says, for those who look for something in it."""
    said: list[Any] = [made.title]
    for block in [*made.cover, *made.body]:
        match block:
            case Heading():
                said.append(block.text)
            case Paragraph():
                said.append(plain(block.runs))
            case Items():
                said += [plain(one) for one in block.items]
            case Facts():
                said += [f"{name}: {plain(stands)}" for name, stands in block.facts]
            case Table():
                said += [block.caption, " | ".join(block.head)]
                said += [" | ".join(plain(cell) for cell in row) for row in block.rows]
            case _:
                said += [block.alternative_text, block.caption, block.credit]
    return "\n".join(str(one) for one in said)
