"""A dossier in the reader's language: its chapters, from its entries."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable
from typing import Any

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
    address,
    joined,
    labelled,
    plain,
    runs,
)
from meetings.dossier.compile import Entry
from meetings.dossier.portfolio_chapters import changes_chapter, glance_chapter
from meetings.dossier.review_chapters import (
    action_chapter,
    annexes,
    earlier_chapter,
    lesson_blocks,
    statement_blocks,
)
from meetings.dossier.sheets import paragraphs, sheet
from meetings.models import DossierScope
from publishing.figures import days, long_day, value
from publishing.models import Visibility
from publishing.names import comma
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
    chapters = _chapters(cover, glance, found, changed)
    looks_back = {"changes", "earlier"} if not cover["since"] else set()
    lacking = [name for name, anchor, blocks in chapters if not blocks and anchor not in looks_back]
    body = [
        *_note(cover, glance, lacking),
        *glance_chapter(cover, glance, found["project"], changed=("glance", None) in changed),
    ]
    for name, anchor, blocks in chapters:
        body += [Heading(1, name, anchor), *blocks] if blocks else []
    return Outline(
        language=get_language() or "en",
        title=plain(labelled(_("Review dossier"), joined([cover["title"], *_about(cover)]))),
        cover=_cover(cover),
        body=body,
        name=cover["title"],
        about=cover["about"] or "",
        palettes=[one["palette"] for one in found["area"]],
        holds=_holds(found),
    )


def _chapters(
    cover: Row,
    glance: Row,
    found: dict[str, list[Row]],
    changed: Collection[tuple[str, int | None]],
) -> list[tuple[str, str, list[Block]]]:
    """The chapters after the first two: name, anchor and what they say, which may be nothing."""
    projects = found["project"]
    return [
        (_("Key messages"), "messages", _messages(cover, found["message"])),
        (
            _("What has changed since the last review"),
            "changes",
            changes_chapter(cover, glance, projects),
        ),
        (_("Projects by priority area"), "projects", _sheets(cover, found["area"], projects)),
        (_("Lessons on the agenda"), "lessons", lesson_blocks(found["lesson"])),
        (_("What the last review decided and heard"), "earlier", earlier_chapter(cover, found)),
        (
            _("Decisions and agreed actions"),
            "actions",
            action_chapter(cover, found["action"], found["decision"], changed),
        ),
        (_("Statements"), "statements", statement_blocks(found["statement"])),
        (_("Annexes"), "annexes", annexes(cover, found)),
        (_("Glossary"), "glossary", _glossary(found["term"])),
    ]


def _holds(found: dict[str, list[Row]]) -> list[tuple[str, str]]:
    """How many of what are in it, for the cover."""
    kinds = [
        (_("Projects"), ["project"]),
        (_("Priority areas"), ["area"]),
        (_("Key messages"), ["message"]),
        (_("Decisions"), ["decision", "earlier_decision"]),
        (_("Agreed actions"), ["action"]),
        (_("Statements"), ["statement", "earlier_statement"]),
    ]
    counts = [(sum(len(found[kind]) for kind in of), name) for name, of in kinds]
    return [(value(n), name) for n, name in counts if n]


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


def _about(cover: Row) -> Runs:
    """The ministry, the area or the country it is about; nothing for the whole partnership."""
    return [cover["about"]] if cover["about"] else []


def _cover(cover: Row) -> list[Block]:
    facts: list[tuple[str, Runs]] = [
        (_("Dates"), [days(cover["first_day"], cover["last_day"])]),
        (_("Scope"), scope_name(cover)),
        (pgettext("readers of a dossier", "For"), [str(Visibility(cover["audience"]).label)]),
        (_("State of affairs on"), [long_day(cover["day"])]),
    ]
    if cover["place"]:
        facts.insert(1, (_("Place"), [cover["place"]]))
    return [
        Paragraph([cover["partnership"]], "meta"),
        Paragraph(runs("%(donor)s – %(agency)s", donor=cover["donor"], agency=cover["agency"])),
        Facts(facts),
    ]


def _note(cover: Row, glance: Row, lacking: list[str]) -> list[Block]:
    """What the dossier covers, by which rules, and which chapters it has not."""
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
    blocks: list[Block] = [
        Heading(1, _("Cover note"), "note"),
        Paragraph([" ".join(said)], "lede"),
    ]
    if lacking:
        told = _(
            "Nothing is on record for the scope and the readers of this dossier under: "
            "%(chapters)s."
        )
        blocks.append(Paragraph([told % {"chapters": comma().join(lacking)}], "note"))
    if cover["summary"]:
        blocks.append(Paragraph([cover["summary"]]))
    blocks += [
        Paragraph(runs("%(title)s: %(summary)s", title=one["title"], summary=one["summary"]))
        for one in cover.get("parts", [])
        if one["summary"]
    ]
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


def figure(message: Row) -> Runs:
    """The figure of a key message, read from its record."""
    if message["value"] is not None:
        about = _("about") + " " if message["approximate"] else ""
        percent = " %" if message["measure"] == 2 else ""
        return [f"{about}{value(message['value'])}{percent}"]
    if message["counts_commitments"]:
        return [value(message["commitment_count"])]
    return [message["quoted_figure"]] if message["quoted_figure"] else []


def _messages(cover: Row, messages: list[Row]) -> list[Block]:
    """Of an organisation, those of the whole partnership are told under a heading of their own."""
    is_part = cover["scope"] == DossierScope.ORGANISATION
    whole = [one for one in messages if is_part and one["project"] is None]
    own = [one for one in messages if one not in whole]
    blocks: list[Block] = [_message_table(own, "messages")] if own else []
    if whole and not own:
        blocks.append(Paragraph([_("None is about the projects of this dossier.")]))
    if whole:
        anchor = "messages-partnership"
        blocks += [
            Heading(2, _("Key messages on the whole partnership"), anchor),
            _message_table(whole, anchor),
        ]
    return blocks


def _message_table(messages: list[Row], heading: str) -> Table:
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
    return Table(_("Key messages"), head, table, unbroken=frozenset({2}), headed=heading)


def _sheets(cover: Row, areas: list[Row], projects: list[Row]) -> list[Block]:
    blocks: list[Block] = []
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
        if area.get("description"):
            blocks += paragraphs(area["description"])
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
    return [Facts([(one["name"], [one["meaning"]]) for one in terms])]


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
                said += [plain(labelled(name, stands)) for name, stands in block.facts]
            case Table():
                said += [] if block.headed else [block.caption]
                said.append(" | ".join(block.head))
                said += [" | ".join(plain(cell) for cell in row) for row in block.rows]
            case _:
                said += [block.alternative_text, block.caption, block.credit]
    return "\n".join(str(one) for one in said)
