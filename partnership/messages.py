"""Every text of the interface that wants translating, found without the gettext programs."""

from __future__ import annotations

import datetime as dt
import io
from collections.abc import Iterator
from pathlib import Path

from babel.messages.catalog import Catalog
from babel.messages.extract import extract
from babel.messages.pofile import read_po
from django.apps import apps
from django.conf import settings
from django.utils.translation.template import templatize

KEYWORDS: dict[str, tuple[int | tuple[int, str], ...] | None] = {
    "_": None,
    "gettext": None,
    "gettext_lazy": None,
    "gettext_noop": None,
    "ngettext": (1, 2),
    "ngettext_lazy": (1, 2),
    "pgettext": ((1, "c"), 2),
    "pgettext_lazy": ((1, "c"), 2),
    "npgettext": ((1, "c"), 2, 3),
}


def languages() -> list[str]:
    """The languages to translate into: all but the source language."""
    return [code for code, _name in settings.LANGUAGES if code != settings.LANGUAGE_CODE]


def catalog_path(language: str) -> Path:
    """Where the translations into this language are kept."""
    return Path(settings.LOCALE_PATHS[0]) / language / "LC_MESSAGES" / "django.po"


def _sources() -> Iterator[tuple[Path, str]]:
    """Each file of ours that may hold texts, as Python (templates by Django's own reader)."""
    base = Path(settings.BASE_DIR)
    folders = [Path(app.path) for app in apps.get_app_configs() if base in Path(app.path).parents]
    for folder in folders:
        if ".venv" in folder.parts:
            continue
        for path in sorted(folder.rglob("*.py")):
            if "migrations" not in path.parts:
                yield path.relative_to(base), path.read_text()
    templates = base / "templates"
    for path in sorted([*templates.rglob("*.html"), *templates.rglob("*.txt")]):
        calls = templatize(path.read_text(), origin=str(path))
        # What surrounds the calls is blanked out, but its indentation is not Python's.
        yield path.relative_to(base), "\n".join(line.lstrip() for line in calls.splitlines())


def find_messages() -> Catalog:
    """All texts with the files they stand in, sorted. Reads every source file."""
    # Without a date, so that the files change only when a text does.
    found = Catalog(
        domain="django", fuzzy=False, creation_date=dt.datetime(2026, 1, 1, tzinfo=dt.UTC)
    )
    for path, source in _sources():
        for _line, message, comments, context in extract(
            "python", io.BytesIO(source.encode()), KEYWORDS, ["Translators:"]
        ):
            flags = ["python-format"] if "%(" in str(message) else []
            found.add(
                message,
                locations=[(str(path), 0)],
                auto_comments=comments,
                context=context,
                flags=flags,
            )
    return found


def read_catalog(language: str) -> Catalog:
    """The translations there are; an empty catalog for a new language."""
    path = catalog_path(language)
    if not path.exists():
        return Catalog(
            locale=language,
            domain="django",
            fuzzy=False,
            project="Partnership Portal",
            version="1",
            header_comment="# Translations of Partnership Portal.",
        )
    with path.open("rb") as file:
        return read_po(file, locale=language, domain="django", abort_invalid=True)
