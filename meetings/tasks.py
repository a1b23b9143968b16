"""Mail about minutes, sent in the background."""

from __future__ import annotations

from typing import Any
from urllib.parse import urljoin

from django.conf import settings
from django.core.mail import send_mail
from django.urls import reverse
from django.utils import translation
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django_tasks import task

from meetings.models import DelegateLink


@task()
def send_minutes(link_keys: list[int]) -> None:
    """Send each delegate the link that is theirs; nobody sees who else gets one."""
    links = DelegateLink.objects.valid().filter(pk__in=link_keys).exclude(email="")
    for link in links.select_related("minutes__meeting"):
        with translation.override(settings.LANGUAGE_CODE):
            minutes: Any = link.minutes
            meeting = minutes.meeting
            address = urljoin(
                settings.SITE_URL, reverse("meetings:delegate_minutes", args=[link.token])
            )
            asked = (
                _("Please read them, comment where something is amiss, and sign for your side.")
                if link.may_sign
                else _("Please read them and comment where something is amiss.")
            )
            until = date_format(link.expires_at, "DATE_FORMAT")
            paragraphs = [
                _("%(name)s, here are the draft minutes of “%(meeting)s”.")
                % {"name": link.name, "meeting": meeting},
                asked,
                address,
                _("The link is for you alone. It is valid until %(until)s.") % {"until": until},
            ]
            subject = _("Minutes to be agreed: %(meeting)s") % {"meeting": meeting}
            send_mail(" ".join(subject.split()), "\n\n".join(paragraphs), None, [link.email])
