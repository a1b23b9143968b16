"""Minutes: drafted, circulated, agreed; then never changed."""

from __future__ import annotations

from typing import Any, Self

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from parler.managers import TranslatableQuerySet
from parler.models import TranslatableModel, TranslatedFields

from donors.models import Person
from meetings.models.meetings import Meeting, MeetingQuerySet
from meetings.models.people import Side
from meetings.models.proceedings import Proceedings
from publishing.richtext import RichTextField


class MinutesState(models.TextChoices):
    """How far a version of the minutes has come."""

    DRAFT = "draft", _("Draft")
    CIRCULATED = "circulated", _("Circulated")
    AGREED = "agreed", _("Agreed")


class MinutesQuerySet(TranslatableQuerySet):
    """Questions about minutes."""

    def latest_versions(self) -> Self:
        """Those after which no later version was written."""
        later = self.model._default_manager.filter(
            meeting=models.OuterRef("meeting"), version__gt=models.OuterRef("version")
        )
        return self.filter(~models.Exists(later))

    def public(self) -> Self:
        """Agreed and published ones of public meetings: of these, the public version only."""
        return self.filter(
            MeetingQuerySet.is_public(prefix="meeting__"),
            state=MinutesState.AGREED,
            published_at__isnull=False,
        )

    def in_force(self) -> Self:
        """Of each meeting the newest public version: the one its page shows."""
        later = self.model._default_manager.public().filter(
            meeting=models.OuterRef("meeting"), version__gt=models.OuterRef("version")
        )
        return self.public().filter(~models.Exists(later))


class Minutes(TranslatableModel):
    """A version of a meeting's minutes. An agreed one never changes: write a new version.

    A trigger of the database holds that; see the migration ``agreed_and_frozen_is_final``.
    """

    partnership_path = "meeting__partnership"

    translations = TranslatedFields(
        text=RichTextField(_("text"), help_text=_("For the two sides.")),
        public_text=RichTextField(
            _("public version"), blank=True, help_text=_("Without what is not for everybody.")
        ),
    )
    meeting = models.ForeignKey(
        Meeting, on_delete=models.PROTECT, related_name="minutes", verbose_name=_("meeting")
    )
    version = models.PositiveSmallIntegerField(_("version"), default=1)
    state = models.CharField(
        _("state"), max_length=10, choices=MinutesState, default=MinutesState.DRAFT
    )
    records_as_of = models.DateTimeField(
        _("records as of"),
        null=True,
        blank=True,
        editable=False,
        help_text=_("What was noted after that moment is not in the text."),
    )
    circulated_at = models.DateTimeField(_("circulated at"), null=True, blank=True)
    agreed_at = models.DateTimeField(_("agreed at"), null=True, blank=True)
    published_at = models.DateTimeField(
        _("published at"),
        null=True,
        blank=True,
        help_text=_("From then on the public version is on the page of the meeting."),
    )
    author = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("author"),
    )

    objects = MinutesQuerySet.as_manager()

    class Meta:
        verbose_name = _("minutes")
        verbose_name_plural = _("minutes")
        ordering = ["-version", "pk"]
        constraints = [
            models.UniqueConstraint(
                name="%(app_label)s_%(class)s_version_once",
                fields=["meeting", "version"],
                violation_error_message=_("This version exists already. Write the next one."),
            ),
            models.CheckConstraint(
                name="%(app_label)s_%(class)s_agreed_has_time",
                condition=~Q(state=MinutesState.AGREED) | Q(agreed_at__isnull=False),
                violation_error_message=_("Give the moment the minutes were agreed."),
            ),
            models.CheckConstraint(
                name="%(app_label)s_%(class)s_published_once_agreed",
                condition=Q(published_at=None) | Q(state=MinutesState.AGREED),
                violation_error_message=_("Only agreed minutes are published."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.meeting}, {self.version}"

    def notes_since(self) -> models.QuerySet[Any]:
        """What was noted or changed on the page of the day after this text was drafted."""
        notes = self.meeting.notes.all()
        return (
            notes.filter(changed_at__gt=self.records_as_of) if self.records_as_of else notes.none()
        )

    def was_deleted_since(self) -> bool:
        """Whether a record was deleted on the page of the day after this text was drafted."""
        if self.records_as_of is None:
            return False
        course = Proceedings.objects.filter(meeting=self.meeting_id)
        return course.filter(deleted_at__gt=self.records_as_of).exists()

    def signing_links(self) -> models.QuerySet[Any]:
        """The links at which somebody with an address can sign now: none while comments are open,
        nor for a side that has signed, nor after a later version."""
        links: models.QuerySet[Any] = self.links.valid()
        latest = Minutes.objects.latest_versions().filter(state=MinutesState.CIRCULATED)
        return (
            links.filter(may_sign=True, minutes__in=latest)
            .exclude(email="")
            .exclude(side__in=self.sign_offs.values("side"))
            .exclude(models.Exists(self.comments.filter(resolved=False)))
        )

    def save(self, *args: Any, **kwargs: Any) -> None:
        if not self._state.adding:
            # The texts first: after the row itself is final they no longer change.
            self.save_translations()
        super().save(*args, **kwargs)


class MinutesComment(models.Model):
    """A remark of one side on a paragraph of circulated minutes."""

    minutes = models.ForeignKey(
        Minutes, on_delete=models.CASCADE, related_name="comments", verbose_name=_("minutes")
    )
    paragraph = models.PositiveSmallIntegerField(
        _("paragraph"), null=True, blank=True, help_text=_("Counted from 1; empty for the whole.")
    )
    language = models.CharField(
        _("language of the text"),
        max_length=10,
        blank=True,
        help_text=_("In which the paragraph has this number; other languages may differ."),
    )
    side = models.CharField(_("side"), max_length=8, choices=Side)
    author_name = models.CharField(_("author"), max_length=200)
    text = models.TextField(_("text"))
    answer = models.TextField(
        _("answer"), blank=True, help_text=_("All who have a link read it below the comment.")
    )
    resolved = models.BooleanField(_("settled"), default=False)
    created_at = models.DateTimeField(_("created at"), auto_now_add=True)

    class Meta:
        verbose_name = _("comment on minutes")
        verbose_name_plural = _("comments on minutes")
        ordering = ["paragraph", "created_at", "pk"]

    def __str__(self) -> str:
        return f"{self.author_name}: {self.text[:60]}"

    def links_of_author(self) -> models.QuerySet[Any]:
        """The links to these minutes of whoever wrote it: that one, and any made in its place."""
        own = self.minutes.links.filter(side=self.side, name=self.author_name)
        return self.minutes.links.filter(
            Q(pk__in=own.values("pk")) | Q(participant__in=own.values("participant"))
        )


class SignOff(models.Model):
    """One side's agreement to a version of the minutes."""

    minutes = models.ForeignKey(
        Minutes, on_delete=models.CASCADE, related_name="sign_offs", verbose_name=_("minutes")
    )
    side = models.CharField(_("side"), max_length=8, choices=Side)
    person = models.ForeignKey(
        Person, on_delete=models.PROTECT, related_name="+", verbose_name=_("signed by")
    )
    capacity = models.CharField(
        _("capacity at the time"), max_length=300, blank=True, help_text=_("The title then held.")
    )
    signed_at = models.DateTimeField(_("signed at"))

    class Meta:
        verbose_name = _("sign-off")
        verbose_name_plural = _("sign-offs")
        ordering = ["signed_at", "pk"]
        constraints = [
            models.UniqueConstraint(
                name="%(app_label)s_%(class)s_once_per_side",
                fields=["minutes", "side"],
                violation_error_message=_("This side has already signed."),
            )
        ]

    def __str__(self) -> str:
        return f"{self.get_side_display()}: {self.person}"
