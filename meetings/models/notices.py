"""Who was last reminded of what, so that nobody is reminded too often."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _


class NoticeKind(models.TextChoices):
    """What a reminder is about."""

    ACTIONS = "actions", _("Agreed actions")
    READINESS = "readiness", _("What projects owe before a review")


class NoticeQuerySet(models.QuerySet[Any]):
    """Questions about reminders, and the right to send one."""

    def last_sent(self, kind: NoticeKind, email: str) -> dt.date | None:
        """The day this address last got such a mail."""
        found: dt.date | None = (
            self.filter(kind=kind, email=email.lower())
            .values_list("last_sent_on", flat=True)
            .first()
        )
        return found

    def claim(self, kind: NoticeKind, email: str, day: dt.date, *, every: dt.timedelta) -> bool:
        """Take the one mail that this address gets in so many days; ``False`` if it is taken.

        Two workers cannot both take it. Send within the same transaction: when sending fails,
        the mail can be taken again.
        """
        notice, _new = self.get_or_create(kind=kind, email=email.lower())
        free = Q(last_sent_on=None) | Q(last_sent_on__lte=day - every)
        return bool(self.filter(free, pk=notice.pk).update(last_sent_on=day))


class Notice(models.Model):
    """The last reminder of a kind that went to an address."""

    kind = models.CharField(_("kind"), max_length=12, choices=NoticeKind)
    email = models.EmailField(_("e-mail"))
    last_sent_on = models.DateField(
        _("last sent on"), null=True, blank=True, help_text=_("The day of the last mail.")
    )

    objects = NoticeQuerySet.as_manager()

    class Meta:
        verbose_name = _("reminder")
        verbose_name_plural = _("reminders")
        ordering = ["email", "pk"]
        constraints = [
            models.UniqueConstraint(
                name="%(app_label)s_%(class)s_once",
                fields=["kind", "email"],
                violation_error_message=_("This address already has such a reminder."),
            )
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()}: {self.email}"
