"""What we know of an account beside its name and its rights."""

from __future__ import annotations

from typing import Any, ClassVar

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from publishing.names import site_languages


class MailLanguageQuerySet(models.QuerySet["MailLanguage"]):
    """Questions about the languages people are written to in."""

    def of(self, user: Any) -> str:
        """The language of mail to this account; the site's where none is chosen. A query."""
        return self._first(user=user) or settings.LANGUAGE_CODE

    def of_address(self, email: str) -> str:
        """The language chosen for an active account with this address; empty for none. A query."""
        return self._first(user__email__iexact=email, user__is_active=True)

    def _first(self, **whose: Any) -> str:
        offered = [code for code, _name in settings.LANGUAGES]
        found = self.filter(language__in=offered, **whose).order_by("pk")
        return found.values_list("language", flat=True).first() or ""


class MailLanguage(models.Model):
    """The language in which somebody with an account gets mail."""

    outside_drafts: ClassVar[bool] = True

    user = models.OneToOneField(
        settings.AUTH_USER_MODEL,
        on_delete=models.CASCADE,
        related_name="mail_language",
        verbose_name=_("user"),
    )
    language = models.CharField(
        _("language of mail"),
        max_length=10,
        choices=site_languages,
        help_text=_("Reminders and other mail come in this language, else in that of the site."),
    )

    objects = MailLanguageQuerySet.as_manager()

    class Meta:
        verbose_name = _("language of mail")
        verbose_name_plural = _("languages of mail")
        ordering = ["user", "pk"]

    def __str__(self) -> str:
        return f"{self.user}: {self.language}"
