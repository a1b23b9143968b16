"""Amounts of money, and the only way to add them up.

An amount is what was agreed or paid, in its own currency, on its value date. Amounts in
different currencies are added only through the dollar value each of them had on that date.
"""

from __future__ import annotations

import dataclasses
import datetime as dt
from decimal import ROUND_HALF_EVEN, Decimal
from typing import Any, Self

from django.db import models
from django.db.models import Count, Q, Sum
from django.utils.translation import gettext_lazy as _

from publishing.names import validate_currency

CENT = Decimal("0.01")


class ExchangeRateQuerySet(models.QuerySet["ExchangeRate"]):
    """Questions about exchange rates."""

    def on(self, currency: str, day: dt.date) -> ExchangeRate | None:
        """The rate in force on that day: the newest that is not later. Runs a query."""
        return self.filter(currency=currency, date__lte=day).order_by("-date").first()


class ExchangeRate(models.Model):
    """What one unit of a currency was worth in US dollars from a day on."""

    currency = models.CharField(
        _("currency"),
        max_length=3,
        validators=[validate_currency],
        help_text=_("Three letters of ISO 4217."),
    )
    date = models.DateField(_("from"), help_text=_("In force from this day to the next rate."))
    usd_per_unit = models.DecimalField(
        _("US dollars for one unit"),
        max_digits=18,
        decimal_places=10,
        help_text=_("For example 0.0075 for one yen."),
    )
    source = models.CharField(
        _("source"), max_length=200, help_text=_("Such as: UN operational rates of exchange.")
    )

    objects = ExchangeRateQuerySet.as_manager()

    class Meta:
        verbose_name = _("exchange rate")
        verbose_name_plural = _("exchange rates")
        ordering = ["currency", "-date", "pk"]
        constraints = [
            models.UniqueConstraint(
                name="%(app_label)s_%(class)s_one_a_day",
                fields=["currency", "date"],
                violation_error_message=_("There is already a rate for this currency and day."),
            ),
            models.CheckConstraint(
                name="%(app_label)s_%(class)s_positive",
                condition=Q(usd_per_unit__gt=0),
                violation_error_message=_("A rate must be more than zero."),
            ),
            models.CheckConstraint(
                name="%(app_label)s_%(class)s_not_of_the_dollar",
                condition=~Q(currency="USD"),
                violation_error_message=_("The dollar needs no rate: one is one."),
            ),
        ]

    def __str__(self) -> str:
        return f"1 {self.currency} = {self.usd_per_unit} USD ({self.date})"


@dataclasses.dataclass(frozen=True, slots=True)
class UsdTotal:
    """A sum in US dollars that says what it could not count and whether it is exact."""

    amount: Decimal
    counted: int
    without_usd: int
    """Rows left out because no rate is known for their day."""
    approximate: bool
    """At least one amount in it was given as “about”."""
    demo: Decimal = Decimal(0)
    """The part of the sum that is made up. Readers are told beside every such sum."""

    @property
    def is_complete(self) -> bool:
        """Nothing had to be left out."""
        return self.without_usd == 0


class MoneyQuerySet(models.QuerySet[Any]):
    """Adds up money, in dollars only. Each kind of row says what may be added at all."""

    def usd_total(self) -> UsdTotal:
        """The sum of the dollar values. Runs a query."""
        row = self.aggregate(
            total=Sum("usd_amount"),
            counted=Count("usd_amount"),
            rows=Count("pk"),
            rough=Count("pk", filter=Q(approximate=True)),
        )
        return UsdTotal(
            amount=row["total"] or Decimal(0),
            counted=row["counted"],
            without_usd=row["rows"] - row["counted"],
            approximate=row["rough"] > 0,
        )

    def without_usd(self) -> Self:
        """Rows whose dollar value is not known for want of a rate."""
        return self.filter(usd_amount=None)


class MoneyRow(models.Model):
    """An amount with its currency, its value date and its dollar value."""

    amount = models.DecimalField(
        _("amount"), max_digits=18, decimal_places=2, help_text=_("In the currency given.")
    )
    currency = models.CharField(
        _("currency"),
        max_length=3,
        default="USD",
        validators=[validate_currency],
        help_text=_("Three letters of ISO 4217."),
    )
    value_date = models.DateField(
        _("value date"), help_text=_("The day whose exchange rate counts.")
    )
    approximate = models.BooleanField(
        _("approximate"),
        default=False,
        help_text=_("The source says “about” or “almost”. Readers are told so."),
    )
    usd_amount = models.DecimalField(
        _("value in US dollars"),
        max_digits=18,
        decimal_places=2,
        null=True,
        blank=True,
        help_text=_("Filled in from the exchange rates unless a source states it."),
    )
    usd_quoted = models.BooleanField(
        _("dollar value stated by the source"),
        default=False,
        help_text=_("Keep the dollar value as entered instead of converting the amount."),
    )
    usd_source = models.CharField(
        _("source of the dollar value"),
        max_length=200,
        blank=True,
        help_text=_("Filled in with the exchange rate used unless a source states the value."),
    )

    class Meta:
        abstract = True
        constraints = [
            models.CheckConstraint(
                name="%(app_label)s_%(class)s_currency_code",
                condition=Q(currency__regex=r"^[A-Z]{3}$"),
                violation_error_message=_("Give the currency as three capital letters."),
            ),
            models.CheckConstraint(
                name="%(app_label)s_%(class)s_dollar_is_a_dollar",
                condition=~Q(currency="USD") | Q(usd_amount=models.F("amount")),
                violation_error_message=_("The dollar value of an amount in dollars is itself."),
            ),
            models.CheckConstraint(
                name="%(app_label)s_%(class)s_usd_has_source",
                condition=Q(usd_amount=None) | Q(currency="USD") | ~Q(usd_source=""),
                violation_error_message=_("Say where the dollar value comes from."),
            ),
            models.CheckConstraint(
                name="%(app_label)s_%(class)s_quoted_is_given",
                condition=Q(usd_quoted=False) | Q(usd_amount__isnull=False),
                violation_error_message=_("Enter the dollar value that the source states."),
            ),
        ]

    def save(self, *args: Any, **kwargs: Any) -> None:
        self.set_usd()
        super().save(*args, **kwargs)

    def set_usd(self) -> None:
        """Sets the dollar value from the dated rates, unless the source states it.

        Without a rate the value stays empty and the row is named as missing in every total.
        Runs a query for currencies other than the dollar.
        """
        if self.currency == "USD":
            self.usd_amount, self.usd_source, self.usd_quoted = self.amount, "", False
        elif not self.usd_quoted:
            rate = ExchangeRate.objects.on(self.currency, self.value_date)
            self.convert(rate)

    def convert(self, rate: ExchangeRate | None) -> None:
        """Sets the dollar value by this rate; empties it when there is none."""
        if rate is None:
            self.usd_amount, self.usd_source = None, ""
        else:
            value = Decimal(self.amount) * rate.usd_per_unit
            self.usd_amount = value.quantize(CENT, rounding=ROUND_HALF_EVEN)
            self.usd_source = f"{rate.source}, {rate.date.isoformat()}"[:200]

    def clean(self) -> None:
        super().clean()
        if self.amount is not None and self.value_date is not None:
            self.set_usd()
