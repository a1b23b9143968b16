"""What the page of a project shows: all it owns that is public, its money and its progress."""

from __future__ import annotations

import dataclasses
import datetime as dt
import functools
import zoneinfo

from django.utils import timezone
from django.utils.translation import get_language

from library.pages import shown_photo
from projects.finance import Finance, finance
from projects.maps import WorldMap, map_of
from projects.models import Project, RecipientRegion, Sector
from projects.progress import add_progress, time_passed
from projects.project_page import project_sets
from publishing.names import alphabetical, country_name
from publishing.rows import Row, read_row


@dataclasses.dataclass(frozen=True)
class ProjectRecord:
    """All that hangs on a project and may be read by everybody.

    Those of the same words, day and language are equal, so that parts of the page can be kept.
    """

    said: str
    """The words of the database."""
    today: dt.date
    language: str | None

    @functools.cached_property
    def page(self) -> Row:
        """The rows, by name."""
        page: Row = read_row(self.said)
        for result in page["results"]:
            result["indicators"] = [add_progress(indicator) for indicator in result["indicators"]]
        page["events"] = _events(page)
        page["discussed_at"] = [
            event["item"] for event in page["events"] if event.get("is_coming") is False
        ]
        page["start"] = page["actual_start"] or page["planned_start"]
        page["end"] = page["actual_end"] or page["planned_end"]
        page["photos"] = [shown_photo(photo) for photo in page["photos"]]
        return _named(page)

    @functools.cached_property
    def map(self) -> WorldMap:
        """The map of its countries."""
        return map_of(country["code"] for country in self.page["countries"])

    @functools.cached_property
    def money(self) -> Finance:
        """Its budgets, and what moved."""
        return finance(self.page)

    @property
    def time_passed(self) -> int | None:
        """How much of its time is over, in per cent."""
        return time_passed(self.page["start"], self.page["end"], self.today)

    @property
    def past_end(self) -> bool:
        """Whether it goes on after the day on which it was to end."""
        times = {name: self.page[name] for name in ("status", "planned_end", "actual_end")}
        return Project(**times).is_past_its_end(self.today)


def project_record(project: Project) -> ProjectRecord:
    """What hangs on a public project today, in the reader's language. Runs a query."""
    (said,) = project_sets.say(pk=project.pk)
    return _record(said, timezone.localdate(), get_language())


# Read once for all that the database says alike.
@functools.lru_cache(maxsize=100)
def _record(said: str, today: dt.date, language: str | None) -> ProjectRecord:
    return ProjectRecord(said, today, language)


def _named(page: Row) -> Row:
    """Add the names that come from lists of codes rather than from the database."""
    for country in (*page["countries"], *page["commitments"]):
        country["name"] = country_name(country["code"])
    page["demo_commitments"] = sum(one["is_demo"] for one in page["commitments"])
    page["commitments"].sort(key=lambda commitment: alphabetical(commitment["name"]))
    for region in page["regions"]:
        region["name"] = RecipientRegion(
            vocabulary=region["vocabulary"], code=region["code"], own_name=region["own_name"]
        ).name
    for sector in page["sectors"]:
        sector["category"] = Sector(
            vocabulary=sector["vocabulary"], code=sector["code"]
        ).category_name
    return page


def _events(page: Row) -> list[Row]:
    """What is told of the project and where it is discussed, the newest first.

    A meeting stands on the day on which it opens at its place.
    """
    told = [{"date": update["date"], "update": update} for update in page["updates"]]
    discussed = [
        {
            "date": item["starts_at"].astimezone(zoneinfo.ZoneInfo(item["time_zone"])).date(),
            "item": item,
            "is_coming": item["is_coming"],
        }
        for item in page["agenda_items"]
    ]
    return sorted([*told, *discussed], key=lambda event: event["date"], reverse=True)
