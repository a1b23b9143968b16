"""Mail about reviews, sent in the background."""

from __future__ import annotations

from typing import Any
from urllib.parse import urljoin

from django.conf import settings
from django.contrib.auth import get_user_model
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _
from django_tasks import task

from publishing import mail, policies
from publishing.models import MailLanguage, PublicationStep, Revision
from publishing.names import labelled


def _page_of(thing: Any) -> str:
    """The whole address of the page on which a thing is edited."""
    opts = thing._meta
    path = reverse(f"admin:{opts.app_label}_{opts.model_name}_change", args=[thing.pk])
    return urljoin(settings.SITE_URL, path)


def _send(user: Any, subject: str, *paragraphs: str) -> None:
    mail.send(user.email, subject, "\n\n".join(filter(None, paragraphs)))


@task()
def tell_reviewers(revision_key: int) -> None:
    """Tell those who may approve a draft that it waits for them, each in their language.

    An address that is refused keeps no other from its mail; the task is on record as failed.
    """
    refused: list[Exception] = []
    author = Revision.objects.select_related("author").get(pk=revision_key).author
    users = get_user_model()._default_manager.filter(is_active=True, is_staff=True)
    for user in users.exclude(email=""):
        with translation.override(MailLanguage.objects.of(user)):
            revision = Revision.objects.get(pk=revision_key)
            thing: Any = revision.content
            if user == author or not policies.may(user, "review", thing):
                continue
            try:
                _send(
                    user,
                    _("To be reviewed: %(thing)s") % {"thing": thing},
                    _("%(who)s asks for a review of “%(thing)s”.")
                    % {"who": author or _("Somebody"), "thing": thing},
                    revision.comment,
                    _page_of(thing),
                )
            except OSError as error:
                refused.append(error)
    if refused:
        raise ExceptionGroup("Not every mail could be sent.", refused)


@task()
def tell_author(revision_key: int, step: str, actor_key: int, comment: str) -> None:
    """Tell the author of a draft, in their language, what became of it."""
    author: Any = Revision.objects.select_related("author").get(pk=revision_key).author
    actor = get_user_model()._default_manager.get(pk=actor_key)
    if author is None or not author.email:
        return
    with translation.override(MailLanguage.objects.of(author)):
        thing = Revision.objects.get(pk=revision_key).content
        _send(
            author,
            labelled(PublicationStep(step).label, thing),
            labelled(actor.get_full_name() or actor.get_username(), PublicationStep(step).label),
            comment,
            _page_of(thing),
        )
