"""What was opened before somebody else saved: put aside, or brought together; never lost."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.db import models, transaction
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, JsonResponse
from django.utils.translation import gettext as _

from publishing import actions
from publishing.admin.opened import digest_of, merge_address, problems_in, rendered, revision_of
from publishing.drafts import Opened, as_drafted, open_thing, taken_back
from publishing.models import PublicationStep, Revision
from publishing.snapshots import Snapshot, merge, take

OPENED = "_opened"
"""The form field that says what the page was opened on."""
View = Callable[[], HttpResponse]


class SavingPage:
    """What all ways to save a page have in common: afterwards they go on as the button asks."""

    model: type[models.Model]

    def _go_on(self, request: HttpRequest, owner: Any, response: HttpResponse) -> HttpResponse:
        raise NotImplementedError


class OutdatedPage(SavingPage):
    """How a page saves what was entered on an older version."""

    @staticmethod
    def _key(model: type[models.Model], given: str) -> Any:
        try:
            key = model._meta.pk.to_python(given)
        except ValidationError:
            return None
        return key if not isinstance(key, int) or 0 < key < 2**63 else None

    @staticmethod
    def _run(show: View) -> tuple[HttpResponse, list[str]]:
        """The answer of the form, and what it complains of."""
        response = show()
        context = getattr(response, "context_data", None) or {}
        return response, problems_in(context) if "adminform" in context else []

    def _outdated(self, request: HttpRequest, owner: Any, show: View) -> HttpResponse:
        """Put aside what was entered on an outdated page, and show both versions."""
        token = request.POST.get(OPENED, "")
        before = revision_of(owner, token)
        with as_drafted(owner, before.snapshot if before else None):
            request.opened = Opened(token, None, None)  # type: ignore[attr-defined]
            response, problems = self._run(show)
            if getattr(request, "form_saved", None) is None:
                if "_autosave" not in request.POST:
                    response = rendered(response)
                mine = None
            else:
                mine = take(owner)
        if "_autosave" in request.POST:
            return JsonResponse({"outdated": True, "problems": problems}, status=409)
        if mine is None:
            return response
        if self._brought_together(request, owner, before, mine):
            return self._go_on(request, owner, response)
        revision = actions.set_aside(thing=owner, snapshot=mine, user=request.user, based_on=before)
        return HttpResponseRedirect(merge_address(owner, revision))

    @staticmethod
    def _brought_together(
        request: HttpRequest, owner: Any, before: Revision | None, mine: Snapshot
    ) -> bool:
        """Keep both of what somebody saved in two windows, where they do not contradict."""
        now = open_thing(owner)
        if before is None or now.revision is None or now.revision.author != request.user:
            return False
        merged, conflicts = merge(before.snapshot, mine, now.snapshot or take(owner))
        if conflicts:
            return False
        actions.save_draft(
            thing=owner,
            draft=actions.Draft(merged, unfinished=now.revision.unfinished),
            opened=now,
            user=request.user,
            step=PublicationStep.MERGED,
        )
        messages.info(
            request, _("You had saved this in another window meanwhile. Both are kept together.")
        )
        return True

    def _saved_at_once(self, request: HttpRequest, object_id: str, show: View) -> HttpResponse:
        """Save a thing that has no drafts, unless it has changed since its page was opened."""
        key = self._key(self.model, object_id)
        with transaction.atomic():
            thing = self.model._base_manager.select_for_update(no_key=True).filter(pk=key).first()
            token = request.POST.get(OPENED)
            if thing is None or token is None or token == digest_of(thing):
                return show()
            request.opened = Opened(token, None, None)  # type: ignore[attr-defined]
            with taken_back():
                response, _problems = self._run(show)
                saved = getattr(request, "form_saved", None) is not None
                mine = take(thing) if saved else None
                if not saved:
                    rendered(response)
            if mine is None:
                return response
            revision = actions.set_aside(
                thing=thing, snapshot=mine, user=request.user, based_on=None
            )
            return HttpResponseRedirect(merge_address(thing, revision))
