"""What pages say to machines, in the words of schema.org (JSON-LD).

Each function reads what the page's own view has fetched: the thing, and the rows of its page,
which hold only what is public. None runs a query.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.urls import reverse
from django.utils.html import json_script
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from meetings.models import Modality
from projects.codes import OrganisationRole
from publishing.names import country_name
from publishing.richtext import plain_words
from publishing.templatetags.translated import find

Data = dict[str, Any]

ATTENDANCE = {
    Modality.IN_PERSON: "OfflineEventAttendanceMode",
    Modality.ONLINE: "OnlineEventAttendanceMode",
    Modality.HYBRID: "MixedEventAttendanceMode",
}


@dataclass(frozen=True, slots=True)
class Site:
    """Who speaks, and how an address of ours reads from outside."""

    name: str
    absolute: Callable[[str], str]


def as_script(data: Data) -> SafeString:
    """The data block that holds it. Browsers do not run it, so the policy has no say in it.

    Escaped by Django's ``json_script``, which leaves no ``<``, ``>`` or ``&``: no text can end
    the block. Only the type in its own opening tag is ours.
    """
    _opening, _end, rest = json_script({"@context": "https://schema.org", **data}).partition(">")
    return mark_safe(f'<script type="application/ld+json">{rest}')  # noqa: S308  see above


def breadcrumbs(steps: list[tuple[str, str]], site: Site) -> Data:
    """From the home page to this one: names and addresses."""
    return {
        "@type": "BreadcrumbList",
        "itemListElement": [
            {"@type": "ListItem", "position": place, "name": name, "item": site.absolute(address)}
            for place, (name, address) in enumerate(steps, start=1)
        ],
    }


def website(site: Site) -> Data:
    """The site, and how to search it."""
    search = f"{site.absolute(reverse('projects:list'))}?q={{words}}"
    return {
        "@type": "WebSite",
        "name": site.name,
        "url": site.absolute(reverse("home")),
        "inLanguage": get_language(),
        "potentialAction": {
            "@type": "SearchAction",
            "target": {"@type": "EntryPoint", "urlTemplate": search},
            "query-input": "required name=words",
        },
    }


def dataset(site: Site) -> Data:
    """The list of projects as data."""
    return {
        "@type": "Dataset",
        "name": _("Projects of %(site)s") % {"site": site.name},
        "description": _(
            "All projects of the partnership: where, by whom, with what money and what results."
        ),
        "url": site.absolute(reverse("projects:list")),
        "inLanguage": get_language(),
        "isAccessibleForFree": True,
        "creator": {"@type": "Organization", "name": site.name},
    }


def _known(data: Data) -> Data:
    """Without what is not stated."""
    return {name: value for name, value in data.items() if value not in (None, "", [])}


def _text(thing: Any, field: str) -> str:
    return plain_words(find(thing, field)[0])


def _named(kind: str, thing: Any, field: str, site: Site) -> Data:
    return {
        "@type": kind,
        "name": _text(thing, field),
        "url": site.absolute(thing.get_absolute_url()),
    }


def _linked(kind: str, name: Any, address: str, site: Site) -> Data:
    return {"@type": kind, "name": name.plain, "url": site.absolute(address)}


def project(project: Any, context: Data, site: Site) -> Data:
    """A project with its countries, its years and who pays."""
    return _known(
        {
            **_named("Project", project, "title", site),
            "description": _text(project, "summary"),
            "identifier": project.iati_identifier,
            "foundingDate": project.start and project.start.isoformat(),
            "dissolutionDate": project.end and project.end.isoformat(),
            "areaServed": [
                {"@type": "Country", "name": country["name"], "identifier": country["code"]}
                for country in context["page"]["countries"]
            ],
            "funder": [
                _linked(
                    "Organization", one["name"], reverse("organisation", args=[one["slug"]]), site
                )
                for one in context["page"]["participations"]
                if one["role"].value == OrganisationRole.FUNDING
            ],
            "keywords": [link["name"].plain for link in context["page"]["areas"]],
        }
    )


def area(area: Any, context: Data, site: Site) -> Data:
    """A priority area: a page that collects what belongs to it."""
    return _known(
        {
            **_named("CollectionPage", area, "name", site),
            "description": _text(area, "summary"),
            "inLanguage": get_language(),
        }
    )


def organisation(organisation: Any, context: Data, site: Site) -> Data:
    """An organisation with its own address elsewhere."""
    return _known(
        {
            **_named("Organization", organisation, "name", site),
            "alternateName": _text(organisation, "short_name"),
            "description": _text(organisation, "description"),
            "sameAs": organisation.website,
            "address": organisation.country
            and {"@type": "PostalAddress", "addressCountry": organisation.country},
        }
    )


def fund(fund: Any, context: Data, site: Site) -> Data:
    """A fund: a page that collects what goes in and out."""
    return _known(
        {
            **_named("CollectionPage", fund, "name", site),
            "description": _text(fund, "purpose"),
            "inLanguage": get_language(),
        }
    )


def meeting(meeting: Any, context: Data, site: Site) -> Data:
    """A meeting on the calendar of its place."""
    cancelled = "EventCancelled" if meeting.is_cancelled else "EventScheduled"
    place = _text(meeting, "place") or (meeting.country and country_name(meeting.country))
    return _known(
        {
            **_named("Event", meeting, "title", site),
            "description": _text(meeting, "summary"),
            "startDate": meeting.first_day.isoformat(),
            "endDate": meeting.last_day.isoformat(),
            "eventStatus": f"https://schema.org/{cancelled}",
            "eventAttendanceMode": meeting.modality
            and f"https://schema.org/{ATTENDANCE[meeting.modality]}",
            "location": place
            and _known(
                {
                    "@type": "Place",
                    "name": place,
                    "address": meeting.country
                    and {"@type": "PostalAddress", "addressCountry": meeting.country},
                }
            ),
            "organizer": [
                _linked(
                    "Organization", one["name"], reverse("organisation", args=[one["slug"]]), site
                )
                for one in context["page"]["delegations"]
            ],
        }
    )


def article(article: Any, context: Data, site: Site) -> Data:
    """A piece of news and what it is about."""
    return _known(
        {
            "@type": "NewsArticle",
            "headline": _text(article, "title"),
            "description": _text(article, "lead"),
            "url": site.absolute(article.get_absolute_url()),
            "datePublished": article.date.isoformat(),
            "dateModified": article.updated_at.isoformat(),
            "inLanguage": find(article, "title")[1],
            "image": context["photo"] and site.absolute(context["photo"]["address"]),
            "publisher": {"@type": "Organization", "name": site.name},
            "about": [
                _linked(
                    "Project", one["title"], reverse("projects:project", args=[one["slug"]]), site
                )
                for one in context["page"]["projects"]
            ],
        }
    )


def result(title: str, context: Data, site: Site) -> Data:
    """A figure as data: its approved values over time, and the project that reached them."""
    indicator = context["indicator"]
    days = sorted(one["as_of"].isoformat() for one in indicator["series"])
    return _known(
        {
            "@type": "Dataset",
            "name": title,
            "description": f"{title}. {indicator['result'].plain}",
            "url": site.absolute(reverse("projects:result", args=[indicator["id"]])),
            "inLanguage": get_language(),
            "isAccessibleForFree": True,
            "variableMeasured": title,
            "temporalCoverage": days and f"{days[0]}/{days[-1]}",
            "creator": {"@type": "Organization", "name": site.name},
            "about": _linked(
                "Project",
                indicator["project_title"],
                reverse("projects:project", args=[indicator["project_slug"]]),
                site,
            ),
        }
    )
