"""What a project is about and where it works, in shares that add up to a whole."""

from __future__ import annotations

from typing import Any, Self

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from parler.models import TranslatableModel, TranslatedFields

from donors.models import Organisation, OrganisationQuerySet, PriorityArea
from projects.codes import (
    DacCategory,
    DacRegion,
    Marker,
    OrganisationRole,
    RegionVocabulary,
    SdgGoal,
    SectorVocabulary,
    Significance,
)
from projects.models.projects import Project, ProjectQuerySet
from publishing.names import country_name, validate_country


class OwnedQuerySet(models.QuerySet[Any]):
    """Rows that a project owns: they are public when it is."""

    def public(self) -> Self:
        """Those of public projects."""
        return self.filter(ProjectQuerySet.is_public(prefix="project__"))


class Share(models.Model):
    """A row that may say which share of the project it stands for.

    Within a project the shares of one vocabulary add up to 100, or none is given (IATI 2.03);
    a hundredth is left for rounding. A deferred trigger of the database holds that; see the
    migration ``shares_total_100``, and ``projects.shares`` for what the editor is told.
    """

    percentage = models.DecimalField(
        _("share in per cent"),
        max_digits=7,
        decimal_places=4,
        null=True,
        blank=True,
        validators=[MinValueValidator(0), MaxValueValidator(100)],
        help_text=_("Give all of them, adding up to 100, or none."),
    )

    class Meta:
        abstract = True
        constraints = [
            models.CheckConstraint(
                name="%(app_label)s_%(class)s_share_is_a_percentage",
                condition=Q(percentage=None) | Q(percentage__gte=0, percentage__lte=100),
                violation_error_message=_("A share must be between 0 and 100 per cent."),
            )
        ]


class ProjectPriorityArea(Share):
    """A priority area that a project contributes to."""

    project = models.ForeignKey(
        Project, on_delete=models.CASCADE, related_name="priority_areas", verbose_name=_("project")
    )
    area = models.ForeignKey(
        PriorityArea,
        on_delete=models.PROTECT,
        related_name="project_links",
        verbose_name=_("priority area"),
    )
    primary = models.BooleanField(
        _("main area"), default=False, help_text=_("Gives the project its colour and its tag.")
    )

    objects = OwnedQuerySet.as_manager()

    class Meta:
        verbose_name = _("priority area of a project")
        verbose_name_plural = _("priority areas of a project")
        ordering = ["-primary", "pk"]
        constraints = [
            *Share.Meta.constraints,
            models.UniqueConstraint(
                name="%(app_label)s_%(class)s_once",
                fields=["project", "area"],
                violation_error_message=_("This priority area is already listed."),
            ),
            models.UniqueConstraint(
                name="%(app_label)s_%(class)s_one_primary",
                fields=["project"],
                condition=Q(primary=True),
                violation_error_message=_("A project has only one main priority area."),
            ),
        ]

    def __str__(self) -> str:
        return str(self.area)


class ParticipationQuerySet(OwnedQuerySet):
    """Questions about the parts that organisations have in projects."""

    def public(self) -> Self:
        """Those of public organisations in public projects."""
        return super().public().filter(OrganisationQuerySet.is_public(prefix="organisation__"))


class Participation(models.Model):
    """An organisation's part in a project (IATI participating-org)."""

    project = models.ForeignKey(
        Project, on_delete=models.CASCADE, related_name="participations", verbose_name=_("project")
    )
    organisation = models.ForeignKey(
        Organisation,
        on_delete=models.PROTECT,
        related_name="participations",
        verbose_name=_("organisation"),
    )
    role = models.PositiveSmallIntegerField(_("role"), choices=OrganisationRole)
    activity_ref = models.CharField(
        _("their IATI identifier"),
        max_length=200,
        blank=True,
        help_text=_("The identifier this organisation uses for the same project."),
    )

    objects = ParticipationQuerySet.as_manager()

    class Meta:
        verbose_name = _("participation")
        verbose_name_plural = _("participations")
        ordering = ["role", "pk"]
        constraints = [
            models.UniqueConstraint(
                name="%(app_label)s_%(class)s_once",
                fields=["project", "organisation", "role"],
                violation_error_message=_("This organisation already has this role."),
            )
        ]

    def __str__(self) -> str:
        return f"{self.organisation} ({self.get_role_display()})"


class RecipientCountry(Share):
    """A country where the project works."""

    project = models.ForeignKey(
        Project, on_delete=models.CASCADE, related_name="countries", verbose_name=_("project")
    )
    country = models.CharField(
        _("country"),
        max_length=2,
        validators=[validate_country],
        db_index=True,
        help_text=_("Two letters of ISO 3166-1."),
    )

    objects = OwnedQuerySet.as_manager()

    class Meta:
        verbose_name = _("recipient country")
        verbose_name_plural = _("recipient countries")
        ordering = ["-percentage", "country", "pk"]
        constraints = [
            *Share.Meta.constraints,
            models.UniqueConstraint(
                name="%(app_label)s_%(class)s_once",
                fields=["project", "country"],
                violation_error_message=_("This country is already listed."),
            ),
            models.CheckConstraint(
                name="%(app_label)s_%(class)s_code",
                condition=Q(country__regex=r"^[A-Z]{2}$"),
                violation_error_message=_("Give the country as two capital letters."),
            ),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def name(self) -> str:
        """The country in the reader's language."""
        return country_name(self.country)


class RecipientRegion(Share):
    """A region where the project works. Its share counts together with the countries'."""

    project = models.ForeignKey(
        Project, on_delete=models.CASCADE, related_name="regions", verbose_name=_("project")
    )
    vocabulary = models.CharField(
        _("vocabulary"), max_length=2, choices=RegionVocabulary, default=RegionVocabulary.DAC
    )
    code = models.CharField(_("code"), max_length=60)
    own_name = models.CharField(
        _("name"),
        max_length=200,
        blank=True,
        help_text=_("Only for a region of the reporting organisation's own list."),
    )

    objects = OwnedQuerySet.as_manager()

    class Meta:
        verbose_name = _("recipient region")
        verbose_name_plural = _("recipient regions")
        ordering = ["-percentage", "code", "pk"]
        constraints = [
            *Share.Meta.constraints,
            models.UniqueConstraint(
                name="%(app_label)s_%(class)s_once",
                fields=["project", "vocabulary", "code"],
                violation_error_message=_("This region is already listed."),
            ),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def name(self) -> str:
        """The region in the reader's language where its list is known."""
        if self.vocabulary == RegionVocabulary.DAC and self.code in DacRegion.values:
            return str(DacRegion(self.code).label)
        if self.vocabulary == RegionVocabulary.UN:
            return country_name(self.code.zfill(3))
        return self.own_name or self.code


class Sector(TranslatableModel):
    """An entry of a sector list, such as an OECD-DAC purpose code."""

    translations = TranslatedFields(name=models.CharField(_("name"), max_length=300))
    vocabulary = models.CharField(
        _("vocabulary"), max_length=2, choices=SectorVocabulary, default=SectorVocabulary.DAC_5
    )
    code = models.CharField(_("code"), max_length=100)

    class Meta:
        verbose_name = _("sector")
        verbose_name_plural = _("sectors")
        ordering = ["vocabulary", "code", "pk"]
        constraints = [
            models.UniqueConstraint(
                name="%(app_label)s_%(class)s_once",
                fields=["vocabulary", "code"],
                violation_error_message=_("This sector exists already."),
            )
        ]

    def __str__(self) -> str:
        name = self.safe_translation_getter("name", any_language=True) or self.category_name
        return f"{self.code} {name}".strip()

    @property
    def category_name(self) -> str:
        """The OECD-DAC category of a purpose code, for purposes without a name of their own."""
        if self.vocabulary in {SectorVocabulary.DAC_5, SectorVocabulary.DAC_3}:
            return str(dict(DacCategory.choices).get(self.code[:3], ""))
        return ""


class ProjectSector(Share):
    """A sector that a project works in."""

    project = models.ForeignKey(
        Project, on_delete=models.CASCADE, related_name="sectors", verbose_name=_("project")
    )
    sector = models.ForeignKey(
        Sector, on_delete=models.PROTECT, related_name="project_links", verbose_name=_("sector")
    )

    objects = OwnedQuerySet.as_manager()

    class Meta:
        verbose_name = _("sector of a project")
        verbose_name_plural = _("sectors of a project")
        ordering = ["-percentage", "pk"]
        constraints = [
            *Share.Meta.constraints,
            models.UniqueConstraint(
                name="%(app_label)s_%(class)s_once",
                fields=["project", "sector"],
                violation_error_message=_("This sector is already listed."),
            ),
        ]

    def __str__(self) -> str:
        return str(self.sector)


class PolicyMarker(models.Model):
    """How far a project aims at a policy objective that OECD-DAC tracks."""

    project = models.ForeignKey(
        Project, on_delete=models.CASCADE, related_name="policy_markers", verbose_name=_("project")
    )
    marker = models.PositiveSmallIntegerField(_("policy objective"), choices=Marker)
    significance = models.PositiveSmallIntegerField(_("significance"), choices=Significance)

    objects = OwnedQuerySet.as_manager()

    class Meta:
        verbose_name = _("policy marker")
        verbose_name_plural = _("policy markers")
        ordering = ["marker", "pk"]
        constraints = [
            models.UniqueConstraint(
                name="%(app_label)s_%(class)s_once",
                fields=["project", "marker"],
                violation_error_message=_("This policy objective is already marked."),
            )
        ]

    def __str__(self) -> str:
        return f"{self.get_marker_display()}: {self.get_significance_display()}"


class ProjectGoal(models.Model):
    """A Sustainable Development Goal, or one of its targets, that a project serves."""

    project = models.ForeignKey(
        Project, on_delete=models.CASCADE, related_name="goals", verbose_name=_("project")
    )
    goal = models.PositiveSmallIntegerField(_("goal"), choices=SdgGoal, db_index=True)
    target = models.CharField(
        _("SDG target"),
        max_length=5,
        blank=True,
        help_text=_("Such as 4.7, or empty for the goal."),
    )

    objects = OwnedQuerySet.as_manager()

    class Meta:
        verbose_name = _("SDG goal or target")
        verbose_name_plural = _("SDG goals and targets")
        ordering = ["goal", "target", "pk"]
        constraints = [
            models.UniqueConstraint(
                name="%(app_label)s_%(class)s_once",
                fields=["project", "goal", "target"],
                violation_error_message=_("This goal or target is already listed."),
            ),
            models.CheckConstraint(
                name="%(app_label)s_%(class)s_target_of_goal",
                condition=Q(target="")
                | Q(
                    target__regex=models.functions.Concat(
                        models.Value("^"),
                        models.functions.Cast("goal", models.CharField()),
                        models.Value(r"\.([0-9]{1,2}|[a-d])$"),
                    )
                ),
                violation_error_message=_("The target must belong to the goal, such as 4.7 to 4."),
            ),
            models.CheckConstraint(
                name="%(app_label)s_%(class)s_one_of_seventeen",
                condition=Q(goal__gte=1, goal__lte=17),
                violation_error_message=_("There are seventeen goals."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.target or self.goal} {self.get_goal_display()}"
