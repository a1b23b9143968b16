"""Review dossiers: what was known on a day, frozen."""

from __future__ import annotations

from django.conf import settings
from django.core.serializers.json import DjangoJSONEncoder
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from donors.models import Organisation, PriorityArea
from meetings.models.meetings import Meeting
from publishing.models import Visibility
from publishing.names import validate_country


class DossierScope(models.TextChoices):
    """What a dossier covers."""

    PARTNERSHIP = "partnership", _("The whole partnership")
    ORGANISATION = "organisation", _("One ministry or agency")
    AREA = "area", _("One priority area")
    COUNTRY = "country", _("One country")


class ReviewDossier(models.Model):
    """The record a review works from, compiled for a scope and an audience.

    Once frozen neither it nor its entries change: a trigger of the database holds that; see
    the migration ``agreed_and_frozen_is_final``.
    """

    partnership_path = "meeting__partnership"

    meeting = models.ForeignKey(
        Meeting, on_delete=models.PROTECT, related_name="dossiers", verbose_name=_("meeting")
    )
    scope = models.CharField(
        _("scope"), max_length=12, choices=DossierScope, default=DossierScope.PARTNERSHIP
    )
    organisation = models.ForeignKey(
        Organisation,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("ministry or agency"),
    )
    area = models.ForeignKey(
        PriorityArea,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("priority area"),
    )
    country = models.CharField(
        _("country"),
        max_length=2,
        blank=True,
        validators=[validate_country],
        help_text=_("Two letters of ISO 3166-1."),
    )
    audience = models.CharField(
        _("audience"),
        max_length=12,
        choices=Visibility,
        default=Visibility.PARTNERSHIP,
        help_text=_("Nothing that is not for them is taken in."),
    )
    language = models.CharField(_("language"), max_length=10, default="en")
    data_as_of = models.DateTimeField(_("data as of"), null=True, blank=True)
    frozen_at = models.DateTimeField(_("frozen at"), null=True, blank=True)
    checksum = models.CharField(
        _("checksum"), max_length=64, blank=True, help_text=_("SHA-256 of its entries.")
    )
    author = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("author"),
    )
    created_at = models.DateTimeField(_("created at"), auto_now_add=True)

    class Meta:
        verbose_name = _("review dossier")
        verbose_name_plural = _("review dossiers")
        ordering = ["-created_at", "pk"]
        constraints = [
            models.CheckConstraint(
                name="%(app_label)s_%(class)s_scope_is_named",
                condition=Q(scope="partnership", organisation=None, area=None, country="")
                | Q(scope="organisation", organisation__isnull=False, area=None, country="")
                | Q(scope="area", organisation=None, area__isnull=False, country="")
                | (Q(scope="country", organisation=None, area=None) & ~Q(country="")),
                violation_error_message=_(
                    "Name exactly what the scope asks for: the ministry, the area or the country."
                ),
            ),
            models.CheckConstraint(
                name="%(app_label)s_%(class)s_frozen_has_checksum",
                condition=Q(frozen_at=None) | (~Q(checksum="") & Q(data_as_of__isnull=False)),
                violation_error_message=_("A frozen dossier needs its checksum and its data date."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.meeting}: {self.get_scope_display()}"


class DossierEntry(models.Model):
    """One part of a dossier, such as a project's sheet, as data."""

    dossier = models.ForeignKey(
        ReviewDossier, on_delete=models.CASCADE, related_name="entries", verbose_name=_("dossier")
    )
    order = models.PositiveIntegerField(_("order"))
    kind = models.CharField(
        _("kind"), max_length=40, help_text=_("Such as project, action or statement.")
    )
    object_id = models.PositiveBigIntegerField(_("object"), null=True, blank=True)
    data = models.JSONField(_("data"), encoder=DjangoJSONEncoder)

    class Meta:
        verbose_name = _("dossier entry")
        verbose_name_plural = _("dossier entries")
        ordering = ["order", "pk"]
        constraints = [
            models.UniqueConstraint(
                name="%(app_label)s_%(class)s_order_once",
                fields=["dossier", "order"],
                violation_error_message=_("Another entry stands at this place."),
            )
        ]

    def __str__(self) -> str:
        return f"{self.order} {self.kind}"
