"""Versions of a thing with everything it owns, and what became of them."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.conf import settings
from django.contrib.contenttypes.fields import GenericForeignKey
from django.contrib.contenttypes.models import ContentType
from django.core.serializers.json import DjangoJSONEncoder
from django.db import models
from django.utils.translation import gettext_lazy as _

from publishing.wording import digest


class RevisionState(models.TextChoices):
    """How far a revision has come."""

    WORKING = "working", _("Being worked on")
    SUBMITTED = "submitted", _("Submitted for review")
    CHANGES_REQUESTED = "changes_requested", _("Changes requested")
    APPROVED = "approved", _("Approved")
    SUPERSEDED = "superseded", _("Replaced by a later save")
    SET_ASIDE = "set_aside", _("Set aside, to be merged")
    DISCARDED = "discarded", _("Discarded")


OPEN_STATES = (
    RevisionState.WORKING,
    RevisionState.SUBMITTED,
    RevisionState.CHANGES_REQUESTED,
)


class ThingQuerySet(models.QuerySet[Any]):
    """Questions about records that belong to a thing of any kind."""

    def of(self, thing: models.Model) -> Any:
        """All of one thing, newest first."""
        return self.filter(
            content_type=ContentType.objects.get_for_model(thing), object_id=thing.pk
        )


class RevisionQuerySet(ThingQuerySet):
    """Questions about revisions."""

    def open(self) -> RevisionQuerySet:
        """Still being worked on or looked at: at most one of each thing."""
        return self.filter(state__in=OPEN_STATES)

    def aside_of(self, user: Any) -> RevisionQuerySet:
        """What the user entered on an outdated page and has not merged yet."""
        return self.filter(state=RevisionState.SET_ASIDE, author=user)

    def kept(self) -> RevisionQuerySet:
        """Those that tell how a thing came to be what it is."""
        return self.exclude(state__in=[RevisionState.SET_ASIDE, RevisionState.DISCARDED])

    def holding(self, label: str, key: Any) -> RevisionQuerySet:
        """Those that hold a row of this model (by its label) with this key."""
        return self.filter(**{f"snapshot__{label}__has_key": str(key)})


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
    unfinished = models.JSONField(
        _("unfinished entries"),
        default=dict,
        blank=True,
        help_text=_(
            "What was entered on a page and breaks a rule: by the page's address, what its form "
            "sent and what is to be corrected before this can be published."
        ),
    )
    source_texts = models.JSONField(
        _("texts translated from"),
        default=dict,
        blank=True,
        help_text=_(
            "For each language a digest of the source texts its translation was made from."
        ),
    )
    source_digest = models.CharField(
        _("source texts"),
        max_length=16,
        blank=True,
        editable=False,
        help_text=_("A digest of the texts in the source language. Filled in when it is saved."),
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
    autosaved = models.BooleanField(
        _("saved by itself"),
        default=False,
        help_text=_("Saved while its author was typing; the next save takes its place."),
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
    live_base = models.ForeignKey(
        "self",
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("begun from"),
        help_text=_("What the page was when this draft was begun; changes since are merged."),
    )
    live_version = models.PositiveIntegerField(
        _("version of the page"),
        null=True,
        blank=True,
        help_text=_("The version of the page that this is a copy of."),
    )
    created_at = models.DateTimeField(_("created at"), auto_now_add=True)
    updated_at = models.DateTimeField(_("updated at"), auto_now=True)

    objects = RevisionQuerySet.as_manager()

    class Meta:
        verbose_name = _("revision")
        verbose_name_plural = _("revisions")
        ordering = ["-created_at", "-pk"]
        permissions = [
            ("review_revision", "Can approve what others submit, or request changes"),
            ("publish_revision", "Can publish, unpublish and archive without a review"),
            ("every_partnership", "Can edit the content of every partnership"),
        ]
        indexes = [
            models.Index(fields=["content_type", "object_id", "-created_at"]),
            models.Index(fields=["state", "-updated_at"]),
        ]
        constraints = [
            models.UniqueConstraint(
                name="%(app_label)s_%(class)s_one_open",
                fields=["content_type", "object_id"],
                condition=models.Q(state__in=["working", "submitted", "changes_requested"]),
                violation_error_message=_(
                    "There is already a revision being worked on. Continue that one."
                ),
            )
        ]

    def __str__(self) -> str:
        return f"{self.content_type} {self.object_id}: {self.get_state_display()}"

    def save(self, *args: Any, update_fields: Iterable[str] | None = None, **kwargs: Any) -> None:
        if "snapshot" not in self.get_deferred_fields():
            self.source_digest = digest(self.snapshot, settings.LANGUAGE_CODE)
            if update_fields is not None and "snapshot" in update_fields:
                update_fields = {*update_fields, "source_digest"}
        super().save(*args, update_fields=update_fields, **kwargs)

    @property
    def is_submitted(self) -> bool:
        """Whether it waits for its review."""
        return self.state == RevisionState.SUBMITTED

    @property
    def is_open(self) -> bool:
        return self.state in OPEN_STATES

    @property
    def problems(self) -> list[str]:
        """What is to be corrected before it can be published."""
        return [said for page in self.unfinished.values() for said in page["problems"]]


class PublicationStep(models.TextChoices):
    """What somebody did with a thing on its way to the public, or back."""

    SAVED = "saved", _("Saved")
    SUBMITTED = "submitted", _("Submitted for review")
    CHANGES_REQUESTED = "changes_requested", _("Requested changes")
    PUBLISHED = "published", _("Published")
    UNPUBLISHED = "unpublished", _("Took back")
    ARCHIVED = "archived", _("Archived")
    RESTORED = "restored", _("Restored an earlier revision")
    MERGED = "merged", _("Merged two versions")
    DISCARDED = "discarded", _("Discarded the draft")
    SHARED = "shared", _("Shared a preview")
    CONFIRMED = "confirmed", _("Confirmed a translation")


class PublicationEvent(models.Model):
    """Who did what with a thing, when, and what was said about it. Never changed."""

    content_type = models.ForeignKey(
        ContentType, on_delete=models.CASCADE, verbose_name=_("kind of content")
    )
    object_id = models.PositiveBigIntegerField(_("object"))
    revision = models.ForeignKey(
        Revision,
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="events",
        verbose_name=_("revision"),
    )
    step = models.CharField(_("step"), max_length=20, choices=PublicationStep)
    actor = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("who"),
    )
    comment = models.TextField(_("comment"), blank=True)
    at = models.DateTimeField(_("at"), auto_now_add=True)

    objects = ThingQuerySet.as_manager()

    class Meta:
        verbose_name = _("step of a publication")
        verbose_name_plural = _("steps of publications")
        ordering = ["-at", "-pk"]
        indexes = [models.Index(fields=["content_type", "object_id", "-at"])]

    def __str__(self) -> str:
        return f"{self.get_step_display()}: {self.content_type} {self.object_id}"
