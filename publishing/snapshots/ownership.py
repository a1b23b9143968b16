"""Which rows belong to a thing: those that go when it goes.

A row is owned if it refers to its owner by a foreign key that cascades, and is not a thing with
a page of its own. So a project owns its results, their indicators, periods and values, with all
translations and all its choices of many; it does not own its lessons, which are published by
themselves. A model whose rows the portal derives by itself says ``outside_drafts = True``.
"""

from __future__ import annotations

import functools
from typing import Any

from django.apps import apps
from django.db import models

from publishing.models import Publishable


def _is_part(relation: Any, seen: frozenset[type[models.Model]]) -> bool:
    model = relation.related_model
    return (
        relation.on_delete is models.CASCADE
        and model not in seen
        and not issubclass(model, Publishable)
        and not getattr(model, "outside_drafts", False)
    )


def _parts(model: type[models.Model], seen: frozenset[type[models.Model]]) -> Any:
    for relation in model._meta.get_fields(include_hidden=True):
        if (
            relation.auto_created
            and not relation.concrete
            and (relation.one_to_many or relation.one_to_one)
            and _is_part(relation, seen)
            and not _is_far_end(relation, model)
        ):
            yield relation


def _is_far_end(relation: Any, model: type[models.Model]) -> bool:
    """A choice of many belongs to the thing that chooses, not to what is chosen."""
    through = relation.related_model
    if not through._meta.auto_created:
        return False
    chooser = through._meta.auto_created
    choice = next(
        field for field in chooser._meta.local_many_to_many if field.remote_field.through is through
    )
    return bool(chooser is not model or relation.field.name != choice.m2m_field_name())


@functools.cache
def owned_by(root: type[models.Model]) -> dict[type[models.Model], tuple[str, ...]]:
    """The models of a thing's rows, owners first, each with its paths back to the thing."""
    found: dict[type[models.Model], tuple[str, ...]] = {root: ("",)}
    waiting: list[tuple[type[models.Model], str, frozenset[type[models.Model]]]] = [
        (root, "", frozenset({root}))
    ]
    while waiting:
        owner, path, seen = waiting.pop(0)
        for relation in _parts(owner, seen):
            part = relation.related_model
            back = relation.field.name + (f"__{path}" if path else "")
            found[part] = (*found.get(part, ()), back)
            waiting.append((part, back, seen | {part}))
    return found


@functools.cache
def _owners() -> dict[type[models.Model], tuple[type[models.Model], tuple[str, ...]]]:
    """For each owned model its publishable owner, and the paths to it."""
    return {
        part: (root, paths)
        for root in apps.get_models()
        if issubclass(root, Publishable)
        for part, paths in owned_by(root).items()
        if part is not root
    }


def owner_paths(
    model: type[models.Model],
) -> tuple[type[models.Model], tuple[str, ...]] | None:
    """The kind of publishable thing that rows of this model are part of, and the paths to it.

    A publishable model owns itself (with an empty path); ``None`` where nothing publishable does.
    """
    if issubclass(model, Publishable):
        return model, ("",)
    return _owners().get(model)


def owner_of(thing: models.Model) -> Any:
    """The publishable thing this row is a part of, or itself; ``None`` if there is none.

    Runs a query for each step of the way.
    """
    found = owner_paths(type(thing))
    if found is None:
        return None
    for path in found[1]:
        step: Any = thing
        for name in filter(None, path.split("__")):
            step = getattr(step, name, None)
        if step is not None:
            return step
    return None
