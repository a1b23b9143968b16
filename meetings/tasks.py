"""Mail about circulated minutes and dossiers, sent in the background."""

from __future__ import annotations

from typing import Any
from urllib.parse import urljoin

from django.conf import settings
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import translation
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django_tasks import task

from meetings.models import DelegateLink, Meeting, MinutesComment
from meetings.paragraphs import quoted
from meetings.recipients import language_of
from publishing import mail
from publishing.names import comma, labelled, language_name
from publishing.templatetags.translated import find


@task()
def send_minutes(link_keys: list[int]) -> None:
    """Send each delegate the link that is theirs, in their language, as is the page it leads to.

    Nobody sees who else gets one.
    """
    for link in _reached(link_keys):
        with translation.override(_language(link)):
            meeting = _meeting(link)
            subject = _("Minutes to be agreed: %(meeting)s") % {"meeting": meeting}
            _send(link, meeting, subject, "meetings/mail/minutes.txt", _page(link))


@task()
def send_comment(comment_key: int, to: str) -> None:
    """Tell who circulated minutes that a delegate has commented, in the officer's language.

    An answer to the mail reaches the delegate.
    """
    comment = (
        MinutesComment.objects.filter(pk=comment_key).select_related("minutes__meeting").first()
    )
    if comment is None:
        return
    links = comment.links_of_author()
    author = links.select_related("participant__person").first()
    answers = list(links.exclude(email="").values_list("email", flat=True)[:1])
    with translation.override(language_of(to)):
        path = reverse("admin:meetings_minutes_change", args=[comment.minutes_id])
        meeting = Meeting.objects.get(pk=comment.minutes.meeting_id)
        subject = _("Comment on the minutes: %(meeting)s") % {"meeting": meeting}
        text = render_to_string(
            "meetings/mail/comment.txt",
            {
                "meeting": meeting,
                "facts": _facts(comment, author.shown_name if author else comment.author_name),
                "quoted": quoted(comment),
                "comment": comment,
                "address": urljoin(settings.SITE_URL, path) + "#comments-group",
                "is_answered": bool(answers),
            },
        )
        mail.send(to, subject, text, answers=answers)


def _facts(comment: MinutesComment, author: str) -> list[str]:
    """Who has commented, for which side, on what."""
    facts: dict[str, Any] = {"author_name": author, "side": comment.get_side_display()}
    if comment.paragraph:
        facts["paragraph"] = comment.paragraph
        facts["language"] = language_name(comment.language) if comment.language else ""
    named = {name: capfirst(str(comment._meta.get_field(name).verbose_name)) for name in facts}  # type: ignore[union-attr]
    return [labelled(named[name], said) for name, said in facts.items() if said]


@task()
def send_answer(comment_key: int, link_key: int) -> None:
    """Tell the author of a comment, at their own link, how it was answered."""
    comment = MinutesComment.objects.filter(pk=comment_key).exclude(answer="").first()
    if comment is None:
        return
    for link in _reached([link_key]):
        with translation.override(_language(link)):
            meeting = _meeting(link)
            subject = _("Your comment is answered: %(meeting)s") % {"meeting": meeting}
            path = _page(link)
            if comment.paragraph and find(comment.minutes, "text")[1] == comment.language:
                path += f"#p{comment.paragraph}"
            _send(link, meeting, subject, "meetings/mail/answer.txt", path, comment=comment)


@task()
def send_signing(link_key: int) -> None:
    """Tell who is to sign that no comment is open any more, unless one was made meanwhile."""
    for link in _reached([link_key]):
        minutes: Any = link.minutes
        if not minutes.signing_links().filter(pk=link.pk).exists():
            continue
        with translation.override(_language(link)):
            meeting = _meeting(link)
            subject = _("Minutes to be signed: %(meeting)s") % {"meeting": meeting}
            _send(link, meeting, subject, "meetings/mail/signing.txt", f"{_page(link)}#h-signed")


@task()
def send_dossier(link_key: int) -> None:
    """Send a delegate the link to a dossier, in their language, as is the page it leads to.

    To somebody we do not know it is in the language that the dossier opens in.
    """
    valid = DelegateLink.objects.valid().filter(pk=link_key).exclude(email="")
    link = valid.select_related("dossier").first()
    if link is None or link.dossier is None:
        return
    with translation.override(language_of(link.email, otherwise=link.dossier.language)):
        dossier: Any = DelegateLink.objects.get(pk=link.pk).dossier
        meeting, about = dossier.meeting, dossier.about
        path = reverse("meetings:delegate_dossier", args=[link.token])
        what = comma().join(filter(None, [about, str(meeting)]))
        subject = _("Dossier: %(meeting)s") % {"meeting": what}
        scope = labelled(dossier.get_scope_display(), about) if about else ""
        scope = scope or dossier.get_scope_display()
        _send(link, meeting, subject, "meetings/mail/dossier.txt", path, scope=scope)


def _reached(keys: list[int]) -> list[DelegateLink]:
    """Those of these links to minutes that are valid and have an address."""
    links = DelegateLink.objects.valid().filter(pk__in=keys, minutes__isnull=False)
    return list(
        links.exclude(email="").select_related("minutes", "participant__person", "created_by")
    )


def _language(link: DelegateLink) -> str:
    return language_of(link.email, link.participant.person if link.participant else None)


def _page(link: DelegateLink) -> str:
    return reverse("meetings:delegate_minutes", args=[link.token])


def _meeting(link: DelegateLink) -> Meeting:
    """The meeting of its minutes, read anew: texts are in the language that is active then."""
    return Meeting.objects.get(minutes__links=link)


def _send(
    link: DelegateLink, meeting: Meeting, subject: str, template: str, path: str, **said: Any
) -> None:
    """To the delegate; an answer reaches who made the link, named only if they have an address."""
    sender = link.created_by if link.created_by and link.created_by.email else None
    text = render_to_string(
        template,
        {
            "link": link,
            "meeting": meeting,
            "address": urljoin(settings.SITE_URL, path),
            "sender": (sender.get_full_name() or sender.get_username()) if sender else "",
            **said,
        },
    )
    mail.send(link.email, subject, text, answers=[sender.email] if sender else [])
