"""On what a page was opened, and what is wrong with what it sends."""

from __future__ import annotations

import hashlib
import json
from typing import Any
from urllib.parse import urlsplit

from django.db import models
from django.http import HttpRequest
from django.urls import resolve, reverse

from publishing.models import Publishable, Revision, RevisionState
from publishing.snapshots import Snapshot, take


def digest_of(thing: models.Model) -> str:
    """Tells whether a thing that has no versions, or a row of it, has changed."""
    said = json.dumps(take(thing), sort_keys=True).encode()
    return f"d{hashlib.sha256(said).hexdigest()[:24]}"


def with_rows(unfinished: dict[str, Any], snapshot: Snapshot) -> dict[str, Any]:
    """Unfinished entries without those of pages whose row the draft no longer has."""
    return {
        address: entered for address, entered in unfinished.items() if _has_row(address, snapshot)
    }


def _has_row(address: str, snapshot: Snapshot) -> bool:
    page = resolve(urlsplit(address).path)
    key = page.kwargs.get("object_id")
    model: type[models.Model] = page.func.model_admin.model  # type: ignore[attr-defined]
    return key is None or key in snapshot.get(model._meta.label_lower, {})


def entries_of(request: HttpRequest) -> dict[str, list[str]]:
    """What a form sent, without the buttons and what is of the page rather than the thing."""
    return {k: v for k, v in request.POST.lists() if not k.startswith(("_", "csrf"))}


def problems_in(context: dict[str, Any]) -> list[str]:
    """All that the page complains of, each with the field it is about."""
    said: list[str] = []
    forms = [context["adminform"].form]
    for inline in context["inline_admin_formsets"]:
        said += inline.formset.non_form_errors()
        forms += inline.formset.forms
    for form in forms:
        for name, errors in form.errors.items():
            label = form.fields[name].label if name in form.fields else ""
            said += [f"{label}: {error}" if label else error for error in errors]
    return list(dict.fromkeys(str(one) for one in said))


def merge_address(thing: models.Model, revision: Revision) -> str:
    """Where the two versions stand side by side."""
    opts = thing._meta
    return reverse(f"admin:{opts.app_label}_{opts.model_name}_merge", args=[thing.pk, revision.pk])


def revision_of(thing: Publishable, token: str) -> Revision | None:
    """The revision a page was opened on, by the token its form carries."""
    revisions = Revision.objects.of(thing).exclude(state=RevisionState.SET_ASIDE)
    kind, number = token[:1], token[1:]
    if not number.isdecimal() or len(number) > 18:
        return None
    if kind == "r":
        found: Revision | None = revisions.filter(pk=number).first()
        return found
    return revisions.filter(live_version=number, state=RevisionState.APPROVED).first()


def rendered(response: Any) -> Any:
    """The answer, written out while the database still says what it shows."""
    if hasattr(response, "render") and not response.is_rendered:
        response.render()
    return response
