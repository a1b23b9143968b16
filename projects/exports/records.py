"""What a file says of each project, read some at a time and never as model objects."""

from __future__ import annotations

import datetime as dt
import itertools
from collections.abc import Iterable, Iterator, Mapping
from decimal import Decimal
from typing import Any

from django.conf import settings
from django.db.models import F, OuterRef, Subquery, TextField
from django.db.models.functions import Coalesce
from django.urls import reverse
from django.utils.translation import get_language

from donors.models import UsdTotal
from projects.codes import ActivityStatus
from projects.exports.columns import CODES, COLUMNS, LISTS, SUMS
from projects.facets.choices import Choices
from projects.facets.codes import Facet, split
from projects.filters import Ranked
from projects.finance import sums_of
from projects.models import Project, ProjectQuerySet
from publishing.many import any_of

AT_ONCE = 2000
Value = str | int | bool | Decimal | dt.date | dt.datetime | None


def _text(field: str) -> Any:
    texts = (
        Project.translations.rel.related_model.objects.filter(master=OuterRef("pk"))
        .exclude(**{field: ""})
        .order_by("pk")
        .values(field)
    )
    return Coalesce(
        Subquery(texts.filter(language_code=get_language())[:1]),
        Subquery(texts.filter(language_code=settings.LANGUAGE_CODE)[:1]),
        Subquery(texts[:1]),
        output_field=TextField(),
    )


def _programmes(parents: Iterable[int | None]) -> dict[int, str | None]:
    """The titles of public projects among these. Runs a query."""
    wanted = {key for key in parents if key}
    public = Project.objects.public().filter(pk__among=any_of(wanted)).order_by()
    return dict(public.values_list("pk", _text("title")))


def _with_parts(keys: Iterable[int]) -> set[int | None]:
    """Those that have public parts. Only then is their money left out of sums. Runs a query."""
    parts = Project.objects.public().filter(parent__among=any_of(keys)).order_by()
    return set(parts.values_list("parent_id", flat=True))


def _batches(
    selected: ProjectQuerySet | Ranked, *fields: Any
) -> Iterator[tuple[list[int], list[tuple[Any, ...]]]]:
    """Keys in the order of the list and their rows, which begin with the key.

    Memory stays the same however many there are. Runs one query, and one per ``AT_ONCE`` rows.
    """
    keys = (
        iter(selected.keys)
        if isinstance(selected, Ranked)
        else selected.values_list("pk", flat=True).iterator(chunk_size=AT_ONCE)
    )
    # What was hidden since its key was read is left out.
    public = Project.objects.public().filter(facets__isnull=False)
    rows = public.order_by().values_list("pk", *fields)
    while some := list(itertools.islice(keys, AT_ONCE)):
        found = {row[0]: row for row in rows.filter(pk__among=any_of(some))}
        yield some, [found[key] for key in some if key in found]


def _money(
    totals: Mapping[str, UsdTotal],
    budget: Decimal | None,
    names: Mapping[str, str],
    *,
    is_demo: bool,
) -> dict[str, Any]:
    """The columns of money, and by these ``names`` which of them are not exact.

    All sums of a project that ``is_demo`` are made up.
    """
    usd: dict[str, Decimal | None] = dict.fromkeys(SUMS)
    # That of the list, where contradictory ones are not added up. A programme has one, too.
    usd["budget_usd"] = budget
    approximate, incomplete, demo = [], [], set()
    for kind, total in totals.items():
        column = f"{kind}_usd"
        if total.counted and kind != "budget":
            usd[column] = total.amount
        if total.approximate and usd[column] is not None:
            approximate.append(names[column])
        if not total.is_complete:
            incomplete.append(names[column])
        if total.demo:
            demo.add(column)
    made_up = [
        names[column]
        for column, amount in usd.items()
        if column in demo or (is_demo and amount is not None)
    ]
    return {**usd, "approximate": approximate, "incomplete": incomplete, "made_up": made_up}


def records(
    selected: ProjectQuerySet | Ranked, choices: Choices, root: str, *, coded: bool = False
) -> Iterator[dict[str, Value | list[str]]]:
    """One record per project, by the names of ``COLUMNS``; ``root`` is the site's address.

    ``coded`` for programs: with codes where readers are given words, if these are fixed lists.
    """
    names = {choice.code: choice.label for of in choices.of.values() for choice in of.values()}
    if coded:
        names |= {
            choice.code: choice.value
            for facet in (Facet.PHASE, Facet.HAS)
            for choice in choices.of[facet].values()
        }
    known = {code: (split(code)[0], name) for code, name in names.items()}
    official = {
        choice.code: choice.value
        for facet, _label in CODES.values()
        for choice in choices.of[facet].values()
    }
    statuses = {code: str(label) for code, label in ActivityStatus.choices}
    sums = {name: name if coded else str(label) for name, label in SUMS.items()}
    demo, programme = (
        (False, True) if coded else ("", str(COLUMNS[name])) for name in ("is_demo", "is_programme")
    )
    # Any slug stands for the others.
    pattern = root + reverse("projects:project", args=["slug"])
    copied = ["iati_identifier", "agency_code", "updated_at"]
    copied += ["planned_start", "actual_start", "planned_end", "actual_end"]
    fields = [
        _text("title"),
        _text("summary"),
        "status",
        "is_demo",
        "parent_id",
        F("facets__budget"),
        F("facets__values"),
        "slug",
        *copied,
    ]
    for keys, some in _batches(selected, *fields):
        money = sums_of(keys)
        # Not with the rows: PostgreSQL would read all projects for them each time.
        programmes, with_parts = _programmes(row[5] for row in some), _with_parts(keys)
        for row in some:
            key, title, summary, status, is_demo, parent, *others = row
            budget, values, slug, *rest = others
            lists: dict[Facet, list[str]] = {}
            codes: dict[Facet, list[str]] = {}
            for value in values:
                # Only what has a public name is told.
                if value in known:
                    facet, name = known[value]
                    lists.setdefault(facet, []).append(name)
                    if value in official:
                        codes.setdefault(facet, []).append(official[value])
            yield {
                **dict(zip(copied, rest, strict=True)),
                "title": title,
                "is_demo": demo[is_demo],
                "is_programme": programme[key in with_parts],
                "part_of": programmes.get(parent) or "",
                "summary": summary,
                "status": statuses[status],
                "status_code": str(status),
                **_money(money.get(key, {}), budget, sums, is_demo=is_demo),
                **{name: lists.get(facet, []) for name, (facet, _label) in LISTS.items()},
                **{name: codes.get(facet, []) for name, (facet, _label) in CODES.items()},
                "url": pattern.replace("/slug/", f"/{slug}/"),
            }
