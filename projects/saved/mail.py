"""Messages of saved searches, sent in the background."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.conf import settings
from django.core import signing
from django.core.mail import EmailMessage
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.translation import gettext as _
from django_tasks import task

from projects.models import Subscription
from projects.saved.selection import filters_of, newest

CONFIRM, LEAVE = "saved search: confirm", "saved search: leave"
"""Salts: what a token is for."""
CONFIRM_WITHIN = dt.timedelta(days=3)
MOST_TOLD = 25


def token(salt: str, **said: Any) -> str:
    """A signed text that only we can make."""
    return signing.dumps(said, salt=salt)


def read_token(salt: str, text: str, within: dt.timedelta | None = None) -> dict[str, Any]:
    """What a token says. Raises ``signing.BadSignature`` if it is not ours or too old."""
    said: dict[str, Any] = signing.loads(text, salt=salt, max_age=within)
    return said


@task()
def send_confirmation(key: str, email: str, language: str, root: str) -> None:
    """Ask the owner of an address whether they want the messages."""
    with translation.override(language):
        address = reverse(
            "projects:confirm", args=[token(CONFIRM, key=key, email=email, language=language)]
        )
        text = render_to_string(
            "projects/saved/confirm.txt", {"address": root + address, "days": CONFIRM_WITHIN.days}
        )
        EmailMessage(_("Please confirm your subscription"), text, to=[email]).send()


@task()
def send_digest(subscription_id: int) -> None:
    """Tell of what is new or changed since the last message, if anything is."""
    root = settings.SITE_URL
    subscription = Subscription.objects.select_related("search").filter(pk=subscription_id).first()
    if subscription is None:
        return
    until = timezone.now()
    with translation.override(subscription.language):
        changed = newest(filters_of(subscription.search)).filter(
            updated_at__gt=subscription.told_until
        )
        projects = list(changed[:MOST_TOLD])
        if projects:
            leave = root + reverse("projects:leave", args=[token(LEAVE, id=subscription.pk)])
            text = render_to_string(
                "projects/saved/digest.txt",
                {
                    "projects": [(str(one), root + one.get_absolute_url()) for one in projects],
                    "search": root + subscription.search.get_absolute_url(),
                    "leave": leave,
                },
            )
            EmailMessage(
                _("New in your saved search"),
                text,
                to=[subscription.email],
                headers={"List-Unsubscribe": f"<{leave}>"},
            ).send()
    Subscription.objects.filter(pk=subscription.pk).update(told_until=until)
