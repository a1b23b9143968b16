"""The chapters about the review itself: actions, decisions, statements, annexes."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from meetings.dossier.blocks import (
    Block,
    Facts,
    Heading,
    Items,
    Link,
    Paragraph,
    Runs,
    Table,
    address,
    joined,
    labelled,
    runs,
)
from meetings.dossier.sheets import lesson
from meetings.models import ActionStatus, StatementKind
from publishing.figures import long_day
from publishing.models import Visibility
from publishing.names import comma, form_of_address, language_name, semicolon
from publishing.rows import Row


def lesson_blocks(lessons: list[Row]) -> list[Block]:
    """Lessons on the agenda."""
    blocks: list[Block] = []
    for one in lessons:
        blocks += lesson(one)
        blocks += [
            Paragraph(runs(_("Drawn from: %(project)s"), project=project["title"]), "meta")
            for project in one["drawn_from"]
        ]
    return blocks


def action_chapter(
    cover: Row,
    actions: list[Row],
    decisions: list[Row],
    changed: Collection[tuple[str, int | None]],
) -> list[Block]:
    """What is late, open and done of what was agreed, and what is newly agreed."""
    if not actions and not decisions:
        return []
    blocks: list[Block] = []
    if decisions:
        blocks.append(Heading(2, _("Decided at this review"), "decisions"))
        blocks.append(_decisions(decisions, "decisions"))
    earlier = [one for one in actions if not one["agreed_here"]]
    done = {ActionStatus.DONE, ActionStatus.DROPPED}
    for title, anchor, rows in (
        (_("Late"), "late", [one for one in earlier if one["is_late"]]),
        (
            _("Open, not due yet"),
            "open",
            [one for one in earlier if not one["is_late"] and one["status"].value not in done],
        ),
        (
            _("Done or dropped since the last review"),
            "done",
            [one for one in earlier if one["status"].value in done],
        ),
        (_("Agreed at this review"), "agreed", [one for one in actions if one["agreed_here"]]),
    ):
        if rows:
            any_changed = any(("action", one["id"]) in changed for one in rows)
            blocks.append(Heading(2, title, f"actions-{anchor}", changed=any_changed))
            blocks.append(_action_table(title, f"actions-{anchor}", rows))
    day = long_day(cover["day"])
    return [*blocks, Paragraph([_("Status as of %(day)s.") % {"day": day}], "note")]


def _action_table(caption: str, heading: str, actions: list[Row]) -> Table:
    head = [
        pgettext("of a decision or an action", "Number"),
        _("Action"),
        _("Owner and counterpart"),
        _("Due on"),
        _("Status"),
    ]
    table = [_action(one) for one in actions]
    return Table(caption, head, table, unbroken=frozenset({0, 3}), headed=heading)


def _action(one: Row) -> list[Runs]:
    who: Runs = joined([name for name in (one["owner"], one["counterpart"]) if name], " · ")
    if one.get("responsible"):
        who += [" (", one["responsible"], ")"]
    status: Runs = [one["status"]]
    if one["closed_on"]:
        status += [comma(), long_day(one["closed_on"])]
        if one["status"].value == ActionStatus.DONE and one["closed_on"] > one["due_on"]:
            status += [comma(), _("late")]
    elif one["is_late"]:
        status += [comma(), _("overdue")]
    what: Runs = [one["title"]]
    if one["description"]:
        what += [". ", one["description"]]
    if one.get("note"):
        what += [" ", _("Note: %(note)s") % {"note": one["note"]}]
    if shown := _evidence(one):
        what += [" ", *labelled(_("Evidence"), shown)]
    due: Runs = [long_day(one["due_on"])]
    if one.get("first_due_on"):
        due += [" ", _("(agreed for %(day)s)") % {"day": long_day(one["first_due_on"])}]
    return [[one["number"]], what, who, due, status]


def _evidence(action: Row) -> Runs:
    """The papers and the page that show that an action was done."""
    papers: list[Any] = [
        Link(paper["title"], address(reverse("library:document", args=[paper["slug"]])))
        if paper["access"].value == Visibility.PUBLIC and (paper["file"] or paper["url"])
        else paper["title"]
        for paper in action.get("evidence", [])
    ]
    if action.get("evidence_url"):
        papers.append(Link(action["evidence_url"], action["evidence_url"]))
    return joined(papers) if papers else []


def earlier_chapter(cover: Row, found: dict[str, list[Row]]) -> list[Block]:
    """What the review before decided and heard. How its actions stand is told with the others."""
    decisions, statements = found["earlier_decision"], found["earlier_statement"]
    if not decisions and not statements:
        return []
    review = cover["previous"][0]["title"] if cover["previous"] else ""
    where = runs(_("%(review)s, %(day)s."), review=review, day=long_day(cover["since"]))
    if any(not one["agreed_here"] for one in found["action"]):
        where += [" ", _("How the actions agreed there stand is told in the next chapter.")]
    blocks: list[Block] = [Paragraph(where, "lede")]
    if decisions:
        blocks += [
            Heading(2, _("Decided at the last review"), "earlier-decisions"),
            _decisions(decisions, "earlier-decisions"),
        ]
    if statements:
        blocks += [
            Heading(2, _("Said at the last review"), "earlier-statements"),
            *statement_blocks(statements),
        ]
    return blocks


def _decisions(decisions: list[Row], heading: str) -> Table:
    return Table(
        _("Decisions"),
        [pgettext("of a decision or an action", "Number"), _("Decision")],
        [[[one["number"]], [one["text"]]] for one in decisions],
        headed=heading,
    )


def statement_blocks(statements: list[Row]) -> list[Block]:
    """What was said, and by whom in which capacity."""
    blocks: list[Block] = []
    for one in statements:
        words: Runs = [one["text"]]
        if one["kind"].value == StatementKind.QUOTED:
            words = ["“", one["text"], "”"]
        by = joined([part for part in (_named(one), one["capacity"], one["organisation"]) if part])
        language = language_name(one["original_language"])
        spoken = _("Spoken in: %(language)s") % {"language": language}
        blocks += [
            Paragraph(words, "quote"),
            Paragraph(joined([by, one["kind"], spoken], " · "), "meta"),
        ]
    return blocks


def annexes(cover: Row, found: dict[str, list[Row]]) -> list[Block]:
    """Who took part, the agenda, the papers and the dates."""
    return [
        *_participants(found["delegation"]),
        *_agenda(found["agenda"]),
        *_documents(found["document"]),
        *_dates(found["date"]),
    ]


def _participants(delegations: list[Row]) -> list[Block]:
    if not delegations:
        return []
    merged: dict[int, Row] = {}
    for one in delegations:
        known = merged.setdefault(one["organisation_id"], {**one, "people": []})
        for person in one["people"]:
            if person["name"] not in [other["name"] for other in known["people"]]:
                known["people"].append(person)
    table: list[list[Runs]] = []
    for one in merged.values():
        people = [_person(person) for person in one["people"]]
        table.append([[one["organisation"]], [one["side"]], joined(people, semicolon()) or ["–"]])
    head = [_("Delegation"), _("Side"), _("Participants")]
    return [
        Heading(2, _("Participants"), "participants"),
        Table(_("Participants"), head, table, headed="participants"),
    ]


def _named(person: Row) -> Runs:
    address = form_of_address(person["honorific"], person["name"])
    return joined([part for part in (address, person["name"]) if part], " ")


def _person(person: Row) -> Runs:
    said = [_named(person), *([[person["capacity"]]] if person["capacity"] else [])]
    if person["is_head"]:
        said.append([_("head of the delegation")])
    return joined(said)


def _agenda(items: list[Row]) -> list[Block]:
    if not items:
        return []
    blocks: list[Block] = [Heading(2, _("Agenda"), "agenda")]
    for key in dict.fromkeys(one["meeting"] for one in items):
        own = [one for one in items if one["meeting"] == key]
        head = [_("Item"), _("Subject"), _("Purpose"), _("Projects")]
        table: list[list[Runs]] = [
            [
                [one["number"]],
                [one["title"]],
                [one["purpose"]],
                joined([project["title"] for project in one["projects"]], semicolon()) or ["–"],
            ]
            for one in own
        ]
        blocks.append(Table(str(own[0]["meeting_title"]), head, table))
    return blocks


def _documents(papers: list[Row]) -> list[Block]:
    if not papers:
        return []
    said: list[Runs] = []
    for one in papers:
        title = one["title"]
        if one["access"].value == Visibility.PUBLIC:
            path = reverse("library:document", args=[one["slug"]])
            title = Link(title, address(path))
        line: Runs = [title, " (", one["category"], comma(), language_name(one["language"])]
        line += [comma(), long_day(one["dated"])] if one["dated"] else []
        said.append([*line, ")"])
    return [Heading(2, _("Documents"), "documents"), Items(said)]


def _dates(dates: list[Row]) -> list[Block]:
    if not dates:
        return []
    return [
        Heading(2, _("Important dates"), "dates"),
        Facts([(long_day(one["on"]), [one["title"]]) for one in dates]),
    ]
