"""The sheet of a project: its money, results, outcomes, lessons, and what changed."""

from __future__ import annotations

from typing import Any

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
    runs,
)
from projects.codes import IndicatorMeasure
from projects.progress import add_progress
from publishing.figures import long_day, money, value
from publishing.names import country_name
from publishing.rows import Row, Text
from search.index import plain as without_markup


def usd(total: Row | None) -> Runs:
    """A total, with what readers must know of it; “not recorded” for none."""
    if total is None:
        return [_("not recorded")]
    said = money(total["usd"]).replace("USD", "").strip()
    if total["approximate"]:
        said = _("about %(amount)s") % {"amount": said}
    if not total["is_complete"]:
        said = _("%(amount)s, some amounts left out for want of a rate") % {"amount": said}
    return [said]


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
    return [
        *blocks,
        *_objectives(project),
        *_changes(project, cover),
        *_money(project),
        *_results(project),
        *_outcomes(project),
        *_lessons(project),
    ]


def _facts(project: Row) -> list[tuple[str, Runs]]:
    def day(actual: str, planned: str) -> Runs:
        if project[actual]:
            return [long_day(project[actual])]
        return [_("%(day)s (planned)") % {"day": long_day(project[planned])}]

    facts: list[tuple[str, Runs]] = [(_("Status"), [project["status"]])]
    for label, actual, planned in (
        (_("Start"), "actual_start", "planned_start"),
        (_("End"), "actual_end", "planned_end"),
    ):
        if project[actual] or project[planned]:
            facts.append((label, day(actual, planned)))
    if project["countries"]:
        facts.append((_("Countries"), joined([_country(one) for one in project["countries"]])))
    funders = [one["name"] for one in project["partners"] if one["is_funder"]]
    if funders:
        facts.append((_("Paid for by"), joined(funders)))
    others = [
        runs("%(name)s (%(role)s)", name=one["name"], role=one["role"])
        for one in project["partners"]
        if not one["is_funder"]
    ]
    if others:
        facts.append((_("Partners"), joined(others)))
    if len(project["areas"]) > 1:
        facts.append((_("Priority areas"), joined([one["name"] for one in project["areas"]])))
    if project["crisis_phase"]:
        facts.append((_("Crisis phase"), [project["crisis_phase"]]))
    for label, field in ((_("IATI identifier"), "iati_identifier"), (_("Code"), "agency_code")):
        if project[field]:
            facts.append((label, [project[field]]))
    if project["source_as_of"]:
        facts.append((_("Source as of"), [long_day(project["source_as_of"])]))
    return facts


def _country(one: Row) -> str:
    name = country_name(one["code"])
    whole = one["share"] is None or one["share"] == 100
    return name if whole else f"{name} ({value(one['share'])} %)"


def _objectives(project: Row) -> list[Block]:
    said = paragraphs(project["objectives"])
    return [Heading(4, _("Objectives"), f"objectives-{project['id']}"), *said] if said else []


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


def _changes(project: Row, cover: Row) -> list[Block]:
    if not cover["since"]:
        return []
    blocks: list[Block] = [
        Heading(
            4,
            _("Changed since %(day)s") % {"day": long_day(cover["since"])},
            f"changes-{project['id']}",
        )
    ]
    said = [_change(one) for one in project["changes"]]
    if said:
        blocks.append(Items(said))
    else:
        blocks.append(Paragraph([_("No change is on record.")]))
    if not project["page_is_known"]:
        blocks.append(
            Paragraph(
                [
                    _(
                        "No version of the page from then is kept: changes of its status, planned dates, budget and texts cannot be told."
                    )
                ],
                "note",
            )
        )
    return blocks


def _change(one: Row) -> Runs:
    """A change in a sentence."""
    on = long_day(one["on"]) if one.get("on") else ""
    match one["what"]:
        case "started":
            return [_("Work began on %(day)s.") % {"day": on}]
        case "ended":
            return [_("Work ended on %(day)s.") % {"day": on}]
        case "status":
            return runs(_("Status: %(old)s, now %(new)s."), old=one["old"], new=one["new"])
        case "planned_start" | "planned_end" as what:
            label = _("Planned start") if what == "planned_start" else _("Planned end")
            old, new = ((one[at] and long_day(one[at])) or _("not stated") for at in ("old", "new"))
            return [_("%(what)s: %(old)s, now %(new)s.") % {"what": label, "old": old, "new": new}]
        case "budget":
            old, new = (
                _("not known in dollars") if one[at] is None else money(one[at])
                for at in ("old", "new")
            )
            return [_("Budget: %(old)s, now %(new)s.") % {"old": old, "new": new}]
        case "texts":
            return [_("Texts rewritten: %(names)s.") % {"names": _named(one["names"])}]
        case "value":
            return _value_change(one)
        case "commitments":
            said = ngettext(
                "%(n)s country committed.", "%(n)s countries committed.", one["countries"]
            )
            return [said % {"n": value(one["countries"])}]
        case "outcome":
            return runs(
                "%(title)s: %(state)s, %(day)s.", title=one["title"], state=one["state"], day=on
            )
        case "expected":
            return runs(_("Expected since %(day)s: %(title)s."), day=on, title=one["title"])
        case "update" | "lesson":
            return runs("%(title)s (%(day)s)", title=one["title"], day=on) if on else [one["title"]]
    return _money_change(one)


def _money_change(one: Row) -> Runs:
    if one["what"] in {"given", "pledged"}:
        amount = money(one["amount"], one["currency"])
        if one["approximate"]:
            amount = _("about %(amount)s") % {"amount": amount}
        said = (
            _("%(amount)s allocated by %(provider)s, %(day)s.")
            if one["what"] == "given"
            else _("%(amount)s pledged by %(provider)s, %(day)s.")
        )
        return runs(said, amount=amount, provider=one["provider"], day=long_day(one["date"]))
    said = _("Received: %(amount)s.") if one["what"] == "received" else _("Spent: %(amount)s.")
    amount = _("an amount not known in dollars") if one["usd"] is None else money(one["usd"])
    if one["incomplete"] and one["usd"] is not None:
        amount = _("%(amount)s, some amounts left out for want of a rate") % {"amount": amount}
    return [said % {"amount": amount}]


def _value_change(one: Row) -> Runs:
    new = _measured(one["new"], one)
    if one["old"] is None:
        said = _("%(indicator)s: %(new)s, reported for the first time, %(day)s.")
    else:
        said = _("%(indicator)s: %(old)s, now %(new)s, %(day)s.")
    return runs(
        said,
        indicator=one["indicator"],
        new=new,
        day=long_day(one["on"]),
        old=_measured(one["old"], one),
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


def _money(project: Row) -> list[Block]:
    figures = project["money"]
    labels = [
        ("budget", _("Budget in force")),
        ("allocated", _("Allocated by donors")),
        ("received", _("Received")),
        ("spent", _("Spent")),
        ("balance", _("Balance: received and not yet spent")),
        ("unspent", _("Allocated and not yet spent")),
    ]
    known = [(name, label) for name, label in labels if figures[name] is not None]
    if not known and not project["allocations"]:
        return []
    blocks: list[Block] = [Heading(4, _("Money"), f"money-{project['id']}")]
    if known:
        amounts = {name: figures[name]["usd"] for name, _label in known}
        most = max(*amounts.values(), 0)
        blocks.append(
            Table(
                _("Money in, out and balance"),
                [_("Figure"), _("US dollars")],
                [[[label], usd(figures[name])] for name, label in known],
                frozenset({1}),
                [round(100 * max(amounts[name], 0) / most) if most else None for name, _l in known],
            )
        )
    missing = [label for name, label in labels if figures[name] is None]
    if missing:
        blocks.append(
            Paragraph([_("Not recorded: %(figures)s.") % {"figures": ", ".join(missing)}], "note")
        )
    if project["has_parts"]:
        blocks.append(
            Paragraph(
                [_("This is a programme: its money is that of its parts, and in no sum.")], "note"
            )
        )
    if project["allocations"]:
        head = [_("From"), _("Fund"), _("Kind"), _("Value date"), _("Amount")]
        table = [_allocation(one) for one in project["allocations"]]
        blocks.append(Table(_("Where the money comes from"), head, table, frozenset({4})))
    return blocks


def _allocation(one: Row) -> list[Runs]:
    amount = money(one["amount"], one["currency"])
    if one["approximate"]:
        amount = _("about %(amount)s") % {"amount": amount}
    kind: Runs = [one["type"]]
    if one["is_pledge"]:
        kind += [" (", _("not added"), ")"]
    elif not one["counted"]:
        kind += [" (", _("counted with its commitment"), ")"]
    return [[one["provider"]], [one["fund"]], kind, [long_day(one["date"])], [amount]]


def _measured(number: Any, indicator: Row) -> str:
    if number is None:
        return _("described")
    said = value(number)
    return f"{said} %" if indicator["measure"] == IndicatorMeasure.PERCENTAGE else said


def _results(project: Row) -> list[Block]:
    if not project["results"]:
        return []
    table: list[list[Runs]] = []
    bars: list[int | None] = []
    notes: list[Runs] = []
    for result in project["results"]:
        for one in map(add_progress, result["indicators"]):
            latest = one["latest"]
            unit: Runs = [" ", one["unit"]] if one["unit"] else []
            achieved: Runs = [_("no value yet")]
            if latest:
                about = _("about") + " " if latest["approximate"] else ""
                achieved = [about + _measured(latest["value"], one), *unit]
                proofs = [proof["document"] or proof["title"] for proof in latest["evidence"]]
                source = runs(_(" Evidence: %(papers)s."), papers=joined(proofs)) if proofs else []
                if latest["comment"] or source:
                    notes.append([one["title"], ": ", latest["comment"], *source])
            target: Runs = [_("none published")]
            if one["target"] is not None:
                target = [_measured(one["target"], one)]
            table.append(
                [
                    runs(
                        "%(title)s (%(type)s: %(result)s)",
                        title=one["title"],
                        type=result["type"],
                        result=result["title"],
                    ),
                    [_measured(one["baseline"], one)] if one["baseline"] is not None else ["–"],
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
        Table(_("Results against targets"), head, table, frozenset({1, 2, 3, 4}), bars),
    ]
    return [*blocks, Items(notes)] if notes else blocks


def _outcomes(project: Row) -> list[Block]:
    said: list[Runs] = []
    for one in project["outcomes"]:
        line: Runs = runs("%(state)s: %(title)s.", state=one["state"], title=one["title"])
        if one["authority"]:
            line += runs(_(" Decided by: %(authority)s."), authority=one["authority"])
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
        line += [" ", _("Validated on %(day)s.") % {"day": long_day(one["validated_on"])}]
    if one["applied_in"]:
        where = joined([project["title"] for project in one["applied_in"]])
        line += runs(_(" Applied in: %(projects)s."), projects=where)
    return [Paragraph(line, "lead"), *paragraphs(one["text"])]
