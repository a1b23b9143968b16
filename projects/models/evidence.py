"""What shows that a figure is right, and the sentences that quote figures."""

from __future__ import annotations

import datetime as dt
from typing import Self

from django.db import models
from django.db.models import Count, OuterRef, Q, Subquery
from django.db.models.functions import Coalesce
from django.utils.translation import gettext_lazy as _
from parler.managers import TranslatableQuerySet
from parler.models import TranslatableModel, TranslatedFields

from donors.models import Partnership, PriorityArea
from library.models import Document, DocumentQuerySet, Photo, PhotoQuerySet
from projects.models.outcomes import CountryCommitment, OutcomeEvent
from projects.models.projects import Project, ProjectQuerySet
from projects.models.results import Measurement, MeasurementState
from publishing.models import Publishable, TranslatedPublishableQuerySet


class EvidenceQuerySet(TranslatableQuerySet):
    """Questions about evidence."""

    def readable(self) -> Self:
        """Those of which everybody may see the document and the photo."""
        return self.filter(
            Q(document=None) | DocumentQuerySet.is_public(prefix="document__"),
            Q(photo=None) | PhotoQuerySet.is_public(prefix="photo__"),
        )

    def public(self) -> Self:
        """Readable ones, for public values and for outcomes of public projects."""
        return self.readable().filter(
            Q(measurement__in=Measurement.objects.public().values("pk"))
            | Q(outcome_event__in=OutcomeEvent.objects.public().values("pk"))
        )


class Evidence(TranslatableModel):
    """What shows that one value or one outcome is true."""

    translations = TranslatedFields(
        title=models.CharField(_("title"), max_length=300),
        description=models.TextField(_("description"), blank=True),
    )
    measurement = models.ForeignKey(
        Measurement,
        on_delete=models.CASCADE,
        null=True,
        blank=True,
        related_name="evidence",
        verbose_name=_("measurement"),
    )
    outcome_event = models.ForeignKey(
        OutcomeEvent,
        on_delete=models.CASCADE,
        null=True,
        blank=True,
        related_name="evidence",
        verbose_name=_("outcome event"),
    )
    document = models.ForeignKey(
        Document,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="evidence",
        verbose_name=_("document"),
    )
    photo = models.ForeignKey(
        Photo,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="evidence",
        verbose_name=_("photo"),
    )
    url = models.URLField(_("web address"), max_length=1000, blank=True)
    as_of = models.DateField(_("as of"), null=True, blank=True)

    objects = EvidenceQuerySet.as_manager()

    class Meta:
        verbose_name = _("evidence")
        verbose_name_plural = _("evidence")
        ordering = ["pk"]
        constraints = [
            models.CheckConstraint(
                name="%(app_label)s_%(class)s_for_exactly_one",
                condition=Q(measurement=None, outcome_event__isnull=False)
                | Q(measurement__isnull=False, outcome_event=None),
                violation_error_message=_(
                    "Evidence is for exactly one thing: a measurement or an outcome."
                ),
            ),
            models.CheckConstraint(
                name="%(app_label)s_%(class)s_shows_something",
                condition=Q(document__isnull=False) | Q(photo__isnull=False) | ~Q(url=""),
                violation_error_message=_("Give a document, a photo or a web address."),
            ),
        ]

    def __str__(self) -> str:
        return self.safe_translation_getter("title", any_language=True) or f"#{self.pk}"


class FigureKind(models.TextChoices):
    """What sort of statement a figure is; never mixed, never added."""

    ACHIEVED = "achieved", _("Achieved")
    COMMITMENT = "commitment", _("Commitment")
    EXPECTED = "expected", _("Expected")
    CONTRIBUTION = "contribution", _("Contribution")
    RECORD = "record", _("On record")


class KeyMessageQuerySet(TranslatedPublishableQuerySet):
    """Questions about key messages."""

    @staticmethod
    def is_public(at: dt.datetime | None = None, prefix: str = "") -> Q:
        """A message is public when it is published and what it quotes is public, too."""
        projects = [f"{prefix}project", f"{prefix}measurement__period__indicator__result__project"]
        own = TranslatedPublishableQuerySet.is_public(at, prefix) & (
            Q(**{f"{prefix}measurement": None})
            | Q(**{f"{prefix}measurement__state": MeasurementState.APPROVED})
            & ~Q(**{f"{prefix}measurement__corrections__state": MeasurementState.APPROVED})
        )
        for project in projects:
            own &= Q(**{project: None}) | ProjectQuerySet.is_public(at, f"{project}__")
        return own

    def on_home_page(self) -> Self:
        """Those chosen for the home page."""
        return self.filter(on_home=True)

    def scoped_claims(self) -> Self:
        """Claims that say among whom and until when they hold, such as rankings."""
        return self.filter(
            models.Exists(
                self.model.translations.rel.related_model.objects.filter(
                    master=OuterRef("pk")
                ).exclude(scope="")
            )
        )

    def with_commitment_count(self) -> Self:
        """Add ``commitment_count``: the countries that committed at the message's project, and
        ``demo_commitment_count``: how many of them are made up."""
        countries = (
            CountryCommitment.objects.filter(project=OuterRef("project"))
            .order_by()
            .values("project")
            .annotate(
                n=Count("country", distinct=True),
                demo=Count("country", distinct=True, filter=Q(is_demo=True)),
            )
        )
        return self.annotate(
            commitment_count=Coalesce(Subquery(countries.values("n")), 0),
            demo_commitment_count=Coalesce(Subquery(countries.values("demo")), 0),
        )


class KeyMessage(TranslatableModel, Publishable):
    """A sentence bound to a figure, with its kind, its day and its source.

    Where the figure is one of ours it is read from its record, never typed twice:
    ``measurement``, or the countries counted from the project's commitments.
    """

    partnership_path = "partnership"

    translations = TranslatedFields(
        text=models.CharField(
            _("sentence"), max_length=300, help_text=_("Follows the figure: “masons trained …”.")
        ),
        quoted_figure=models.CharField(
            _("figure as quoted"),
            max_length=60,
            blank=True,
            help_text=_("Only for a figure we hold no record of, such as “largest donor”."),
        ),
        scope=models.CharField(
            _("scope of the claim"),
            max_length=300,
            blank=True,
            help_text=_("For a ranking: among whom, for what, until when."),
        ),
        source_name=models.CharField(_("source"), max_length=200, blank=True),
    )
    partnership = models.ForeignKey(
        Partnership,
        on_delete=models.CASCADE,
        related_name="key_messages",
        verbose_name=_("partnership"),
    )
    project = models.ForeignKey(
        Project,
        on_delete=models.CASCADE,
        null=True,
        blank=True,
        related_name="key_messages",
        verbose_name=_("project"),
    )
    area = models.ForeignKey(
        PriorityArea,
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="key_messages",
        verbose_name=_("priority area"),
    )
    kind = models.CharField(
        _("kind of figure"), max_length=12, choices=FigureKind, default=FigureKind.ACHIEVED
    )
    measurement = models.ForeignKey(
        Measurement,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="key_messages",
        verbose_name=_("measurement"),
        help_text=_("The figure is read from here."),
    )
    counts_commitments = models.BooleanField(
        _("counts the project's country commitments"),
        default=False,
        help_text=_("The figure is the number of countries listed at the project."),
    )
    as_of = models.DateField(_("as of"))
    source_url = models.URLField(_("address of the source"), max_length=1000, blank=True)
    source_document = models.ForeignKey(
        Document,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("source document"),
    )
    on_home = models.BooleanField(_("on the home page"), default=False)
    order = models.PositiveSmallIntegerField(_("order"), default=0)

    objects = KeyMessageQuerySet.as_manager()

    class Meta(Publishable.Meta):
        verbose_name = _("key message")
        verbose_name_plural = _("key messages")
        ordering = ["order", "pk"]
        constraints = [
            *Publishable.Meta.constraints,
            models.CheckConstraint(
                name="%(app_label)s_%(class)s_one_source_of_figure",
                condition=Q(measurement=None) | Q(counts_commitments=False),
                violation_error_message=_(
                    "The figure comes either from a measurement or from the commitments."
                ),
            ),
            models.CheckConstraint(
                name="%(app_label)s_%(class)s_count_needs_project",
                condition=Q(counts_commitments=False) | Q(project__isnull=False),
                violation_error_message=_("Name the project whose commitments are counted."),
            ),
        ]

    def __str__(self) -> str:
        return self.safe_translation_getter("text", any_language=True) or self.slug
