"""Form fields and forms of the admin."""

from __future__ import annotations

import dataclasses
import functools
from collections.abc import Callable
from pathlib import PurePath
from typing import Any

from django import forms
from django.contrib.admin.widgets import AdminFileWidget, AutocompleteSelect
from django.core.exceptions import ValidationError
from django.db import models
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString, mark_safe
from django.utils.text import capfirst
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from parler.forms import TranslatableBaseInlineFormSet, TranslatableModelForm
from parler.models import TranslationDoesNotExist

from publishing.names import (
    country_choices,
    currency_choices,
    validate_country,
    validate_currency,
)

Choices = Callable[[], list[tuple[str, str]]]


@functools.cache
def _options(choices: Choices, _language: str | None) -> SafeString:
    return format_html_join("", '<option value="{}">{}</option>', choices())


class CodeSelect(forms.Select):
    """A choice among hundreds of codes by their names.

    The options are the same in every row of a page and rendered once, since Django's own
    way of rendering them one by one takes a second for a hundred rows.
    """

    codes: Choices

    def render(
        self, name: str, value: Any, attrs: dict[str, Any] | None = None, renderer: Any = None
    ) -> SafeString:
        select = forms.Select(attrs=self.attrs, choices=[("", "---------")])
        empty = select.render(name, "", attrs, renderer)
        listed = _options(self.codes, get_language())
        if value and (option := format_html('<option value="{}">', value)) in listed:
            chosen = format_html('<option value="{}" selected>', value)
            listed = mark_safe(listed.replace(option, chosen))  # noqa: S308  both are escaped
        elif value:
            listed = format_html('<option value="{0}" selected>{0}</option>', value) + listed
        return mark_safe(empty.replace("</select>", f"{listed}</select>"))  # noqa: S308  escaped


def code_field(field: models.Field[Any, Any]) -> forms.ChoiceField | None:
    """A choice by name for a model field that holds a country's or a currency's code."""
    for validator, choices in (
        (validate_country, country_choices),
        (validate_currency, currency_choices),
    ):
        if validator in field.validators:
            widget = CodeSelect()
            widget.codes = choices
            return forms.ChoiceField(
                choices=choices,
                label=capfirst(field.verbose_name),
                required=not field.blank,
                initial=field.get_default(),
                widget=widget,
            )
    return None


def with_named_parts(field: Any) -> Any:
    """The field; day and time of a moment are named, as its label is that of neither."""
    if isinstance(field, forms.SplitDateTimeField):
        for part, what in zip(field.widget.widgets, (_("day"), _("time")), strict=True):
            part.attrs["aria-label"] = f"{field.label}: {what}"
    return field


class KnownAutocomplete(AutocompleteSelect):
    """An autocomplete that does not ask the database for the name of what the row holds."""

    known: models.Model | None = None

    def optgroups(self, name: str, value: Any, attr: Any = None) -> list[Any]:
        if self.known is None or [str(item) for item in value] != [str(self.known.pk)]:
            return super().optgroups(name, value, attr)
        options = []
        if not self.is_required:
            options.append(self.create_option(name, "", "", selected=False, index=0))
        options.append(
            self.create_option(name, self.known.pk, str(self.known), selected=True, index=1)
        )
        return [(None, options, 0)]


@dataclasses.dataclass(frozen=True)
class StoredFile:
    name: str
    url: str

    def __str__(self) -> str:
        return PurePath(self.name).name


class StoredFileInput(AdminFileWidget):
    """Links to the view that checks who may have the file; the file has no other address."""

    def format_value(self, value: Any) -> Any:
        if not self.is_initial(value):
            return None
        return StoredFile(name=value.name, url=value.instance.get_absolute_url())


class PlainForm(forms.ModelForm):
    """A form of the admin: shows what the database refused, and knows its related rows.

    What is also noted elsewhere while a page is open (``FACTS`` of its model) stays as noted,
    unless it was changed in this very form.
    """

    refusal = ""
    """Why the database refused this very submission. Set by the page for a second try."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name, field in self.fields.items():
            widget = getattr(field.widget, "widget", field.widget)
            if isinstance(widget, KnownAutocomplete):
                relation = widget.field
                if relation.is_cached(self.instance):
                    widget.known = getattr(self.instance, name)
        for name in self._facts():
            self.fields[name].show_hidden_initial = True

    def _facts(self) -> list[str]:
        named = getattr(self.instance, "FACTS", ()) if self.instance.pk else ()
        return [name for name in named if name in self.fields]

    def clean(self) -> dict[str, Any] | None:
        cleaned = super().clean()
        for name in self._facts():
            if name not in self.changed_data:
                self.cleaned_data[name] = getattr(self.instance, name)
        if self.refusal:
            self.add_error(None, self.refusal)
        return cleaned

    def _post_clean(self) -> None:
        super()._post_clean()  # type: ignore[misc]
        money = {"usd_amount", "usd_quoted", "currency"} <= self.fields.keys()
        if (
            money
            and "usd_amount" in self.changed_data
            and self.cleaned_data.get("usd_amount") is not None
            and self.cleaned_data["usd_amount"] != self.instance.usd_amount
        ):
            self.add_error(
                "usd_amount",
                _("Filled in from the exchange rates. Tick the box to keep a value of your own."),
            )


class TranslatedForm(PlainForm, TranslatableModelForm):
    """A form in one language. A thing whose texts are all left empty stays untranslated.

    Otherwise a page opened in French would ask for the French titles of all its rows, and
    empty ones would hide the English.
    """

    def full_clean(self) -> None:
        self.left_out = self._leaves_language_out()
        if self.left_out:
            for name in self._translated_fields:
                self.fields[name].required = False
        super().full_clean()

    def _leaves_language_out(self) -> bool:
        if not self.is_bound or self.instance.pk is None:
            return False
        try:
            self.instance.get_translation(self.language_code)
        except TranslationDoesNotExist:
            values = (self[name].data for name in self._translated_fields)
            return all(value in (None, "", "<p></p>") for value in values)
        return False

    def save_translated_fields(self) -> None:
        if not self.left_out:
            super().save_translated_fields()


class RowFormSet(TranslatableBaseInlineFormSet):
    """Rows of a page, for checks that concern several of them."""

    def add_fields(self, form: Any, index: int | None) -> None:
        super().add_fields(form, index)
        if deletes := form.fields.get("DELETE"):
            deletes.widget.attrs["aria-label"] = str(deletes.label)

    def kept_rows(self) -> list[Any] | None:
        """The things in the rows that stay, as entered; ``None`` while one has errors."""
        rows = []
        for form in self.forms:
            if not form.is_valid():
                return None
            entered = form.instance.pk or form.has_changed()
            if entered and not form.cleaned_data.get("DELETE"):
                rows.append(form.instance)
        return rows

    def refuse(self, sentence: Any) -> None:
        """Show the sentence above the rows."""
        raise ValidationError(sentence)
