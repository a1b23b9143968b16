"""Selections that readers keep, and who is told of what is new in them."""

from __future__ import annotations

import hashlib

from django.db import models
from django.urls import reverse
from django.utils.translation import gettext_lazy as _


def key_of(query: str) -> str:
    """The key of a selection: the same selection is kept once, whoever saves it."""
    return hashlib.sha256(query.encode()).hexdigest()[:16]


class SavedSearch(models.Model):
    """A selection of projects with an address that stays. Who saved it is not kept."""

    key = models.CharField(
        _("key"), max_length=16, unique=True, help_text=_("Follows from the selection.")
    )
    query = models.TextField(_("query"), help_text=_("The selection, as a query string."))
    created_at = models.DateTimeField(_("created at"), auto_now_add=True)

    class Meta:
        verbose_name = _("saved search")
        verbose_name_plural = _("saved searches")
        ordering = ["-created_at", "pk"]

    def __str__(self) -> str:
        return self.query or self.key

    def get_absolute_url(self) -> str:
        return reverse("projects:saved", args=[self.key])


class Subscription(models.Model):
    """An address that confirmed it wants to be told of what is new in a saved search."""

    search = models.ForeignKey(
        SavedSearch,
        on_delete=models.CASCADE,
        related_name="subscriptions",
        verbose_name=_("saved search"),
    )
    email = models.EmailField(_("e-mail"))
    language = models.CharField(_("language"), max_length=10)
    told_until = models.DateTimeField(
        _("told until"), help_text=_("What changed later comes with the next message.")
    )

    class Meta:
        verbose_name = _("subscription")
        verbose_name_plural = _("subscriptions")
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(
                name="%(app_label)s_%(class)s_once",
                fields=["search", "email"],
                violation_error_message=_("This address is subscribed already."),
            )
        ]

    def __str__(self) -> str:
        return f"{self.search}"
