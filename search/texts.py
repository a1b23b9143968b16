"""Reading the texts of many translated rows at once, for sources."""

from __future__ import annotations

import functools
from collections.abc import Callable, Iterable
from typing import Any

from django.conf import settings
from django.utils import translation

from publishing.names import OTHER_COUNTRY_NAMES, country_name
from search.index import plain
from search.sources import Content, Texts


def add_texts(
    contents: dict[int, Content],
    rows: Any,
    owner: str,
    *,
    title: str = "",
    summary: Iterable[str] = (),
    body: Iterable[str] = (),
) -> None:
    """Add the texts of rows of translations to the contents they belong to.

    ``rows`` is a QuerySet of translations; ``owner`` leads from a translation to the key of the
    content. Rich text is added without its mark-up. Runs a query.
    """
    summary, body = list(summary), list(body)
    names = [*([title] if title else []), *summary, *body]
    for key, language, *values in rows.values_list(owner, "language_code", *names):
        content = contents.get(key)
        if content is None:
            continue
        said = dict(zip(names, values, strict=True))
        texts = content.texts.setdefault(language, Texts())
        if title:
            texts.title = said[title]
        texts.summary += [plain(said[name]) for name in summary if said[name]]
        texts.body += [plain(said[name]) for name in body if said[name]]


def add_names(contents: dict[int, Content], pairs: Iterable[tuple[Any, ...]]) -> None:
    """Add names to contents: each row is a key and one or more names."""
    for key, *names in pairs:
        if key in contents:
            contents[key].names += [name for name in names if name]


@functools.cache
def _in_every_language(name_of: Callable[[str], str], code: str) -> tuple[str, ...]:
    said = set()
    for language, _name in settings.LANGUAGES:
        with translation.override(language):
            said.add(str(name_of(code)))
    return tuple(sorted(said))


def in_every_language(name_of: Callable[[str], str], code: str) -> list[str]:
    """What a code is called in each language of the interface; nothing for an empty code."""
    return list(_in_every_language(name_of, code)) if code else []


def country_names(code: str) -> list[str]:
    """Every name a country or region is looked for by."""
    return in_every_language(country_name, code) + list(OTHER_COUNTRY_NAMES.get(code, ()))


def texts_of(model: Any) -> Any:
    """All rows of a model's translations."""
    return model.translations.rel.related_model.objects.order_by("pk")
