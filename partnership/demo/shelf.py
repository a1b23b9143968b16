"""Turns rows of the data files into rows of the database."""

from __future__ import annotations

import datetime as dt
import functools
import tomllib
from collections import defaultdict
from collections.abc import Iterable
from decimal import Decimal
from pathlib import Path
from typing import Any

from django.contrib.contenttypes.models import ContentType
from django.db.models import ForeignKey, ManyToManyField, Model
from django.utils.html import format_html, format_html_join
from parler.models import TranslatableModel

from donors.models import ExchangeRate, MoneyRow
from publishing.models import FormerAddress, PublicationState, Publishable
from publishing.richtext import RichTextField

Row = dict[str, Any]
Texts = dict[str, str]

DATA = Path(__file__).parent / "data"
PUBLISHED_AT = dt.datetime(2025, 7, 1, 8, tzinfo=dt.UTC)


@functools.cache
def read(name: str) -> dict[str, Any]:
    """One of the data files. Not to be changed by who reads it."""
    with (DATA / f"{name}.toml").open("rb") as file:
        return tomllib.load(file, parse_float=Decimal)


def filled(sentence: Texts, **slots: Texts) -> Texts:
    """The sentence in each of its languages, its slots filled in the same language."""
    return {
        language: text.format(**{name: words[language] for name, words in slots.items()})
        for language, text in sentence.items()
    }


def _paragraphs(text: str) -> str:
    parts = [part.strip() for part in text.split("\n\n")]
    return format_html_join("", "{}", ((format_html("<p>{}</p>", part),) for part in parts))


def _key_of_row(row: Row) -> Any:
    """By what the data files name a thing: its address, code or English name."""
    if "date" in row and "currency" in row:
        return row["currency"], row["date"]
    return row.get("slug") or row.get("code") or row["name"]["en"]


def _key_of_thing(thing: Any) -> Any:
    """The same key, from the database."""
    if isinstance(thing, ExchangeRate):
        return thing.currency, thing.date
    return (
        getattr(thing, "slug", "")
        or getattr(thing, "code", "")
        or thing.safe_translation_getter("name", language_code="en")
    )


class Shelf:
    """What is there already, by its key, and what is still to be written.

    Things with an address are written at once and in full, with the rows they own; what is
    there already is left as it is. Owned rows are collected and written together at the end.
    """

    def __init__(self) -> None:
        self._known: dict[type[Model], dict[Any, Any]] = {}
        self._waiting: dict[type[Model], list[Any]] = defaultdict(list)
        self._texts: dict[type[Model], list[tuple[Any, dict[str, Row]]]] = defaultdict(list)
        self._links: list[tuple[Any, str, list[Any]]] = []
        self.made = 0

    def known(self, model: type[Model]) -> dict[Any, Any]:
        """All things of this kind by their key. Runs a query the first time."""
        if model not in self._known:
            things = model._default_manager.all()
            if issubclass(model, TranslatableModel) and not issubclass(model, Publishable):
                things = things.prefetch_related("translations")
            known = {_key_of_thing(thing): thing for thing in things}
            if issubclass(model, Publishable):
                # What an editor has given another address is not made again at the old one.
                by_pk = {thing.pk: thing for thing in known.values()}
                former = FormerAddress.objects.filter(
                    content_type=ContentType.objects.get_for_model(model), object_id__in=by_pk
                )
                known = {left.slug: by_pk[left.object_id] for left in former} | known
            self._known[model] = known
        return self._known[model]

    def find(self, model: type[Model], key: Any) -> Any:
        """The thing of this kind with this key; a wrong key in a data file is a KeyError."""
        try:
            return self.known(model)[key]
        except KeyError:
            raise KeyError(f"No {model.__name__} “{key}” in the data files.") from None

    def add(self, model: type[Model], rows: Iterable[Row]) -> list[tuple[Row, Any]]:
        """Writes the rows that are not there yet; returns each with what it became."""
        new = []
        for row in rows:
            key = _key_of_row(row)
            if key in self.known(model):
                continue
            thing = self._take(model, row)
            thing.save()
            self.known(model)[key] = thing
            new.append((row, thing))
        self.made += len(new)
        return new

    def own(self, model: type[Model], /, **row: Any) -> Any:
        """Makes a row that another owns; ``write`` brings it to the database."""
        thing = self._take(model, row)
        self._waiting[model].append(thing)
        return thing

    def write(self) -> None:
        """Writes the owned rows, the texts and the links that were collected."""
        while self._waiting:
            model = next(filter(self._can_be_written, self._waiting))
            model._default_manager.bulk_create(self._waiting.pop(model))
        for model, texts in self._texts.items():
            if table := _texts_table(model):
                table._default_manager.bulk_create(
                    table(master=thing, language_code=language, **fields)
                    for thing, languages in texts
                    for language, fields in languages.items()
                )
        for thing, field, others in self._links:
            getattr(thing, field).add(*others)
        self._texts.clear()
        self._links.clear()

    def _can_be_written(self, model: type[Model]) -> bool:
        """Whether all that its rows refer to has been written."""
        return not any(
            isinstance(field, ForeignKey) and field.related_model in self._waiting
            for field in model._meta.get_fields()
            if field.related_model is not model
        )

    def _take(self, model: type[Model], row: Row) -> Any:
        """An instance not yet saved; its texts and links are kept for ``write``."""
        values: Row = {}
        texts: dict[str, Row] = defaultdict(dict)
        links: Row = {}
        fields = {field.name: field for field in model._meta.get_fields()}
        translated = _translated_fields(model)
        for name, value in row.items():
            field = fields.get(name)
            if name in translated:
                rich = isinstance(translated[name], RichTextField)
                for language, text in value.items():
                    texts[language][name] = _paragraphs(text) if rich else text.strip()
            elif isinstance(field, ManyToManyField):
                links[name] = [self.find(field.related_model, key) for key in value]
            elif isinstance(field, ForeignKey) and not isinstance(value, Model | None):
                values[name] = self.find(field.related_model, value)
            elif field is not None and field.concrete:
                values[name] = value
        if issubclass(model, Publishable):
            values.setdefault("state", PublicationState.PUBLISHED)
            values.setdefault("publish_at", PUBLISHED_AT)
        thing = model(**values)
        if isinstance(thing, MoneyRow):
            thing.set_usd()
        self._texts[model].append((thing, texts))
        self._links += [(thing, name, others) for name, others in links.items()]
        return thing


def _texts_table(model: Any) -> Any:
    """The model that holds the texts of this one, if it has any."""
    return model._parler_meta.root_model if issubclass(model, TranslatableModel) else None


@functools.cache
def _translated_fields(model: Any) -> Row:
    if (table := _texts_table(model)) is None:
        return {}
    names = model._parler_meta.get_translated_fields()
    return {name: table._meta.get_field(name) for name in names}
