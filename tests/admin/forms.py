"""What a browser would send for a page as it is shown."""

from __future__ import annotations

from typing import Any

from django.forms import BaseForm, FileInput
from django.urls import reverse


def url(thing: Any, page: str = "change") -> str:
    """The address of a thing's page in the admin, or of a model's list or add page."""
    opts = thing._meta
    args = [thing.pk] if page in {"change", "delete", "history"} else []
    return reverse(f"admin:{opts.app_label}_{opts.model_name}_{page}", args=args)


def _entered(form: BaseForm) -> dict[str, Any]:
    sent: dict[str, Any] = {}
    for bound in form:
        value = bound.value()
        widget = getattr(bound.field.widget, "widget", bound.field.widget)
        if value is None or value is False or isinstance(widget, FileInput):
            continue
        name = bound.html_name
        if bound.field.show_hidden_initial:
            sent[bound.html_initial_name] = str(value)
        if hasattr(widget, "decompress"):
            parts = value if isinstance(value, list) else widget.decompress(value)
            sent |= {f"{name}_{n}": str(p) for n, p in enumerate(parts) if p is not None}
        else:
            sent[name] = [str(v) for v in value] if isinstance(value, list) else str(value)
    return sent


def filled(response: Any, button: str = "_publish") -> dict[str, Any]:
    """All fields of the page with what they hold, and the button that is pressed.

    Where there is nothing to publish the button only saves.
    """
    context = response.context
    sent = _entered(context["adminform"].form)
    sent |= {"_opened": context.get("opened", ""), button: "on"}
    for inline in context["inline_admin_formsets"]:
        formset = inline.formset
        sent |= _entered(formset.management_form)
        for form in formset.forms:
            sent |= _entered(form)
    return sent


def errors(response: Any) -> str:
    """All that the page complains of."""
    if response.context is None or "adminform" not in response.context:
        return ""
    parts = [str(response.context["adminform"].form.errors)]
    for inline in response.context["inline_admin_formsets"]:
        parts += [str(inline.formset.non_form_errors()), *map(str, inline.formset.errors)]
    return " ".join(part for part in parts if part != "{}")
