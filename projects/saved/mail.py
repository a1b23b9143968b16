"""Messages of saved searches, sent in the background."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.conf import settings
from django.core import signing
from django.http import QueryDict
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.translation import gettext as _
from django_tasks import task

from projects.facets.panel import chips
from projects.models import Project, SavedSearch, Subscription
from projects.saved.selection import filters_of, name_of, newest
from publishing import mail
from publishing.figures import long_day
from publishing.names import comma, demo_marked, labelled

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
    search = SavedSearch.objects.get(key=key)
    with translation.override(language):
        # Anybody may have typed the text, and the address of somebody else.
        name = name_of(filters_of(search), with_text=False)
        address = reverse(
            "projects:confirm", args=[token(CONFIRM, key=key, email=email, language=language)]
        )
        text = render_to_string(
            "projects/saved/confirm.txt",
            {"address": root + address, "days": CONFIRM_WITHIN.days, "name": name},
        )
        subject = _("Please confirm your subscription to “%(search)s”") % {"search": name}
        mail.send(email, subject, text)


@task()
def send_digest(subscription_id: int) -> None:
    """Tell of what is new or changed since the last message, if anything is."""
    root = settings.SITE_URL
    subscription = Subscription.objects.select_related("search").filter(pk=subscription_id).first()
    if subscription is None:
        return
    until = timezone.now()
    with translation.override(subscription.language):
        filters = filters_of(subscription.search)
        changed = newest(filters).filter(changed_at__gt=subscription.told_until)
        told = list(changed[:MOST_TOLD])
        if told:
            chosen = chips(filters, filters.summary, QueryDict(subscription.search.query))
            leave = root + reverse("projects:leave", args=[token(LEAVE, id=subscription.pk)])
            text = render_to_string(
                "projects/saved/digest.txt",
                {
                    "chosen": comma().join(labelled(one.label, one.value) for one in chosen),
                    "kinds": _by_kind(told, subscription.told_until),
                    "more": changed.count() - len(told),
                    "search": root + subscription.search.get_absolute_url(),
                    "leave": leave,
                },
            )
            mail.send(
                subscription.email,
                _("New in “%(search)s”") % {"search": name_of(filters)},
                text,
                headers=mail.one_click(leave),
            )
    Subscription.objects.filter(pk=subscription.pk).update(told_until=until)


def _by_kind(
    projects: list[Project], since: dt.datetime
) -> list[tuple[str, list[tuple[str, str, str]]]]:
    """What is new before what has only changed, each with its title, day and address.

    A title says of a made-up project that it is.
    """
    kinds: dict[str, list[tuple[str, str, str]]] = {_("New:"): [], _("Changed:"): []}
    new, changed = kinds.values()
    for one in projects:
        # What is published by its date has not been written since.
        first = one.first_published_at or one.publish_at
        day = long_day(timezone.localdate(one.changed_at))
        row = (demo_marked(str(one), one), day, settings.SITE_URL + one.get_absolute_url())
        (new if first is not None and first > since else changed).append(row)
    return [(kind, rows) for kind, rows in kinds.items() if rows]
