"""Review meetings: when, where, what about."""

from __future__ import annotations

import datetime as dt
import zoneinfo
from typing import Any, Self

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Expression, F, Q
from django.db.models.functions import Now
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from parler.managers import TranslatableQuerySet
from parler.models import TranslatableModel, TranslatedFields

from donors.models import Partnership, PriorityArea
from library.models import Document, Photo
from projects.models import Lesson, Project
from publishing.models import Publishable, TranslatedPublishableQuerySet, Visibility
from publishing.names import country_name, validate_country, validate_time_zone
from publishing.richtext import RichTextField


class MeetingKind(models.TextChoices):
    """What sort of meeting it is."""

    ANNUAL_REVIEW = "annual_review", _("Annual review")
    STRATEGIC_DIALOGUE = "strategic_dialogue", _("Strategic dialogue")
    CONSULTATION = "consultation", _("Consultation")
    TECHNICAL = "technical", _("Technical meeting")


class Modality(models.TextChoices):
    """How people take part."""

    IN_PERSON = "in_person", _("In person")
    ONLINE = "online", _("Online")
    HYBRID = "hybrid", _("In person and online")


class MeetingStage(models.TextChoices):
    """How far the meeting and its minutes have come."""

    PLANNED = "planned", _("Planned")
    CONVENED = "convened", _("Convened")
    MINUTES_DRAFT = "minutes_draft", _("Minutes being drafted")
    CIRCULATED = "circulated", _("Minutes circulated")
    AGREED = "agreed", _("Minutes agreed")
    CLOSED = "closed", _("Published and closed")
    CANCELLED = "cancelled", _("Cancelled")


class MeetingQuerySet(TranslatedPublishableQuerySet):
    """Questions about meetings."""

    def upcoming(self) -> Self:
        """Not over yet, neither cancelled nor archived, the next first."""
        held = self.not_archived().exclude(stage=MeetingStage.CANCELLED)
        return held.filter(ends_at__gte=Now()).order_by("starts_at", "pk")

    def to_prepare(self) -> Self:
        """Those ahead that are prepared by themselves: parts of another are prepared with it."""
        return self.upcoming().filter(part_of=None)

    def past(self) -> Self:
        """Held and over, the latest first."""
        held = self.exclude(stage=MeetingStage.CANCELLED)
        return held.filter(ends_at__lt=Now()).order_by("-starts_at", "pk")

    @classmethod
    def is_reported(cls, prefix: str = "") -> Q:
        """Public, and its minutes are: what was said and agreed waits for them to be."""
        return cls.is_public(prefix=prefix) & Q(**{f"{prefix}stage": MeetingStage.CLOSED})

    def discussing(self, area: PriorityArea | Expression) -> Self:
        """Those that had the area on their list or on their public agenda."""
        items = AgendaItem.objects.filter(area=area, visibility=Visibility.PUBLIC)
        return self.filter(
            models.Exists(
                self.model.priority_areas.through.objects.filter(
                    meeting=models.OuterRef("pk"), priorityarea=area
                )
            )
            | models.Exists(items.filter(meeting=models.OuterRef("pk")))
        )

    def annual_reviews(self) -> Self:
        """Only the annual reviews."""
        return self.filter(kind=MeetingKind.ANNUAL_REVIEW)


class Meeting(TranslatableModel, Publishable):
    """A meeting of the two sides, from its planning to its agreed minutes."""

    partnership_path = "partnership"
    instants = (*Publishable.instants, "starts_at", "ends_at")

    translations = TranslatedFields(
        title=models.CharField(_("title"), max_length=300),
        summary=models.TextField(
            _("summary"), blank=True, help_text=_("Two or three sentences for lists.")
        ),
        description=RichTextField(_("description"), blank=True),
        place=models.CharField(
            _("place"), max_length=300, blank=True, help_text=_("Building and city.")
        ),
    )
    partnership = models.ForeignKey(
        Partnership,
        on_delete=models.PROTECT,
        related_name="meetings",
        verbose_name=_("partnership"),
    )
    kind = models.CharField(
        _("kind"), max_length=20, choices=MeetingKind, default=MeetingKind.ANNUAL_REVIEW
    )
    part_of = models.ForeignKey(
        "self",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="parts",
        verbose_name=_("part of"),
        help_text=_("The annual review that this dialogue opens."),
    )
    starts_at = models.DateTimeField(_("starts"))
    ends_at = models.DateTimeField(_("ends"))
    time_zone = models.CharField(
        _("time zone of the place"),
        max_length=60,
        default="Europe/Paris",
        validators=[validate_time_zone],
    )
    all_day = models.BooleanField(
        _("whole days"), default=True, help_text=_("Show the dates without hours.")
    )
    country = models.CharField(
        _("country"),
        max_length=2,
        blank=True,
        validators=[validate_country],
        help_text=_("Two letters of ISO 3166-1."),
    )
    modality = models.CharField(
        _("how people take part"), max_length=12, choices=Modality, blank=True
    )
    review_start = models.DateField(
        _("review period from"), null=True, blank=True, help_text=_("What the review looks at.")
    )
    review_end = models.DateField(_("review period until"), null=True, blank=True)
    previous = models.OneToOneField(
        "self",
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="next",
        verbose_name=_("previous review"),
    )
    stage = models.CharField(
        _("stage"), max_length=14, choices=MeetingStage, default=MeetingStage.PLANNED
    )
    priority_areas = models.ManyToManyField(
        PriorityArea, blank=True, related_name="meetings", verbose_name=_("priority areas")
    )
    documents = models.ManyToManyField(
        Document, blank=True, related_name="meetings", verbose_name=_("documents")
    )
    photo = models.ForeignKey(
        Photo,
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("photo"),
    )
    source_url = models.URLField(_("source"), max_length=1000, blank=True)
    source_as_of = models.DateField(_("source as of"), null=True, blank=True)

    objects = MeetingQuerySet.as_manager()
    FACTS = ("stage",)

    class Meta(Publishable.Meta):
        verbose_name = _("meeting")
        verbose_name_plural = _("meetings")
        ordering = ["-starts_at", "pk"]
        constraints = [
            *Publishable.Meta.constraints,
            models.CheckConstraint(
                name="%(app_label)s_%(class)s_ends_after_start",
                condition=Q(ends_at__gte=F("starts_at")),
                violation_error_message=_("A meeting cannot end before it starts."),
            ),
            models.CheckConstraint(
                name="%(app_label)s_%(class)s_review_ends_after_start",
                condition=Q(review_start=None)
                | Q(review_end=None)
                | Q(review_end__gte=F("review_start")),
                violation_error_message=_("The review period cannot end before it starts."),
            ),
            models.CheckConstraint(
                name="%(app_label)s_%(class)s_not_before_itself",
                condition=(Q(previous=None) | ~Q(previous=F("pk")))
                & (Q(part_of=None) | ~Q(part_of=F("pk"))),
                violation_error_message=_("A meeting cannot precede or contain itself."),
            ),
        ]

    def __str__(self) -> str:
        return self.safe_translation_getter("title", any_language=True) or self.slug

    def get_absolute_url(self) -> str:
        return reverse("meetings:meeting", args=[self.slug])

    @property
    def country_name(self) -> str:
        """The country in the reader's language; empty for a meeting without a place."""
        return country_name(self.country) if self.country else ""

    @property
    def is_cancelled(self) -> bool:
        """Readers who planned to come must be told."""
        return self.stage == MeetingStage.CANCELLED

    @property
    def following(self) -> Meeting | None:
        """The next review, as prefetched, or ``None``."""
        return getattr(self, "next", None)

    @property
    def first_day(self) -> dt.date:
        """The first day on the calendar of the place."""
        return self.starts_at.astimezone(zoneinfo.ZoneInfo(self.time_zone)).date()

    @property
    def last_day(self) -> dt.date:
        """The last day on the calendar of the place."""
        return self.ends_at.astimezone(zoneinfo.ZoneInfo(self.time_zone)).date()


class SessionQuerySet(TranslatableQuerySet):
    """Questions about sessions."""

    def public(self) -> Self:
        """Those of public meetings, but none of nothing but items that are not public: to name
        it would tell of them."""
        items = AgendaItem.objects.filter(session=models.OuterRef("pk"))
        shown = AgendaItem.objects.public().filter(session=models.OuterRef("pk"))
        return self.filter(
            ~models.Exists(items) | models.Exists(shown),
            MeetingQuerySet.is_public(prefix="meeting__"),
        )


class Session(TranslatableModel):
    """A stretch of the meeting's programme, such as the opening dialogue."""

    translations = TranslatedFields(
        title=models.CharField(_("title"), max_length=300),
        place=models.CharField(_("room"), max_length=200, blank=True),
    )
    meeting = models.ForeignKey(
        Meeting, on_delete=models.CASCADE, related_name="sessions", verbose_name=_("meeting")
    )
    starts_at = models.DateTimeField(_("starts"))
    ends_at = models.DateTimeField(_("ends"))

    objects = SessionQuerySet.as_manager()

    class Meta:
        verbose_name = _("session")
        verbose_name_plural = _("sessions")
        ordering = ["starts_at", "pk"]
        constraints = [
            models.CheckConstraint(
                name="%(app_label)s_%(class)s_ends_after_start",
                condition=Q(ends_at__gte=F("starts_at")),
                violation_error_message=_("A session cannot end before it starts."),
            )
        ]

    def __str__(self) -> str:
        return self.safe_translation_getter("title", any_language=True) or str(self.starts_at)


class AgendaPurpose(models.TextChoices):
    """What an agenda item is for."""

    INFORMATION = "information", _("For information")
    DISCUSSION = "discussion", _("For discussion")
    DECISION = "decision", _("For decision")


class MeetingRecordQuerySet(models.QuerySet[Any]):
    """Records of a meeting with a visibility of their own."""

    meeting_path = "meeting__"

    def public(self) -> Self:
        """Public records of public meetings."""
        return self.filter(
            MeetingQuerySet.is_public(prefix=self.meeting_path), visibility=Visibility.PUBLIC
        )


class AgendaItemQuerySet(TranslatableQuerySet, MeetingRecordQuerySet):
    """Questions about agenda items."""


class AgendaItem(TranslatableModel):
    """A point of the agenda, tied to the projects and areas it is about."""

    translations = TranslatedFields(
        title=models.CharField(_("title"), max_length=300),
        description=RichTextField(_("description"), blank=True),
    )
    meeting = models.ForeignKey(
        Meeting, on_delete=models.CASCADE, related_name="agenda_items", verbose_name=_("meeting")
    )
    session = models.ForeignKey(
        Session,
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="agenda_items",
        verbose_name=_("session"),
    )
    parent = models.ForeignKey(
        "self",
        on_delete=models.CASCADE,
        null=True,
        blank=True,
        related_name="children",
        verbose_name=_("part of"),
    )
    number = models.CharField(
        _("number"), max_length=12, help_text=_("As printed, such as 3 or 3.1.")
    )
    order = models.PositiveSmallIntegerField(_("order"), default=0)
    purpose = models.CharField(
        _("purpose"), max_length=12, choices=AgendaPurpose, default=AgendaPurpose.DISCUSSION
    )
    minutes_planned = models.PositiveSmallIntegerField(_("time in minutes"), null=True, blank=True)
    visibility = models.CharField(
        _("visibility"), max_length=12, choices=Visibility, default=Visibility.INTERNAL
    )
    area = models.ForeignKey(
        PriorityArea,
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="agenda_items",
        verbose_name=_("priority area"),
    )
    projects = models.ManyToManyField(
        Project, blank=True, related_name="agenda_items", verbose_name=_("projects")
    )
    documents = models.ManyToManyField(
        Document, blank=True, related_name="agenda_items", verbose_name=_("documents")
    )
    lessons = models.ManyToManyField(
        Lesson, blank=True, related_name="agenda_items", verbose_name=_("lessons")
    )
    follows_up = models.ManyToManyField(
        "AgreedAction",
        blank=True,
        related_name="followed_up_under",
        verbose_name=_("agreed actions followed up"),
    )

    objects = AgendaItemQuerySet.as_manager()

    class Meta:
        verbose_name = _("agenda item")
        verbose_name_plural = _("agenda items")
        ordering = ["order", "pk"]
        constraints = [
            models.UniqueConstraint(
                name="%(app_label)s_%(class)s_number_once",
                fields=["meeting", "number"],
                violation_error_message=_("Another item of this meeting has this number."),
            ),
            models.CheckConstraint(
                name="%(app_label)s_%(class)s_not_part_of_itself",
                condition=Q(parent=None) | ~Q(parent=F("pk")),
                violation_error_message=_("An agenda item cannot be part of itself."),
            ),
        ]

    def __str__(self) -> str:
        title = self.safe_translation_getter("title", any_language=True) or ""
        return f"{self.number} {title}".strip()

    def clean(self) -> None:
        super().clean()
        for field in ("parent", "session"):
            other = getattr(self, field)
            if other is not None and other.meeting_id != self.meeting_id:
                raise ValidationError({field: _("Choose one of the same meeting.")})
