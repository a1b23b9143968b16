"""Results: result -> indicator -> period -> measurement, as in results-based management."""

from __future__ import annotations

from decimal import Decimal
from typing import Any, Self

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import F, OuterRef, Q, Subquery
from django.utils.translation import gettext_lazy as _
from parler.managers import TranslatableQuerySet
from parler.models import TranslatableModel, TranslatedFields

from projects.codes import IndicatorMeasure, ResultType
from projects.models.places import TranslatedOwnedQuerySet
from projects.models.projects import Project, ProjectQuerySet


class Result(TranslatableModel):
    """What a project brings about: an output, an outcome or an impact."""

    translations = TranslatedFields(
        title=models.CharField(_("title"), max_length=500),
        description=models.TextField(_("description"), blank=True),
    )
    project = models.ForeignKey(
        Project, on_delete=models.CASCADE, related_name="results", verbose_name=_("project")
    )
    type = models.PositiveSmallIntegerField(
        _("type"), choices=ResultType, default=ResultType.OUTPUT
    )
    order = models.PositiveSmallIntegerField(_("order"), default=0)

    objects = TranslatedOwnedQuerySet.as_manager()

    class Meta:
        verbose_name = _("result")
        verbose_name_plural = _("results")
        ordering = ["order", "pk"]

    def __str__(self) -> str:
        return self.safe_translation_getter("title", any_language=True) or f"#{self.pk}"


class IndicatorQuerySet(TranslatableQuerySet):
    """Questions about indicators."""

    def public(self) -> Self:
        """Those of public projects."""
        return self.filter(ProjectQuerySet.is_public(prefix="result__project__"))

    def newest_value_first(self) -> Self:
        """By the day of their newest approved value; those without one last."""
        newest = Measurement.objects.approved().filter(period__indicator=OuterRef("pk"))
        return self.order_by(
            Subquery(newest.order_by("-as_of").values("as_of")[:1]).desc(nulls_last=True), "pk"
        )


class Indicator(TranslatableModel):
    """What is counted to know whether a result came about."""

    translations = TranslatedFields(
        title=models.CharField(
            _("title"), max_length=500, help_text=_("What is counted, such as: masons trained.")
        ),
        description=models.TextField(_("description"), blank=True),
        unit=models.CharField(
            _("unit"), max_length=60, blank=True, help_text=_("Such as people, km or schools.")
        ),
        baseline_comment=models.TextField(_("comment on the baseline"), blank=True),
    )
    result = models.ForeignKey(
        Result, on_delete=models.CASCADE, related_name="indicators", verbose_name=_("result")
    )
    measure = models.PositiveSmallIntegerField(
        _("measure"), choices=IndicatorMeasure, default=IndicatorMeasure.UNIT
    )
    ascending = models.BooleanField(
        _("more is better"), default=True, help_text=_("Untick when the value should fall.")
    )
    aggregable = models.BooleanField(
        _("may be added up"),
        default=True,
        help_text=_("Values of several projects make sense as a sum."),
    )
    baseline = models.DecimalField(
        _("baseline"), max_digits=20, decimal_places=4, null=True, blank=True
    )
    baseline_on = models.DateField(_("baseline as of"), null=True, blank=True)
    order = models.PositiveSmallIntegerField(_("order"), default=0)

    objects = IndicatorQuerySet.as_manager()

    class Meta:
        verbose_name = _("indicator")
        verbose_name_plural = _("indicators")
        ordering = ["order", "pk"]

    def __str__(self) -> str:
        return self.safe_translation_getter("title", any_language=True) or f"#{self.pk}"

    @property
    def is_percentage(self) -> bool:
        """Whether its values are per cent."""
        return self.measure == IndicatorMeasure.PERCENTAGE


class PeriodQuerySet(TranslatableQuerySet):
    """Questions about the periods of indicators."""

    def public(self) -> Self:
        """Those of public projects."""
        return self.filter(ProjectQuerySet.is_public(prefix="indicator__result__project__"))

    def without_value(self) -> Self:
        """Periods for which no approved value exists: what is owed."""
        return self.exclude(measurements__state=MeasurementState.APPROVED)


class Period(TranslatableModel):
    """A stretch of time with a target for an indicator."""

    translations = TranslatedFields(
        target_comment=models.TextField(_("comment on the target"), blank=True),
    )
    indicator = models.ForeignKey(
        Indicator, on_delete=models.CASCADE, related_name="periods", verbose_name=_("indicator")
    )
    start = models.DateField(_("from"))
    end = models.DateField(_("until"))
    target = models.DecimalField(
        _("target"), max_digits=20, decimal_places=4, null=True, blank=True
    )
    locked = models.BooleanField(
        _("locked"), default=False, help_text=_("No further values are taken for this period.")
    )

    objects = PeriodQuerySet.as_manager()

    class Meta:
        verbose_name = _("period")
        verbose_name_plural = _("periods")
        ordering = ["start", "end", "pk"]
        constraints = [
            models.CheckConstraint(
                name="%(app_label)s_%(class)s_ends_after_start",
                condition=Q(end__gte=F("start")),
                violation_error_message=_("A period cannot end before it starts."),
            ),
            models.UniqueConstraint(
                name="%(app_label)s_%(class)s_once",
                fields=["indicator", "start", "end"],
                violation_error_message=_("This period is already listed."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.start}–{self.end}"


class MeasurementState(models.TextChoices):
    """How far a value has come. Only approved values are public."""

    DRAFT = "draft", _("Draft")
    SUBMITTED = "submitted", _("Submitted")
    RETURNED = "returned", _("Returned")
    APPROVED = "approved", _("Approved")
    WITHDRAWN = "withdrawn", _("Withdrawn")


class MeasurementQuerySet(TranslatableQuerySet):
    """Questions about measured values."""

    def approved(self) -> Self:
        """Values that were approved and that no later approved value corrects."""
        return self.filter(state=MeasurementState.APPROVED).exclude(
            corrections__state=MeasurementState.APPROVED
        )

    def public(self) -> Self:
        """Approved values of public projects."""
        return self.approved().filter(
            ProjectQuerySet.is_public(prefix="period__indicator__result__project__")
        )


class Measurement(TranslatableModel):
    """A value somebody measured. Once approved it never changes: correct it by a new one.

    A trigger of the database holds that; see the migration ``approved_is_final``. The only
    step left to an approved value is to be withdrawn.
    """

    FINAL = ("state", {"approved", "withdrawn"})

    translations = TranslatedFields(
        comment=models.TextField(
            _("comment"), blank=True, help_text=_("How it was counted; for qualities, the text.")
        ),
    )
    period = models.ForeignKey(
        Period, on_delete=models.CASCADE, related_name="measurements", verbose_name=_("period")
    )
    value = models.DecimalField(
        _("value"),
        max_digits=20,
        decimal_places=4,
        null=True,
        blank=True,
        help_text=_("Leave empty for a quality and describe it in the comment."),
    )
    as_of = models.DateField(_("as of"), help_text=_("The day the value was right."))
    approximate = models.BooleanField(
        _("approximate"), default=False, help_text=_("The source says “about” or “almost”.")
    )
    state = models.CharField(
        _("state"), max_length=10, choices=MeasurementState, default=MeasurementState.DRAFT
    )
    corrects = models.ForeignKey(
        "self",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="corrections",
        verbose_name=_("corrects"),
        help_text=_("The approved value that this one replaces."),
    )
    recorded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        editable=False,
        related_name="+",
        verbose_name=_("recorded by"),
    )
    recorded_at = models.DateTimeField(_("recorded at"), auto_now_add=True)

    objects = MeasurementQuerySet.as_manager()

    class Meta:
        verbose_name = _("measurement")
        verbose_name_plural = _("measurements")
        ordering = ["as_of", "pk"]
        constraints = [
            models.CheckConstraint(
                name="%(app_label)s_%(class)s_corrects_another",
                condition=Q(corrects=None) | ~Q(corrects=F("pk")),
                violation_error_message=_("A value cannot correct itself."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.value} ({self.as_of})"

    def save(self, *args: Any, **kwargs: Any) -> None:
        if not self._state.adding:
            # The texts first: after the row itself is final they no longer change.
            self.save_translations()
        super().save(*args, **kwargs)

    def clean(self) -> None:
        super().clean()
        if self.pk:
            before = Measurement.objects.filter(pk=self.pk, state=MeasurementState.APPROVED)
            kept = before.filter(
                period=self.period_id,
                value=self.value,
                as_of=self.as_of,
                approximate=self.approximate,
                corrects=self.corrects_id,
            )
            final = {MeasurementState.APPROVED, MeasurementState.WITHDRAWN}
            if before.exists() and not (self.state in final and kept.exists()):
                raise ValidationError(
                    _("An approved value never changes. Add a new value that corrects it.")
                )
        elif self.period_id and self.as_of and self.as_of < self.period.start:
            raise ValidationError(
                {"as_of": _("This day is before the period. Choose the period it belongs to.")}
            )
        elif self.period_id and self.period.locked:
            raise ValidationError(_("This period is locked: no further values are taken."))

    def percent_of_target(self) -> Decimal | None:
        """How far from the baseline to the target, in per cent; ``None`` without a target."""
        indicator, target = self.period.indicator, self.period.target
        if self.value is None or target is None:
            return None
        start = indicator.baseline or Decimal(0)
        if target == start:
            return None
        return round(100 * (self.value - start) / (target - start), 1)


class Disaggregation(models.Model):
    """A part of a measured value, such as the women among the people trained."""

    measurement = models.ForeignKey(
        Measurement,
        on_delete=models.CASCADE,
        related_name="disaggregations",
        verbose_name=_("measurement"),
    )
    dimension = models.CharField(
        _("dimension"), max_length=100, help_text=_("Such as sex, age or country.")
    )
    category = models.CharField(_("category"), max_length=100, help_text=_("Such as women."))
    value = models.DecimalField(_("value"), max_digits=20, decimal_places=4)

    class Meta:
        verbose_name = _("disaggregation")
        verbose_name_plural = _("disaggregations")
        ordering = ["dimension", "category", "pk"]
        constraints = [
            models.UniqueConstraint(
                name="%(app_label)s_%(class)s_once",
                fields=["measurement", "dimension", "category"],
                violation_error_message=_("This category is already listed."),
            )
        ]

    def __str__(self) -> str:
        return f"{self.dimension}, {self.category}: {self.value}"
