"""What stands in the way of publishing a thing, in sentences for its editor."""

from __future__ import annotations

from collections.abc import Callable, Set
from typing import Any

from django.core.exceptions import ValidationError
from django.db import IntegrityError
from django.db.models import ProtectedError
from django.utils.text import capfirst
from django.utils.translation import gettext as _

from publishing.models import Publishable
from publishing.names import comma
from publishing.snapshots.ownership import owned_by
from publishing.snapshots.rows import rows_of


class RefusedError(IntegrityError):
    """A rule of ours that the database does not know, met like one that it does."""


def refusal(error: Exception) -> str:
    """What the database or a rule of ours says: both carry a sentence and a remedy."""
    if isinstance(error, RefusedError):
        return str(error)
    if isinstance(error, ValidationError):
        return " ".join(error.messages)
    if isinstance(error, ProtectedError):
        names = comma().join(str(one) for one in list(error.protected_objects)[:5])
        return _("Others refer to what was to be deleted: %(names)s.") % {"names": names}
    diagnosis = getattr(error.__cause__, "diag", None)
    parts = [getattr(diagnosis, "message_primary", None), getattr(diagnosis, "message_hint", None)]
    said = " ".join(part for part in parts if part)
    return _("The database refused this. Nothing was saved. %(said)s") % {"said": said}


def problems_of(thing: Publishable) -> list[str]:
    """What breaks a rule of the thing itself or of a row it owns. A query for each kind of row.

    What the database enforces by itself is not asked again, except of the thing, whose rules
    depend on its state.
    """
    found = _said(thing, "", frozenset(), thing.validate_constraints)
    for model, paths in owned_by(type(thing)).items():
        if model is not type(thing) and not model._meta.auto_created:
            rows = list(rows_of(model, paths, thing.pk))
            for row in rows:
                found += _said(row, str(model._meta.verbose_name), _said_elsewhere(row, rows))
    return list(dict.fromkeys(found))


def _said_elsewhere(row: Any, rows: list[Any]) -> set[str]:
    """The texts that a translation lacks and another language of the same thing has.

    Readers get that one, marked with its language, so they keep nothing from being published.
    """
    if not hasattr(row, "master_id"):
        return set()
    others = [one for one in rows if one.master_id == row.master_id and one.pk != row.pk]
    return {
        field.name
        for field in row._meta.local_fields
        if getattr(row, field.name) == "" and any(getattr(one, field.name) for one in others)
    }


def _said(
    row: Any, kind: str, left_out: Set[str] = frozenset(), *further: Callable[[], None]
) -> list[str]:
    relations = {field.name for field in row._meta.local_concrete_fields if field.is_relation}
    lines: list[str] = []
    for check in (lambda: row.clean_fields(exclude=relations | left_out), row.clean, *further):
        try:
            check()
        except ValidationError as error:
            lines += _lines(row, kind, error)
    return lines


def _lines(row: Any, kind: str, error: ValidationError) -> list[str]:
    if not hasattr(error, "error_dict"):
        return error.messages
    labels = {field.name: str(field.verbose_name) for field in row._meta.local_fields}
    lines = []
    for name, messages in error.message_dict.items():
        where = " · ".join(filter(None, [capfirst(kind), labels.get(name)]))
        lines += [f"{where}: {said}" if where else said for said in messages]
    return lines
