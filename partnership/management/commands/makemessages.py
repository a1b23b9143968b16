"""Brings the translation files up to date without the gettext programs."""

from typing import Any

from babel.messages.pofile import write_po
from django.core.management.base import BaseCommand

from partnership.messages import catalog_path, find_messages, languages, read_catalog


class Command(BaseCommand):
    help = "Adds new texts to locale/*/LC_MESSAGES/django.po and removes those that went."
    requires_system_checks: list[str] = []

    def handle(self, *_args: Any, **_options: Any) -> None:
        found = find_messages()
        for language in languages():
            catalog = read_catalog(language)
            catalog.update(found, no_fuzzy_matching=True)
            catalog.obsolete.clear()
            missing = [message for message in catalog if message.id and not all_of(message.string)]
            path = catalog_path(language)
            path.parent.mkdir(parents=True, exist_ok=True)
            with path.open("wb") as file:
                write_po(file, catalog, sort_output=True, include_lineno=False, width=98)
            self.stdout.write(f"{path}: {len(catalog)} texts, {len(missing)} to translate")


def all_of(translation: str | tuple[str, ...] | list[str] | None) -> bool:
    """Whether it is there, in every plural form."""
    return all([translation] if isinstance(translation, str) else translation or [None])
