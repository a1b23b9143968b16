"""Partnerships and what they agreed to work on."""

from __future__ import annotations

import datetime as dt
from typing import Self

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from parler.managers import TranslatableQuerySet
from parler.models import TranslatableModel, TranslatedFields

from donors.models.organisations import Organisation
from library.models import Document
from publishing.models import Publishable, TranslatedPublishableQuerySet
from publishing.richtext import RichTextField


class PartnershipQuerySet(TranslatedPublishableQuerySet):
    """Questions about partnerships."""


class Partnership(TranslatableModel, Publishable):
    """An agreement between a donor and an international organisation to work together."""

    partnership_path = "pk"

    translations = TranslatedFields(
        name=models.CharField(_("name"), max_length=200),
        summary=models.TextField(
            _("summary"), blank=True, help_text=_("Two or three sentences for the home page.")
        ),
        description=RichTextField(_("description"), blank=True),
    )
    donor = models.ForeignKey(
        Organisation,
        on_delete=models.PROTECT,
        related_name="partnerships_as_donor",
        verbose_name=_("donor"),
    )
    agency = models.ForeignKey(
        Organisation,
        on_delete=models.PROTECT,
        related_name="partnerships_as_agency",
        verbose_name=_("international organisation"),
    )
    agreement = models.ForeignKey(
        Document,
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("agreement"),
    )
    start = models.DateField(_("start"), null=True, blank=True)
    end = models.DateField(_("end"), null=True, blank=True)
    contact_email = models.EmailField(
        _("contact e-mail"),
        blank=True,
        help_text=_(
            "Shown on every page: readers write to it, and report errors in what they read."
        ),
    )

    objects = PartnershipQuerySet.as_manager()

    class Meta(Publishable.Meta):
        verbose_name = _("partnership")
        verbose_name_plural = _("partnerships")
        ordering = ["start", "pk"]
        constraints = [
            *Publishable.Meta.constraints,
            models.CheckConstraint(
                name="%(app_label)s_%(class)s_two_sides",
                condition=~Q(donor=F("agency")),
                violation_error_message=_("A partnership needs two different sides."),
            ),
            models.CheckConstraint(
                name="%(app_label)s_%(class)s_ends_after_start",
                condition=Q(start=None) | Q(end=None) | Q(end__gte=F("start")),
                violation_error_message=_("A partnership cannot end before it starts."),
            ),
        ]

    def __str__(self) -> str:
        return self.safe_translation_getter("name", any_language=True) or self.slug


class Palette(models.TextChoices):
    """A pair of colours of the design language, by the key of its CSS class ``area-…``."""

    HERITAGE = "heritage", _("Brick")
    ESD = "esd", _("Leaf")
    OCEAN = "ocean", _("Sea")
    ART = "art", _("Plum")
    DRR = "drr", _("Ochre")
    AI = "ai", _("Violet")


class Pattern(models.TextChoices):
    """A pattern tile of the design language, by the key of its CSS class ``pat--…``."""

    MASONRY = "masonry", _("Masonry")
    HEMP = "hemp", _("Hemp leaf")
    WAVES = "waves", _("Waves")
    RINGS = "rings", _("Rings")
    SHELL = "shell", _("Tortoise shell")
    LATTICE = "lattice", _("Lattice")


class PriorityAreaQuerySet(TranslatedPublishableQuerySet):
    """Questions about priority areas."""

    def agreed_on(self, day: dt.date) -> Self:
        """The areas in force on that day; an open end means until now."""
        return self.filter(Q(start=None) | Q(start__lte=day)).filter(Q(end=None) | Q(end__gte=day))


class PriorityArea(TranslatableModel, Publishable):
    """A subject both sides agreed to put first, for a time. Successors replace it."""

    partnership_path = "partnership"

    translations = TranslatedFields(
        name=models.CharField(_("name"), max_length=200),
        short_name=models.CharField(
            _("short name"), max_length=60, blank=True, help_text=_("For tags and charts.")
        ),
        summary=models.TextField(_("summary"), blank=True, help_text=_("One sentence for cards.")),
        description=RichTextField(_("description"), blank=True),
    )
    partnership = models.ForeignKey(
        Partnership,
        on_delete=models.PROTECT,
        related_name="priority_areas",
        verbose_name=_("partnership"),
    )
    order = models.PositiveSmallIntegerField(_("order"), default=0)
    start = models.DateField(
        _("agreed from"), null=True, blank=True, help_text=_("The day the two sides agreed on it.")
    )
    end = models.DateField(
        _("agreed until"), null=True, blank=True, help_text=_("Empty while it is in force.")
    )
    predecessors = models.ManyToManyField(
        "self",
        symmetrical=False,
        blank=True,
        related_name="successors",
        verbose_name=_("continues"),
        help_text=_("The earlier areas that this one took over from."),
    )
    palette = models.CharField(
        _("colours"), max_length=12, choices=Palette, default=Palette.HERITAGE
    )
    pattern = models.CharField(
        _("pattern"), max_length=12, choices=Pattern, default=Pattern.MASONRY
    )

    objects = PriorityAreaQuerySet.as_manager()

    class Meta(Publishable.Meta):
        verbose_name = _("priority area")
        verbose_name_plural = _("priority areas")
        ordering = ["order", "pk"]
        constraints = [
            *Publishable.Meta.constraints,
            models.CheckConstraint(
                name="%(app_label)s_%(class)s_ends_after_start",
                condition=Q(start=None) | Q(end=None) | Q(end__gte=F("start")),
                violation_error_message=_("A priority area cannot end before it starts."),
            ),
        ]

    def __str__(self) -> str:
        return self.safe_translation_getter("name", any_language=True) or self.slug

    def get_absolute_url(self) -> str:
        return reverse("priority_area", args=[self.slug])


class CommonApproachQuerySet(TranslatableQuerySet):
    """Questions about common approaches."""

    def public(self) -> Self:
        """Those of public partnerships."""
        return self.filter(PartnershipQuerySet.is_public(prefix="partnership__"))


class CommonApproach(TranslatableModel):
    """A way of working both sides stress across areas, such as the role of communities."""

    translations = TranslatedFields(
        name=models.CharField(_("name"), max_length=200),
        description=models.TextField(_("description"), blank=True),
    )
    partnership = models.ForeignKey(
        Partnership,
        on_delete=models.CASCADE,
        related_name="common_approaches",
        verbose_name=_("partnership"),
    )
    slug = models.SlugField(
        _("address"), max_length=80, unique=True, help_text=_("Names it in addresses of lists.")
    )
    order = models.PositiveSmallIntegerField(_("order"), default=0)

    objects = CommonApproachQuerySet.as_manager()

    class Meta:
        verbose_name = _("common approach")
        verbose_name_plural = _("common approaches")
        ordering = ["order", "pk"]

    def __str__(self) -> str:
        return self.safe_translation_getter("name", any_language=True) or self.slug


class PartnershipMember(models.Model):
    """Somebody who edits the content of a partnership (see ``publishing.policies``)."""

    outside_drafts = True

    user = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.CASCADE,
        related_name="partnership_memberships",
        verbose_name=_("user"),
    )
    partnership = models.ForeignKey(
        Partnership,
        on_delete=models.CASCADE,
        related_name="members",
        verbose_name=_("partnership"),
    )

    class Meta:
        verbose_name = _("membership of a partnership")
        verbose_name_plural = _("memberships of partnerships")
        ordering = ["partnership", "user", "pk"]
        constraints = [
            models.UniqueConstraint(
                name="%(app_label)s_%(class)s_once",
                fields=["user", "partnership"],
                violation_error_message=_("This membership is already listed."),
            )
        ]

    def __str__(self) -> str:
        return f"{self.user}: {self.partnership}"
