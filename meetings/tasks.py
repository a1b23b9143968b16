"""Mail about minutes, sent in the background."""

from __future__ import annotations

from urllib.parse import urljoin

from django.conf import settings
from django.core.mail import send_mail
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _
from django_tasks import task

from meetings.models import DelegateLink
from meetings.recipients import language_of


@task()
def send_minutes(link_keys: list[int]) -> None:
    """Send each delegate the link that is theirs, in their language, as is the page it leads to.

    Nobody sees who else gets one.
    """
    links = DelegateLink.objects.valid().filter(pk__in=link_keys).exclude(email="")
    for link in links.select_related("participant__person"):
        person = link.participant.person if link.participant else None
        with translation.override(language_of(link.email, person)):
            meeting = DelegateLink.objects.get(pk=link.pk).minutes.meeting  # type: ignore[union-attr]
            path = reverse("meetings:delegate_minutes", args=[link.token])
            text = render_to_string(
                "meetings/mail/minutes.txt",
                {"link": link, "meeting": meeting, "address": urljoin(settings.SITE_URL, path)},
            )
            subject = _("Minutes to be agreed: %(meeting)s") % {"meeting": meeting}
            send_mail(" ".join(subject.split()), text, None, [link.email])
