"""Translations are compiled without the gettext programs."""

from __future__ import annotations

import gettext
from pathlib import Path

import pytest
from django.core.management import call_command
from django.core.management.base import CommandError
from pytest_django import Settings

SOURCE = """
msgid ""
msgstr ""
"Content-Type: text/plain; charset=utf-8\\n"
"Plural-Forms: nplurals=2; plural=(n > 1);\\n"

msgid "Donor"
msgstr "Donateur"

msgid "%(count)s project"
msgid_plural "%(count)s projects"
msgstr[0] "%(count)s projet"
msgstr[1] "%(count)s projets"

#, fuzzy
msgid "Fund"
msgstr "Fondation"
"""


@pytest.fixture
def source(tmp_path: Path, settings: Settings) -> Path:
    settings.LOCALE_PATHS = [tmp_path]
    source = tmp_path / "fr" / "LC_MESSAGES" / "django.po"
    source.parent.mkdir(parents=True)
    return source


def test_a_translation_is_used_unless_it_is_a_guess(source: Path, tmp_path: Path) -> None:
    source.write_text(SOURCE)
    call_command("compilemessages")
    french = gettext.translation("django", tmp_path, ["fr"])
    assert french.gettext("Donor") == "Donateur"
    assert french.ngettext("%(count)s project", "", 2) == "%(count)s projets"
    assert french.gettext("Fund") == "Fund"
    assert [file.name for file in source.parent.iterdir() if file != source] == ["django.mo"]


@pytest.mark.parametrize(
    "broken",
    [
        "nonsense",
        '#, python-format\nmsgid "%(count)s funds"\nmsgstr "%(number)s fonds"',
    ],
)
def test_a_broken_message_is_named(source: Path, broken: str) -> None:
    source.write_text(f"{SOURCE}\n{broken}\n")
    with pytest.raises(CommandError, match=r"django\.po.* Correct that message\."):
        call_command("compilemessages")
    assert not source.with_suffix(".mo").exists()
