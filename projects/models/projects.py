"""The project itself."""

from __future__ import annotations

import datetime as dt
import functools
import operator
from decimal import Decimal
from typing import Self

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Case, Exists, Expression, F, OuterRef, Q, Subquery, Sum, When
from django.db.models.fields.json import KeyTextTransform
from django.db.models.functions import Coalesce, Collate
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _
from parler.models import TranslatableModel, TranslatedFields

from donors.models import CommonApproach, FundQuerySet, Organisation, Partnership, PriorityArea
from projects.codes import ActivityScope, ActivityStatus, CrisisPhase, RelationType
from publishing.models import Publishable, TranslatedPublishableQuerySet
from publishing.richtext import RichTextField


class ProjectQuerySet(TranslatedPublishableQuerySet):
    """Every question the site asks about projects, by name."""

    def in_area(self, area: PriorityArea | Expression) -> Self:
        """Projects that contribute to the priority area."""
        return self.filter(priority_areas__area=area)

    def funded_by(self, *organisations: Organisation) -> Self:
        """Projects that any of these organisations, or a public part of one, pays for.

        Contributions count through public funds only, as on the project's own page.
        """
        trees = [Organisation.objects.within(organisation) for organisation in organisations]
        paying = functools.reduce(operator.or_, trees).public().values("pk")
        public_fund = FundQuerySet.is_public(prefix="allocations__contribution__fund__")
        return self.filter(
            Exists(
                self.model.objects.filter(
                    Q(participations__role=1, participations__organisation__in=paying)
                    | Q(public_fund, allocations__contribution__provider__in=paying),
                    pk=OuterRef("pk"),
                )
            )
        )

    def with_budget(self) -> Self:
        """Add ``budget``: the dollars of the budgets in force.

        ``None`` if one has no rate, or if they contradict each other. ``budget_approximate`` is
        whether a source gives one only as “about”.

        A subquery, because a join would repeat rows and so inflate the sum.
        """
        budgets = self.model._meta.apps.get_model("projects", "Budget")
        in_force = (
            budgets.objects.in_force()
            .filter(project=OuterRef("pk"))
            .order_by()
            .values("project")
            .annotate(total=Sum("usd_amount"))
        )
        unclear = budgets.objects.contradictory().filter(project=OuterRef("pk"))
        unknown = budgets.objects.in_force().filter(project=OuterRef("pk"), usd_amount=None)
        money: models.DecimalField[Decimal, Decimal] = models.DecimalField(
            max_digits=18, decimal_places=2
        )
        rough = budgets.objects.in_force().filter(project=OuterRef("pk"), approximate=True)
        return self.annotate(
            budget_approximate=Exists(rough),
            budget=Case(
                When(Exists(unknown) | Exists(unclear), then=None),
                default=Subquery(in_force.values("total"), output_field=money),
                output_field=money,
            ),
        )

    def newest_first(self) -> Self:
        """By the day they start; projects without one last."""
        return self.order_by(Coalesce("actual_start", "planned_start").desc(nulls_last=True), "pk")

    def by_title(self) -> Self:
        """By title in the reader's language, or in the language it falls back to.

        As ``publishing.names.alphabetical`` sorts, whatever the database was made with: in the
        order of its own, Z would stand before a, and É after both.
        """
        own = settings.LANGUAGE_CODE
        languages = dict.fromkeys([get_language() or own, own, ""])
        titles = (KeyTextTransform(language, "facets__sort_titles") for language in languages)
        return self.order_by(Collate(Coalesce(*titles), "C"), "pk")


class Project(TranslatableModel, Publishable):
    """A piece of work that one or more donors pay for (an IATI activity)."""

    partnership_path = "partnership"

    translations = TranslatedFields(
        title=models.CharField(_("title"), max_length=500),
        summary=models.TextField(
            _("summary"),
            blank=True,
            help_text=_("Two or three sentences, shown in lists and in search results."),
        ),
        background=RichTextField(
            _("background"), blank=True, help_text=_("Why the project is needed.")
        ),
        objectives=RichTextField(
            _("objectives"), blank=True, help_text=_("What is to be different at its end.")
        ),
        target_groups=RichTextField(
            _("target groups"), blank=True, help_text=_("Who benefits, and how many.")
        ),
    )
    iati_identifier = models.CharField(
        _("IATI identifier"),
        max_length=200,
        unique=True,
        null=True,
        blank=True,
        help_text=_("Organisation identifier, hyphen, project code. Never changes once used."),
    )
    agency_code = models.CharField(
        _("agency code"),
        max_length=100,
        blank=True,
        help_text=_("The project's number at the international organisation, as printed."),
    )
    partnership = models.ForeignKey(
        Partnership,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="projects",
        verbose_name=_("partnership"),
    )
    reporting_organisation = models.ForeignKey(
        Organisation,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("reporting organisation"),
        help_text=_("Who publishes the figures of this project."),
    )
    parent = models.ForeignKey(
        "self",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="children",
        verbose_name=_("programme"),
        help_text=_("The programme this project is a part of. Their money is never added up."),
    )
    status = models.PositiveSmallIntegerField(
        _("status"), choices=ActivityStatus, default=ActivityStatus.PIPELINE
    )
    scope = models.PositiveSmallIntegerField(
        _("scope"), choices=ActivityScope, null=True, blank=True
    )
    planned_start = models.DateField(_("planned start"), null=True, blank=True)
    actual_start = models.DateField(_("actual start"), null=True, blank=True)
    planned_end = models.DateField(_("planned end"), null=True, blank=True)
    actual_end = models.DateField(_("actual end"), null=True, blank=True)
    crisis_phase = models.CharField(
        _("crisis phase"), max_length=12, choices=CrisisPhase, blank=True
    )
    humanitarian = models.BooleanField(
        _("humanitarian"), default=False, help_text=_("The IATI humanitarian flag.")
    )
    common_approaches = models.ManyToManyField(
        CommonApproach, blank=True, related_name="projects", verbose_name=_("common approaches")
    )
    officer = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("project officer"),
        help_text=_("Who answers for this page and is reminded of what it owes."),
    )
    reviewed_on = models.DateField(
        _("last confirmed on"),
        null=True,
        blank=True,
        help_text=_("The day the officer last confirmed that all of it is still right."),
    )
    source_url = models.URLField(
        _("source"), max_length=1000, blank=True, help_text=_("Where the facts were published.")
    )
    source_as_of = models.DateField(
        _("source as of"), null=True, blank=True, help_text=_("The day the source was right.")
    )

    objects = ProjectQuerySet.as_manager()

    class Meta(Publishable.Meta):
        verbose_name = _("project")
        verbose_name_plural = _("projects")
        ordering = ["-planned_start", "pk"]
        constraints = [
            *Publishable.Meta.constraints,
            models.CheckConstraint(
                name="%(app_label)s_%(class)s_planned_end_after_start",
                condition=Q(planned_end=None)
                | Q(planned_start=None)
                | Q(planned_end__gte=F("planned_start")),
                violation_error_message=_("A project cannot be planned to end before it starts."),
            ),
            models.CheckConstraint(
                name="%(app_label)s_%(class)s_actual_end_after_start",
                condition=Q(actual_end=None)
                | Q(actual_start=None)
                | Q(actual_end__gte=F("actual_start")),
                violation_error_message=_("A project cannot end before it starts."),
            ),
            models.CheckConstraint(
                name="%(app_label)s_%(class)s_not_its_own_programme",
                condition=Q(parent=None) | ~Q(parent=F("pk")),
                violation_error_message=_("A project cannot be a part of itself."),
            ),
        ]

    def __str__(self) -> str:
        return self.safe_translation_getter("title", any_language=True) or self.slug

    def get_absolute_url(self) -> str:
        return reverse("projects:project", args=[self.slug])

    @property
    def start(self) -> dt.date | None:
        """The actual start, or the planned one while it has not started."""
        return self.actual_start or self.planned_start

    @property
    def end(self) -> dt.date | None:
        """The actual end, or the planned one while it has not ended."""
        return self.actual_end or self.planned_end

    @property
    def stated_on(self) -> dt.date | None:
        """The day for which its status was last confirmed, or its source stated it."""
        return self.reviewed_on or self.source_as_of

    def is_past_its_end(self, today: dt.date) -> bool:
        """Whether it is still said to be under way after the day on which it was to end."""
        return (
            self.status == ActivityStatus.IMPLEMENTATION
            and self.actual_end is None
            and self.planned_end is not None
            and self.planned_end < today
        )

    @property
    def main_area(self) -> PriorityArea | None:
        """The main priority area, or the first; reads ``priority_areas`` as prefetched."""
        return next((link.area for link in self.priority_areas.all()), None)

    def clean(self) -> None:
        super().clean()
        above, seen = self.parent, {self.pk}
        while above is not None:
            if above.pk is not None and above.pk in seen:
                raise ValidationError({"parent": _("This would make the project part of itself.")})
            seen.add(above.pk)
            above = above.parent


class RelatedProject(models.Model):
    """A relation between two projects other than programme and part (IATI related-activity)."""

    project = models.ForeignKey(
        Project, on_delete=models.CASCADE, related_name="relations", verbose_name=_("project")
    )
    ref = models.CharField(
        _("IATI identifier of the other"),
        max_length=200,
        help_text=_("Kept even when the other project is not in this portal."),
    )
    type = models.PositiveSmallIntegerField(_("relation"), choices=RelationType)

    class Meta:
        verbose_name = _("related project")
        verbose_name_plural = _("related projects")
        ordering = ["type", "ref", "pk"]
        constraints = [
            models.UniqueConstraint(
                name="%(app_label)s_%(class)s_once",
                fields=["project", "ref", "type"],
                violation_error_message=_("This relation is already listed."),
            )
        ]

    def __str__(self) -> str:
        return f"{self.get_type_display()}: {self.ref}"
