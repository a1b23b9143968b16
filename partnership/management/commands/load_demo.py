"""The demo partnership, and in a demo the login to look behind it."""

import os
import secrets
from pathlib import Path
from typing import Any

from django.conf import settings
from django.contrib.auth.models import Group, User
from django.core.management.base import BaseCommand, CommandError
from django.utils import translation

from donors.models import Partnership, PartnershipMember
from partnership.accounts.roles import ADMINISTRATOR, EDITOR, OFFICER, REVIEWER
from partnership.demo import RealContentError, load_demo

LOGIN = "admin"
ROLES_OF_DEMO = {
    "editor": EDITOR,
    "reviewer": REVIEWER,
    "officer": OFFICER,
    "administrator": ADMINISTRATOR,
}
"""A login for each group, beside the one that may do everything."""


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
        users = User.objects
        file = Path(settings.BASE_DIR) / "var" / "demo-password"
        if users.filter(username__in=[LOGIN, *ROLES_OF_DEMO]).count() <= len(ROLES_OF_DEMO):
            password = os.environ.get("DEMO_PASSWORD") or _kept_password(file)
            if not users.filter(username=LOGIN).exists():
                users.create_superuser(LOGIN, f"{LOGIN}@localhost", password)
            self._staff(password)
        if os.environ.get("DEMO_PASSWORD") or not file.exists():
            return f"{LOGIN}, with the password you gave in DEMO_PASSWORD"
        names = ", ".join([LOGIN, *ROLES_OF_DEMO])
        return f"{names}; each with the password {file.read_text()}"

    @staticmethod
    def _staff(password: str) -> None:
        """A login for each group; the editor is a member of the demo's first partnership."""
        for name, role in ROLES_OF_DEMO.items():
            user, made = User.objects.get_or_create(
                username=name, defaults={"email": f"{name}@localhost", "is_staff": True}
            )
            if made:
                user.set_password(password)
                user.save(update_fields=["password"])
            user.groups.add(Group.objects.get(name=role))
        first = Partnership.objects.order_by("pk").first()
        if first is not None:
            editor = User.objects.get(username="editor")
            PartnershipMember.objects.get_or_create(user=editor, partnership=first)


def _kept_password(file: Path) -> str:
    """The password in this file, made once and readable by its owner only."""
    if not file.exists():
        file.parent.mkdir(exist_ok=True)
        with open(file, "x", opener=lambda path, flags: os.open(path, flags, 0o600)) as new:
            new.write(secrets.token_urlsafe(9))
    return file.read_text()
