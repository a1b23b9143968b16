"""Makes the copies of photos that lack them."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand

from library.actions import make_renditions
from library.models import Photo


class Command(BaseCommand):
    help = "Make the smaller copies of every photo that lacks them, here and now."

    def handle(self, *args: Any, **options: Any) -> None:
        lacking = list(Photo.objects.without_renditions().values_list("pk", flat=True))
        for pk in lacking:
            make_renditions.call(pk=pk)
        self.stdout.write(f"Made the copies of {len(lacking)} photos.")
