"""Addresses are promises: where a page was, its readers are led to where it is."""

from __future__ import annotations

from django.contrib.contenttypes.models import ContentType
from django.db import models
from django.utils.translation import gettext_lazy as _


class FormerAddressQuerySet(models.QuerySet["FormerAddress"]):
    """Questions about former addresses."""

    def of(self, model: type[models.Model], slug: str) -> FormerAddressQuerySet:
        """What was at this address among things of this kind; the last first."""
        return self.filter(content_type=ContentType.objects.get_for_model(model), slug=slug)


class FormerAddress(models.Model):
    """An address a published thing once had. It leads to the thing for ever."""

    content_type = models.ForeignKey(
        ContentType, on_delete=models.CASCADE, verbose_name=_("kind of content")
    )
    slug = models.SlugField(
        _("address"),
        max_length=200,
        help_text=_("The last part of the page's former address."),
    )
    object_id = models.PositiveBigIntegerField(_("object"))
    left_at = models.DateTimeField(_("left at"), auto_now_add=True)

    objects = FormerAddressQuerySet.as_manager()

    class Meta:
        verbose_name = _("former address")
        verbose_name_plural = _("former addresses")
        ordering = ["-left_at", "-pk"]
        constraints = [
            models.UniqueConstraint(
                name="%(app_label)s_%(class)s_once",
                fields=["content_type", "slug", "object_id"],
                violation_error_message=_("This former address is already listed."),
            )
        ]

    def __str__(self) -> str:
        return self.slug
