"""What of donors is searchable: priority areas, organisations and funds."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence
from typing import Any

from django.utils.translation import gettext_lazy as _

from donors.models import Fund, Organisation, PriorityArea
from search.contents import Contents
from search.sources import Content, Source, register
from search.texts import add_texts, country_names, texts_of


@register
class PriorityAreaSource(Source):
    """Priority areas, of today and of the past, by name and description."""

    kind = "area"
    label = _("Priority areas")
    place = 2
    title = "name"
    page = "priority_area"

    def public(self) -> Any:
        return PriorityArea.objects.public()

    def contents(self, keys: Sequence[int], now: dt.datetime) -> Iterable[Content]:
        found = Contents(self.public(), keys, now, "start")
        for key, content in found.items():
            content.day = found.rows[key]["start"]
        add_texts(
            found,
            texts_of(PriorityArea).filter(master__in=list(found)),
            "master",
            title="name",
            summary=["short_name", "summary"],
            body=["description"],
        )
        return found.all()


@register
class OrganisationSource(Source):
    """Organisations by name, abbreviation, identifier, country and description."""

    kind = "organisation"
    label = _("Organisations")
    place = 7
    title = "name"
    page = "organisation"

    def public(self) -> Any:
        return Organisation.objects.public()

    def contents(self, keys: Sequence[int], now: dt.datetime) -> Iterable[Content]:
        found = Contents(self.public(), keys, now, "iati_ref", "country")
        for key, content in found.items():
            content.codes = [found.rows[key]["iati_ref"]]
            content.names = country_names(found.rows[key]["country"])
        add_texts(
            found,
            texts_of(Organisation).filter(master__in=list(found)),
            "master",
            title="name",
            summary=["short_name"],
            body=["description"],
        )
        for content in found.values():
            # Short names, found as codes are.
            content.codes += dict.fromkeys(
                name for texts in content.texts.values() for name in texts.summary
            )
        return found.all()


@register
class FundSource(Source):
    """Funds by name, account number and purpose."""

    kind = "fund"
    label = _("Funds")
    place = 8
    title = "name"
    page = "fund"

    def public(self) -> Any:
        return Fund.objects.public()

    def contents(self, keys: Sequence[int], now: dt.datetime) -> Iterable[Content]:
        found = Contents(self.public(), keys, now, "code")
        for key, content in found.items():
            content.codes = [found.rows[key]["code"]]
        add_texts(
            found,
            texts_of(Fund).filter(master__in=list(found)),
            "master",
            title="name",
            body=["purpose"],
        )
        return found.all()
