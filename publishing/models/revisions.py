"""Versions of a publishable thing, with everything it owns."""

from __future__ import annotations

from django.conf import settings
from django.contrib.contenttypes.fields import GenericForeignKey
from django.contrib.contenttypes.models import ContentType
from django.core.serializers.json import DjangoJSONEncoder
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from publishing.models.publishable import Publishable


class RevisionState(models.TextChoices):
    """How far a revision has come in the review."""

    WORKING = "working", _("Being worked on")
    SUBMITTED = "submitted", _("Submitted for review")
    CHANGES_REQUESTED = "changes_requested", _("Changes requested")
    APPROVED = "approved", _("Approved")


class RevisionQuerySet(models.QuerySet["Revision"]):
    """Questions about revisions."""

    def of(self, thing: Publishable) -> RevisionQuerySet:
        """All revisions of one thing, newest first."""
        return self.filter(
            content_type=ContentType.objects.get_for_model(thing), object_id=thing.pk
        )

    def open(self) -> RevisionQuerySet:
        """Not yet approved: at most one of each thing."""
        return self.exclude(state=RevisionState.APPROVED)


class Revision(models.Model):
    """A snapshot of one object with its owned children and translations."""

    content_type = models.ForeignKey(
        ContentType, on_delete=models.CASCADE, verbose_name=_("kind of content")
    )
    object_id = models.PositiveBigIntegerField(_("object"))
    content = GenericForeignKey("content_type", "object_id")
    snapshot = models.JSONField(
        _("snapshot"),
        encoder=DjangoJSONEncoder,
        help_text=_("The object, its translations and all rows it owns, as they were."),
    )
    author = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("author"),
    )
    comment = models.TextField(_("comment"), blank=True)
    state = models.CharField(
        _("state"), max_length=20, choices=RevisionState, default=RevisionState.WORKING
    )
    based_on = models.ForeignKey(
        "self",
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("based on"),
        help_text=_("The revision the author started from."),
    )
    created_at = models.DateTimeField(_("created at"), auto_now_add=True)
    updated_at = models.DateTimeField(_("updated at"), auto_now=True)

    objects = RevisionQuerySet.as_manager()

    class Meta:
        verbose_name = _("revision")
        verbose_name_plural = _("revisions")
        ordering = ["-created_at", "-pk"]
        indexes = [models.Index(fields=["content_type", "object_id", "-created_at"])]
        constraints = [
            models.UniqueConstraint(
                name="%(app_label)s_%(class)s_one_open",
                fields=["content_type", "object_id"],
                condition=~Q(state="approved"),
                violation_error_message=_(
                    "There is already a revision being worked on. Continue that one."
                ),
            )
        ]

    def __str__(self) -> str:
        return f"{self.content_type} {self.object_id}: {self.get_state_display()}"
