"""What of meetings is searchable: each with its agenda, its people and what they said."""

from __future__ import annotations

import datetime as dt
import zoneinfo
from collections.abc import Iterable, Sequence
from typing import Any

from django.utils.translation import gettext_lazy as _

from donors.models import OrganisationQuerySet
from meetings.models import (
    AgendaItem,
    AgreedAction,
    Attendance,
    Decision,
    Delegation,
    Meeting,
    Participant,
    Statement,
)
from search.contents import Contents
from search.sources import Content, Source, register
from search.texts import add_names, add_texts, country_names, texts_of


def _day_at(moment: dt.datetime, zone: str) -> dt.date:
    """The day in that zone; in UTC if rows past the forms name none, which stops no renewal."""
    try:
        return moment.astimezone(zoneinfo.ZoneInfo(zone)).date()
    except (zoneinfo.ZoneInfoNotFoundError, ValueError):
        return moment.astimezone(dt.UTC).date()


@register
class MeetingSource(Source):
    """Meetings by title, place, agenda, delegations, statements, decisions and actions."""

    kind = "meeting"
    label = _("Meetings")
    place = 3
    page = "meetings:meeting"

    def public(self) -> Any:
        return Meeting.objects.public()

    def contents(self, keys: Sequence[int], now: dt.datetime) -> Iterable[Content]:
        found = Contents(self.public(), keys, now, "country", "starts_at", "time_zone")
        shown = list(found)
        for key, content in found.items():
            row = found.rows[key]
            content.day = _day_at(row["starts_at"], row["time_zone"])
            content.names = country_names(row["country"])
        add_texts(
            found,
            texts_of(Meeting).filter(master__in=shown),
            "master",
            title="title",
            summary=["summary", "place"],
            body=["description"],
        )
        self._people(found, shown, now)
        records: dict[Any, list[str]] = {
            AgendaItem: ["title", "description"],
            Decision: ["text"],
            AgreedAction: ["title", "description"],
        }
        for model, fields in records.items():
            public = model.objects.public().filter(meeting__in=shown)
            if model is not AgendaItem:
                for key, number in public.order_by("pk").values_list("meeting", "number"):
                    found[key].codes.append(number)
            rows = texts_of(model).filter(master__in=public.order_by().values("pk"))
            add_texts(found, rows, "master__meeting", body=fields)
        public = Statement.objects.public().values("pk")
        said = texts_of(Statement).filter(
            master__in=public, master__participant__delegation__meeting__in=shown
        )
        add_texts(found, said, "master__participant__delegation__meeting", body=["text"])
        return found.all()

    @staticmethod
    def _people(found: Contents, shown: list[int], now: dt.datetime) -> None:
        """Public delegations with those who were there; never anybody else's name."""
        delegations = Delegation.objects.filter(meeting__in=shown)
        for key, *moments in delegations.values_list(
            "meeting", "organisation__publish_at", "organisation__expire_at"
        ):
            found.depends_on(key, *moments)
        for key, *moments in AgreedAction.objects.filter(meeting__in=shown).values_list(
            "meeting",
            "owner__publish_at",
            "owner__expire_at",
            "counterpart__publish_at",
            "counterpart__expire_at",
        ):
            found.depends_on(key, *moments)
        seated = delegations.filter(OrganisationQuerySet.is_public(now, "organisation__"))
        name = "organisation__translations__"
        add_names(found, seated.values_list("meeting", f"{name}name", f"{name}short_name"))
        present = Participant.objects.filter(delegation__in=seated.values("pk")).exclude(
            attendance=Attendance.ABSENT
        )
        add_names(found, present.values_list("delegation__meeting", "person__translations__name"))
        capacities = texts_of(Participant).filter(master__in=present.values("pk"))
        add_texts(found, capacities, "master__delegation__meeting", body=["capacity"])
