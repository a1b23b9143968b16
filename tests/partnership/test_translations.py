import re

import pytest
from django.apps import apps
from django.utils import translation

from partnership.management.commands.makemessages import all_of
from partnership.messages import find_messages, languages, read_catalog


@pytest.fixture(scope="module")
def texts():
    return {(message.context, message.id) for message in find_messages() if message.id}


def test_texts_are_found_in_code_and_templates(texts):
    singular_and_plural = ("<b>%(total)s</b> project", "<b>%(total)s</b> projects")

    assert (None, "An organisation cannot be part of itself.") in texts
    assert (None, "Skip to main content") in texts
    assert (None, "Please read them and comment where something is amiss.") in texts
    assert (None, singular_and_plural) in texts


@pytest.mark.parametrize("language", languages())
def test_every_text_is_translated_and_no_translation_is_left_over(language, texts):
    catalog = read_catalog(language)
    translated = {
        (message.context, message.id)
        for message in catalog
        if message.id and all_of(message.string) and not message.fuzzy
    }

    assert texts - translated == set(), "Run manage.py makemessages and translate the new texts."
    assert translated - texts == set(), "Run manage.py makemessages to remove what went."


@pytest.mark.parametrize("language", languages())
def test_placeholders_are_kept(language):
    errors = [(message.id, problems) for message, problems in read_catalog(language).check()]

    assert errors == []


@pytest.mark.parametrize(
    ("language", "said"), [("fr", "Journal"), ("ja", "監査"), ("ar", "التدقيق")]
)
def test_texts_of_packages_that_lack_a_language_are_ours(language, said):
    with translation.override(language):
        assert said in str(apps.get_app_config("auditlog").verbose_name)


OF_FILES_AND_MAILS = re.compile(
    r"\.txt$|/\w*mail\.py$|^projects/exports/|^api/|^meetings/tasks\.py$|^publishing/names\.py$"
)
"""Where texts also stand that are no page: programs may look for a common space there."""


def test_no_line_of_a_french_page_begins_with_a_punctuation_mark():
    loose = [
        said
        for message in read_catalog("fr")
        if not any(OF_FILES_AND_MAILS.search(path) for path, _line in message.locations)
        for said in ([message.string] if isinstance(message.string, str) else message.string)
        if re.search(r" [:;?!»]|« ", said)
    ]

    assert loose == []
