"""Review dossiers: what was known on a day, frozen."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.core.serializers.json import DjangoJSONEncoder
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from donors.models import Organisation, PriorityArea
from library.uploads import stored_name
from meetings.models.meetings import Meeting
from publishing.models import Visibility
from publishing.names import country_name, validate_country


class DossierScope(models.TextChoices):
    """What a dossier covers."""

    PARTNERSHIP = "partnership", _("The whole partnership")
    ORGANISATION = "organisation", _("One ministry or agency")
    AREA = "area", _("One priority area")
    COUNTRY = "country", _("One country")


class BuildState(models.TextChoices):
    """How far the building of a dossier has come."""

    NEW = "new", _("Not built yet")
    WAITING = "waiting", _("Waiting to be built")
    BUILDING = "building", _("Being built")
    READY = "ready", _("Built")
    FAILED = "failed", _("Could not be built")


class DossierFormat(models.TextChoices):
    """The kinds of files a dossier comes in."""

    PDF = "pdf", "PDF"
    WORD = "docx", "Word"


class ReviewDossierQuerySet(models.QuerySet["ReviewDossier"]):
    """Questions about dossiers."""

    def frozen(self) -> ReviewDossierQuerySet:
        """Those that never change any more, the latest first."""
        return self.filter(frozen_at__isnull=False).order_by("-frozen_at", "-pk")

    def covering(
        self,
        meeting: Meeting,
        kind: str,
        *,
        organisation: Organisation | None = None,
        area: PriorityArea | None = None,
        country: str = "",
    ) -> ReviewDossierQuerySet:
        """Those of this meeting and exactly this scope."""
        return self.filter(
            meeting=meeting, scope=kind, organisation=organisation, area=area, country=country
        )

    def for_everybody(self) -> ReviewDossierQuerySet:
        """Those compiled for the public."""
        return self.filter(audience=Visibility.PUBLIC)


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
    language = models.CharField(
        _("language"),
        max_length=10,
        default="en",
        help_text=_("The one it opens in. It is made in every language of the site."),
    )
    state = models.CharField(
        _("state"), max_length=10, choices=BuildState, default=BuildState.NEW, editable=False
    )
    progress = models.PositiveSmallIntegerField(
        _("progress"), default=0, editable=False, help_text=_("In per cent.")
    )
    problem = models.TextField(
        _("problem"), blank=True, editable=False, help_text=_("Why it could not be built.")
    )
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

    objects = ReviewDossierQuerySet.as_manager()

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
        return f"{self.meeting}: {self.about or self.get_scope_display()}"

    @property
    def about(self) -> str:
        """The ministry, area or country it is about; empty for the whole partnership."""
        named: Any = self.organisation or self.area
        if named is not None:
            return str(named)
        return country_name(self.country) if self.country else ""

    @property
    def is_frozen(self) -> bool:
        """It never changes any more."""
        return self.frozen_at is not None

    @property
    def is_being_built(self) -> bool:
        """Its page asks again how far it has come."""
        return self.state in {BuildState.WAITING, BuildState.BUILDING}


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


class DossierFile(models.Model):
    """A dossier as a file to read, print or keep: made from its entries, in one language."""

    dossier = models.ForeignKey(
        ReviewDossier, on_delete=models.CASCADE, related_name="files", verbose_name=_("dossier")
    )
    language = models.CharField(_("language"), max_length=10)
    format = models.CharField(_("format"), max_length=4, choices=DossierFormat)
    file = models.FileField(_("file"), upload_to=stored_name)
    size = models.PositiveBigIntegerField(_("size"), help_text=_("In bytes."))
    checksum = models.CharField(_("checksum"), max_length=64, help_text=_("SHA-256 of the file."))

    class Meta:
        verbose_name = _("file of a dossier")
        verbose_name_plural = _("files of dossiers")
        ordering = ["language", "format", "pk"]
        constraints = [
            models.UniqueConstraint(
                name="%(app_label)s_%(class)s_once",
                fields=["dossier", "language", "format"],
                violation_error_message=_("This file exists already."),
            )
        ]

    def __str__(self) -> str:
        return f"{self.dossier} ({self.language}, {self.get_format_display()})"
