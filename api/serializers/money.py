"""What is given, planned and spent. Amounts are exact, in words of digits."""

from __future__ import annotations

from typing import Any

from django.db.models import Case, Exists, F, OuterRef, Value, When
from django.utils.translation import gettext_lazy as _
from rest_framework import serializers

from api.fields import AskedBoolean, AskedText, KeyField, TextsField, Thing
from donors.models import Contribution, Organisation, OrganisationQuerySet
from library.models import Document
from projects.models import Allocation, Budget, Transaction

MONEY = ["amount", "currency", "value_date", "approximate", "usd_amount", "usd_source"]


class ContributionSerializer(Thing):
    note = TextsField()
    fulfils = KeyField(
        Contribution,
        help_text=_("Key of the promise that it fulfils: the same money, never added to it."),
    )
    source_document = KeyField(Document, help_text=_("Key of the document that states it."))
    counted = AskedBoolean(
        Exists(Contribution.objects.secured().filter(pk=OuterRef("pk"))),
        help_text=_(
            "Only these are added up: commitments, and payments that fulfil none. Pledges are not."
        ),
    )

    class Meta:
        model = Contribution
        belongs = {"fund": "fund", "organisation": "provider", "project": "allocations__project"}
        fields = [
            *("id", "fund", "provider", "type", *MONEY, "earmarking", "fulfils"),
            "counted",
            *("as_of", "source_document", "note"),
        ]


class AllocationSerializer(Thing):
    currency = serializers.CharField(
        source="contribution.currency",
        read_only=True,
        help_text=_("Three letters of ISO 4217."),
    )
    value_date = serializers.DateField(
        source="contribution.value_date",
        read_only=True,
        help_text=_("The day whose exchange rate counts."),
    )
    approximate = serializers.BooleanField(
        source="contribution.approximate",
        read_only=True,
        help_text=_("The source says “about” or “almost”. Readers are told so."),
    )
    usd_amount = serializers.DecimalField(
        source="usd",
        max_digits=18,
        decimal_places=2,
        allow_null=True,
        read_only=True,
        help_text=_("Its part of the dollar value of the contribution."),
    )
    counted = AskedBoolean(
        Exists(Allocation.objects.public().counted_once().filter(pk=OuterRef("pk"))),
        help_text=_(
            "Only these are added up: no pledges, and no payment under an allocated commitment."
        ),
    )

    class Meta:
        model = Allocation
        related = ["contribution"]
        belongs = {
            "project": "project",
            "fund": "contribution__fund",
            "organisation": "contribution__provider",
        }
        fields = [
            *("id", "project", "contribution", "amount", "currency", "value_date"),
            *("approximate", "usd_amount", "counted"),
        ]

    @classmethod
    def everything_public(cls) -> Any:
        return Allocation.objects.public().with_usd()


class BudgetSerializer(Thing):
    in_force = AskedBoolean(
        Exists(Budget.objects.in_force().filter(pk=OuterRef("pk"))),
        help_text=_("No revised budget replaces it. Only these are added up."),
    )

    class Meta:
        model = Budget
        belongs = {"project": "project"}
        fields = [
            *("id", "project", "type", "status", "period_start", "period_end", *MONEY),
            "in_force",
        ]


def _activity(side: str) -> Any:
    """The project of a side: named with its organisation or not at all."""
    is_public = OrganisationQuerySet.is_public(prefix=f"{side}__")
    return Case(When(is_public, then=F(f"{side}_activity")), default=Value(""))


class TransactionSerializer(Thing):
    description = TextsField()
    provider = KeyField(Organisation, help_text=_("Key of the organisation it comes from."))
    receiver = KeyField(Organisation, help_text=_("Key of the organisation it goes to."))
    provider_activity = AskedText(
        _activity("provider"), help_text=_("IATI identifier of the project the money comes from.")
    )
    receiver_activity = AskedText(
        _activity("receiver"), help_text=_("IATI identifier of the project the money goes to.")
    )

    class Meta:
        model = Transaction
        belongs = {"project": "project"}
        fields = [
            *("id", "project", "type", "date", "ref", *MONEY, "description", "humanitarian"),
            *("provider", "provider_activity", "receiver", "receiver_activity"),
        ]
