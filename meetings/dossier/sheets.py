"""The sheet of a project: its money, results, outcomes, lessons, and what changed."""

from __future__ import annotations

import datetime as dt

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from meetings.dossier.blocks import (
    Block,
    Facts,
    Heading,
    Items,
    Paragraph,
    Picture,
    Runs,
    Table,
    joined,
    plain,
    runs,
)
from meetings.dossier.change_sentences import change_blocks, measured, with_unit
from meetings.dossier.money_blocks import money_of_project
from projects.progress import add_progress
from publishing.figures import long_day, value
from publishing.names import country_name
from publishing.rows import Row, Text
from search.index import plain as without_markup


def paragraphs(rich: Text) -> list[Block]:
    """The paragraphs of a rich text, without its mark-up."""
    parts = rich.plain.replace("</li>", "</p>").split("</p>")
    said = [" ".join(without_markup(part).split()) for part in parts]
    return [Paragraph([Text(one, rich.language)]) for one in said if one]


def sheet(project: Row, cover: Row, palette: str) -> list[Block]:
    """All that the dossier says of a project."""
    blocks: list[Block] = [
        Heading(3, project["title"], f"project-{project['id']}", palette, project["changed"])
    ]
    if project["is_demo"]:
        blocks.append(Paragraph([_("Demo content, made up to show the portal.")], "meta"))
    blocks += [
        Picture(
            photo["id"],
            photo["slug"],
            photo["alternative_text"],
            photo["caption"],
            photo["credit"],
            photo["width"],
            photo["height"],
        )
        for photo in project["photos"]
    ]
    if project["summary"]:
        blocks.append(Paragraph([project["summary"]], "lede"))
    blocks.append(Facts(_facts(project)))
    if n := project.get("left_out"):
        told = ngettext(
            "Since the dossier was frozen %(n)s part of this sheet was taken back. It is left out.",
            "Since the dossier was frozen %(n)s parts of this sheet were taken back. They are left"
            " out.",
            n,
        )
        blocks.append(Paragraph([told % {"n": value(n)}], "note"))
    return [
        *blocks,
        *_objectives(project),
        *change_blocks(project, cover),
        *money_of_project(project),
        *_results(project),
        *_outcomes(project),
        *_lessons(project),
    ]


def _facts(project: Row) -> list[tuple[str, Runs]]:
    """What is known of these; what is not is not listed."""
    funders = [one["name"] for one in project["partners"] if one["is_funder"]]
    others = [
        runs("%(name)s (%(role)s)", name=one["name"], role=one["role"])
        for one in project["partners"]
        if not one["is_funder"]
    ]
    areas = [one["name"] for one in project["areas"]]
    as_of = project["source_as_of"]
    facts: list[tuple[str, Runs]] = [
        (_("Status"), [project["status"]]),
        (_("Start"), _day(project["actual_start"], project["planned_start"])),
        (_("End"), _day(project["actual_end"], project["planned_end"])),
        (_("Countries"), joined([_country(one) for one in project["countries"]])),
        (_("Paid for by"), joined(funders)),
        (_("Partners"), joined(others)),
        (_("Priority areas"), joined(areas) if len(areas) > 1 else []),
        (_("Crisis phase"), [project["crisis_phase"]]),
        (_("IATI identifier"), [project["iati_identifier"] or ""]),
        (_("Code"), [project["agency_code"]]),
        (_("Source as of"), [long_day(as_of) if as_of else ""]),
    ]
    return [(name, stands) for name, stands in facts if plain(stands)]


def _day(actual: dt.date | None, planned: dt.date | None) -> Runs:
    if actual is not None:
        return [long_day(actual)]
    return [_("%(day)s (planned)") % {"day": long_day(planned)}] if planned else []


def _country(one: Row) -> str:
    name = country_name(one["code"])
    whole = one["share"] is None or one["share"] == 100
    return name if whole else f"{name} ({value(one['share'])} %)"


def _objectives(project: Row) -> list[Block]:
    said = paragraphs(project["objectives"])
    return [Heading(4, _("Objectives"), f"objectives-{project['id']}"), *said] if said else []


def _results(project: Row) -> list[Block]:
    if not project["results"]:
        return []
    table: list[list[Runs]] = []
    bars: list[int | None] = []
    notes: list[Runs] = []
    for result in project["results"]:
        for one in map(add_progress, result["indicators"]):
            latest = one["latest"]
            achieved: Runs = [_("no value yet")]
            if latest:
                about = _("about") + " " if latest["approximate"] else ""
                achieved = [about, *with_unit(latest["value"], one)]
                proofs = [proof["document"] or proof["title"] for proof in latest["evidence"]]
                source = runs(_(" Evidence: %(papers)s."), papers=joined(proofs)) if proofs else []
                if latest["comment"] or source:
                    notes.append([one["title"], ": ", latest["comment"], *source])
            target: Runs = [_("none published")]
            if one["target"] is not None:
                target = [measured(one["target"], one)]
            table.append(
                [
                    runs(
                        "%(title)s (%(type)s: %(result)s)",
                        title=one["title"],
                        type=result["type"],
                        result=result["title"],
                    ),
                    [measured(one["baseline"], one)] if one["baseline"] is not None else ["–"],
                    achieved,
                    target,
                    [f"{one['percent']} %"] if one["percent"] is not None else ["–"],
                    [long_day(latest["as_of"])] if latest else ["–"],
                ]
            )
            percent = one["percent"]
            bars.append(None if percent is None else max(0, min(100, percent)))
    head = [_("Indicator"), _("Baseline"), _("Achieved"), _("Target"), _("Of target"), _("As of")]
    blocks: list[Block] = [
        Heading(4, _("Results against targets"), f"results-{project['id']}"),
        Table(
            _("Results against targets"),
            head,
            table,
            frozenset({1, 2, 3, 4}),
            bars,
            unbroken=frozenset({5}),
            headed=f"results-{project['id']}",
        ),
    ]
    return [*blocks, Items(notes)] if notes else blocks


def _outcomes(project: Row) -> list[Block]:
    said: list[Runs] = []
    for one in project["outcomes"]:
        line: Runs = runs("%(state)s: %(title)s.", state=one["state"], title=one["title"])
        if one["authority"]:
            said_by = _(" Decided by: %(authority)s.")
            if not one["decided_on"]:
                said_by = _(" To be decided by: %(authority)s.")
            line += runs(said_by, authority=one["authority"])
        for label, field in (
            (_("Expected since %(day)s."), "expected_since"),
            (_("Expected by %(day)s."), "expected_by"),
            (_("Decided on %(day)s."), "decided_on"),
        ):
            if one[field]:
                line += [" ", label % {"day": long_day(one[field])}]
        if one["description"]:
            line += [" ", one["description"]]
        said.append(line)
    if n := len({one["code"] for one in project["commitments"]}):
        said.append(
            [
                ngettext("%(n)s country has committed.", "%(n)s countries have committed.", n)
                % {"n": value(n)}
            ]
        )
    if not said:
        return []
    return [
        Heading(4, _("Outcomes expected and achieved"), f"outcomes-{project['id']}"),
        Items(said),
    ]


def _lessons(project: Row) -> list[Block]:
    if not project["lessons"]:
        return []
    blocks: list[Block] = [Heading(4, _("Lessons"), f"lessons-{project['id']}")]
    for one in project["lessons"]:
        blocks += lesson(one)
    return blocks


def lesson(one: Row) -> list[Block]:
    """A lesson: what sort, what was learned, where it was applied."""
    line: Runs = runs("%(kind)s: %(title)s.", kind=one["kind"], title=one["title"])
    if one["drawn_on"]:
        line += [" ", _("Drawn on %(day)s.") % {"day": long_day(one["drawn_on"])}]
    if one["validated_on"]:
        on = long_day(one["validated_on"])
        # Dossiers frozen before it was kept do not say for whom.
        by = [organisation["name"] for organisation in one.get("validated_for", [])]
        said = _("Validated by %(name)s on %(day)s.") if by else _("Validated on %(day)s.")
        line += [" ", *runs(said, day=on, name=by[0] if by else "")]
    if one["applied_in"]:
        where = joined([project["title"] for project in one["applied_in"]])
        line += runs(_(" Applied in: %(projects)s."), projects=where)
    return [Paragraph(line, "lead"), *paragraphs(one["text"])]
