"""Sends messages to those who follow a saved search."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand

from projects.models import Subscription
from projects.saved.mail import send_digest


class Command(BaseCommand):
    """``manage.py send_digests``, once a week or as often as readers should hear."""

    help = "Tells each subscriber of a saved search what is new in it since the last message."

    def handle(self, *_args: Any, **_options: Any) -> None:
        keys = list(Subscription.objects.order_by("pk").values_list("pk", flat=True))
        for key in keys:
            send_digest.enqueue(key)
        self.stdout.write(f"{len(keys)} messages to look into")
