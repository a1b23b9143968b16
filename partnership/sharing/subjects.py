"""What each page is about: its kind, the texts that describe it, where it belongs.

A page that is listed neither here nor in ``partnership.sharing.places`` still has its address,
its languages and the site's own description and picture.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.db.models import Prefetch, QuerySet
from django.utils.functional import Promise
from django.utils.text import Truncator
from django.utils.translation import gettext_lazy as _

from donors.models import Fund, Organisation, PriorityArea
from meetings.models import Meeting
from news.models import Article
from partnership.sharing import structured
from projects.models import Project
from projects.pages import public_areas
from publishing.richtext import plain_words
from publishing.templatetags.translated import find

DESCRIPTION_LENGTH = 200
"""Search engines cut longer ones short."""

Words = str | Promise


@dataclass(frozen=True, slots=True)
class ListPage:
    """A page that is about many things; ``key`` names it in the address of its picture."""

    view_name: str
    key: str
    title: Words
    description: Words
    structured: Callable[[structured.Site], structured.Data] | None = None


@dataclass(frozen=True, slots=True)
class ThingPage:
    """A page that is about one thing; ``key`` names its kind in the address of its picture."""

    view_name: str
    key: str
    model: type[Any]
    title: str
    summary: str
    structured: Callable[[Any, dict[str, Any], structured.Site], structured.Data]
    part_of: str = "home"
    is_article: bool = False
    area_of: Callable[[Any], PriorityArea | None] = lambda _thing: None
    related: Callable[[], list[Prefetch]] = list
    """What ``area_of`` reads, as public as it must be."""

    def public(self) -> QuerySet[Any]:
        """The things of this kind that may be shown, with what a picture needs."""
        return self.model._default_manager.public().prefetch_related(
            "translations", *self.related()
        )

    def title_of(self, thing: Any) -> str:
        """In the reader's language, without markup. No query."""
        return find(thing, self.title)[0]

    def description_of(self, thing: Any) -> str:
        """Plain text of at most ``DESCRIPTION_LENGTH`` characters; may be empty. No query."""
        text = plain_words(find(thing, self.summary)[0])
        return Truncator(text).chars(DESCRIPTION_LENGTH)


LISTS = [
    ListPage(
        "home",
        "home",
        _("Shared priorities. One open record."),
        _(
            "What was agreed, what was paid, what was done and what the evidence says: "
            "project by project, review by review."
        ),
        structured.website,
    ),
    ListPage(
        "projects:list",
        "projects",
        _("Projects"),
        _("All projects of the partnership: where, by whom, with what money and what results."),
        structured.dataset,
    ),
    ListPage(
        "meetings:list",
        "meetings",
        _("Meetings"),
        _("Each year the two sides review what was agreed, done and learned."),
    ),
    ListPage("news:list", "news", _("News"), _("News of the partnership and its projects.")),
    ListPage(
        "priority_areas",
        "priority-areas",
        _("Priority areas"),
        _(
            "What both sides agreed to put first. When they agree anew, the earlier areas stay on "
            "record and lead to their successors."
        ),
    ),
    ListPage(
        "countries",
        "countries",
        _("Countries"),
        _(
            "Where projects work. A circle stands for a country, never for a place in it; the "
            "list below says the same."
        ),
    ),
    ListPage(
        "donors",
        "donors",
        _("Donors"),
        _("Who gives, and through which ministry or agency. Each has a page of its own."),
    ),
    ListPage(
        "funds",
        "funds",
        _("Funds"),
        _(
            "The accounts that donors pay into and projects are paid out of. Each has a "
            "statement: where its money comes from, where it goes, what is left."
        ),
    ),
    ListPage(
        "projects:results",
        "results",
        _("Results"),
        _(
            "What was counted, against what was aimed at. Only approved values are shown, each "
            "with its day and its evidence."
        ),
    ),
    ListPage(
        "projects:lessons",
        "lessons",
        _("Lessons"),
        _("What projects learned: what worked, what did not, and what to do next time."),
    ),
    ListPage(
        "projects:commitments",
        "commitments",
        _("Commitments of countries"),
        _("What countries said they would do. A commitment is not yet an achievement."),
    ),
    ListPage(
        "documents",
        "documents",
        _("Documents"),
        _("Agreements, reports, evaluations and minutes, as far as they are public."),
    ),
    ListPage(
        "meetings:actions",
        "actions",
        _("Agreed actions"),
        _("What each side promised at a review, and whether it was done in time."),
    ),
    ListPage(
        "meetings:statements",
        "statements",
        _("Statements"),
        _("What was said at the meetings, by whom, and in the office then held."),
    ),
    ListPage(
        "about",
        "about",
        _("About"),
        _(
            "This is the public record of a partnership: what was agreed, what was paid, what was "
            "done, what was learned and what each side will do next."
        ),
    ),
    ListPage(
        "glossary",
        "glossary",
        _("Glossary"),
        _("Every term and every kind of figure on these pages, in plain words."),
    ),
    ListPage(
        "accessibility",
        "accessibility",
        _("Accessibility"),
        _(
            "These pages are made to be used by everybody. They aim at the Web Content "
            "Accessibility Guidelines 2.2, level AA."
        ),
    ),
    ListPage(
        "api",
        "api",
        _("Data for programs"),
        _(
            "Everything public can be read by programs, as JSON, without a key. What each field "
            "means is listed here."
        ),
    ),
]

THINGS = [
    ThingPage(
        "projects:project",
        "project",
        Project,
        "title",
        "summary",
        structured.project,
        part_of="projects:list",
        area_of=lambda project: project.main_area,
        related=lambda: [public_areas()],
    ),
    ThingPage(
        "priority_area",
        "priority-area",
        PriorityArea,
        "name",
        "summary",
        structured.area,
        part_of="priority_areas",
        area_of=lambda area: area,
    ),
    ThingPage(
        "organisation",
        "organisation",
        Organisation,
        "name",
        "description",
        structured.organisation,
        part_of="donors",
    ),
    ThingPage("fund", "fund", Fund, "name", "purpose", structured.fund, part_of="funds"),
    ThingPage(
        "meetings:meeting",
        "meeting",
        Meeting,
        "title",
        "summary",
        structured.meeting,
        part_of="meetings:list",
    ),
    ThingPage(
        "news:article",
        "article",
        Article,
        "title",
        "lead",
        structured.article,
        part_of="news:list",
        is_article=True,
        area_of=lambda article: next(iter(article.areas.all()), None),
        related=lambda: [
            Prefetch("areas", PriorityArea.objects.public().prefetch_related("translations"))
        ],
    ),
]

LIST_BY_VIEW = {page.view_name: page for page in LISTS}
THING_BY_VIEW = {page.view_name: page for page in THINGS}
LIST_BY_KEY = {page.key: page for page in LISTS}
THING_BY_KEY = {page.key: page for page in THINGS}
