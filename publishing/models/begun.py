"""What somebody has begun to add, before it is anything."""

from __future__ import annotations

from typing import Any, Self

from django.conf import settings
from django.contrib.contenttypes.models import ContentType
from django.db import models
from django.urls import reverse
from django.utils.translation import gettext_lazy as _


class BegunPageQuerySet(models.QuerySet[Any]):
    """Questions about pages that were begun."""

    def by(self, user: Any) -> Self:
        """Those of this user; nobody else sees or continues them."""
        return self.filter(user=user).select_related("content_type")

    def find(self, user: Any, model: type[models.Model], key: str) -> Any:
        """The user's page of this kind with this key, or ``None``. Runs a query."""
        if not key.isdecimal() or len(key) > 18:
            return None
        kind = ContentType.objects.get_for_model(model)
        return self.by(user).filter(content_type=kind, pk=key).first()


class BegunPage(models.Model):
    """The entries of a page that adds something, until they are enough for a draft."""

    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+", verbose_name=_("who")
    )
    content_type = models.ForeignKey(
        ContentType, on_delete=models.CASCADE, verbose_name=_("kind of content")
    )
    title = models.CharField(
        _("title"), max_length=300, blank=True, help_text=_("As far as it was entered.")
    )
    query = models.CharField(
        _("filled in by the address"),
        max_length=2000,
        blank=True,
        help_text=_("The query string that the page was opened with."),
    )
    entries = models.JSONField(
        _("entries"),
        default=dict,
        blank=True,
        help_text=_("What its form sent, by the names of its fields."),
    )
    begun_at = models.DateTimeField(_("begun at"), auto_now_add=True)
    updated_at = models.DateTimeField(_("updated at"), auto_now=True)

    objects = BegunPageQuerySet.as_manager()

    class Meta:
        verbose_name = _("begun page")
        verbose_name_plural = _("begun pages")
        ordering = ["-updated_at", "-pk"]

    def __str__(self) -> str:
        return self.title or str(_("Without a title"))

    @property
    def kind_of_thing(self) -> str:
        """What it is to become."""
        return str(self.content_type.name)

    @property
    def edit_url(self) -> str:
        """The page that adds such a thing, with what was entered before."""
        kind = self.content_type
        page = reverse(f"admin:{kind.app_label}_{kind.model}_add")
        return f"{page}?{self.query}{'&' if self.query else ''}begun={self.pk}"
