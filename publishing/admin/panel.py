"""What a page of the admin tells of the draft it writes to, and what can be done with it."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _

from publishing import policies
from publishing.models import (
    OpenPage,
    PreviewLink,
    PublicationEvent,
    PublicationState,
    PublicationStep,
    Publishable,
    Revision,
    RevisionState,
)
from publishing.previews import page_address
from publishing.texts import TranslationState, translation_states


def publication_panel(request: HttpRequest, owner: Publishable) -> dict[str, Any]:
    """Everything for ``admin/publishing/_panel.html``. About ten queries."""
    user, opts = request.user, owner._meta
    newest = Revision.objects.of(owner).kept().select_related("author", "live_base").first()
    draft = newest if newest is not None and newest.is_open else None
    submitted = draft is not None and draft.state == RevisionState.SUBMITTED
    base = reverse(f"admin:{opts.app_label}_{opts.model_name}_change", args=[owner.pk])
    live = owner.state == PublicationState.PUBLISHED
    begun_from = draft.live_base if draft is not None else None
    may_edit = policies.may(user, "edit", owner)
    may_publish = policies.may(user, "publish", owner)
    states: dict[str, Any] = {}
    if hasattr(owner, "translations"):
        states = translation_states(owner, newest)
    return {
        "owner": owner,
        "at": base.removesuffix("change/"),
        "live": live,
        "draft": draft,
        "submitted": submitted,
        "unfinished": draft.unfinished if draft is not None else {},
        "problems": draft.problems if draft is not None else [],
        "overtaken": bool(
            live and begun_from is not None and begun_from.live_version not in (None, owner.version)
        ),
        "asked": PublicationEvent.objects.of(owner)
        .filter(step=PublicationStep.CHANGES_REQUESTED)
        .select_related("actor")
        .first()
        if draft is not None and draft.state == RevisionState.CHANGES_REQUESTED
        else None,
        "aside": Revision.objects.of(owner).aside_of(user).defer("snapshot"),
        "others": [
            {"name": page.user.get_full_name() or page.user.get_username(), "at": page.opened_at}
            for page in OpenPage.objects.of(owner).by_others(user)
        ],
        "may_edit": may_edit,
        "last_steps": list(_last_steps(live=live, has_draft=draft is not None, may=may_publish)),
        "archived": owner.state == PublicationState.ARCHIVED,
        "site": settings.SITE_URL.rstrip("/"),
        "may_publish": may_publish,
        "may_review": submitted and policies.may(user, "review", owner),
        "has_page": page_address(owner, settings.LANGUAGE_CODE) is not None,
        "links": PreviewLink.objects.of(owner).valid().select_related("created_by")
        if may_edit
        else [],
        "languages": [
            {
                "code": code,
                "name": translation.get_language_info(code)["name_local"],
                "state": state.label,
                "outdated": state == TranslationState.OUTDATED,
            }
            for code, state in states.items()
        ],
    }


def _last_steps(*, live: bool, has_draft: bool, may: bool) -> Iterator[tuple[str, str, str]]:
    """What cannot simply be undone: the step, what its button says, and what it does."""
    if live and has_draft:
        yield (
            "discard",
            _("Discard the draft"),
            _("Its changes are gone from the form. They can be restored from the history."),
        )
    if live and may:
        yield (
            "unpublish",
            _("Take back from the public"),
            _("Readers no longer find the page until it is published again."),
        )
        yield (
            "archive",
            _("Archive"),
            _("Readers no longer find the page, and it leaves the lists of work."),
        )
