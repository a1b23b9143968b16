"""Rich text on pages of the admin where it is only read."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.contrib import admin
from django.db import models
from django.utils.safestring import SafeString, mark_safe
from parler.models import TranslatableModel

from publishing.richtext import RichTextField
from publishing.rows import marked


class ShownRichText:
    """Shows rich text as it is read, where Django would show its mark-up.

    Django asks the page itself for what is no column of the model, as translated texts are.
    """

    model: type[models.Model]

    def __init__(self, *args: Any) -> None:
        super().__init__(*args)
        if issubclass(self.model, TranslatableModel):
            for texts in self.model._parler_meta:  # type: ignore[attr-defined]
                for field in texts.model._meta.fields:
                    if isinstance(field, RichTextField):
                        setattr(self, field.name, _shown(field))


def _shown(field: RichTextField) -> Callable[[Any], SafeString | str]:
    @admin.display(description=field.verbose_name, empty_value="–")
    def text(thing: Any) -> SafeString | str:
        rich = thing.safe_translation_getter(field.name) or ""
        return marked(mark_safe(rich), thing.get_current_language(), tag="div")  # noqa: S308  RichTextField sanitises

    return text
