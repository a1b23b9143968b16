"""Addresses are promises: where a page was, its readers are led to where it is."""

from __future__ import annotations

from typing import Any

from django.contrib.contenttypes.models import ContentType
from django.db import models
from django.http import Http404
from django.utils.translation import gettext_lazy as _

MOST_OWNERS = 5
"""How many former owners of one address are asked for, the last first."""


class FormerAddressQuerySet(models.QuerySet["FormerAddress"]):
    """Questions about former addresses."""

    def find(self, readable: models.QuerySet[Any], slug: str) -> Any:
        """The thing that had this address, among those the reader may see. Runs two queries.

        Raises Http404 if there is none.
        """
        kind = ContentType.objects.get_for_model(readable.model)
        former = self.filter(content_type=kind, slug=slug).values_list("object_id", flat=True)
        moved = next(
            filter(None, (readable.filter(pk=key).first() for key in former[:MOST_OWNERS])), None
        )
        if moved is None:
            raise Http404
        return moved

    def led_by(self, thing: Any) -> Any:
        """Another thing that has been public at this thing's address, if there is one.

        Runs up to two queries.
        """
        kind = ContentType.objects.get_for_model(thing)
        former = self.filter(content_type=kind, slug=thing.slug).exclude(object_id=thing.pk)
        others = type(thing)._default_manager.filter(pk__in=former.values("object_id"))
        return others.first()


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
