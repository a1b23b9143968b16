"""What every page shows around its content."""

from __future__ import annotations

import dataclasses
import functools
from typing import Any
from urllib.parse import quote

from django.conf import settings
from django.db.models import DateField, QuerySet
from django.http import HttpRequest
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import SimpleLazyObject
from django.utils.translation import get_language, get_language_info
from django.utils.translation import gettext as _

from donors.models import Partnership, PriorityArea
from partnership.languages import address_in
from partnership.sharing.embeds import with_query
from partnership.sharing.places import PLACES
from partnership.sharing.subjects import LIST_BY_VIEW, THINGS
from publishing.rows import Given, Row, Statement, as_rows, text

SECTIONS = {page.view_name: page.part_of for page in THINGS} | {
    page.view_name: page.part_of for page in PLACES
}
"""The list that each page of one thing belongs to."""

PAGES = SECTIONS.keys() | LIST_BY_VIEW.keys()
"""The views whose pages everybody may read."""


@dataclasses.dataclass(frozen=True, slots=True)
class Language:
    """A language the site is offered in, named in itself, with this page's address in it."""

    code: str
    name: str
    url: str
    is_current: bool


def _languages(request: HttpRequest) -> list[Language]:
    here, _mark, query = request.get_full_path().partition("?")
    return [
        Language(
            code,
            get_language_info(code)["name_local"],
            with_query(address_in(code, here), query),
            code == get_language(),
        )
        for code, _name in settings.LANGUAGES
    ]


@Statement
def _partnerships() -> QuerySet[Any, Row]:
    """As many public ones as it takes to see whether there is only one."""
    public = Partnership.objects.public().order_by("pk")
    return as_rows(public, name=text("name"), slug="slug", contact_email="contact_email")[:2]


@Statement
def _areas() -> QuerySet[Any, Row]:
    """The public priority areas in force on a ``day``."""
    areas = PriorityArea.objects.public().agreed_on(Given("day", DateField()))  # type: ignore[arg-type]
    return as_rows(areas, palette="palette")


def _palettes() -> tuple[str, ...]:
    """Those of the priority areas in force today. Runs a query."""
    return tuple(area["palette"] for area in _areas.run(day=timezone.localdate()))


def _only_partnership() -> Row | None:
    """The public partnership, if it is the only one. Runs a query."""
    public = _partnerships.run()
    return public[0] if len(public) == 1 else None


def _named(partnership: Row | None) -> str:
    if partnership is None:
        return _("Partnership Portal")
    return str(partnership["name"].plain or partnership["slug"])


def site_name() -> str:
    """The name of the only public partnership, or the portal's. Runs a query."""
    return _named(_only_partnership())


def _report(request: HttpRequest, partnership: Row | None) -> str:
    """Where an error on this page is reported: a mail about it, or the list of contacts.

    Empty for pages of one person, whose addresses are nobody else's business.
    """
    if not request.resolver_match or request.resolver_match.view_name not in PAGES:
        return ""
    if partnership is None:
        return f"{reverse('about')}#contact"
    if not partnership["contact_email"]:
        return ""
    about = _("Error on %(address)s") % {"address": request.build_absolute_uri(request.path)}
    return f"mailto:{partnership['contact_email']}?subject={quote(about)}"


def _section(request: HttpRequest) -> str:
    view_name = request.resolver_match.view_name if request.resolver_match else ""
    return SECTIONS.get(view_name, view_name)


def site(request: HttpRequest) -> dict[str, Any]:
    """Name, languages and the areas of today; each is looked up only where a page shows it."""
    partnership = functools.cache(_only_partnership)  # for this request
    return {
        "site_name": SimpleLazyObject(lambda: _named(partnership())),
        "site_report": SimpleLazyObject(lambda: _report(request, partnership())),
        "site_languages": SimpleLazyObject(lambda: _languages(request)),
        "site_section": _section(request),
        "site_palettes": SimpleLazyObject(_palettes),
    }
