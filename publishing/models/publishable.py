"""What may the public see? The one answer."""

from __future__ import annotations

import datetime as dt
from typing import Any, ClassVar, Self

from django.contrib.contenttypes.models import ContentType
from django.db import models
from django.db.models import F, Q, Value
from django.db.models.functions import Now
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from parler.managers import TranslatableQuerySet

from publishing.models.addresses import FormerAddress


class PublicationState(models.TextChoices):
    """Where a thing stands on its way to the public (``PublishableQuerySet.public``)."""

    DRAFT = "draft", _("Draft")
    IN_REVIEW = "in_review", _("In review")
    PUBLISHED = "published", _("Published")
    ARCHIVED = "archived", _("Archived")


class Visibility(models.TextChoices):
    """Who may see a record of a meeting or a file, once it is published."""

    PUBLIC = "public", _("Everybody")
    PARTNERSHIP = "partnership", _("Both sides of the partnership")
    INTERNAL = "internal", _("Our own staff")


class PublishableQuerySet(models.QuerySet[Any]):
    """The only definition of what is public, for every kind of content."""

    @staticmethod
    def is_public(at: dt.datetime | None = None, prefix: str = "") -> Q:
        """The condition itself; ``prefix`` reaches it through a relation (``"project__"``).

        Without ``at`` the database compares with its own clock when the query runs, so
        publication and expiry take effect to the second, even for a queryset built earlier.
        """
        moment: Any = Now() if at is None else Value(at)
        return (
            Q(**{f"{prefix}state": PublicationState.PUBLISHED})
            & (Q(**{f"{prefix}publish_at": None}) | Q(**{f"{prefix}publish_at__lte": moment}))
            & (Q(**{f"{prefix}expire_at": None}) | Q(**{f"{prefix}expire_at__gt": moment}))
        )

    def not_archived(self) -> Self:
        """Those that are still worked with."""
        return self.exclude(state=PublicationState.ARCHIVED)

    def public(self, at: dt.datetime | None = None) -> Self:
        """What everybody may see now (or at the moment ``at``)."""
        return self.filter(self.is_public(at))


class TranslatedPublishableQuerySet(PublishableQuerySet, TranslatableQuerySet):
    """``PublishableQuerySet`` for content with translations."""


class Publishable(models.Model):
    """Content that becomes public by a decision, at a time, at a permanent address."""

    partnership_path: ClassVar[str] = ""
    """The way to the partnership it belongs to; empty for what all partnerships share."""
    published_with_owner: ClassVar[bool] = False
    """Whether what first refers to it brings it to the public, as a project brings its photos."""
    instants: ClassVar[tuple[str, ...]] = ("publish_at", "expire_at")
    """Fields that name a moment from which on its pages say something else, with nothing written.

    Those of ``PublishableQuerySet.public``, and what else its pages compare with the clock.
    """

    slug = models.SlugField(
        _("address"),
        max_length=200,
        unique=True,
        help_text=_("The last part of the page's permanent address. Choose it once."),
    )
    state = models.CharField(
        _("state"),
        max_length=12,
        choices=PublicationState,
        default=PublicationState.DRAFT,
        db_index=True,
        help_text=_("Only what is published is public."),
    )
    publish_at = models.DateTimeField(
        _("publish at"),
        null=True,
        blank=True,
        help_text=_("Public from this moment on. Leave empty for at once."),
    )
    expire_at = models.DateTimeField(
        _("expire at"),
        null=True,
        blank=True,
        help_text=_("No longer public from this moment on. Leave empty for never."),
    )
    first_published_at = models.DateTimeField(
        _("first published at"), null=True, blank=True, editable=False
    )
    updated_at = models.DateTimeField(_("updated at"), auto_now=True)
    version = models.PositiveIntegerField(
        _("version"),
        default=1,
        editable=False,
        help_text=_("Counts the saves, so that nobody overwrites a colleague's."),
    )
    is_demo = models.BooleanField(
        _("demo content"),
        default=False,
        editable=False,
        help_text=_("Made up to show the portal; the public page says so."),
    )

    class Meta:
        abstract = True
        constraints = [
            models.CheckConstraint(
                name="%(app_label)s_%(class)s_expires_after_publication",
                condition=Q(expire_at=None) | Q(publish_at=None) | Q(expire_at__gt=F("publish_at")),
                violation_error_message=_("The expiry must come after the publication."),
            ),
        ]

    def save(self, *args: Any, **kwargs: Any) -> None:
        counted = not self._state.adding
        if counted:
            self._remember_publication()
            # Counted by the database, as this copy may be older than the row.
            self.version = F("version") + 1
        if self.first_published_at is None and self.is_due:
            self.first_published_at = self.publish_at or timezone.now()
        if (fields := kwargs.get("update_fields")) is not None:
            kwargs["update_fields"] = {*fields, "version", "first_published_at"}
        super().save(*args, **kwargs)
        if counted:
            models.Model.refresh_from_db(self, fields=["version"])

    def now_published(self) -> None:
        """Called when the thing or a draft of it has been published; for work that follows."""

    @property
    def is_due(self) -> bool:
        """Published, and its time has come; it may be over again."""
        return self.state == PublicationState.PUBLISHED and (
            self.publish_at is None or self.publish_at <= timezone.now()
        )

    @property
    def was_ever_public(self) -> bool:
        """Whether readers may know it, and its address."""
        return self.first_published_at is not None or self.is_due

    def _remember_publication(self) -> None:
        """Keeps from the stored row what this save would forget. Runs a query."""
        stored = type(self)._base_manager.filter(pk=self.pk).first()
        if stored is not None:
            self.remember(stored)

    def remember(self, stored: Publishable) -> None:
        """Note what readers know of the thing as it was stored before: its day and address.

        A scheduled thing becomes public without a save, so this is noted when it next changes.
        """
        if not stored.was_ever_public:
            return
        self.first_published_at = stored.first_published_at or stored.publish_at
        if stored.slug != self.slug:
            FormerAddress.objects.get_or_create(
                content_type=ContentType.objects.get_for_model(self),
                slug=stored.slug,
                object_id=self.pk,
            )

    @property
    def is_public_now(self) -> bool:
        """Whether ``public()`` would return this row now; for the admin's view-on-site only."""
        now = timezone.now()
        return self.is_due and (self.expire_at is None or self.expire_at > now)
