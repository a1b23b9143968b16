"""What a page shows, as plain rows: a thing and all that hangs on it, in one statement.

A page with twenty kinds of rows would cost forty queries and thousands of model objects by
``prefetch_related``. Here PostgreSQL makes each row, with the rows below it and with its texts
in the reader's language, and Python only reads them::

    rows(
        Result.objects.filter(project=OuterRef("pk")),
        title=text("title"),
        type=choice("type"),
        indicators=rows(Indicator.objects.filter(result=OuterRef("pk")), unit=text("unit")),
    )

Templates read the rows like objects. Amounts stay exact (``Decimal``); days are ``date``.
What the public may see is the business of the querysets given, as everywhere.
"""

from __future__ import annotations

import contextvars
import dataclasses
import datetime as dt
import functools
import json
import re
from collections.abc import Callable, Iterator, Mapping
from decimal import Decimal
from typing import Any

from django.apps import apps
from django.conf import settings
from django.contrib.postgres.expressions import ArraySubquery
from django.db import connection, models
from django.db.models import Case, Expression, ExpressionWrapper, F, OuterRef, Subquery, Value, When
from django.db.models.functions import Coalesce, JSONObject
from django.utils.html import format_html
from django.utils.translation import get_language, get_language_info

Row = dict[str, Any]


class Text(str):
    """A text and the language it is in, marked as such where that is not the reader's.

    ``{{ row.title }}`` is fit for a page; ``{{ row.title.plain }}`` for attributes and
    ``<title>``; ``{% rich row.background %}`` for paragraphs of rich text.
    """

    __slots__ = ("language",)
    language: str

    def __new__(cls, words: str, language: str) -> Text:
        text = super().__new__(cls, words)
        text.language = language
        return text

    def __html__(self) -> str:
        return marked(self.plain, self.language, tag="span")

    @property
    def plain(self) -> str:
        """The words without markup."""
        return "".join(self)


class Choice(str):
    """What a choice is called in the reader's language; ``value`` is the choice itself."""

    __slots__ = ("value",)
    value: Any


def marked(words: str, language: str, tag: str) -> str:
    """The words as HTML, within a tag that names their language if it is not the reader's."""
    if language == get_language() or not words:
        return format_html("{}", words)
    try:
        direction = "rtl" if get_language_info(language)["bidi"] else "ltr"
    except KeyError:  # imported texts may be in a language that Django has no name for
        direction = "auto"
    return format_html('<{} lang="{}" dir="{}">{}</{}>', tag, language, direction, words, tag)


_compiling: contextvars.ContextVar[bool] = contextvars.ContextVar("_compiling", default=False)


@dataclasses.dataclass(frozen=True, slots=True)
class _Blank:
    """Where a value goes that is known only when a statement is run."""

    name: str


class Given(Expression):
    """A value that a ``Statement`` is given each time it is run, by name.

    The reader's language is always given, also outside statements.
    """

    def __init__(self, name: str, output_field: models.Field[Any, Any]) -> None:
        super().__init__(output_field)
        self.name = name

    def as_sql(self, compiler: Any, connection: Any) -> Any:
        return "%s", [
            _Blank(self.name) if _compiling.get() else {"language": get_language()}[self.name]
        ]


@dataclasses.dataclass(frozen=True, slots=True)
class _Path:
    """A field of the row's model, or of one it refers to: ``organisation__name``."""

    path: str

    def on(self, model: type[models.Model]) -> Expression:
        """The expression, for rows of that model."""
        raise NotImplementedError

    def _split(self, model: type[models.Model]) -> tuple[type[Any], str, str]:
        """The model that has the field, how to reach it from the row, and the field's name."""
        *steps, name = self.path.split("__")
        for step in steps:
            model = model._meta.get_field(step).related_model  # type: ignore[assignment]
        return model, "__".join(steps), name


class text(_Path):  # noqa: N801  reads as what it is among the fields of a row
    """A translated text: the reader's language, else the source language, else any."""

    def on(self, model: type[models.Model]) -> Expression:
        """The expression, for rows of that model."""
        owner, relation, name = self._split(model)
        order = Case(
            When(language_code=Given("language", models.CharField()), then=0),
            When(language_code=settings.LANGUAGE_CODE, then=1),
            default=2,
        )
        said = (
            owner.translations.rel.related_model.objects.filter(master=OuterRef(relation or "pk"))
            .exclude(**{name: ""})
            .order_by(order, "pk")
            .values(said=JSONObject(**{"$text": name, "$language": "language_code"}))
        )
        nothing = Value({"$text": "", "$language": ""}, models.JSONField())
        return Coalesce(Subquery(said[:1]), nothing)


class _ByLanguage(models.Aggregate):
    """``{language: text}`` of a group of translations."""

    function = "JSONB_OBJECT_AGG"
    arity = 2


class by_language(_Path):  # noqa: N801
    """A translated text in every language it is in, by the code of the language."""

    def on(self, model: type[models.Model]) -> Expression:
        """The expression, for rows of that model."""
        owner, relation, name = self._split(model)
        said = (
            owner.translations.rel.related_model.objects.filter(master=OuterRef(relation or "pk"))
            .exclude(**{name: ""})
            .order_by()
            .values("master")
            .annotate(said=_ByLanguage("language_code", name, output_field=models.JSONField()))
            .values("said")
        )
        return Coalesce(Subquery(said), Value({}, models.JSONField()))


class texts(by_language):  # noqa: N801
    """The same, read in the reader's language; for records, which are read in any."""

    def on(self, model: type[models.Model]) -> Expression:
        """The expression, for rows of that model."""
        return JSONObject(**self._parts(model))

    def _parts(self, model: type[models.Model]) -> dict[str, Any]:
        return {"$texts": super().on(model)}


class naming(texts):  # noqa: N801
    """The same of a text that is the name of its thing, with which thing that is.

    So a record that is kept can still be asked whether what it names is public.
    """

    def _parts(self, model: type[models.Model]) -> dict[str, Any]:
        owner, relation, _name = self._split(model)
        thing = {"$thing": Value(owner._meta.label_lower), "$key": F(relation or "pk")}
        return super()._parts(model) | thing


class day(_Path):  # noqa: N801
    """A date."""

    def on(self, model: type[models.Model]) -> Expression:
        """The expression, for rows of that model."""
        return JSONObject(**{"$day": self.path})


class moment(_Path):  # noqa: N801
    """A date with its time."""

    def on(self, model: type[models.Model]) -> Expression:
        """The expression, for rows of that model."""
        return JSONObject(**{"$moment": self.path})


class choice(_Path):  # noqa: N801
    """One of a field's choices, by name."""

    def on(self, model: type[models.Model]) -> Expression:
        """The expression, for rows of that model."""
        owner, _relation, name = self._split(model)
        return JSONObject(
            **{"$choice": self.path, "$of": Value(f"{owner._meta.label_lower}.{name}")}
        )


@functools.cache
def _labels(field: str) -> Mapping[Any, Any]:
    app, model, name = field.split(".")
    return dict(apps.get_model(app, model)._meta.get_field(name).flatchoices)


def in_reading_language(said: Mapping[str, str]) -> Text:
    """The text in the reader's language, else in the source language, else in any."""
    for language in (get_language() or "", settings.LANGUAGE_CODE, *sorted(said)):
        if said.get(language):
            return Text(said[language], language)
    return Text("", "")


def _choice(found: Row) -> Choice:
    named = Choice(_labels(found["$of"]).get(found["$choice"], found["$choice"] or ""))
    named.value = found["$choice"]
    return named


_READERS: dict[str, Callable[[Row], Any]] = {
    "$text": lambda found: Text(found["$text"], found["$language"]),
    "$texts": lambda found: in_reading_language(found["$texts"]),
    "$number": lambda found: Decimal(found["$number"]),
    "$day": lambda found: found["$day"] and dt.date.fromisoformat(found["$day"]),
    "$moment": lambda found: found["$moment"] and dt.datetime.fromisoformat(found["$moment"]),
    "$choice": _choice,
}


def _read(found: Row) -> Any:
    """What a JSON object of a statement stands for."""
    for name in found:
        if not name.startswith("$"):
            break
        if name in _READERS:
            return _READERS[name](found)
    return found


class _Decoder(json.JSONDecoder):
    def __init__(self) -> None:
        super().__init__(parse_float=Decimal, object_hook=_read)


_decoder = _Decoder()


def read_row(said: str) -> Any:
    """The row that PostgreSQL has said, in the reader's language."""
    return _decoder.decode(said)


class _AsKept(json.JSONDecoder):
    """Leaves a record as it is, its exact numbers as text so that no store rounds them."""

    def __init__(self) -> None:
        super().__init__(parse_float=lambda number: {"$number": number})


def _row(
    model: type[models.Model],
    fields: Mapping[str, Any],
    decoder: type[json.JSONDecoder] = _Decoder,
) -> Expression:
    made = {
        name: field.on(model) if isinstance(field, _Path) else field
        for name, field in fields.items()
    }
    plain = {name: F(field) if isinstance(field, str) else field for name, field in made.items()}
    return ExpressionWrapper(JSONObject(**plain), models.JSONField(decoder=decoder))


def rows(queryset: models.QuerySet[Any], **fields: Any) -> ArraySubquery:
    """The rows below another, for ``annotate`` or as a field of it; reach it by ``OuterRef``.

    Each field is the name of one, ``text``, ``day``, ``moment`` or ``choice`` of one, an
    expression, or again ``rows``.
    """
    return ArraySubquery(queryset.annotate(_row=_row(queryset.model, fields)).values("_row"))


def as_rows(queryset: models.QuerySet[Any], **fields: Any) -> models.QuerySet[Any, Row]:
    """The same queryset, of rows instead of objects; it can be filtered, counted and sliced."""
    made = queryset.annotate(_row=_row(queryset.model, fields))
    return made.values_list("_row", flat=True)


def as_records(queryset: models.QuerySet[Any], **fields: Any) -> list[Row]:
    """The same as plain JSON, to be kept and read later, in any language. Runs a query."""
    made = queryset.annotate(_row=_row(queryset.model, fields, _AsKept))
    return list(made.values_list("_row", flat=True))


def read_record(record: Any) -> Any:
    """What a record says, in the reader's language: as the rows of a page are."""
    return read_row(json.dumps(record))


def kept(value: Any) -> Any:
    """A number or a day as a record holds it."""
    if isinstance(value, Decimal):
        return {"$number": format(value, "f")}
    if isinstance(value, dt.datetime):
        return {"$moment": value.isoformat()}
    if isinstance(value, dt.date):
        return {"$day": value.isoformat()}
    return value


def _quoted(sql: str, values: list[Any]) -> str:
    """The SQL with these values in their places, quoted by the driver."""
    connection.ensure_connection()
    operations: Any = connection.ops
    composed: str = operations.compose_sql(sql, values)
    return composed


class Statement:
    """Rows that a page asks for again and again: put into SQL once, run with what is given.

    To make the SQL of a page with twenty kinds of rows costs more than all else together::

        @Statement
        def country() -> QuerySet:
            return as_rows(Project.objects.public().filter(pk=Given("pk", BigIntegerField())), …)

        country.run(pk=7)

    Nothing in the queryset may depend on the moment it is made but ``Given`` values; that
    ``public()`` asks the clock of the database when the statement runs is why it may be used.
    """

    def __init__(self, make: Callable[[], models.QuerySet[Any, Row]]) -> None:
        self.make = make
        self.__doc__ = make.__doc__

    @functools.cached_property
    def _pieces(self) -> list[str]:
        """The SQL, cut where values are given: every second piece is the name of one.

        Values that never change are written into it here, as the driver would look for their
        places each time it is run, which takes it longer than all else.
        """
        token = _compiling.set(True)
        try:
            sql, parameters = self.make().query.sql_with_params()
        finally:
            _compiling.reset(token)
        marked = [f"<given {one.name}>" if isinstance(one, _Blank) else one for one in parameters]
        return re.split("'<given ([a-z]+)>'", _quoted(sql, marked))

    def run(self, **given: Any) -> list[Row]:
        """The rows for these values. Runs a query."""
        return [read_row(said) for said in self.say(**given)]

    def found(self, **given: Any) -> Found:
        """The same, read when they are first looked at: for ``{% kept %}``. Runs a query."""
        return Found(tuple(self.say(**given)))

    def say(self, **given: Any) -> list[str]:
        """The same as the database says them, for ``read_row``: same words, same row.

        So what is made of a row can be kept by its words and the language, and never be old.
        Runs a query.
        """
        given["language"] = get_language()
        quoted = {name: _quoted("%s", [value]) for name, value in given.items()}
        pieces = [quoted[piece] if place % 2 else piece for place, piece in enumerate(self._pieces)]
        with connection.cursor() as cursor:
            cursor.execute("".join(pieces))
            return [said for (said,) in cursor.fetchall()]


@dataclasses.dataclass(frozen=True)
class Found:
    """Rows that are equal if the database has said the same of them."""

    said: tuple[str, ...]

    @functools.cached_property
    def _rows(self) -> list[Row]:
        return [read_row(words) for words in self.said]

    def __iter__(self) -> Iterator[Row]:
        return iter(self._rows)

    def __len__(self) -> int:
        return len(self.said)
