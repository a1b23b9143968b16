"""Django's own, and afterwards the database watches what is new."""

from typing import Any

from django.core.management.commands import migrate

from partnership.page_cache.watching import watch_tables


class Command(migrate.Command):
    def handle(self, *args: Any, **options: Any) -> None:
        super().handle(*args, **options)
        if not options["plan"]:
            watch_tables(using=options["database"])
