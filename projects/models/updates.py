"""News, documents and photos of a project."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _
from parler.models import TranslatableModel, TranslatedFields

from library.models import Document, Photo
from projects.models.classification import OwnedQuerySet
from projects.models.places import TranslatedOwnedQuerySet
from projects.models.projects import Project
from publishing.richtext import RichTextField


class ProjectUpdate(TranslatableModel):
    """What happened in a project on a day, in a few sentences."""

    translations = TranslatedFields(
        title=models.CharField(_("title"), max_length=300),
        text=RichTextField(_("text"), blank=True),
    )
    project = models.ForeignKey(
        Project, on_delete=models.CASCADE, related_name="updates", verbose_name=_("project")
    )
    date = models.DateField(_("date"))
    photo = models.ForeignKey(
        Photo,
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("photo"),
    )
    source_url = models.URLField(_("source"), max_length=1000, blank=True)

    objects = TranslatedOwnedQuerySet.as_manager()

    class Meta:
        verbose_name = _("update")
        verbose_name_plural = _("updates")
        ordering = ["-date", "pk"]

    def __str__(self) -> str:
        return self.safe_translation_getter("title", any_language=True) or str(self.date)


class ProjectDocument(models.Model):
    """A document that belongs to a project."""

    project = models.ForeignKey(
        Project, on_delete=models.CASCADE, related_name="documents", verbose_name=_("project")
    )
    document = models.ForeignKey(
        Document, on_delete=models.PROTECT, related_name="projects", verbose_name=_("document")
    )
    order = models.PositiveSmallIntegerField(_("order"), default=0)

    objects = OwnedQuerySet.as_manager()

    class Meta:
        verbose_name = _("document of a project")
        verbose_name_plural = _("documents of a project")
        ordering = ["order", "pk"]
        constraints = [
            models.UniqueConstraint(
                name="%(app_label)s_%(class)s_once",
                fields=["project", "document"],
                violation_error_message=_("This document is already listed."),
            )
        ]

    def __str__(self) -> str:
        return str(self.document)


class ProjectPhoto(models.Model):
    """A photo that belongs to a project. The first is shown at its head."""

    project = models.ForeignKey(
        Project, on_delete=models.CASCADE, related_name="photos", verbose_name=_("project")
    )
    photo = models.ForeignKey(
        Photo, on_delete=models.PROTECT, related_name="projects", verbose_name=_("photo")
    )
    order = models.PositiveSmallIntegerField(_("order"), default=0)

    objects = OwnedQuerySet.as_manager()

    class Meta:
        verbose_name = _("photo of a project")
        verbose_name_plural = _("photos of a project")
        ordering = ["order", "pk"]
        constraints = [
            models.UniqueConstraint(
                name="%(app_label)s_%(class)s_once",
                fields=["project", "photo"],
                violation_error_message=_("This photo is already listed."),
            )
        ]

    def __str__(self) -> str:
        return str(self.photo)
