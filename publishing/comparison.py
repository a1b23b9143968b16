"""Two versions of a thing side by side: row by row, field by field, with the words marked."""

from __future__ import annotations

import dataclasses
import difflib
import re
from decimal import Decimal
from typing import Any

from django.apps import apps
from django.conf import settings
from django.core.exceptions import FieldDoesNotExist, ObjectDoesNotExist
from django.db import models
from django.utils.formats import localize
from django.utils.html import strip_tags
from django.utils.text import Truncator, capfirst
from django.utils.translation import gettext as _

from publishing.names import language_name
from publishing.richtext import RichTextField
from publishing.snapshots import Change, Snapshot, differences

NAMES = ("title", "name", "text", "alternative_text", "label", "sentence")
"""Fields by which a row is called, the first there is."""
MOST_WORDS = 4000
"""Longer texts are shown whole, old and new, without marks."""
LEAST_ALIKE = 0.4
"""Share of words in common below which a text was written anew; woven together none can read it."""


@dataclasses.dataclass(frozen=True, slots=True)
class Piece:
    """Words that stayed, went (``del``) or came (``ins``)."""

    tag: str
    text: str


@dataclasses.dataclass(frozen=True, slots=True)
class FieldChange:
    label: str
    pieces: list[Piece]


@dataclasses.dataclass(frozen=True, slots=True)
class RowChange:
    """A row as an editor knows it, with what became of its fields."""

    title: str
    kind: str
    fields: list[FieldChange]


def words(old: str, new: str) -> list[Piece]:
    """What went and what came between two texts, word by word (letter by letter in Japanese)."""
    if old == new:
        return [Piece("", new)]
    before, after = _tokens(old), _tokens(new)
    whole = _is_number(old) or _is_number(new)
    if whole or not old or not new or len(before) + len(after) > MOST_WORDS:
        return [Piece(tag, text) for tag, text in (("del", old), ("ins", new)) if text]
    pieces = []
    matcher = difflib.SequenceMatcher(None, before, after, autojunk=False)
    if matcher.ratio() < LEAST_ALIKE:
        return [Piece("del", old), Piece("ins", new)]
    for what, i1, i2, j1, j2 in matcher.get_opcodes():
        if what == "equal":
            pieces.append(Piece("", "".join(before[i1:i2])))
            continue
        pieces += [
            Piece(tag, text)
            for tag, text in (("del", "".join(before[i1:i2])), ("ins", "".join(after[j1:j2])))
            if text
        ]
    return pieces


def _is_number(text: str) -> bool:
    return text.strip("-").replace(".", "").replace(",", "").replace("\xa0", "").isdecimal()


def _tokens(text: str) -> list[str]:
    return re.findall(r"[\u3040-\u30ff\u3400-\u9fff]|\w+|\s+|[^\w\s]", text)


class Names:
    """What rows and values are called. Asks the database once for each thing referred to."""

    def __init__(self, *snapshots: Snapshot) -> None:
        self.snapshots = snapshots
        self.known: dict[tuple[type[models.Model], Any], str] = {}

    def row(self, label: str, key: str) -> str:
        """Such as “Location: Port Salut” or “Project (French)”."""
        model = apps.get_model(label)
        row = self._find(label, key)
        if "language_code" in row and "master_id" in row:
            master: Any = model._meta.get_field("master").related_model
            title = self.row(master._meta.label_lower, str(row["master_id"]))
            return f"{title} ({language_name(row['language_code'])})"
        kind = capfirst(str(model._meta.verbose_name))
        name = self._own_name(model, key, row)
        return f"{kind}: {name}" if name else kind

    def _find(self, label: str, key: str) -> dict[str, Any]:
        return next((found for one in self.snapshots if (found := one.get(label, {}).get(key))), {})

    def _own_name(self, model: type[models.Model], key: str, row: dict[str, Any]) -> str:
        texts = [
            text
            for snapshot in self.snapshots
            for label, rows in snapshot.items()
            if label == f"{model._meta.label_lower}translation"
            for text in rows.values()
            if str(text["master_id"]) == key
        ]
        texts.sort(key=lambda text: text["language_code"] != settings.LANGUAGE_CODE)
        for values in (*texts, row):
            for name in NAMES:
                if values.get(name):
                    return Truncator(strip_tags(str(values[name]))).words(12)
        relations = [
            field
            for field in model._meta.local_concrete_fields
            if field.is_relation and row.get(field.attname) is not None
        ]
        # The last one is what a row of a list is about; the first is what it belongs to.
        if len(relations) > 1:
            return self.value(relations[-1], row[relations[-1].attname])
        plain = [field for field in model._meta.local_concrete_fields if not field.is_relation]
        return " ".join(
            self.value(field, row[field.attname])
            for field in plain[1:3]
            if row.get(field.attname) not in (None, "")
        )

    def value(self, field: models.Field[Any, Any], stored: Any) -> str:
        """A value as a reader would write it."""
        if stored is None or stored == "":
            return ""
        if field.is_relation:
            return self._related(field, stored)
        if isinstance(field, RichTextField):
            return strip_tags(re.sub(r"</(p|li|h\d)>", "\n", stored)).strip()
        return _plain(field, stored)

    def _related(self, field: Any, key: Any) -> str:
        model = field.related_model
        if (model, key) not in self.known:
            try:
                self.known[model, key] = str(model._base_manager.get(pk=key))
            except ObjectDoesNotExist:
                name = self._own_name(
                    model, str(key), self._find(model._meta.label_lower, str(key))
                )
                self.known[model, key] = name or f"#{key}"
        return self.known[model, key]

    def field(self, label: str, attname: str) -> models.Field[Any, Any] | None:
        """The field with this column, if there still is one."""
        try:
            return next(
                field
                for field in apps.get_model(label)._meta.local_concrete_fields
                if field.attname == attname
            )
        except (StopIteration, FieldDoesNotExist):
            return None


def _plain(field: models.Field[Any, Any], stored: Any) -> str:
    if field.choices:
        value = field.to_python(stored)
        return str(dict(field.flatchoices).get(value, value))
    if isinstance(field, models.BooleanField):
        return _("Yes") if stored in (True, "True") else _("No")
    if isinstance(field, models.CharField | models.TextField):
        return str(stored)
    value = field.to_python(stored)
    if isinstance(value, Decimal):
        # Without the noughts that the column keeps.
        value = Decimal(f"{value.normalize():f}")
    return str(localize(value))


def compared(old: Snapshot, new: Snapshot) -> list[RowChange]:
    """Everything that differs, in the order of ownership."""
    names = Names(new, old)
    return [_row(change, names) for change in differences(old, new)]


def _row(change: Change, names: Names) -> RowChange:
    fields = []
    for attname, (before, after) in change.fields.items():
        field = names.field(change.label, attname)
        if field is None or _is_owner(field):
            continue
        old, new = names.value(field, before), names.value(field, after)
        if old != new:
            fields.append(FieldChange(capfirst(str(field.verbose_name)), words(old, new)))
    return RowChange(names.row(change.label, change.key), change.kind, fields)


def _is_owner(field: models.Field[Any, Any]) -> bool:
    """Whether the field only says what the row belongs to."""
    return bool(
        field.name in {"master", "language_code"}
        or (
            field.is_relation
            and field.remote_field is not None
            and getattr(field.remote_field, "on_delete", None) is models.CASCADE
            and field.related_model is not None
        )
    )
