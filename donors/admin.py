"""Organisations, people, partnerships and their money in the admin."""

from __future__ import annotations

from typing import Any

from django.contrib import admin
from django.contrib.auth.admin import UserAdmin
from django.contrib.auth.models import User
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from donors.models import (
    Appointment,
    CommonApproach,
    Contribution,
    ExchangeRate,
    Fund,
    MoneyRow,
    Organisation,
    Partnership,
    PartnershipMember,
    Person,
    PriorityArea,
)
from publishing.admin import (
    PlainAdmin,
    PlainTabular,
    PublishableAdmin,
    TranslatedAdmin,
    TranslatedTabular,
)
from publishing.models import MailLanguage

MONEY = [("amount", "currency"), ("value_date", "approximate")]
DOLLARS = ["usd_amount", "usd_quoted", "usd_source"]


@admin.display(description=_("amount"), ordering="amount")
def money(row: MoneyRow) -> str:
    """The amount with its currency; an approximate one with a sign for “about”."""
    return f"{'≈ ' if row.approximate else ''}{row.currency} {row.amount:,.2f}"


class AppointmentOfPersonInline(TranslatedTabular):
    model = Appointment
    fields = ["title", "organisation", "start", "end"]


class AppointmentAtOrganisationInline(AppointmentOfPersonInline):
    fields = ["person", "title", "start", "end"]
    classes = ["collapse"]
    show_change_link = True


class PartOfOrganisationInline(TranslatedTabular):
    model = Organisation
    fk_name = "parent"
    fields = readonly_fields = ["name", "type", "state"]
    verbose_name_plural = _("ministries, agencies and other parts")
    show_change_link = True
    read_only = True
    may_add = False


@admin.register(Organisation)
class OrganisationAdmin(PublishableAdmin):
    slug_from = "name"
    list_display = ["__str__", "type", "country_name", "parent"]
    list_filter = ["type"]
    search_fields = [
        "translations__name",
        "translations__short_name",
        "iati_ref",
        "slug",
        "country",
    ]
    country_path = "country"
    inlines = [PartOfOrganisationInline, AppointmentAtOrganisationInline]
    add_links = [("donors.Organisation", "parent")]
    fieldsets = [
        (None, {"fields": [("name", "short_name"), "parent", ("type", "country"), "iati_ref"]}),
        (_("About it"), {"fields": ["description", "website", "logo"]}),
    ]

    @admin.display(description=_("country"), ordering="country")
    def country_name(self, organisation: Organisation) -> str:
        return organisation.country_name

    def path_to(self, thing: Organisation) -> list[Any]:
        return [thing.parent] if thing.parent else []


@admin.register(Person)
class PersonAdmin(TranslatedAdmin):
    list_display = ["__str__", "honorific", "offices", "email"]
    list_filter = ["is_demo"]
    search_fields = [
        "translations__name",
        "email",
        "appointments__translations__title",
        "appointments__organisation__translations__name",
    ]
    fields = ["honorific", "name", ("email", "language")]
    inlines = [AppointmentOfPersonInline]

    def get_queryset(self, request: HttpRequest) -> QuerySet[Any]:
        return (
            super()
            .get_queryset(request)
            .prefetch_related(
                "appointments__translations", "appointments__organisation__translations"
            )
        )

    @admin.display(description=_("offices"))
    def offices(self, person: Person) -> str:
        return "; ".join(f"{one}, {one.organisation}" for one in person.appointments.all())


class CommonApproachInline(TranslatedTabular):
    model = CommonApproach
    fields = ["name", "slug", "order"]
    show_change_link = True


class PriorityAreaInline(TranslatedTabular):
    model = PriorityArea
    fields = readonly_fields = ["name", "start", "end", "state", "order"]
    show_change_link = True
    read_only = True
    may_add = False


class FundInline(TranslatedTabular):
    model = Fund
    fields = readonly_fields = ["name", "kind", "code", "start", "end", "state"]
    show_change_link = True
    read_only = True
    may_add = False


@admin.register(Partnership)
class PartnershipAdmin(PublishableAdmin):
    slug_from = "name"
    list_display = ["__str__", "donor", "agency", "start", "end"]
    search_fields = [
        "translations__name",
        "slug",
        "donor__translations__name",
        "agency__translations__name",
    ]
    inlines = [PriorityAreaInline, CommonApproachInline, FundInline]
    add_links = [("donors.PriorityArea", "partnership"), ("donors.Fund", "partnership")]
    fieldsets = [
        (
            None,
            {
                "fields": [
                    "name",
                    ("donor", "agency"),
                    "agreement",
                    ("start", "end"),
                    "contact_email",
                ]
            },
        ),
        (_("Texts"), {"fields": ["summary", "description"]}),
    ]


@admin.register(PriorityArea)
class PriorityAreaAdmin(PublishableAdmin):
    slug_from = "name"
    list_display = ["__str__", "partnership", "start", "end", "order"]
    list_filter = ["partnership"]
    search_fields = ["translations__name", "translations__short_name", "slug"]
    fieldsets = [
        (None, {"fields": ["partnership", ("name", "short_name"), ("start", "end"), "order"]}),
        (_("Texts"), {"fields": ["summary", "description", "predecessors"]}),
        (_("Look"), {"fields": [("palette", "pattern")]}),
    ]

    def path_to(self, thing: PriorityArea) -> list[Any]:
        return [thing.partnership]


@admin.register(CommonApproach)
class CommonApproachAdmin(TranslatedAdmin):
    list_display = ["__str__", "partnership", "order"]
    search_fields = ["translations__name", "translations__description", "slug"]
    fields = ["partnership", "name", "slug", "description", "order"]

    def path_to(self, thing: CommonApproach) -> list[Any]:
        return [thing.partnership]


class ContributionInline(TranslatedTabular):
    model = Contribution
    fields = ["provider", "type", "amount", "currency", "value_date", "approximate", "fulfils"]
    show_change_link = True
    read_only = True


@admin.register(Fund)
class FundAdmin(PublishableAdmin):
    slug_from = "name"
    list_display = ["__str__", "partnership", "kind", "code", "start", "end"]
    list_filter = ["kind", "partnership"]
    search_fields = ["translations__name", "code", "slug", "contributions__provider__slug"]
    inlines = [ContributionInline]
    add_links = [("donors.Contribution", "fund")]
    fieldsets = [
        (None, {"fields": ["name", "partnership", ("kind", "code"), ("start", "end"), "purpose"]}),
    ]

    def path_to(self, thing: Fund) -> list[Any]:
        return [thing.partnership]


@admin.register(Contribution)
class ContributionAdmin(TranslatedAdmin):
    list_display = ["__str__", "fund", "provider", "type", money, "usd_amount", "value_date"]
    list_filter = ["type", "fund", "earmarking", "humanitarian", "approximate"]
    search_fields = [
        "provider__translations__name",
        "fund__translations__name",
        "fund__code",
        "translations__note",
        "currency",
    ]
    date_hierarchy = "value_date"
    fieldsets = [
        (None, {"fields": ["fund", "provider", "type", *MONEY, "fulfils"]}),
        (_("Value in US dollars"), {"fields": DOLLARS}),
        (_("Details"), {"fields": ["note", ("earmarking", "humanitarian")]}),
        (_("Source"), {"fields": ["source_document", "as_of"]}),
    ]

    def path_to(self, thing: Contribution) -> list[Any]:
        return [thing.fund]


@admin.register(ExchangeRate)
class ExchangeRateAdmin(PlainAdmin):
    list_display = ["currency", "date", "usd_per_unit", "source"]
    list_filter = ["currency"]
    search_fields = ["currency", "source"]
    date_hierarchy = "date"


class MembershipInline(PlainTabular):
    model = PartnershipMember
    fields = ["partnership"]


class MailLanguageInline(PlainTabular):
    model = MailLanguage
    fields = ["language"]
    max_num = 1


admin.site.unregister(User)


@admin.register(User)
class AccountAdmin(UserAdmin):
    """Django's page of an account, with the partnerships whose content it edits."""

    inlines = [MailLanguageInline, MembershipInline]

    def get_inlines(self, request: HttpRequest, obj: Any) -> list[Any]:
        return self.inlines if obj is not None else []

    def has_view_permission(self, request: HttpRequest, obj: User | None = None) -> bool:
        # Who answers for a project is chosen by name; the pages of accounts stay closed.
        return _looks_up(request) or super().has_view_permission(request, obj)

    def get_queryset(self, request: HttpRequest) -> QuerySet[User]:
        found = super().get_queryset(request)
        return found.filter(is_active=True, is_staff=True) if _looks_up(request) else found


def _looks_up(request: HttpRequest) -> bool:
    """Whether a colleague is searched for a field of a form."""
    match = request.resolver_match
    return match is not None and match.view_name == "admin:autocomplete" and request.user.is_staff
