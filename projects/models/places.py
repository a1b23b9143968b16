"""Places where a project works."""

from __future__ import annotations

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from parler.managers import TranslatableQuerySet
from parler.models import TranslatableModel, TranslatedFields

from projects.codes import Exactness, LocationClass
from projects.models.classification import OwnedQuerySet
from projects.models.projects import Project
from publishing.names import validate_country


class TranslatedOwnedQuerySet(TranslatableQuerySet, OwnedQuerySet):
    """``OwnedQuerySet`` for rows with translations."""


class LocationQuerySet(TranslatedOwnedQuerySet):
    """Questions about places."""


class Location(TranslatableModel):
    """A place where a project works. Sensitive places are named, never located."""

    translations = TranslatedFields(
        name=models.CharField(_("name"), max_length=300),
        description=models.TextField(_("description"), blank=True),
    )
    project = models.ForeignKey(
        Project, on_delete=models.CASCADE, related_name="locations", verbose_name=_("project")
    )
    country = models.CharField(
        _("country"),
        max_length=2,
        blank=True,
        validators=[validate_country],
        help_text=_("Two letters of ISO 3166-1."),
    )
    latitude = models.DecimalField(
        _("latitude"),
        max_digits=9,
        decimal_places=6,
        null=True,
        blank=True,
        validators=[MinValueValidator(-90), MaxValueValidator(90)],
        help_text=_("Degrees north, WGS 84."),
    )
    longitude = models.DecimalField(
        _("longitude"),
        max_digits=9,
        decimal_places=6,
        null=True,
        blank=True,
        validators=[MinValueValidator(-180), MaxValueValidator(180)],
        help_text=_("Degrees east, WGS 84."),
    )
    exactness = models.PositiveSmallIntegerField(
        _("precision"), choices=Exactness, default=Exactness.APPROXIMATE
    )
    location_class = models.PositiveSmallIntegerField(
        _("kind of place"), choices=LocationClass, null=True, blank=True
    )
    sensitive = models.BooleanField(
        _("sensitive"),
        default=False,
        help_text=_("Never put on a map or exported with its coordinates."),
    )

    objects = LocationQuerySet.as_manager()

    class Meta:
        verbose_name = _("place")
        verbose_name_plural = _("places")
        ordering = ["pk"]
        constraints = [
            models.CheckConstraint(
                name="%(app_label)s_%(class)s_both_coordinates",
                condition=Q(latitude=None, longitude=None)
                | Q(latitude__isnull=False, longitude__isnull=False),
                violation_error_message=_("Give both coordinates or neither."),
            ),
            models.CheckConstraint(
                name="%(app_label)s_%(class)s_on_earth",
                condition=Q(latitude=None)
                | Q(latitude__gte=-90, latitude__lte=90, longitude__gte=-180, longitude__lte=180),
                violation_error_message=_(
                    "Latitude goes from -90 to 90 and longitude from -180 to 180."
                ),
            ),
        ]

    def __str__(self) -> str:
        return self.safe_translation_getter("name", any_language=True) or f"#{self.pk}"
