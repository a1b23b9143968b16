"""Who took part, and what they said."""

from __future__ import annotations

from typing import Self

from django.core.exceptions import ValidationError
from django.db import models
from django.utils.translation import gettext_lazy as _
from parler.managers import TranslatableQuerySet
from parler.models import TranslatableModel, TranslatedFields

from donors.models import Organisation, OrganisationQuerySet, Person
from meetings.models.meetings import AgendaItem, Meeting, MeetingQuerySet
from projects.models import Project
from publishing.models import Visibility


class Side(models.TextChoices):
    """On which side of the table a delegation sits."""

    DONOR = "donor", _("Donor")
    AGENCY = "agency", _("International organisation")
    OBSERVER = "observer", _("Observer")


class DelegationQuerySet(models.QuerySet["Delegation"]):
    """Questions about delegations."""

    def public(self) -> Self:
        """Those of public organisations to public meetings."""
        return self.filter(
            MeetingQuerySet.is_public(prefix="meeting__"),
            OrganisationQuerySet.is_public(prefix="organisation__"),
        )


class Delegation(models.Model):
    """An organisation's delegation to a meeting."""

    meeting = models.ForeignKey(
        Meeting, on_delete=models.CASCADE, related_name="delegations", verbose_name=_("meeting")
    )
    organisation = models.ForeignKey(
        Organisation,
        on_delete=models.PROTECT,
        related_name="delegations",
        verbose_name=_("organisation"),
    )
    side = models.CharField(_("side"), max_length=8, choices=Side, default=Side.DONOR)
    order = models.PositiveSmallIntegerField(_("order"), default=0)

    objects = DelegationQuerySet.as_manager()

    class Meta:
        verbose_name = _("delegation")
        verbose_name_plural = _("delegations")
        ordering = ["order", "pk"]
        constraints = [
            models.UniqueConstraint(
                name="%(app_label)s_%(class)s_once",
                fields=["meeting", "organisation"],
                violation_error_message=_("This organisation already has a delegation here."),
            )
        ]

    def __str__(self) -> str:
        return str(self.organisation)


class Attendance(models.TextChoices):
    """How somebody took part."""

    INVITED = "invited", _("Invited")
    IN_PERSON = "in_person", _("In person")
    ONLINE = "online", _("Online")
    ABSENT = "absent", _("Absent")


class ParticipantQuerySet(TranslatableQuerySet):
    """Questions about participants."""

    def present(self) -> Self:
        """Those who take part, or took part."""
        return self.exclude(attendance=Attendance.ABSENT)

    def public(self) -> Self:
        """Those present in public delegations."""
        return self.present().filter(delegation__in=Delegation.objects.public().values("pk"))


class Participant(TranslatableModel):
    """A person at a meeting, in the capacity held at the time."""

    translations = TranslatedFields(
        capacity=models.CharField(
            _("capacity at the time"),
            max_length=300,
            blank=True,
            help_text=_("The title then held. It stays as it was when the person moves on."),
        ),
    )
    delegation = models.ForeignKey(
        Delegation,
        on_delete=models.CASCADE,
        related_name="participants",
        verbose_name=_("delegation"),
    )
    person = models.ForeignKey(
        Person, on_delete=models.PROTECT, related_name="participations", verbose_name=_("person")
    )
    is_head = models.BooleanField(_("head of the delegation"), default=False)
    attendance = models.CharField(
        _("attendance"), max_length=10, choices=Attendance, default=Attendance.INVITED
    )

    objects = ParticipantQuerySet.as_manager()
    FACTS = ("attendance",)

    class Meta:
        verbose_name = _("participant")
        verbose_name_plural = _("participants")
        ordering = ["-is_head", "pk"]
        constraints = [
            models.UniqueConstraint(
                name="%(app_label)s_%(class)s_once",
                fields=["delegation", "person"],
                violation_error_message=_("This person is already listed."),
            ),
            models.UniqueConstraint(
                name="%(app_label)s_%(class)s_one_head",
                fields=["delegation"],
                condition=models.Q(is_head=True),
                violation_error_message=_("A delegation has only one head."),
            ),
        ]

    def __str__(self) -> str:
        return str(self.person)


class StatementKind(models.TextChoices):
    """Whether the words are the speaker's own."""

    INDIRECT = "indirect", _("Reported in our words")
    QUOTED = "quoted", _("Quoted word for word")


class StatementQuerySet(TranslatableQuerySet):
    """Questions about statements."""

    def public(self) -> Self:
        """Public statements of public organisations' delegations, at meetings whose minutes are
        published."""
        return self.filter(
            MeetingQuerySet.is_reported(prefix="participant__delegation__meeting__"),
            OrganisationQuerySet.is_public(prefix="participant__delegation__organisation__"),
            visibility=Visibility.PUBLIC,
        )


class Statement(TranslatableModel):
    """What somebody said at a meeting."""

    partnership_path = "participant__delegation__meeting__partnership"

    translations = TranslatedFields(text=models.TextField(_("text")))
    participant = models.ForeignKey(
        Participant,
        on_delete=models.PROTECT,
        related_name="statements",
        verbose_name=_("speaker"),
    )
    agenda_item = models.ForeignKey(
        AgendaItem,
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="statements",
        verbose_name=_("agenda item"),
    )
    kind = models.CharField(
        _("kind"), max_length=10, choices=StatementKind, default=StatementKind.INDIRECT
    )
    original_language = models.CharField(
        _("language spoken"), max_length=10, default="en", help_text=_("ISO 639-1, such as ja.")
    )
    visibility = models.CharField(
        _("visibility"), max_length=12, choices=Visibility, default=Visibility.INTERNAL
    )
    projects = models.ManyToManyField(
        Project, blank=True, related_name="statements", verbose_name=_("projects mentioned")
    )
    source_url = models.URLField(_("source"), max_length=1000, blank=True)
    order = models.PositiveSmallIntegerField(_("order"), default=0)

    objects = StatementQuerySet.as_manager()

    class Meta:
        verbose_name = _("statement")
        verbose_name_plural = _("statements")
        ordering = ["order", "pk"]

    def __str__(self) -> str:
        text = self.safe_translation_getter("text", any_language=True) or ""
        return f"{self.participant}: {text[:60]}"

    def clean(self) -> None:
        super().clean()
        item = self.agenda_item
        if item is None or self.participant_id is None:
            return
        if item.meeting_id != self.participant.delegation.meeting_id:
            raise ValidationError({"agenda_item": _("Choose one of the same meeting.")})
