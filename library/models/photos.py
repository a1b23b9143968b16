"""Photos: what they show, who made them, who agreed."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from typing import Any, Self

from django.contrib.auth.models import AnonymousUser, User
from django.core.exceptions import ValidationError
from django.core.files import File
from django.core.files.base import ContentFile
from django.core.validators import MaxValueValidator
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from parler.models import TranslatableModel, TranslatedFields

from library.renditions import Format, widths_for
from library.uploads import is_new, read_photo, stored_name
from publishing.models import (
    PublicationState,
    Publishable,
    TranslatedPublishableQuerySet,
)


class PhotoConsent(models.TextChoices):
    """Whether the people shown agreed to be shown."""

    UNKNOWN = "unknown", _("Not known yet")
    GIVEN = "given", _("Given, and on file")
    NOT_NEEDED = "not_needed", _("Not needed: nobody is recognisable")
    REFUSED = "refused", _("Refused or withdrawn")


class PhotoQuerySet(TranslatedPublishableQuerySet):
    """Questions about photos."""

    def without_renditions(self) -> Self:
        """Those whose present picture has no copies yet."""
        return self.exclude(image="").exclude(renditions_of=F("image"))

    def viewable_by(self, user: User | AnonymousUser) -> Self:
        """Public photos; for staff who may see photos, all of them."""
        return self.all() if user.has_perm("library.view_photo") else self.public()


@dataclass(frozen=True, slots=True)
class Source:
    """The copies of a photo in one format, as ``<source>`` wants them."""

    type: str
    srcset: str


class Photo(TranslatableModel, Publishable):
    """A picture with all that is needed to show it: text, credit, licence, consent."""

    published_with_owner = True

    translations = TranslatedFields(
        alternative_text=models.CharField(
            _("alternative text"),
            max_length=400,
            help_text=_("What the picture shows, for readers who cannot see it."),
        ),
        caption=models.TextField(_("caption"), blank=True),
    )
    image = models.ImageField(
        _("picture"),
        upload_to=stored_name,
        width_field="width",
        height_field="height",
        help_text=_("JPEG, PNG or WebP. Place and camera data are removed."),
    )
    width = models.PositiveIntegerField(_("width"), editable=False, default=0)
    height = models.PositiveIntegerField(_("height"), editable=False, default=0)
    content_type = models.CharField(_("file type"), max_length=100, blank=True, editable=False)
    renditions_of = models.CharField(
        _("copies made of"),
        max_length=100,
        blank=True,
        editable=False,
        help_text=_("The stored name of the picture of which all smaller copies are there."),
    )
    credit = models.CharField(
        _("credit"), max_length=200, help_text=_("Printed beside it, such as: © UNESCO/Name.")
    )
    licence = models.CharField(
        _("licence"),
        max_length=60,
        blank=True,
        help_text=_("For example: CC BY-SA 3.0 IGO. Leave empty if all rights are reserved."),
    )
    consent = models.CharField(
        _("consent"), max_length=12, choices=PhotoConsent, default=PhotoConsent.UNKNOWN
    )
    taken_on = models.DateField(_("taken on"), null=True, blank=True)
    focal_x = models.PositiveSmallIntegerField(
        _("focal point from the left, in per cent"),
        default=50,
        validators=[MaxValueValidator(100)],
        help_text=_("Stays visible when the picture is cropped."),
    )
    focal_y = models.PositiveSmallIntegerField(
        _("focal point from the top, in per cent"), default=50, validators=[MaxValueValidator(100)]
    )

    _checked: File[bytes] | None = None

    objects = PhotoQuerySet.as_manager()

    class Meta(Publishable.Meta):
        verbose_name = _("photo")
        verbose_name_plural = _("photos")
        ordering = ["-taken_on", "-pk"]
        constraints = [
            *Publishable.Meta.constraints,
            models.CheckConstraint(
                name="%(app_label)s_%(class)s_published_with_consent",
                condition=~Q(state=PublicationState.PUBLISHED)
                | Q(consent__in=[PhotoConsent.GIVEN, PhotoConsent.NOT_NEEDED]),
                violation_error_message=_(
                    "Record the consent of the people shown before you publish the photo."
                ),
            ),
            models.CheckConstraint(
                name="%(app_label)s_%(class)s_published_with_credit",
                condition=~Q(state=PublicationState.PUBLISHED) | ~Q(credit=""),
                violation_error_message=_("Name who made the photo before you publish it."),
            ),
            models.CheckConstraint(
                name="%(app_label)s_%(class)s_focal_point_inside",
                condition=Q(focal_x__lte=100, focal_y__lte=100),
                violation_error_message=_("The focal point must be between 0 and 100 per cent."),
            ),
        ]

    def __str__(self) -> str:
        return self.safe_translation_getter("alternative_text", any_language=True) or self.slug

    def clean(self) -> None:
        super().clean()
        try:
            self._take_in()
        except ValidationError as error:
            raise ValidationError({"image": error}) from error

    def save(self, *args: Any, **kwargs: Any) -> None:
        self._take_in()
        has_new_picture = bool(self.image) and is_new(self.image)
        super().save(*args, **kwargs)
        if has_new_picture:
            from library.actions import enqueue_renditions

            enqueue_renditions(photo=self)

    def now_published(self) -> None:
        """Ask for the smaller copies of a picture that a draft has brought."""
        if self.image and not self.has_renditions:
            from library.actions import enqueue_renditions

            enqueue_renditions(photo=self)

    @property
    def has_renditions(self) -> bool:
        """Whether all smaller copies of its present picture are there."""
        return bool(self.image) and self.renditions_of == self.image.name

    @property
    def sources(self) -> list[Source]:
        """What a browser may choose from, best packed first; empty until the copies are made."""
        return (
            [Source(f"image/{kind}", self._srcset(kind)) for kind in (Format.AVIF, Format.WEBP)]
            if self.has_renditions
            else []
        )

    @property
    def srcset(self) -> str:
        """The JPEG copies with their widths; empty until the copies are made."""
        return self._srcset(Format.JPEG) if self.has_renditions else ""

    @property
    def focus(self) -> str:
        """The classes that keep the focal point in view where the picture is cropped."""
        return f"fx-{round(self.focal_x, -1)} fy-{round(self.focal_y, -1)}"

    def _srcset(self, kind: Format) -> str:
        return ", ".join(
            f"{self.rendition_address(kind, width)} {width}w" for width in widths_for(self.width)
        )

    def rendition_address(self, kind: Format, width: int) -> str:
        """Where a copy is. Another picture has other addresses, so that caches may keep them."""
        token = hashlib.sha256((self.image.name or "").encode()).hexdigest()[:12]
        return reverse("library:rendition", args=[self.slug, token, width, kind])

    def get_absolute_url(self) -> str:
        return reverse("library:photo", args=[self.slug])

    def _take_in(self) -> None:
        """Replaces a new upload by our own encoding of it, whichever way it came in."""
        if self.image and is_new(self.image) and self._checked is not self.image.file:
            photo = read_photo(self.image.file)
            self.content_type = photo.content_type
            self.image = ContentFile(photo.content, name=f"photo{photo.extension}")
            self._checked = self.image.file


class Rendition(models.Model):
    """A smaller or differently encoded copy of a photo, made by us."""

    outside_drafts = True
    Format = Format

    photo = models.ForeignKey(
        Photo, on_delete=models.CASCADE, related_name="renditions", verbose_name=_("photo")
    )
    format = models.CharField(_("format"), max_length=4, choices=Format)
    width = models.PositiveIntegerField(_("width"))
    height = models.PositiveIntegerField(_("height"))
    file = models.FileField(_("file"), upload_to=stored_name)

    class Meta:
        verbose_name = _("rendition")
        verbose_name_plural = _("renditions")
        ordering = ["photo", "format", "width", "pk"]
        constraints = [
            models.UniqueConstraint(
                name="%(app_label)s_%(class)s_once_per_size",
                fields=["photo", "format", "width"],
                violation_error_message=_("This size exists already."),
            )
        ]

    def __str__(self) -> str:
        return f"{self.photo_id} {self.format} {self.width}"
