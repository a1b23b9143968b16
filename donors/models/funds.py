"""Funds and what donors put into them."""

from __future__ import annotations

from typing import Self

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from parler.managers import TranslatableQuerySet
from parler.models import TranslatableModel, TranslatedFields

from donors.models.money import MoneyQuerySet, MoneyRow, UsdTotal
from donors.models.organisations import Organisation, OrganisationQuerySet
from donors.models.partnerships import Partnership
from library.models import Document
from publishing.models import Publishable, TranslatedPublishableQuerySet
from publishing.richtext import RichTextField


class FundKind(models.TextChoices):
    """The form in which a donor makes money or means available."""

    FUNDS_IN_TRUST = "funds_in_trust", _("Funds-in-trust")
    SPECIAL_ACCOUNT = "special_account", _("Special account")
    MULTI_DONOR = "multi_donor", _("Multi-donor fund")
    ADDITIONAL = "additional", _("Additional appropriation")
    SUPPLEMENTARY = "supplementary", _("Supplementary budget")
    IN_KIND = "in_kind", _("In kind, or people on loan")


class FundQuerySet(TranslatedPublishableQuerySet):
    """Questions about funds."""


class Fund(TranslatableModel, Publishable):
    """An account with its own agreement, fed by contributions and spent by projects."""

    partnership_path = "partnership"

    translations = TranslatedFields(
        name=models.CharField(_("name"), max_length=200),
        purpose=RichTextField(_("purpose"), blank=True),
    )
    partnership = models.ForeignKey(
        Partnership,
        on_delete=models.PROTECT,
        related_name="funds",
        verbose_name=_("partnership"),
    )
    kind = models.CharField(
        _("kind"), max_length=20, choices=FundKind, default=FundKind.FUNDS_IN_TRUST
    )
    code = models.CharField(
        _("code"), max_length=60, blank=True, help_text=_("The account's own number.")
    )
    start = models.DateField(_("start"), null=True, blank=True)
    end = models.DateField(_("end"), null=True, blank=True)

    objects = FundQuerySet.as_manager()

    class Meta(Publishable.Meta):
        verbose_name = _("fund")
        verbose_name_plural = _("funds")
        ordering = ["slug", "pk"]
        constraints = [
            *Publishable.Meta.constraints,
            models.CheckConstraint(
                name="%(app_label)s_%(class)s_ends_after_start",
                condition=Q(start=None) | Q(end=None) | Q(end__gte=F("start")),
                violation_error_message=_("A fund cannot end before it starts."),
            ),
        ]

    def __str__(self) -> str:
        return self.safe_translation_getter("name", any_language=True) or self.slug

    def get_absolute_url(self) -> str:
        return reverse("fund", args=[self.slug])


class ContributionType(models.IntegerChoices):
    """IATI TransactionType, seen from the receiving organisation."""

    PLEDGE = 13, _("Pledge")
    COMMITMENT = 11, _("Commitment")
    RECEIVED = 1, _("Received")

    @classmethod
    def steps(cls) -> list[int]:
        """From the first promise to the money in the account."""
        return [cls.PLEDGE, cls.COMMITMENT, cls.RECEIVED]


class Earmarking(models.IntegerChoices):
    """IATI code list EarmarkingCategory."""

    UNEARMARKED = 1, _("Unearmarked")
    SOFTLY = 2, _("Softly earmarked")
    EARMARKED = 3, _("Earmarked")
    TIGHTLY = 4, _("Tightly earmarked")


class ContributionQuerySet(TranslatableQuerySet, MoneyQuerySet):
    """Questions about contributions."""

    def public(self) -> Self:
        """Those into public funds, by public organisations."""
        return self.filter(
            FundQuerySet.is_public(prefix="fund__"),
            OrganisationQuerySet.is_public(prefix="provider__"),
        )

    def secured(self) -> Self:
        """What may be added up: commitments, and payments that fulfil none.

        Pledges are not money yet, and a payment under a commitment is the same money again.
        """
        committed = Q(type=ContributionType.COMMITMENT)
        unannounced = Q(type=ContributionType.RECEIVED) & (
            Q(fulfils=None) | Q(fulfils__type=ContributionType.PLEDGE)
        )
        return self.filter(committed | unannounced)

    def of_type(self, kind: ContributionType) -> Self:
        """Pledges, commitments or receipts: three views of one promise, never added."""
        return self.filter(type=kind)

    def totals(self) -> dict[ContributionType, UsdTotal]:
        """The dollar total of each type on its own. Runs three queries."""
        return {kind: self.of_type(kind).usd_total() for kind in ContributionType}


class Contribution(TranslatableModel, MoneyRow):
    """Money a provider pledged, committed or paid into a fund."""

    partnership_path = "fund__partnership"

    translations = TranslatedFields(
        note=models.TextField(
            _("note"), blank=True, help_text=_("What it is for, as a reader should understand it.")
        ),
    )
    fund = models.ForeignKey(
        Fund, on_delete=models.PROTECT, related_name="contributions", verbose_name=_("fund")
    )
    provider = models.ForeignKey(
        Organisation,
        on_delete=models.PROTECT,
        related_name="contributions",
        verbose_name=_("provider"),
        help_text=_("The ministry or agency that gives it."),
    )
    type = models.PositiveSmallIntegerField(
        _("type"), choices=ContributionType, default=ContributionType.COMMITMENT
    )
    earmarking = models.PositiveSmallIntegerField(
        _("earmarking"), choices=Earmarking, null=True, blank=True
    )
    humanitarian = models.BooleanField(_("humanitarian"), default=False)
    fulfils = models.ForeignKey(
        "self",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="fulfilled_by",
        verbose_name=_("fulfils"),
        help_text=_("A payment fulfils a commitment; a commitment fulfils a pledge."),
    )
    source_document = models.ForeignKey(
        Document,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("source"),
        help_text=_("The document that states the amount."),
    )
    as_of = models.DateField(
        _("as of"),
        null=True,
        blank=True,
        help_text=_("The day the source made the statement, if it is not the value date."),
    )

    objects = ContributionQuerySet.as_manager()

    class Meta:
        verbose_name = _("contribution")
        verbose_name_plural = _("contributions")
        ordering = ["-value_date", "pk"]
        constraints = [
            *MoneyRow.Meta.constraints,
            models.CheckConstraint(
                name="%(app_label)s_%(class)s_amount_positive",
                condition=Q(amount__gt=0),
                violation_error_message=_("A contribution must be more than zero."),
            ),
            models.CheckConstraint(
                name="%(app_label)s_%(class)s_fulfils_another",
                condition=Q(fulfils=None) | ~Q(fulfils=F("pk")),
                violation_error_message=_("A contribution cannot fulfil itself."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_type_display()} {self.currency} {self.amount} ({self.value_date})"

    def clean(self) -> None:
        super().clean()
        if self.fulfils is None:
            return
        steps = ContributionType.steps()
        if steps.index(self.type) <= steps.index(self.fulfils.type):
            raise ValidationError(
                {
                    "fulfils": _(
                        "A commitment fulfils a pledge and a payment fulfils a commitment, "
                        "not the other way round."
                    )
                }
            )
