"""Reminds people of agreed actions, and officers of what their projects owe."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand
from django.utils import timezone

from meetings.readiness_mail import officers_in_scope, send_readiness
from meetings.reminders import reminders, send_action_reminder


class Command(BaseCommand):
    """``manage.py send_reminders``, once a day. More often does no harm."""

    help = (
        "Reminds people of agreed actions that are due soon or late, at most once a day, "
        "and officers of what their projects owe before the next review, at most once a week."
    )

    def handle(self, *_args: Any, **_options: Any) -> None:
        addresses = sorted(reminders(timezone.localdate()))
        for address in addresses:
            send_action_reminder.enqueue(address)
        keys = officers_in_scope()
        for key in keys:
            send_readiness.enqueue(key)
        self.stdout.write(f"{len(addresses) + len(keys)} reminders to look into")
