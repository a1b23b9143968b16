"""Texts in the reader's language; in another one, and marked as such, where it is missing."""

from __future__ import annotations

from django import template
from django.conf import settings
from django.utils.safestring import mark_safe
from django.utils.translation import get_language
from parler.models import TranslatableModel

from publishing.rows import Text, marked

register = template.Library()


def find(thing: TranslatableModel, field: str) -> tuple[str, str]:
    """The text and its language: the reader's, else the source language, else any.

    Reads ``translations``, which the view has prefetched: no query.
    """
    texts = {
        row.language_code: value
        for row in thing.translations.all()
        if (value := getattr(row, field))
    }
    wanted = get_language() or settings.LANGUAGE_CODE
    for language in (wanted, settings.LANGUAGE_CODE, *texts):
        if language in texts:
            return texts[language], language
    return "", wanted


@register.simple_tag
def text(thing: TranslatableModel, field: str) -> str:
    """``{% text project "title" %}``: one line of text."""
    return marked(*find(thing, field), tag="span")


@register.simple_tag
def plain_text(thing: TranslatableModel, field: str) -> str:
    """``{% plain_text project "title" %}``: for attributes and ``<title>``, without markup."""
    return find(thing, field)[0]


@register.simple_tag
def rich_text(thing: TranslatableModel, field: str) -> str:
    """``{% rich_text project "background" %}``: paragraphs, sanitised when they were saved."""
    html, language = find(thing, field)
    return _paragraphs(html, language)


@register.simple_tag
def rich(said: Text) -> str:
    """``{% rich lesson.text %}``: the same for a text of ``publishing.rows``."""
    return _paragraphs(said.plain, said.language)


def _paragraphs(html: str, language: str) -> str:
    return marked(mark_safe(html), language, tag="div")  # noqa: S308  RichTextField sanitises


@register.simple_tag
def has_text(thing: TranslatableModel, field: str) -> bool:
    """``{% has_text project "background" as shown %}``: whether there is a text at all."""
    return bool(find(thing, field)[0])
