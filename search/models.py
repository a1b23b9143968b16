"""The search index: one entry for each public thing and language."""

from __future__ import annotations

import functools
import operator
import uuid
from typing import Any

from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex, OpClass
from django.contrib.postgres.search import SearchQuery, SearchVectorField
from django.db import models
from django.db.models import Q
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from publishing.many import any_of
from search.beginnings import Beginning

Keys = dict[str, list[int]]
"""Things by their kinds and keys."""


class LexemeQuery(SearchQuery):
    """A tsquery of words that are cut already, so that no parser of PostgreSQL cuts them again."""

    def as_sql(self, compiler: Any, connection: Any, *_args: Any, **_options: Any) -> Any:
        sql, params = compiler.compile(self.get_source_expressions()[-1])
        return f"{sql}::tsquery", params


class TitleWords(models.Func):
    """The words of a tsvector that stand in the title or are codes: those of weight A."""

    template = "ts_filter(%(expressions)s, '{a}')"
    output_field = SearchVectorField()


class SearchEntryQuerySet(models.QuerySet["SearchEntry"]):
    """Questions to the index. What they answer still goes through ``public()``."""

    def of_kind(self, kind: str) -> SearchEntryQuerySet:
        """Entries of one kind of thing."""
        return self.filter(kind=kind)

    def of_things(self, keys: Keys) -> SearchEntryQuerySet:
        """Entries of these things, given by kind."""
        some = (Q(kind=kind, object_id__among=any_of(keys[kind])) for kind in keys)
        return self.filter(functools.reduce(operator.or_, some)) if keys else self.none()

    def with_words(self, tsquery: str) -> SearchEntryQuerySet:
        """Entries that match a tsquery made by ``search.query``."""
        return self.filter(words=LexemeQuery(tsquery))

    def titled(self, tsquery: str) -> SearchEntryQuerySet:
        """Entries that match it in their title or by their code."""
        return self.alias(title_words=TitleWords("words")).filter(title_words=LexemeQuery(tsquery))

    def unmarked(self) -> SearchEntryQuerySet:
        """Entries that hold the latest change of their object; others are not found by words."""
        marked = Mark.objects.filter(
            kind=models.OuterRef("kind"), object_id=models.OuterRef("object_id")
        )
        return self.filter(~models.Exists(marked))

    def in_force(self) -> SearchEntryQuerySet:
        """Entries whose texts and names are public now, as far as is known of any change."""
        return self.unmarked().filter(Q(valid_until=None) | Q(valid_until__gt=Now()))

    def matching(self, tsquery: str) -> SearchEntryQuerySet:
        """Entries in force that match a tsquery."""
        return self.in_force().with_words(tsquery)


class SearchEntry(models.Model):
    """What one public thing says in one language.

    Only what is public is entered. A thing that will become public later has an entry without
    words, whose time tells when to look again.
    """

    kind = models.CharField(_("kind"), max_length=20, help_text=_("As its source names it."))
    object_id = models.BigIntegerField(_("object"))
    language = models.CharField(_("language"), max_length=10, blank=True)
    title = models.TextField(_("title"))
    text = models.TextField(_("text"), blank=True)
    names = models.TextField(
        _("names"),
        blank=True,
        help_text=_("Codes and names it is found by beside its text, each in a line."),
    )
    day = models.DateField(_("day"), null=True, blank=True)
    words = SearchVectorField(_("words"), editable=False)
    valid_until = models.DateTimeField(
        _("valid until"),
        null=True,
        blank=True,
        db_index=True,
        help_text=_("When something it says becomes public or stops being so; then it is renewed."),
    )

    objects = SearchEntryQuerySet.as_manager()

    class Meta:
        verbose_name = _("search entry")
        verbose_name_plural = _("search entries")
        ordering = ["kind", "object_id", "pk"]
        constraints = [
            models.UniqueConstraint(
                name="%(app_label)s_%(class)s_once",
                fields=["kind", "object_id", "language"],
                violation_error_message=_("There is already an entry for this language."),
            )
        ]
        indexes = [
            GinIndex(fields=["words"], name="search_entry_words", fastupdate=False),
            GinIndex(TitleWords("words"), name="search_entry_titles", fastupdate=False),
            models.Index(
                "kind",
                OpClass(Beginning(), name="text_pattern_ops"),
                name="search_entry_beginnings",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.title} ({self.language})"


class SearchWord(models.Model):
    """A word of the index, to tell what a mistyped one may have been meant to be."""

    word = models.CharField(_("word"), max_length=60, primary_key=True, help_text=_("Folded."))

    class Meta:
        verbose_name = _("word of the index")
        verbose_name_plural = _("words of the index")
        ordering = ["word"]
        indexes = [
            GinIndex(OpClass("word", name="gin_trgm_ops"), name="search_word_trigrams"),
        ]

    def __str__(self) -> str:
        return self.word


class Mark(models.Model):
    """A thing that has changed since it was entered, noted by the database as it changes."""

    kind = models.CharField(_("kind"), max_length=20, help_text=_("As its source names it."))
    object_id = models.BigIntegerField(_("object"))

    class Meta:
        verbose_name = _("mark of a change")
        verbose_name_plural = _("marks of changes")
        ordering = ["pk"]
        indexes = [models.Index(fields=["kind", "object_id"], name="search_mark_object")]

    def __str__(self) -> str:
        return f"{self.kind} {self.object_id}"


class Renewal(models.Model):
    """Things whose entries were renewed together, so that what is kept in memory can follow.

    Whoever renews holds the lock until it commits: a later key is never visible before an earlier.
    """

    KEPT = 1000
    """Renewals remembered; who is further behind reads everything anew."""

    kind = models.CharField(_("kind"), max_length=20, help_text=_("As its source names it."))
    objects_renewed = ArrayField(models.BigIntegerField(), verbose_name=_("object"))
    token = models.UUIDField(default=uuid.uuid4, editable=False)
    """Tells it from one with the same key that was undone."""

    class Meta:
        verbose_name = _("renewal of the index")
        verbose_name_plural = _("renewals of the index")
        ordering = ["pk"]
        indexes = [models.Index(fields=["kind", "id"], name="search_renewal_kind")]

    def __str__(self) -> str:
        return f"{self.kind} {self.pk}"
