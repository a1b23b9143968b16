"""What was decided, and who does what until when."""

from __future__ import annotations

import datetime as dt
from typing import Any, Self

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.validators import URLValidator
from django.db import models
from django.db.models import Case, Count, F, Q, Value, When
from django.db.models.functions import ExtractYear
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from parler.managers import TranslatableQuerySet
from parler.models import TranslatableModel, TranslatedFields

from donors.models import Organisation, OrganisationQuerySet, Person
from library.models import Document
from meetings.models.meetings import (
    AgendaItem,
    Meeting,
    MeetingQuerySet,
    MeetingRecordQuerySet,
)
from projects.models import Project
from publishing.models import Visibility


class OutcomeQuerySet(MeetingRecordQuerySet):
    """What a meeting agreed."""

    def public(self) -> Self:
        """Public records, once the meeting has agreed and published its minutes."""
        return super().public().filter(MeetingQuerySet.is_reported(prefix=self.meeting_path))


class DecisionQuerySet(TranslatableQuerySet, OutcomeQuerySet):
    """Questions about decisions."""


class UnderAgendaItem(models.Model):
    """A record that belongs to an agenda item of its own meeting."""

    agenda_item: Any
    meeting_id: int

    class Meta:
        abstract = True

    def clean(self) -> None:
        super().clean()
        item = self.agenda_item
        if item is not None and item.meeting_id != self.meeting_id:
            raise ValidationError({"agenda_item": _("Choose one of the same meeting.")})


class Decision(TranslatableModel, UnderAgendaItem):
    """What the two sides decided under an agenda item."""

    partnership_path = "meeting__partnership"

    translations = TranslatedFields(text=models.TextField(_("text")))
    meeting = models.ForeignKey(
        Meeting, on_delete=models.PROTECT, related_name="decisions", verbose_name=_("meeting")
    )
    agenda_item = models.ForeignKey(
        AgendaItem,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="decisions",
        verbose_name=_("agenda item"),
    )
    number = models.CharField(_("number"), max_length=20, help_text=_("Such as 2023/D1."))
    visibility = models.CharField(
        _("visibility"), max_length=12, choices=Visibility, default=Visibility.INTERNAL
    )
    projects = models.ManyToManyField(
        Project, blank=True, related_name="decisions", verbose_name=_("projects")
    )

    objects = DecisionQuerySet.as_manager()

    class Meta:
        verbose_name = _("decision")
        verbose_name_plural = _("decisions")
        ordering = ["number", "pk"]
        constraints = [
            models.UniqueConstraint(
                name="%(app_label)s_%(class)s_number_once",
                fields=["meeting", "number"],
                violation_error_message=_("Another decision of this meeting has this number."),
            )
        ]

    def __str__(self) -> str:
        text = self.safe_translation_getter("text", any_language=True) or ""
        return f"{self.number} {text[:60]}".strip()


DUE_BEFORE = _("This day is before the meeting. Give one on which it can still be done.")


class ActionStatus(models.TextChoices):
    """How far an agreed action has come. Being overdue is computed, never stored."""

    OPEN = "open", _("Open")
    IN_PROGRESS = "in_progress", _("In progress")
    DONE = "done", _("Done")
    DROPPED = "dropped", _("Dropped")


class AgreedActionQuerySet(TranslatableQuerySet, OutcomeQuerySet):
    """Questions about agreed actions."""

    def public(self) -> Self:
        """Public actions of meetings with published minutes that name public organisations only."""
        return (
            super()
            .public()
            .filter(
                OrganisationQuerySet.is_public(prefix="owner__"),
                Q(counterpart=None) | OrganisationQuerySet.is_public(prefix="counterpart__"),
            )
        )

    def pending(self) -> Self:
        """Neither done nor dropped."""
        return self.filter(status__in=[ActionStatus.OPEN, ActionStatus.IN_PROGRESS])

    def overdue(self, day: dt.date | None = None) -> Self:
        """Pending after their due day."""
        return self.pending().filter(due_on__lt=day or timezone.localdate())

    @staticmethod
    def is_on_time() -> Q:
        """Whether an action was done no later than its due day."""
        return Q(status=ActionStatus.DONE, closed_on__lte=F("due_on"))

    @staticmethod
    def is_made_up() -> Q:
        """Whether an action, or the whole meeting, is demo content."""
        return Q(is_demo=True) | Q(meeting__is_demo=True)

    def due_by_year(self, day: dt.date | None = None) -> models.QuerySet[Any, dict[str, int]]:
        """For each year: how many fell ``due`` in it, how many of them were done ``on_time``, and
        how many are ``demo``.

        Those given up are left out. What is still pending counts from the day after its due day
        on, as not in time; what was done before its day counts at once.
        """
        day = day or timezone.localdate()
        settled = Q(due_on__lt=day) | Q(status=ActionStatus.DONE)
        return (
            self.exclude(status=ActionStatus.DROPPED)
            .filter(settled)
            .order_by()
            .annotate(year=ExtractYear("due_on"))
            .values("year")
            .annotate(
                due=Count("pk"),
                on_time=Count("pk", filter=self.is_on_time()),
                demo=Count("pk", filter=self.is_made_up()),
            )
            .order_by("year")
        )

    @staticmethod
    def urgency(day: dt.date | None = None) -> Case:
        """To order by: 0 for what is overdue, 1 for what else is pending, 2 for what is closed."""
        late = Q(closed_on=None, due_on__lt=day or timezone.localdate())
        return Case(
            When(late, then=Value(0)),
            When(closed_on=None, then=Value(1)),
            default=Value(2),
            output_field=models.SmallIntegerField(),
        )

    def brought_to(self, meeting: Meeting) -> Self:
        """What earlier meetings agreed and this one looks back at.

        All that the previous review agreed, and all that any earlier meeting of the partnership
        agreed and that was still pending on this one's first day.
        """
        day = meeting.first_day
        unsettled = Q(closed_on=None) | Q(closed_on__gte=day)
        earlier = Q(
            meeting__partnership=meeting.partnership_id, meeting__starts_at__lt=meeting.starts_at
        )
        looked_at = earlier & unsettled
        if meeting.previous_id:
            looked_at |= Q(meeting=meeting.previous_id)
        return self.filter(looked_at).exclude(meeting=meeting.pk)


class AgreedAction(TranslatableModel, UnderAgendaItem):
    """Something one side promised to do until a day, with the other side's counterpart."""

    partnership_path = "meeting__partnership"

    translations = TranslatedFields(
        title=models.CharField(_("action"), max_length=500),
        description=models.TextField(_("description"), blank=True),
    )
    meeting = models.ForeignKey(
        Meeting, on_delete=models.PROTECT, related_name="actions", verbose_name=_("meeting")
    )
    agenda_item = models.ForeignKey(
        AgendaItem,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="actions",
        verbose_name=_("agenda item"),
    )
    number = models.CharField(_("number"), max_length=20, help_text=_("Such as 2023/A1."))
    owner = models.ForeignKey(
        Organisation,
        on_delete=models.PROTECT,
        related_name="owned_actions",
        verbose_name=_("owner"),
        help_text=_("The organisation that does it."),
    )
    counterpart = models.ForeignKey(
        Organisation,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="counterpart_actions",
        verbose_name=_("counterpart"),
        help_text=_("The organisation on the other side that it is agreed with."),
    )
    responsible = models.ForeignKey(
        Person,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="actions",
        verbose_name=_("responsible person"),
    )
    due_on = models.DateField(_("due on"))
    status = models.CharField(
        _("status"), max_length=12, choices=ActionStatus, default=ActionStatus.OPEN
    )
    closed_on = models.DateField(
        _("closed on"), null=True, blank=True, help_text=_("The day it was done or dropped.")
    )
    visibility = models.CharField(
        _("visibility"), max_length=12, choices=Visibility, default=Visibility.PARTNERSHIP
    )
    projects = models.ManyToManyField(
        Project, blank=True, related_name="actions", verbose_name=_("projects")
    )
    evidence = models.ManyToManyField(
        Document, blank=True, related_name="actions", verbose_name=_("evidence")
    )
    evidence_url = models.URLField(
        _("address of the evidence"),
        max_length=1000,
        blank=True,
        validators=[URLValidator(["http", "https"])],
        help_text=_("A page elsewhere on which anybody can see that it was done."),
    )
    is_demo = models.BooleanField(_("demo content"), default=False, editable=False)
    updated_at = models.DateTimeField(_("updated at"), auto_now=True)
    version = models.PositiveIntegerField(
        _("version"),
        default=1,
        editable=False,
        help_text=_("Counts the saves, so that calendars know which entry is newer."),
    )

    objects = AgreedActionQuerySet.as_manager()

    class Meta:
        verbose_name = _("agreed action")
        verbose_name_plural = _("agreed actions")
        ordering = ["due_on", "pk"]
        constraints = [
            models.UniqueConstraint(
                name="%(app_label)s_%(class)s_number_once",
                fields=["meeting", "number"],
                violation_error_message=_("Another action of this meeting has this number."),
            ),
            models.CheckConstraint(
                name="%(app_label)s_%(class)s_closed_has_day",
                condition=Q(status__in=["open", "in_progress"], closed_on=None)
                | Q(status__in=["done", "dropped"], closed_on__isnull=False),
                violation_error_message=_(
                    "Give the day the action was closed, and only when it is done or dropped."
                ),
            ),
        ]

    def __str__(self) -> str:
        title = self.safe_translation_getter("title", any_language=True) or ""
        return f"{self.number} {title}".strip()

    def save(self, *args: Any, **kwargs: Any) -> None:
        counted = not self._state.adding
        if counted:
            # Counted by the database, as this copy may be older than the row.
            self.version = F("version") + 1
        if (fields := kwargs.get("update_fields")) is not None:
            kwargs["update_fields"] = {*fields, "version", "updated_at"}
        super().save(*args, **kwargs)
        if counted:
            models.Model.refresh_from_db(self, fields=["version"])

    def get_absolute_url(self) -> str:
        return f"{reverse('meetings:meeting', args=[self.meeting.slug])}#action-{self.pk}"

    def clean(self) -> None:
        super().clean()
        if not self.due_on or not self.meeting_id or self.due_on >= self.meeting.first_day:
            return
        # One that came in so, say by an import, is told as it is.
        if self._state.adding or self.due_on != AgreedAction.objects.get(pk=self.pk).due_on:
            raise ValidationError({"due_on": DUE_BEFORE})

    @property
    def is_overdue(self) -> bool:
        """Pending after its due day."""
        return self.closed_on is None and self.due_on < timezone.localdate()


class ActionUpdateQuerySet(models.QuerySet[Any]):
    """Questions about reports on actions."""

    def public(self) -> Self:
        """Public reports on public actions."""
        return self.filter(
            visibility=Visibility.PUBLIC, action__in=AgreedAction.objects.public().values("pk")
        )


class ActionUpdate(models.Model):
    """A report on an action: what was done, and the status it has since.

    Written by ``meetings.actions.followup.record_progress``; never changed afterwards.
    """

    action = models.ForeignKey(
        AgreedAction, on_delete=models.CASCADE, related_name="updates", verbose_name=_("action")
    )
    date = models.DateField(_("date"))
    status = models.CharField(_("status"), max_length=12, choices=ActionStatus)
    due_on = models.DateField(
        _("new due day"), null=True, blank=True, help_text=_("Only if the due day moves.")
    )
    status_before = models.CharField(
        _("status before"),
        max_length=12,
        choices=ActionStatus,
        blank=True,
        editable=False,
        help_text=_("What the action stood at until then; so it can be told as of an earlier day."),
    )
    due_before = models.DateField(
        _("due day before"),
        null=True,
        blank=True,
        editable=False,
        help_text=_("The day it was due on until then, if the due day moves."),
    )
    note = models.TextField(_("note"), blank=True)
    visibility = models.CharField(
        _("visibility"),
        max_length=12,
        choices=Visibility,
        default=Visibility.PARTNERSHIP,
    )
    author = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("author"),
    )
    recorded_at = models.DateTimeField(_("recorded at"), auto_now_add=True, null=True)

    objects = ActionUpdateQuerySet.as_manager()

    class Meta:
        verbose_name = _("report on an action")
        verbose_name_plural = _("reports on actions")
        ordering = ["-date", "-pk"]

    def __str__(self) -> str:
        return f"{self.date}: {self.get_status_display()}"

    def clean(self) -> None:
        super().clean()
        if self.date and self.date > timezone.localdate():
            raise ValidationError(
                {"date": _("This day has not come yet. Report what has happened so far.")}
            )
        begun = self.action.meeting.first_day if self.action_id else None
        if begun and self.date and self.date < begun:
            raise ValidationError(
                {"date": _("This day is before the meeting at which the action was agreed.")}
            )
        if begun and self.due_on and self.due_on < begun:
            raise ValidationError({"due_on": DUE_BEFORE})
