"""News articles."""

from __future__ import annotations

from typing import Self

from django.db import models
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from parler.models import TranslatableModel, TranslatedFields

from donors.models import Partnership, PriorityArea
from library.models import Photo
from meetings.models import Meeting
from projects.models import Project
from publishing.models import Publishable, TranslatedPublishableQuerySet
from publishing.richtext import RichTextField


class ArticleQuerySet(TranslatedPublishableQuerySet):
    """Questions about articles."""

    def newest_first(self) -> Self:
        """By the day of the news."""
        return self.order_by("-date", "-pk")


class Article(TranslatableModel, Publishable):
    """A piece of news about the partnership."""

    partnership_path = "partnership"

    translations = TranslatedFields(
        title=models.CharField(_("title"), max_length=300),
        lead=models.TextField(
            _("lead"), blank=True, help_text=_("One or two sentences, shown in lists.")
        ),
        body=RichTextField(_("body"), blank=True),
    )
    partnership = models.ForeignKey(
        Partnership,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="articles",
        verbose_name=_("partnership"),
    )
    date = models.DateField(_("date"), help_text=_("The day of the news."))
    photo = models.ForeignKey(
        Photo,
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("photo"),
    )
    meeting = models.ForeignKey(
        Meeting,
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="articles",
        verbose_name=_("meeting"),
    )
    projects = models.ManyToManyField(
        Project, blank=True, related_name="articles", verbose_name=_("projects")
    )
    areas = models.ManyToManyField(
        PriorityArea, blank=True, related_name="articles", verbose_name=_("priority areas")
    )
    source_url = models.URLField(
        _("source"), max_length=1000, blank=True, help_text=_("Where it was first published.")
    )

    objects = ArticleQuerySet.as_manager()

    class Meta(Publishable.Meta):
        verbose_name = _("article")
        verbose_name_plural = _("articles")
        ordering = ["-date", "-pk"]
        constraints = [*Publishable.Meta.constraints]

    def __str__(self) -> str:
        return self.safe_translation_getter("title", any_language=True) or self.slug

    def get_absolute_url(self) -> str:
        return reverse("news:article", args=[self.slug])
