"""Mail to delegates about minutes and dossiers, sent in the background."""

from __future__ import annotations

from urllib.parse import urljoin

from django.conf import settings
from django.core.mail import EmailMessage
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _
from django_tasks import task

from meetings.models import DelegateLink, Meeting, MinutesComment
from meetings.recipients import language_of


@task()
def send_minutes(link_keys: list[int]) -> None:
    """Send each delegate the link that is theirs, in their language, as is the page it leads to.

    Nobody sees who else gets one.
    """
    links = DelegateLink.objects.valid().filter(pk__in=link_keys).exclude(email="")
    for link in links.select_related("participant__person", "created_by"):
        person = link.participant.person if link.participant else None
        with translation.override(language_of(link.email, person)):
            meeting = DelegateLink.objects.get(pk=link.pk).minutes.meeting  # type: ignore[union-attr]
            path = reverse("meetings:delegate_minutes", args=[link.token])
            subject = _("Minutes to be agreed: %(meeting)s") % {"meeting": meeting}
            _send(link, meeting, subject, "meetings/mail/minutes.txt", path)


@task()
def send_comment(comment_key: int, to: str) -> None:
    """Tell who circulated minutes that a delegate has commented, in the officer's language."""
    comment = (
        MinutesComment.objects.filter(pk=comment_key).select_related("minutes__meeting").first()
    )
    if comment is None:
        return
    with translation.override(language_of(to)):
        path = reverse("admin:meetings_minutes_change", args=[comment.minutes_id])
        meeting = Meeting.objects.get(pk=comment.minutes.meeting_id)
        subject = _("Comment on the minutes: %(meeting)s") % {"meeting": meeting}
        text = render_to_string(
            "meetings/mail/comment.txt",
            {
                "comment": comment,
                "meeting": meeting,
                "address": urljoin(settings.SITE_URL, path) + "#comments-group",
            },
        )
        EmailMessage(" ".join(subject.split()), text, to=[to]).send()


@task()
def send_dossier(link_key: int) -> None:
    """Send a delegate the link to a dossier, in their language, as is the page it leads to."""
    link = DelegateLink.objects.valid().filter(pk=link_key).exclude(email="").first()
    if link is None:
        return
    with translation.override(language_of(link.email)):
        meeting = DelegateLink.objects.get(pk=link.pk).dossier.meeting  # type: ignore[union-attr]
        path = reverse("meetings:delegate_dossier", args=[link.token])
        subject = _("Dossier: %(meeting)s") % {"meeting": meeting}
        _send(link, meeting, subject, "meetings/mail/dossier.txt", path)


def _send(link: DelegateLink, meeting: Meeting, subject: str, template: str, path: str) -> None:
    """To the delegate; an answer reaches who made the link, named only if they have an address."""
    sender = link.created_by if link.created_by and link.created_by.email else None
    text = render_to_string(
        template,
        {
            "link": link,
            "meeting": meeting,
            "address": urljoin(settings.SITE_URL, path),
            "sender": (sender.get_full_name() or sender.get_username()) if sender else "",
        },
    )
    answers = [sender.email] if sender else None
    EmailMessage(" ".join(subject.split()), text, to=[link.email], reply_to=answers).send()
