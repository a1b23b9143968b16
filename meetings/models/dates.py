"""Days on which something is due around a meeting."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _
from parler.managers import TranslatableQuerySet
from parler.models import TranslatableModel, TranslatedFields

from meetings.models.meetings import Meeting, MeetingRecordQuerySet
from publishing.models import Visibility


class ImportantDateQuerySet(TranslatableQuerySet, MeetingRecordQuerySet):
    """Questions about important dates."""


class ImportantDate(TranslatableModel):
    """A day on which something is due before or after a meeting."""

    translations = TranslatedFields(title=models.CharField(_("title"), max_length=300))
    meeting = models.ForeignKey(
        Meeting,
        on_delete=models.CASCADE,
        related_name="important_dates",
        verbose_name=_("meeting"),
    )
    on = models.DateField(_("day"))
    visibility = models.CharField(
        _("visibility"), max_length=12, choices=Visibility, default=Visibility.PARTNERSHIP
    )

    objects = ImportantDateQuerySet.as_manager()

    class Meta:
        verbose_name = _("important date")
        verbose_name_plural = _("important dates")
        ordering = ["on", "pk"]

    def __str__(self) -> str:
        title = self.safe_translation_getter("title", any_language=True) or ""
        return f"{self.on} {title}".strip()
