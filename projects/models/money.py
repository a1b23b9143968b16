"""What a project is given, plans to spend and spends."""

from __future__ import annotations

from typing import Self

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Exists, ExpressionWrapper, F, OuterRef, Q, Sum
from django.utils.formats import number_format
from django.utils.translation import gettext_lazy as _
from parler.managers import TranslatableQuerySet
from parler.models import TranslatableModel, TranslatedFields

from donors.models import (
    Contribution,
    ContributionType,
    FundQuerySet,
    MoneyQuerySet,
    MoneyRow,
    Organisation,
    OrganisationQuerySet,
)
from projects.codes import BudgetStatus, BudgetType, TransactionType
from projects.models.classification import OwnedQuerySet
from projects.models.projects import Project


class ProjectMoneyQuerySet(OwnedQuerySet, MoneyQuerySet):  # type: ignore[override]
    """Money rows that a project owns."""


class AllocationQuerySet(OwnedQuerySet):
    """Questions about what contributions are given to which project."""

    def public(self) -> Self:
        """Those to public projects, out of public funds, by public providers."""
        return (
            super()
            .public()
            .filter(
                FundQuerySet.is_public(prefix="contribution__fund__"),
                OrganisationQuerySet.is_public(prefix="contribution__provider__"),
            )
        )

    def counted_once(self) -> Self:
        """What of these may be added up: no pledges, and no money told twice.

        A payment is left out where the commitment it fulfils is allocated by one of these, to
        whichever project: it is a part of the same money (see ``Allocation.clean``).
        """
        given = self.exclude(contribution__type=ContributionType.PLEDGE)
        promised = given.order_by().filter(contribution=OuterRef("contribution__fulfils"))
        return given.filter(~Exists(promised))

    def with_usd(self) -> Self:
        """Add ``usd``: the allocation's part of the contribution's dollar value, or ``None``."""
        value = F("amount") * F("contribution__usd_amount") / F("contribution__amount")
        return self.annotate(
            usd=ExpressionWrapper(
                value, models.DecimalField(max_digits=18, decimal_places=2, null=True)
            )
        )


GIVEN_ELSEWHERE = _(
    "This payment fulfils a commitment that is allocated to other projects. Allocate the "
    "commitment to this project, too, or choose another payment."
)


class Allocation(models.Model):
    """A part of a contribution given to a project, in the contribution's currency.

    Allocations of a contribution never exceed it: a deferred trigger of the database holds
    that; see the migration ``allocations_within_contribution``.
    """

    project = models.ForeignKey(
        Project, on_delete=models.CASCADE, related_name="allocations", verbose_name=_("project")
    )
    contribution = models.ForeignKey(
        Contribution,
        on_delete=models.PROTECT,
        related_name="allocations",
        verbose_name=_("contribution"),
    )
    amount = models.DecimalField(
        _("amount"),
        max_digits=18,
        decimal_places=2,
        help_text=_("In the currency of the contribution."),
    )

    objects = AllocationQuerySet.as_manager()

    class Meta:
        verbose_name = _("allocation")
        verbose_name_plural = _("allocations")
        ordering = ["-amount", "pk"]
        constraints = [
            models.UniqueConstraint(
                name="%(app_label)s_%(class)s_once",
                fields=["project", "contribution"],
                violation_error_message=_("This contribution is already allocated here."),
            ),
            models.CheckConstraint(
                name="%(app_label)s_%(class)s_amount_positive",
                condition=Q(amount__gt=0),
                violation_error_message=_("An allocation must be more than zero."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.contribution.currency} {self.amount}"

    def clean(self) -> None:
        super().clean()
        if not self.amount or not self.contribution_id:
            return
        promise = self.contribution.fulfils
        if promise is not None and promise.type != ContributionType.PLEDGE:
            given = promise.allocations.values_list("project", flat=True)
            if given and self.project_id not in given:
                raise ValidationError({"contribution": GIVEN_ELSEWHERE})
        others = self.contribution.allocations.exclude(pk=self.pk).aggregate(n=Sum("amount"))["n"]
        left = self.contribution.amount - (others or 0)
        if self.amount > left:
            raise ValidationError(
                {
                    "amount": _("Only %(left)s %(currency)s of this contribution are still free.")
                    % {
                        "left": number_format(left, force_grouping=True),
                        "currency": self.contribution.currency,
                    }
                }
            )


class BudgetQuerySet(ProjectMoneyQuerySet):  # type: ignore[override]
    """Questions about budgets."""

    def in_force(self) -> Self:
        """A revised budget replaces the original of an overlapping period of its project."""
        newer = Budget.objects.filter(
            project=OuterRef("project"),
            type=BudgetType.REVISED,
            period_start__lte=OuterRef("period_end"),
            period_end__gte=OuterRef("period_start"),
        )
        return self.filter(Q(type=BudgetType.REVISED) | ~Exists(newer))

    def contradictory(self) -> Self:
        """Budgets of which nobody can say what they add up to.

        Two of one type for overlapping times, or a revised one for only a part of the time of
        an original: adding them would count money twice, leaving one out would lose some.
        """
        others = Budget.objects.filter(
            project=OuterRef("project"),
            period_start__lte=OuterRef("period_end"),
            period_end__gte=OuterRef("period_start"),
        ).exclude(pk=OuterRef("pk"))
        whole = Q(
            period_start__lte=OuterRef("period_start"), period_end__gte=OuterRef("period_end")
        )
        partly_revised = others.filter(type=BudgetType.REVISED).exclude(whole)
        return self.filter(
            Exists(others.filter(type=OuterRef("type")))
            | Q(type=BudgetType.ORIGINAL) & Exists(partly_revised)
        )


class Budget(MoneyRow):
    """What a project plans to spend in a period (IATI budget)."""

    project = models.ForeignKey(
        Project, on_delete=models.CASCADE, related_name="budgets", verbose_name=_("project")
    )
    type = models.PositiveSmallIntegerField(
        _("type"),
        choices=BudgetType,
        default=BudgetType.ORIGINAL,
        help_text=_("A revised budget replaces the original one of the same time."),
    )
    status = models.PositiveSmallIntegerField(
        _("status"), choices=BudgetStatus, default=BudgetStatus.INDICATIVE
    )
    period_start = models.DateField(_("from"))
    period_end = models.DateField(_("until"))

    objects = BudgetQuerySet.as_manager()

    class Meta:
        verbose_name = _("budget")
        verbose_name_plural = _("budgets")
        ordering = ["period_start", "type", "pk"]
        constraints = [
            *MoneyRow.Meta.constraints,
            models.CheckConstraint(
                name="%(app_label)s_%(class)s_ends_after_start",
                condition=Q(period_end__gte=F("period_start")),
                violation_error_message=_("A budget period cannot end before it starts."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.period_start}–{self.period_end}: {self.currency} {self.amount}"


class TransactionQuerySet(TranslatableQuerySet, ProjectMoneyQuerySet):  # type: ignore[override]
    """Questions about money that moved or was promised."""

    def spent(self) -> Self:
        """Disbursements and expenditures: what the project has paid out."""
        return self.filter(type__in=[TransactionType.DISBURSEMENT, TransactionType.EXPENDITURE])

    def received(self) -> Self:
        """Incoming funds."""
        return self.filter(type=TransactionType.INCOMING_FUNDS)

    def committed(self) -> Self:
        """Outgoing commitments. Never added to what is spent: it is the same money earlier."""
        return self.filter(type=TransactionType.OUTGOING_COMMITMENT)


class Transaction(TranslatableModel, MoneyRow):
    """One movement or promise of money of a project (IATI transaction)."""

    translations = TranslatedFields(
        description=models.TextField(_("description"), blank=True),
    )
    project = models.ForeignKey(
        Project, on_delete=models.CASCADE, related_name="transactions", verbose_name=_("project")
    )
    type = models.PositiveSmallIntegerField(_("type"), choices=TransactionType)
    date = models.DateField(_("date"), db_index=True)
    ref = models.CharField(
        _("reference"), max_length=200, blank=True, help_text=_("The number in the accounts.")
    )
    provider = models.ForeignKey(
        Organisation,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("provider"),
    )
    receiver = models.ForeignKey(
        Organisation,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("receiver"),
    )
    provider_activity = models.CharField(
        _("project of the provider"),
        max_length=200,
        blank=True,
        help_text=_("IATI identifier of the project the money comes from."),
    )
    receiver_activity = models.CharField(
        _("project of the receiver"),
        max_length=200,
        blank=True,
        help_text=_("IATI identifier of the project the money goes to."),
    )
    humanitarian = models.BooleanField(_("humanitarian"), default=False)

    objects = TransactionQuerySet.as_manager()

    class Meta:
        verbose_name = _("transaction")
        verbose_name_plural = _("transactions")
        ordering = ["-date", "pk"]
        constraints = [*MoneyRow.Meta.constraints]

    def __str__(self) -> str:
        return f"{self.date} {self.get_type_display()}: {self.currency} {self.amount}"
