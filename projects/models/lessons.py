"""What was learned, and where it was used again."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from parler.models import TranslatableModel, TranslatedFields

from donors.models import Organisation, PriorityArea
from projects.codes import CrisisPhase
from projects.models.projects import Project
from publishing.models import Publishable, TranslatedPublishableQuerySet
from publishing.richtext import RichTextField


class LessonKind(models.TextChoices):
    """What sort of experience it is."""

    LESSON = "lesson", _("Lesson learned")
    GOOD_PRACTICE = "good_practice", _("Good practice")
    CHALLENGE = "challenge", _("Challenge")


class LessonQuerySet(TranslatedPublishableQuerySet):
    """Questions about lessons."""


class Lesson(TranslatableModel, Publishable):
    """An experience that others can use."""

    partnership_path = "project__partnership"

    translations = TranslatedFields(
        title=models.CharField(_("title"), max_length=300),
        text=RichTextField(_("text"), help_text=_("What happened, and what to do next time.")),
    )
    kind = models.CharField(_("kind"), max_length=14, choices=LessonKind, default=LessonKind.LESSON)
    project = models.ForeignKey(
        Project,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="lessons",
        verbose_name=_("drawn from"),
    )
    areas = models.ManyToManyField(
        PriorityArea, blank=True, related_name="lessons", verbose_name=_("priority areas")
    )
    crisis_phase = models.CharField(
        _("crisis phase"), max_length=12, choices=CrisisPhase, blank=True
    )
    drawn_on = models.DateField(_("drawn on"), null=True, blank=True)
    validated_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("validated by"),
    )
    validated_for = models.ForeignKey(
        Organisation,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("validated on behalf of"),
        help_text=_("The evaluation office, agency or ministry that stands behind the lesson."),
    )
    validated_on = models.DateField(_("validated on"), null=True, blank=True)
    applied_in = models.ManyToManyField(
        Project, blank=True, related_name="lessons_applied", verbose_name=_("applied in")
    )
    source_url = models.URLField(_("source"), max_length=1000, blank=True)

    objects = LessonQuerySet.as_manager()

    class Meta(Publishable.Meta):
        verbose_name = _("lesson")
        verbose_name_plural = _("lessons")
        ordering = ["-drawn_on", "pk"]
        constraints = [
            *Publishable.Meta.constraints,
            models.CheckConstraint(
                name="%(app_label)s_%(class)s_validation_has_date",
                condition=Q(validated_by=None, validated_for=None) | Q(validated_on__isnull=False),
                violation_error_message=_("Give the day the lesson was validated."),
            ),
        ]

    def __str__(self) -> str:
        return self.safe_translation_getter("title", any_language=True) or self.slug
