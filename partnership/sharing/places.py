"""Pages about what has no public text of its own: a country, a figure, a point of an agenda."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

from django.db.models import Prefetch
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from donors.models import PriorityArea
from meetings.models import AgendaItem
from partnership.sharing import structured
from partnership.sharing.subjects import Words
from projects.models import CountryCommitment, Indicator, Project, RecipientCountry
from projects.pages import public_areas
from publishing.names import country_name
from publishing.templatetags.translated import find

Shown = dict[str, Any]
"""What the view of a page gave its template."""


@dataclass(frozen=True, slots=True)
class PlacePage:
    """A page about one of them; ``key`` names its kind in the address of its picture."""

    view_name: str
    key: str
    part_of: str
    description: Words
    """With ``%(title)s`` for what the page is called."""
    places: Callable[[], Iterable[tuple[Any, ...]]]
    """What the addresses of all public ones are made of. Runs queries."""
    name_of: Callable[[Shown], str]
    """Its name in the address of its picture. No query."""
    picture: Callable[[str], tuple[str, PriorityArea | None] | None]
    """Title and area on the picture of that name; nothing for what is not public. Runs queries."""
    structured: Callable[[str, Shown, structured.Site], structured.Data | None] = (
        lambda _title, _shown, _site: None
    )
    """What machines are told of it. No query."""
    steps: Callable[[Shown], list[tuple[str, str]]] = lambda _shown: []
    """Names and addresses between its list and the page. No query."""


def _countries() -> list[tuple[Any, ...]]:
    """Every country with a public project or a commitment to one."""
    at_work, committed = (
        model.objects.public().order_by().values_list("country")
        for model in (RecipientCountry, CountryCommitment)
    )
    return sorted(at_work.union(committed))


def _country(code: str) -> tuple[str, PriorityArea | None] | None:
    return (country_name(code), None) if (code,) in _countries() else None


def _results() -> Iterable[tuple[Any, ...]]:
    return Indicator.objects.public().order_by("pk").values_list("pk").iterator()


def _result(key: str) -> tuple[str, PriorityArea | None] | None:
    found = (
        Indicator.objects.public()
        .filter(pk=_number(key))
        .prefetch_related(
            "translations",
            Prefetch("result__project", Project.objects.prefetch_related(public_areas())),
        )
        .first()
    )
    return found and (find(found, "title")[0], found.result.project.main_area)


def _agenda_items() -> Iterable[tuple[Any, ...]]:
    public = AgendaItem.objects.public().order_by("meeting", "pk")
    return public.values_list("meeting__slug", "number").iterator()


def _agenda_item(key: str) -> tuple[str, PriorityArea | None] | None:
    areas = PriorityArea.objects.public().prefetch_related("translations")
    found = (
        AgendaItem.objects.public()
        .filter(pk=_number(key))
        .prefetch_related("translations", Prefetch("area", areas))
        .first()
    )
    return found and (f"{found.number} {find(found, 'title')[0]}", found.area)


def _number(key: str) -> int | None:
    """The key of a row that the name of a picture states, if it can be one."""
    return int(key) if key.isascii() and key.isdigit() and len(key) < 19 else None


PLACES = [
    PlacePage(
        "country",
        "country",
        "countries",
        _(
            "%(title)s: the projects there, their budgets and results, and what the country "
            "committed to."
        ),
        _countries,
        name_of=lambda shown: shown["code"],
        picture=_country,
    ),
    PlacePage(
        "projects:result",
        "result",
        "projects:results",
        _("%(title)s: each approved value with its day, its target and its evidence."),
        _results,
        name_of=lambda shown: str(shown["indicator"]["id"]),
        picture=_result,
        structured=structured.result,
    ),
    PlacePage(
        "meetings:agenda_item",
        "agenda-item",
        "meetings:list",
        _("%(title)s: what was to be talked about, what was said, decided and agreed."),
        _agenda_items,
        name_of=lambda shown: str(shown["item"]["id"]),
        picture=_agenda_item,
        steps=lambda shown: [
            (
                shown["meeting"]["title"].plain,
                reverse("meetings:meeting", args=[shown["meeting"]["slug"]]),
            )
        ],
    ),
]

PLACE_BY_VIEW = {page.view_name: page for page in PLACES}
PLACE_BY_KEY = {page.key: page for page in PLACES}
