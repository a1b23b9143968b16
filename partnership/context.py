"""What every page shows around its content."""

from __future__ import annotations

import dataclasses
import functools
from typing import Any
from urllib.parse import quote

from django.conf import settings
from django.http import HttpRequest
from django.urls import reverse, translate_url
from django.utils import timezone
from django.utils.functional import SimpleLazyObject
from django.utils.translation import get_language, get_language_info
from django.utils.translation import gettext as _

from donors.models import Partnership, PriorityArea
from partnership.sharing.places import PLACES
from partnership.sharing.subjects import LIST_BY_VIEW, THINGS

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
    here = request.get_full_path()
    return [
        Language(
            code,
            get_language_info(code)["name_local"],
            translate_url(here, code),
            code == get_language(),
        )
        for code, _name in settings.LANGUAGES
    ]


def _only_partnership() -> Partnership | None:
    """The public partnership, if it is the only one. Runs two queries."""
    public = list(Partnership.objects.public().prefetch_related("translations")[:2])
    return public[0] if len(public) == 1 else None


def _named(partnership: Partnership | None) -> str:
    return str(partnership) if partnership else _("Partnership Portal")


def site_name() -> str:
    """The name of the only public partnership, or the portal's. Runs two queries."""
    return _named(_only_partnership())


def _report(request: HttpRequest, partnership: Partnership | None) -> str:
    """Where an error on this page is reported: a mail about it, or the list of contacts.

    Empty for pages of one person, whose addresses are nobody else's business.
    """
    if not request.resolver_match or request.resolver_match.view_name not in PAGES:
        return ""
    if partnership is None:
        return f"{reverse('about')}#contact"
    if not partnership.contact_email:
        return ""
    about = _("Error on %(address)s") % {"address": request.build_absolute_uri(request.path)}
    return f"mailto:{partnership.contact_email}?subject={quote(about)}"


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
        "site_areas": SimpleLazyObject(
            lambda: list(PriorityArea.objects.public().agreed_on(timezone.localdate()))
        ),
    }
