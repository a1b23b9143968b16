"""What the portal remembers of an import."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from projects.models import Project


class ImportedActivity(models.Model):
    """What a project's activity said when it was last imported.

    While the digest stays the same the file has nothing new to say and nothing is written, so
    what staff have changed since then is kept.
    """

    outside_drafts = True

    project = models.OneToOneField(
        Project,
        on_delete=models.CASCADE,
        related_name="imported_activity",
        verbose_name=_("project"),
    )
    digest = models.CharField(
        _("digest"),
        max_length=64,
        help_text=_("SHA-256 of what the activity said and of how the import understood it."),
    )
    programme = models.CharField(
        _("programme"),
        max_length=255,
        blank=True,
        db_index=True,
        help_text=_("IATI identifier of the programme it names; linked when that one arrives."),
    )
    rows = models.JSONField(
        _("rows"),
        default=dict,
        help_text=_("Keys of the rows the import made, so that it removes none of anybody else."),
    )
    source = models.CharField(_("file"), max_length=255, help_text=_("Its name without folders."))
    imported_at = models.DateTimeField(_("imported at"))

    class Meta:
        verbose_name = _("imported activity")
        verbose_name_plural = _("imported activities")
        ordering = ["-imported_at", "pk"]

    def __str__(self) -> str:
        return f"{self.project} ({self.source})"
