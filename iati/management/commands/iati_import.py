"""Imports IATI activity files."""

from __future__ import annotations

import time
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils.translation import gettext as _

from donors.models import Partnership
from iati.importing import Importer, Report
from iati.reading import UnreadableFileError, read_activities
from search.index import catch_up_fully

SECONDS_BETWEEN = 1.0
EVERY = 1000


class Command(BaseCommand):
    """``manage.py iati_import FILE...``"""

    help = (
        "Imports IATI 2.01 to 2.03 activity files: each activity whole or not at all. Importing "
        "a file again writes only what has changed in it. New projects are public at once."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("files", nargs="+", type=Path, metavar="FILE")
        parser.add_argument(
            "--draft", action="store_true", help="Leave new projects unpublished, as drafts."
        )
        parser.add_argument(
            "--partnership",
            metavar="SLUG",
            help="The partnership that new projects belong to, by its address.",
        )

    def handle(self, *_args: Any, **options: Any) -> None:
        importer = Importer(
            draft=options["draft"], partnership=self._partnership(options["partnership"])
        )
        failed = False
        for path in options["files"]:
            report = self._import(importer, path)
            for line in report.text():
                self.stdout.write(line)
            failed = failed or report.failed
        catch_up_fully()
        if failed:
            raise CommandError(
                _("Not everything was imported; correct what is listed and import it again.")
            )

    @staticmethod
    def _partnership(slug: str | None) -> Partnership | None:
        if slug is None:
            return None
        found = Partnership.objects.filter(slug=slug).first()
        if found is None:
            known = ", ".join(Partnership.objects.values_list("slug", flat=True))
            raise CommandError(
                _("There is no partnership “%(slug)s”; give one of: %(known)s.")
                % {"slug": slug, "known": known or "–"}
            )
        return found

    def _import(self, importer: Importer, path: Path) -> Report:
        report = Report(path.name)
        progress = Progress(self)
        try:
            for activity in read_activities(path):
                report.add(importer.take(activity, path.name))
                progress.show(report.total)
        except UnreadableFileError as error:
            report.unreadable = str(error)
        except OSError as error:
            report.unreadable = _("%(reason)s; check the name and the permissions.") % {
                "reason": error.strerror or str(error)
            }
        progress.finish(report.total)
        return report


class Progress:
    """Tells how far the import is: in place on a terminal, otherwise every thousand."""

    def __init__(self, command: BaseCommand) -> None:
        self._out = command.stderr
        self._live = bool(command.stderr.isatty())
        self._start = self._last = time.monotonic()

    def show(self, count: int) -> None:
        if self._live:
            now = time.monotonic()
            if now - self._last >= SECONDS_BETWEEN:
                self._last = now
                self._out.write(f"\r{self._said(count)}", ending="")
                self._out.flush()
        elif count % EVERY == 0:
            self._out.write(self._said(count))

    def finish(self, count: int) -> None:
        self._out.write(("\r" if self._live else "") + self._said(count))

    def _said(self, count: int) -> str:
        seconds = time.monotonic() - self._start
        return _("%(count)d activities, %(rate)d a second") % {
            "count": count,
            "rate": count / seconds if seconds else 0,
        }
