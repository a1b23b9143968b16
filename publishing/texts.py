"""How far the texts of a thing are translated."""

from __future__ import annotations

from django.conf import settings
from parler.models import TranslatableModel


def incomplete_languages(thing: TranslatableModel) -> list[str]:
    """The languages of the site in which a text is missing that another language has.

    Reads ``translations`` as prefetched.
    """
    texts = {text.language_code: text for text in thing.translations.all()}
    names = [
        name
        for name in thing.translations.model.get_translated_fields()
        if any(getattr(text, name) for text in texts.values())
    ]
    return [
        code
        for code, _name in settings.LANGUAGES
        if not all(getattr(texts.get(code), name, "") for name in names)
    ]
