"""What was entered and cannot be saved yet: kept, and shown again as it was typed."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractContextManager, nullcontext
from typing import Any
from zoneinfo import available_timezones

from django.contrib import messages
from django.contrib.admin.options import IS_POPUP_VAR
from django.contrib.contenttypes.models import ContentType
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, JsonResponse, QueryDict
from django.utils import timezone
from django.utils.translation import gettext as _

from publishing import actions, policies
from publishing.admin.opened import ZONE, entries_of, rendered
from publishing.admin.outdated import SavingPage, View
from publishing.drafts import open_thing, taken_back
from publishing.models import BegunPage, Publishable
from publishing.snapshots import take

STEPS = ("_publish", "_submit")
"""Buttons that go on from saving the draft."""
REFUSED = "complete"
"""Lets a form without a fault be shown as it was entered; never told to anybody."""


class BeginningPage(SavingPage):
    """How a page adds something publishable: what it lacks keeps it from nothing but being saved.

    The entries of a page that breaks a rule, or saves by itself, are kept for whoever made them.
    """

    slug_from: str
    has_add_permission: Any

    def _adding(self, request: HttpRequest, show: View) -> HttpResponse:
        """Answer with the page that adds a thing."""
        key = request.POST.get("_begun") or request.GET.get("begun", "")
        begun = BegunPage.objects.find(request.user, self.model, key)
        request.begun = begun  # type: ignore[attr-defined]
        if request.method != "POST":
            return self._replayed(request, begun.entries, show, taken_back) if begun else show()
        if not self.has_add_permission(request):
            raise PermissionDenied
        if IS_POPUP_VAR in request.POST:
            response = show()
            added = getattr(request, "form_saved", None)
            return response if added is None else self._first_draft(request, added, response)
        if "_forget" in request.POST:
            if begun is not None:
                begun.delete()
            return HttpResponseRedirect(request.path)
        begun = request.begun = self._kept(request, begun)  # type: ignore[attr-defined]
        if "_autosave" in request.POST:
            return JsonResponse({"problems": [], "begun": begun.pk, "address": begun.edit_url})
        response = show()
        added = getattr(request, "form_saved", None)
        if added is None:
            messages.warning(
                request,
                _("Your entries are kept. Correct what is marked, now or later, to save them."),
            )
            return response
        begun.delete()
        return self._first_draft(request, added, response)

    def _kept(self, request: HttpRequest, begun: BegunPage | None) -> BegunPage:
        if begun is None:
            given = request.GET.copy()
            given.pop("begun", None)
            kind = ContentType.objects.get_for_model(self.model)
            begun = BegunPage(user=request.user, content_type=kind, query=given.urlencode()[:2000])  # type: ignore[misc]
        begun.title = request.POST.get(self.slug_from, "")[:300]
        begun.entries = entries_of(request)
        begun.save()
        return begun

    def _first_draft(self, request: HttpRequest, thing: Publishable, response: HttpResponse) -> Any:
        """Give what was just added its first revision, and go on as the button asks."""
        if not policies.may(request.user, "edit", thing):
            return response
        actions.save_draft(
            thing=thing,
            draft=actions.Draft(take(thing)),
            opened=open_thing(thing),
            user=request.user,
        )
        if any(name in request.POST for name in STEPS):
            return self._go_on(request, thing, response)
        return response

    def _replayed(
        self,
        request: HttpRequest,
        entries: dict[str, list[str]],
        show: View,
        inside: Callable[[], AbstractContextManager[None]],
    ) -> HttpResponse:
        """The form with what was entered before and what is wrong about it.

        Whatever the form writes is to be undone by ``inside``.
        """
        sent = QueryDict(mutable=True)
        for name, values in entries.items():
            sent.setlist(name, values)
        _files = request.FILES  # read now, as Django reads both together from an empty body
        request.method, request.POST = "POST", sent  # type: ignore[assignment]
        request.is_replayed = True  # type: ignore[attr-defined]
        zone = sent.get(ZONE, "")
        clock = timezone.override(zone) if zone in available_timezones() else nullcontext()
        try:
            # What was wrong may have become right by what others did: the form shows it all the
            # same, as nothing of it is saved.
            for is_complete in (False, True):
                request.refusal = REFUSED if is_complete else ""  # type: ignore[attr-defined]
                request.is_complete = is_complete  # type: ignore[attr-defined]
                with clock, inside():
                    response = show()
                    if getattr(request, "form_saved", None) is None:
                        request.method = "GET"
                        return rendered(response)
            return response
        finally:
            request.method = "GET"
            request.form_saved = None  # type: ignore[attr-defined]
