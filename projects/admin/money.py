"""The money of a project."""

from __future__ import annotations

from typing import Any

from django.contrib import admin
from django.utils.translation import gettext_lazy as _

from donors.admin import DOLLARS, MONEY, money
from projects.models import Allocation, Budget, Transaction
from publishing.admin import PlainAdmin, PlainTabular, TranslatedAdmin, TranslatedTabular


class AllocationInline(PlainTabular):
    model = Allocation
    fields = ["contribution", "amount"]
    classes = ["collapse"]


class BudgetInline(PlainTabular):
    model = Budget
    fields = [
        "type",
        "status",
        "period_start",
        "period_end",
        "amount",
        "currency",
        "value_date",
        "approximate",
        *DOLLARS,
    ]
    classes = ["collapse"]


class TransactionInline(TranslatedTabular):
    model = Transaction
    fields = ["date", "type", "amount", "currency", "value_date", "approximate", "provider"]
    classes = ["collapse"]
    show_change_link = True
    read_only = True


@admin.register(Transaction)
class TransactionAdmin(TranslatedAdmin):
    list_display = ["date", "type", money, "usd_amount", "project", "provider", "receiver"]
    list_filter = ["type", "humanitarian", "approximate", "currency"]
    search_fields = [
        "ref",
        "translations__description",
        "project__translations__title",
        "project__iati_identifier",
        "project__agency_code",
        "provider__translations__name",
        "receiver__translations__name",
    ]
    date_hierarchy = "date"
    fieldsets = [
        (None, {"fields": ["project", ("type", "date"), *MONEY, "description"]}),
        (_("Value in US dollars"), {"fields": DOLLARS}),
        (
            _("From and to"),
            {
                "fields": [
                    ("provider", "provider_activity"),
                    ("receiver", "receiver_activity"),
                    ("ref", "humanitarian"),
                ]
            },
        ),
    ]

    def path_to(self, thing: Transaction) -> list[Any]:
        return [thing.project]


@admin.register(Allocation)
class AllocationAdmin(PlainAdmin):
    list_display = ["__str__", "project", "contribution", "fund"]
    list_filter = ["contribution__fund"]
    search_fields = [
        "project__translations__title",
        "project__iati_identifier",
        "project__agency_code",
        "contribution__provider__translations__name",
        "contribution__fund__translations__name",
    ]
    shows = ["contribution__fund"]
    fields = ["project", "contribution", "amount"]

    @admin.display(description=_("fund"))
    def fund(self, allocation: Allocation) -> str:
        return str(allocation.contribution.fund)

    def path_to(self, thing: Allocation) -> list[Any]:
        return [thing.project]
