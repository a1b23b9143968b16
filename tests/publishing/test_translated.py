"""Texts that are not in the reader's language say which one they are in."""

import pytest

from publishing.templatetags.translated import text
from tests.factories import ProjectFactory


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("language", "direction"), [("ar", "rtl"), ("fr", "ltr"), ("qu", "auto"), ("x-own", "auto")]
)
def test_a_text_in_another_language_is_marked_even_when_that_is_unheard_of(language, direction):
    project = ProjectFactory()
    project.translations.update(language_code=language, title="Unu")

    assert text(project, "title") == f'<span lang="{language}" dir="{direction}">Unu</span>'
