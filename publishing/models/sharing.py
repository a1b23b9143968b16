"""Links to a preview, and who has which page open."""

from __future__ import annotations

import datetime as dt
from typing import Any, Self

from django.conf import settings
from django.contrib.contenttypes.fields import GenericForeignKey
from django.contrib.contenttypes.models import ContentType
from django.core import signing
from django.db import models
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from publishing.models.revisions import ThingQuerySet

SEEN_RECENTLY = dt.timedelta(seconds=60)
"""How long after its last sign of life a page counts as open. It gives one every 20 seconds."""


class ExpiringLinkQuerySet(models.QuerySet[Any]):
    """Questions about links that open something for a while."""

    def valid(self) -> Self:
        """Neither expired nor revoked."""
        return self.filter(revoked_at=None, expires_at__gt=timezone.now())

    def revoke(self) -> int:
        """Make these open nothing from now on; how many still did. Runs a statement."""
        return self.filter(revoked_at=None).update(revoked_at=timezone.now())

    def find(self, token: str) -> Any:
        """The valid link with this signed token, or ``None``. Runs a query."""
        return self.valid().filter(pk=self.model.key_of(token)).first()


class ExpiringLink(models.Model):
    """An address at which somebody without an account may read one thing for a while."""

    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.SET_NULL,
        null=True,
        related_name="+",
        verbose_name=_("shared by"),
    )
    created_at = models.DateTimeField(_("created at"), auto_now_add=True)
    expires_at = models.DateTimeField(_("valid until"), help_text=_("It opens nothing afterwards."))
    revoked_at = models.DateTimeField(
        _("revoked at"), null=True, blank=True, help_text=_("It opens nothing from then on.")
    )

    class Meta:
        abstract = True

    @classmethod
    def salt(cls) -> str:
        """What keeps a token of one kind of link from opening another's."""
        return cls._meta.label_lower

    @classmethod
    def key_of(cls, token: str) -> Any:
        """The key of the link with this signed token; ``None`` for one we never gave out."""
        try:
            return signing.Signer(salt=cls.salt()).unsign_object(token)
        except signing.BadSignature:
            return None

    @property
    def token(self) -> str:
        """The signed part of its address; always the same."""
        return signing.Signer(salt=self.salt()).sign_object(self.pk)


class PreviewLinkQuerySet(ExpiringLinkQuerySet, ThingQuerySet):  # type: ignore[override]
    """Questions about links to previews."""


class PreviewLink(ExpiringLink):
    """An address at which somebody without an account may read the draft of one thing."""

    content_type = models.ForeignKey(
        ContentType, on_delete=models.CASCADE, verbose_name=_("kind of content")
    )
    object_id = models.PositiveBigIntegerField(_("object"))
    content = GenericForeignKey("content_type", "object_id")

    objects = PreviewLinkQuerySet.as_manager()

    class Meta:
        verbose_name = _("link to a preview")
        verbose_name_plural = _("links to previews")
        ordering = ["-created_at", "-pk"]

    def __str__(self) -> str:
        return f"{self.content_type} {self.object_id}"

    def get_absolute_url(self) -> str:
        return reverse("preview", args=[self.token])


class OpenPageQuerySet(ThingQuerySet):
    """Questions about pages that are open in somebody's browser."""

    def by_others(self, user: Any) -> OpenPageQuerySet:
        """Open now in the browser of somebody else."""
        return (
            self.filter(seen_at__gt=timezone.now() - SEEN_RECENTLY)
            .exclude(user=user)
            .select_related("user")
        )


class OpenPage(models.Model):
    """Somebody has the page of a thing open; told to others who open it."""

    content_type = models.ForeignKey(
        ContentType, on_delete=models.CASCADE, verbose_name=_("kind of content")
    )
    object_id = models.PositiveBigIntegerField(_("object"))
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+", verbose_name=_("who")
    )
    opened_at = models.DateTimeField(_("opened at"), auto_now_add=True)
    seen_at = models.DateTimeField(
        _("last seen at"), default=timezone.now, help_text=_("The last sign of life.")
    )

    objects = OpenPageQuerySet.as_manager()

    class Meta:
        verbose_name = _("open page")
        verbose_name_plural = _("open pages")
        ordering = ["-seen_at", "-pk"]
        constraints = [
            models.UniqueConstraint(
                name="%(app_label)s_%(class)s_once_per_user",
                fields=["content_type", "object_id", "user"],
                violation_error_message=_("This is noted already."),
            )
        ]

    def __str__(self) -> str:
        return f"{self.user}: {self.content_type} {self.object_id}"
