"""What goes on in the room: the item being discussed, and who noted what."""

from __future__ import annotations

from typing import Any, ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from meetings.models.followup import AgreedAction, Decision
from meetings.models.meetings import AgendaItem, Meeting
from meetings.models.people import Statement
from projects.models import Lesson


class Proceedings(models.Model):
    """The course of a meeting on the day. Its lock lets one note-taker write after the other."""

    outside_drafts: ClassVar[bool] = True

    meeting = models.OneToOneField(
        Meeting, on_delete=models.CASCADE, related_name="proceedings", verbose_name=_("meeting")
    )
    running_item = models.ForeignKey(
        AgendaItem,
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("running agenda item"),
    )
    changed_at = models.DateTimeField(_("changed at"), auto_now=True)
    deleted_at = models.DateTimeField(
        _("deleted at"),
        null=True,
        blank=True,
        editable=False,
        help_text=_("When a record was last deleted; minutes drafted before may still tell it."),
    )

    class Meta:
        verbose_name = _("course of a meeting")
        verbose_name_plural = _("courses of meetings")
        ordering = ["pk"]

    def __str__(self) -> str:
        return str(self.meeting)


class NoteKind(models.TextChoices):
    """What was noted."""

    STATEMENT = "statement", _("Statement")
    DECISION = "decision", _("Decision")
    ACTION = "action", _("Agreed action")
    LESSON = "lesson", _("Lesson")


class MeetingNote(models.Model):
    """That a record was noted on the day: by whom, when, and by which form, so that a form that
    is sent twice makes one record."""

    outside_drafts: ClassVar[bool] = True

    meeting = models.ForeignKey(
        Meeting, on_delete=models.CASCADE, related_name="notes", verbose_name=_("meeting")
    )
    key = models.UUIDField(
        _("key"), unique=True, help_text=_("Made by the form, so that it makes one record.")
    )
    last_write = models.UUIDField(
        _("last write"), help_text=_("The latest time the form was sent that was heeded.")
    )
    digest = models.CharField(
        _("digest"), max_length=32, help_text=_("Of the record as it was then written.")
    )
    author = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("note-taker"),
    )
    noted_at = models.DateTimeField(_("noted at"), auto_now_add=True)
    changed_at = models.DateTimeField(_("changed at"), auto_now=True)
    statement = models.OneToOneField(
        Statement,
        on_delete=models.CASCADE,
        null=True,
        blank=True,
        related_name="note",
        verbose_name=_("statement"),
    )
    decision = models.OneToOneField(
        Decision,
        on_delete=models.CASCADE,
        null=True,
        blank=True,
        related_name="note",
        verbose_name=_("decision"),
    )
    action = models.OneToOneField(
        AgreedAction,
        on_delete=models.CASCADE,
        null=True,
        blank=True,
        related_name="note",
        verbose_name=_("agreed action"),
    )
    lesson = models.OneToOneField(
        Lesson,
        on_delete=models.CASCADE,
        null=True,
        blank=True,
        related_name="meeting_note",
        verbose_name=_("lesson"),
    )

    class Meta:
        verbose_name = _("note of a meeting")
        verbose_name_plural = _("notes of meetings")
        ordering = ["noted_at", "pk"]
        constraints = [
            models.CheckConstraint(
                name="%(app_label)s_%(class)s_of_one_record",
                condition=Q(statement__isnull=False, decision=None, action=None, lesson=None)
                | Q(statement=None, decision__isnull=False, action=None, lesson=None)
                | Q(statement=None, decision=None, action__isnull=False, lesson=None)
                | Q(statement=None, decision=None, action=None, lesson__isnull=False),
                violation_error_message=_("A note is of exactly one record."),
            )
        ]

    def __str__(self) -> str:
        return f"{self.meeting}: {self.record}"

    @property
    def kind(self) -> NoteKind:
        """What was noted."""
        return next(kind for kind in NoteKind if getattr(self, f"{kind.value}_id") is not None)

    @property
    def record(self) -> Any:
        """The statement, decision, action or lesson."""
        return getattr(self, self.kind.value)
