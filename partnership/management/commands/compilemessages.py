"""Compiles translations without the gettext programs, which a bare machine lacks."""

import os
from pathlib import Path
from typing import Any

from babel.messages.mofile import write_mo
from babel.messages.pofile import PoFileError, read_po
from django.conf import settings
from django.core.management.base import BaseCommand, CommandError


class Command(BaseCommand):
    help = "Compiles the project's translations (.po files) that changed."
    requires_system_checks: list[str] = []

    def handle(self, *_args: Any, **_options: Any) -> None:
        for folder in settings.LOCALE_PATHS:
            for source in sorted(Path(folder).glob("*/LC_MESSAGES/*.po")):
                compiled = source.with_suffix(".mo")
                if compiled.exists() and compiled.stat().st_mtime >= source.stat().st_mtime:
                    continue
                self._compile(source, compiled)

    def _compile(self, source: Path, compiled: Path) -> None:
        with source.open("rb") as file:
            try:
                catalog = read_po(file, abort_invalid=True)
            except PoFileError as error:
                raise CommandError(f"{source}: {error}. Correct that message.") from error
        for message, errors in catalog.check():
            raise CommandError(f"{source}:{message.lineno}: {errors[0]}. Correct that message.")
        # Complete when it gets its name: several processes may do this at once.
        new = compiled.with_suffix(f".{os.getpid()}")
        with new.open("wb") as file:
            write_mo(file, catalog)
        new.replace(compiled)
