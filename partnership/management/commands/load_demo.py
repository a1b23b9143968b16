"""The demo partnership, and in a demo the login to look behind it."""

import os
import secrets
from pathlib import Path
from typing import Any

from django.conf import settings
from django.contrib.auth import get_user_model
from django.core.management.base import BaseCommand, CommandError
from django.utils import translation

from partnership.demo import RealContentError, load_demo

LOGIN = "admin"


class Command(BaseCommand):
    help = "Loads the demo partnership into an empty database, or adds what is missing of it."

    def handle(self, *_args: Any, **_options: Any) -> None:
        try:
            with translation.override("en"):
                made = load_demo()
        except RealContentError as error:
            raise CommandError(str(error)) from error
        self.stdout.write(f"Demo partnership: {made or 'nothing'} added.")
        if not settings.PORTAL_DEMO:
            self.stdout.write("No login was made: that is for PORTAL_DEMO=1 only.")
            return
        port = os.environ.get("PORT", "8000")
        self.stdout.write(f"Staff login at http://localhost:{port}/admin/: {self._login()}")

    def _login(self) -> str:
        """Makes the staff login unless it is there; how to use it, in a few words."""
        users = get_user_model()._default_manager
        file = Path(settings.BASE_DIR) / "var" / "demo-password"
        if not users.filter(username=LOGIN).exists():
            password = os.environ.get("DEMO_PASSWORD") or _kept_password(file)
            users.create_superuser(LOGIN, f"{LOGIN}@localhost", password)
        if os.environ.get("DEMO_PASSWORD") or not file.exists():
            return f"{LOGIN}, with the password you gave in DEMO_PASSWORD"
        return f"{LOGIN}, password {file.read_text()}"


def _kept_password(file: Path) -> str:
    """The password in this file, made once and readable by its owner only."""
    if not file.exists():
        file.parent.mkdir(exist_ok=True)
        with open(file, "x", opener=lambda path, flags: os.open(path, flags, 0o600)) as new:
            new.write(secrets.token_urlsafe(9))
    return file.read_text()
