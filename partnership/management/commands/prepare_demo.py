"""All that comes between an installed checkout and a running demo."""

import io
import socket
from argparse import ArgumentParser
from typing import Any

from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError
from django.db import DatabaseError


class Command(BaseCommand):
    help = "Brings the demo up to date: database, translations, static files, content."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--host", default="127.0.0.1", help="where it will be served")
        parser.add_argument("--port", default=8000, type=int)

    def handle(self, *_args: Any, host: str, port: int, **_options: Any) -> None:
        self._refuse_a_taken_port(host, port)
        try:
            call_command("migrate", interactive=False, verbosity=0)
            call_command("compilemessages")
            call_command("collectstatic", interactive=False, verbosity=0)
            call_command("load_demo", stdout=self.stdout)
            call_command("search_index", verbosity=0, stdout=io.StringIO())
        except (DatabaseError, OSError) as error:
            reason = " ".join(str(error).split())
            if "No space left" in reason:
                reason += ". The disk is full: make room and try again."
            raise CommandError(reason) from error
        self.stdout.write(f"Serving on http://{host}:{port}/ - stop with Ctrl-C")

    def _refuse_a_taken_port(self, host: str, port: int) -> None:
        """Now, before anything else is done, as this is the commonest thing to go wrong."""
        family = socket.AF_INET6 if ":" in host else socket.AF_INET
        with socket.socket(family) as trial:
            trial.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            try:
                trial.bind((host, port))
            except OSError as error:
                raise CommandError(
                    f"{host}:{port} can't be served on ({error.strerror}): stop what runs "
                    f"there, or choose another with PORT={port + 1}."
                ) from error
