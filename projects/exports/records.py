"""What a file says of each project, read in ranges of keys and never as model objects."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Sequence
from decimal import Decimal
from typing import Any

from django.conf import settings
from django.db.models import F, OuterRef, Subquery, TextField
from django.db.models.functions import Coalesce
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from projects.codes import ActivityStatus
from projects.facets.choices import Choices
from projects.facets.codes import Facet, split
from projects.models import Project, ProjectQuerySet

AT_ONCE = 1000
Value = str | int | Decimal | dt.date | dt.datetime | None

LISTS = {
    "areas": (Facet.AREA, _("Priority areas")),
    "approaches": (Facet.APPROACH, _("Common approaches")),
    "regions": (Facet.REGION, _("Regions")),
    "countries": (Facet.COUNTRY, _("Countries")),
    "donors": (Facet.DONOR, _("Donors")),
    "funds": (Facet.FUND, _("Funds")),
    "goals": (Facet.GOAL, _("Sustainable Development Goals")),
    "sectors": (Facet.SECTOR, _("Sectors")),
    "phase": (Facet.PHASE, _("Crisis phase")),
    "has": (Facet.HAS, _("With")),
}
"""Columns that list the values of a facet."""
COLUMNS = {
    "iati_identifier": _("IATI identifier"),
    "agency_code": _("Agency code"),
    "title": _("Title"),
    "summary": _("Summary"),
    "status": _("Status"),
    "start": _("Start"),
    "end": _("End"),
    "budget_usd": _("Budget in US dollars"),
    **{name: label for name, (_facet, label) in LISTS.items()},
    "updated_at": _("Updated at"),
    "url": _("Address"),
}
"""Names of the columns, as in JSON, and what readers call them."""
SEPARATOR = "; "


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


def ranges(
    selected: ProjectQuerySet, *fields: Any, at_once: int = AT_ONCE
) -> Iterator[Sequence[tuple[Any, ...]]]:
    """The rows of a selection by key, some at a time; each begins with its key.

    Memory stays the same however many there are. Runs one query per ``at_once`` rows.
    """
    rows = selected.order_by("pk").values_list("pk", *fields)
    last = 0
    while found := list(rows.filter(pk__gt=last)[:at_once]):
        yield found
        last = found[-1][0]


def records(
    selected: ProjectQuerySet, choices: Choices, root: str
) -> Iterator[dict[str, Value | list[str]]]:
    """One record per project, by the names of ``COLUMNS``; ``root`` is the site's address."""
    names = {choice.code: choice.label for of in choices.of.values() for choice in of.values()}
    names |= {
        choice.code: choice.value
        for facet in (Facet.PHASE, Facet.HAS)
        for choice in choices.of[facet].values()
    }
    known = {code: (split(code)[0], name) for code, name in names.items()}
    statuses = {code: str(label) for code, label in ActivityStatus.choices}
    # Any slug stands for the others.
    pattern = root + reverse("projects:project", args=["slug"])
    fields = [
        "iati_identifier",
        "agency_code",
        _text("title"),
        _text("summary"),
        "status",
        Coalesce("actual_start", "planned_start"),
        Coalesce("actual_end", "planned_end"),
        F("facets__budget"),
        F("facets__values"),
        "updated_at",
        "slug",
    ]
    for some in ranges(selected, *fields):
        for _pk, iati, code, title, summary, status, start, end, budget, values, at, slug in some:
            lists: dict[Facet, list[str]] = {}
            for value in values:
                # Only what has a public name is told.
                if value in known:
                    facet, name = known[value]
                    lists.setdefault(facet, []).append(name)
            yield {
                "iati_identifier": iati,
                "agency_code": code,
                "title": title,
                "summary": summary,
                "status": statuses[status],
                "start": start,
                "end": end,
                "budget_usd": budget,
                **{name: lists.get(facet, []) for name, (facet, _label) in LISTS.items()},
                "updated_at": at,
                "url": pattern.replace("/slug/", f"/{slug}/"),
            }
