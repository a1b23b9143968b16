"""Outcomes that happen or do not, and what countries commit to."""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from parler.models import TranslatableModel, TranslatedFields

from library.models import Document
from projects.models.places import TranslatedOwnedQuerySet
from projects.models.projects import Project
from publishing.names import country_name, validate_country


class OutcomeState(models.TextChoices):
    """Whether it has come true."""

    EXPECTED = "expected", _("Expected")
    ACHIEVED = "achieved", _("Achieved")
    NOT_ACHIEVED = "not_achieved", _("Not achieved")


class OutcomeEvent(TranslatableModel):
    """Something that is to happen once, such as a site leaving the List in Danger."""

    translations = TranslatedFields(
        title=models.CharField(_("title"), max_length=300),
        description=models.TextField(_("description"), blank=True),
        authority=models.CharField(
            _("authority"),
            max_length=200,
            blank=True,
            help_text=_("Who decides or certifies it, such as the World Heritage Committee."),
        ),
    )
    project = models.ForeignKey(
        Project, on_delete=models.CASCADE, related_name="outcome_events", verbose_name=_("project")
    )
    state = models.CharField(
        _("state"), max_length=12, choices=OutcomeState, default=OutcomeState.EXPECTED
    )
    expected_since = models.DateField(
        _("expected since"), null=True, blank=True, help_text=_("When it was first announced.")
    )
    expected_by = models.DateField(_("expected by"), null=True, blank=True)
    decided_on = models.DateField(
        _("decided on"), null=True, blank=True, help_text=_("When it came true, or was given up.")
    )
    source_url = models.URLField(_("source"), max_length=1000, blank=True)
    source_as_of = models.DateField(_("source as of"), null=True, blank=True)

    objects = TranslatedOwnedQuerySet.as_manager()

    class Meta:
        verbose_name = _("outcome event")
        verbose_name_plural = _("outcome events")
        ordering = ["expected_by", "pk"]
        constraints = [
            models.CheckConstraint(
                name="%(app_label)s_%(class)s_decided_has_date",
                condition=Q(state=OutcomeState.EXPECTED, decided_on=None)
                | (~Q(state=OutcomeState.EXPECTED) & Q(decided_on__isnull=False)),
                violation_error_message=_(
                    "Give the day it was decided, and only when it is no longer expected."
                ),
            )
        ]

    def __str__(self) -> str:
        return self.safe_translation_getter("title", any_language=True) or f"#{self.pk}"


class CountryCommitmentQuerySet(TranslatedOwnedQuerySet):
    """Questions about what countries committed to."""

    def country_count(self) -> int:
        """How many different countries committed. Runs a query."""
        return self.aggregate(n=models.Count("country", distinct=True))["n"] or 0


class CountryCommitment(TranslatableModel):
    """What one country committed to. How many did is counted from these rows."""

    translations = TranslatedFields(
        statement=models.TextField(
            _("commitment"), blank=True, help_text=_("What the country said it would do.")
        ),
    )
    project = models.ForeignKey(
        Project, on_delete=models.CASCADE, related_name="commitments", verbose_name=_("project")
    )
    country = models.CharField(
        _("country"),
        max_length=2,
        validators=[validate_country],
        help_text=_("Two letters of ISO 3166-1."),
    )
    committed_on = models.DateField(_("committed on"), null=True, blank=True)
    source_document = models.ForeignKey(
        Document,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("source document"),
    )
    source_url = models.URLField(_("source"), max_length=1000, blank=True)
    is_demo = models.BooleanField(_("demo content"), default=False, editable=False)

    objects = CountryCommitmentQuerySet.as_manager()

    class Meta:
        verbose_name = _("country commitment")
        verbose_name_plural = _("country commitments")
        ordering = ["country", "pk"]
        constraints = [
            models.UniqueConstraint(
                name="%(app_label)s_%(class)s_once",
                fields=["project", "country"],
                violation_error_message=_("This country's commitment is already listed."),
            )
        ]

    def __str__(self) -> str:
        return self.country_name

    @property
    def country_name(self) -> str:
        """The country in the reader's language."""
        return country_name(self.country)
