"""Renews the search index."""

from __future__ import annotations

import time
from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand

from search.index import catch_up_fully, rebuild
from search.sources import sources


class Command(BaseCommand):
    """``manage.py search_index [--rebuild]``"""

    help = (
        "Brings the search index up to date, as after a large import. Searches do that by "
        "themselves for a few changes; --rebuild makes every entry anew."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--rebuild", action="store_true", help="Make every entry anew.")

    def handle(self, *_args: Any, rebuild: bool, **_options: Any) -> None:
        if rebuild:
            self._rebuild()
        count = catch_up_fully()
        if count or not rebuild:
            self.stdout.write(f"{count} things renewed")

    def _rebuild(self) -> None:
        for source in sources():
            total = source.public().model._default_manager.count()
            start = time.monotonic()
            for done in rebuild(source.kind):
                rate = done / max(time.monotonic() - start, 0.001)
                self.stdout.write(
                    f"{source.kind}: {done} of {total}, {rate:.0f} a second", ending="\n"
                )
