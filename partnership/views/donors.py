"""Donors and funds."""

from __future__ import annotations

from typing import Any

from django.utils import timezone
from django.views.generic import TemplateView

from donors.models import (
    Contribution,
    Fund,
    FundQuerySet,
    Organisation,
    OrganisationQuerySet,
)
from partnership.pages.donors import all_giving, donors, giving, organisation_rows
from partnership.pages.funds import fund_statement
from projects import key_messages
from projects.finance import add_up, usd_by
from projects.models import Project
from projects.pages import newest_rows
from publishing.rows import as_rows, choice, day, text
from publishing.views import PublicDetail


class DonorList(TemplateView):
    """Public organisations that give into public funds or pay for public projects."""

    template_name = "donors/list.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        organisations = organisation_rows(donors())
        return super().get_context_data(
            donors=all_giving(organisations), today=timezone.localdate(), **kwargs
        )


class OrganisationDetail(PublicDetail):
    """A public organisation: what it is part of, each public part of it on its own sheet and
    all in one total, its public funds, and the public projects it pays for."""

    template_name = "donors/organisation.html"
    context_object_name = "organisation"

    def get_queryset(self) -> OrganisationQuerySet:
        return Organisation.objects.public().prefetch_related("translations")

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        organisation = self.object
        below = organisation_rows(Organisation.objects.within(organisation).public())
        root = next(one for one in below if one["id"] == organisation.pk)
        keys = [one["id"] for one in below]
        above = Organisation.objects.public().filter(pk=organisation.parent_id)
        is_part = organisation.parent_id is not None
        parents = as_rows(above, slug="slug", name=text("name")) if is_part else []
        funds = Fund.objects.public().filter(
            pk__in=Contribution.objects.public().filter(provider__in=keys).values("fund")
        )
        return super().get_context_data(
            parent=next(iter(parents), None),
            funds=list(as_rows(funds, slug="slug", name=text("name"), kind=choice("kind"))),
            giving=giving(root, below),
            claims=[] if is_part else key_messages.claims_of_donor.found(pk=organisation.pk),
            projects=newest_rows(Project.objects.public().funded_by(organisation)),
            **kwargs,
        )


class FundList(TemplateView):
    """Public funds with what was pledged, committed and paid into each, by public donors."""

    template_name = "donors/funds.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        funds = list(
            as_rows(
                Fund.objects.public(),
                id="pk",
                slug="slug",
                name=text("name"),
                kind=choice("kind"),
                code="code",
                start=day("start"),
                end=day("end"),
                is_demo="is_demo",
            )
        )
        secured = usd_by(Contribution.objects.public().secured(), "fund")
        for fund in funds:
            fund["sources"] = add_up(one for one in secured if one["fund"] == fund["id"])
        return super().get_context_data(funds=funds, **kwargs)


class FundDetail(PublicDetail):
    """The statement of a public fund: contributions of public donors, what of them went to
    public projects, and what is left. Pledges are shown and never added."""

    template_name = "donors/fund.html"
    context_object_name = "fund"

    def get_queryset(self) -> FundQuerySet:
        return Fund.objects.public().prefetch_related("translations")

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(
            statement=fund_statement(self.object), today=timezone.localdate(), **kwargs
        )
