"""Links at which delegates without an account read minutes or a dossier, and who opened them."""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from meetings.models.dossiers import ReviewDossier
from meetings.models.minutes import Minutes
from meetings.models.people import Participant, Side
from publishing.models import ExpiringLink, ExpiringLinkQuerySet
from publishing.templatetags.translated import find


class DelegateLink(ExpiringLink):
    """Opens one version of the minutes or one dossier for one delegate, until it expires."""

    outside_drafts = True

    minutes = models.ForeignKey(
        Minutes,
        on_delete=models.CASCADE,
        null=True,
        blank=True,
        related_name="links",
        verbose_name=_("minutes"),
    )
    dossier = models.ForeignKey(
        ReviewDossier,
        on_delete=models.CASCADE,
        null=True,
        blank=True,
        related_name="links",
        verbose_name=_("dossier"),
    )
    side = models.CharField(_("side"), max_length=8, choices=Side)
    name = models.CharField(
        _("for whom"), max_length=200, help_text=_("The delegate who gets the link.")
    )
    email = models.EmailField(_("e-mail"), blank=True)
    participant = models.ForeignKey(
        Participant,
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("participant"),
    )
    may_sign = models.BooleanField(
        _("may sign"), default=False, help_text=_("Signs the minutes for the side.")
    )

    objects = ExpiringLinkQuerySet.as_manager()

    class Meta:
        verbose_name = _("link for a delegate")
        verbose_name_plural = _("links for delegates")
        ordering = ["-created_at", "-pk"]
        constraints = [
            models.CheckConstraint(
                name="%(app_label)s_%(class)s_opens_one_thing",
                condition=Q(minutes__isnull=False, dossier=None)
                | Q(minutes=None, dossier__isnull=False),
                violation_error_message=_("Choose either minutes or a dossier."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.minutes or self.dossier}: {self.name}"

    @property
    def shown_name(self) -> str:
        """The delegate's name in the reader's language, else as it was given. Up to three queries.

        ``name`` is in the language of who made the link.
        """
        found = find(self.participant.person, "name")[0] if self.participant else ""
        return found or self.name


class LinkOpening(models.Model):
    """Once that a delegate's link was opened: the log of access."""

    outside_drafts = True

    link = models.ForeignKey(
        DelegateLink, on_delete=models.CASCADE, related_name="openings", verbose_name=_("link")
    )
    opened_at = models.DateTimeField(_("opened at"), auto_now_add=True)
    what = models.CharField(
        _("what"), max_length=20, help_text=_("The page or the file, such as page, pdf or docx.")
    )

    class Meta:
        verbose_name = _("opening of a link")
        verbose_name_plural = _("openings of links")
        ordering = ["-opened_at", "-pk"]

    def __str__(self) -> str:
        return f"{self.link}: {self.what}"
