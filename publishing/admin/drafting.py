"""Pages of the admin that write to a draft, and never over a colleague.

Every page of a publishable thing, and of whatever it owns, shows the working revision and saves
to it (``publishing.drafts``). All other pages write at once. Both carry what they were opened
on, and a save on something older is put aside and merged by hand.
"""

from __future__ import annotations

from contextlib import AbstractContextManager
from typing import Any

from django.contrib import messages
from django.contrib.admin.utils import unquote
from django.core.exceptions import (
    NON_FIELD_ERRORS,
    FieldDoesNotExist,
    PermissionDenied,
    ValidationError,
)
from django.db import IntegrityError, models, transaction
from django.forms import SplitDateTimeField
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, JsonResponse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from publishing import actions, policies
from publishing.admin.begun import STEPS, BeginningPage
from publishing.admin.opened import digest_of, entries_of, rendered, with_rows
from publishing.admin.outdated import OPENED, OutdatedPage, View
from publishing.checks import RefusedError, refusal
from publishing.drafts import (
    Opened,
    as_drafted,
    open_thing,
    opened_before,
    owner_with_draft,
)
from publishing.models import PublicationState, Publishable, Revision
from publishing.snapshots import owner_of, owner_paths, take

MOST_CHARACTERS = 2000
"""The longest comment."""


class DraftingPage(BeginningPage, OutdatedPage):
    """How the pages of the admin save."""

    model: type[models.Model]
    opts: Any
    admin_site: Any

    def changeform_view(
        self,
        request: HttpRequest,
        object_id: str | None = None,
        form_url: str = "",
        extra_context: dict[str, Any] | None = None,
    ) -> HttpResponse:
        def show() -> HttpResponse:
            return self._form(request, object_id, form_url, extra_context)

        owner = self._owner(request, object_id)
        if owner is not None and policies.is_reachable(request.user, owner):
            if not (request.method == "POST" and policies.may(request.user, "edit", owner)):
                return self._shown(request, owner, show)
            return self._saved(request, owner, show, adds=object_id is None)
        if object_id is None:
            return self._adding(request, show) if issubclass(self.model, Publishable) else show()
        if request.method == "POST":
            return self._saved_at_once(request, unquote(object_id), show)
        return show()

    # What a page belongs to

    def _owner(self, request: HttpRequest, object_id: str | None) -> Any:
        """The publishable thing whose draft this page is a part of, if any."""
        if object_id is not None:
            key = self._key(self.model, unquote(object_id))
            return None if key is None else owner_with_draft(self.model, key)[0]
        found = owner_paths(self.model)
        for path in found[1] if found else ():
            name = path.split("__")[0]
            if not name:
                return None
            given = request.POST.get(name) or request.GET.get(name)
            parent: Any = self.model._meta.get_field(name).related_model
            key = self._key(parent, given) if given else None
            if key is not None:
                return owner_with_draft(parent, key)[0]
        return None

    # The draft

    def _shown(self, request: HttpRequest, owner: Publishable, show: View) -> HttpResponse:
        """The page as the draft has it, with entries that are still to be corrected."""
        opened = open_thing(owner)
        request.opened, request.draft_of = opened, owner  # type: ignore[attr-defined]
        kept = opened.revision.unfinished if opened.revision else {}
        entered = kept.get(self._address(request))

        def drafted() -> AbstractContextManager[None]:
            return as_drafted(owner, opened.snapshot)

        if entered is not None and request.method == "GET":
            return self._replayed(request, entered["data"], show, drafted)
        with drafted():
            return rendered(show())

    def _saved(self, request: HttpRequest, owner: Any, show: View, *, adds: bool) -> HttpResponse:
        """Save to the draft, and go on from there as the button asks."""
        request.drafted = request.draft_of = owner  # type: ignore[attr-defined]
        address, user = self._address(request), request.user
        with transaction.atomic():
            owner = actions.lock(owner)
            token = request.POST.get(OPENED, "")
            # A page that adds something may not have known yet what it would belong to.
            opened = open_thing(owner) if adds and not token else opened_before(owner, token, user)
            if opened is None:
                return self._outdated(request, owner, show)
            request.opened = opened  # type: ignore[attr-defined]
            if "_autosave" in request.POST and opened.revision and opened.revision.is_submitted:
                return JsonResponse({"submitted": True}, status=423)
            with as_drafted(owner, opened.snapshot):
                response, problems = self._run(show)
                valid = getattr(request, "form_saved", None) is not None
                snapshot = take(owner) if valid else opened.snapshot or take(owner)
            unfinished = dict(opened.revision.unfinished if opened.revision else {})
            unfinished.pop(address, None)
            if not valid:
                unfinished[address] = {"data": entries_of(request), "problems": problems}
            revision = actions.save_draft(
                thing=owner,
                draft=actions.Draft(
                    snapshot,
                    unfinished=with_rows(unfinished, snapshot),
                    autosaved="_autosave" in request.POST,
                ),
                opened=opened,
                user=user,
            )
        if "_autosave" in request.POST:
            return JsonResponse({"problems": problems})
        if not valid:
            return self._incomplete(request, owner, revision, show)
        return self._go_on(request, owner, response)

    def _incomplete(
        self, request: HttpRequest, owner: Any, revision: Revision, show: View
    ) -> HttpResponse:
        count = len(revision.problems)
        messages.warning(
            request,
            ngettext(
                "The draft is kept, with %(count)d entry to be corrected before it can be "
                "published.",
                "The draft is kept, with %(count)d entries to be corrected before it can be "
                "published.",
                count,
            )
            % {"count": count},
        )
        request.method = "GET"
        return self._shown(request, owner, show)

    def _go_on(self, request: HttpRequest, owner: Any, response: HttpResponse) -> HttpResponse:
        """Submit or publish what was just saved, if a button asks for it."""
        step = next((name for name in STEPS if name in request.POST), None)
        try:
            match step:
                case "_publish":
                    actions.publish(thing=owner, user=request.user)
                    said = _("“%(thing)s” is saved and published.")
                case "_submit":
                    comment = request.POST.get("_comment", "")[:MOST_CHARACTERS]
                    actions.submit(thing=owner, user=request.user, comment=comment)
                    said = _("“%(thing)s” is saved and waits for its review.")
                case _:
                    live = owner.state == PublicationState.PUBLISHED
                    said = (
                        _("The draft of “%(thing)s” is saved. The public page stays as it is.")
                        if live
                        else _("“%(thing)s” is saved.")
                    )
        except ValidationError as error:
            messages.error(request, _("The draft is saved, but not published or submitted."))
            for one in error.messages:
                messages.error(request, one)
            return HttpResponseRedirect(request.get_full_path())
        except PermissionDenied as error:
            messages.error(request, str(error))
            return HttpResponseRedirect(request.get_full_path())
        messages.success(request, said % {"thing": owner})
        return response

    def _address(self, request: HttpRequest) -> str:
        """Tells the form from all other forms of the same thing: its page and its language.

        That is the language shown, whether the address names it or not.
        """
        shown = getattr(self, "get_form_language", None)
        return request.path if shown is None else f"{request.path}?language={shown(request)}"

    # The form itself

    def _form(
        self,
        request: HttpRequest,
        object_id: str | None,
        form_url: str,
        extra_context: dict[str, Any] | None,
    ) -> HttpResponse:
        """Show the form; what the database refuses is shown in it, with all that was typed."""
        show = super().changeform_view  # type: ignore[misc]
        request.form_saved = None  # type: ignore[attr-defined]
        context = (extra_context or {}) | self._surroundings(request, object_id)
        try:
            response: HttpResponse = show(request, object_id, form_url, context)
        except IntegrityError as error:
            request.refusal = refusal(error)  # type: ignore[attr-defined]
            response = show(request, object_id, form_url, context)
        return response

    def _surroundings(self, request: HttpRequest, object_id: str | None) -> dict[str, Any]:
        return {}

    def render_change_form(
        self, request: HttpRequest, context: dict[str, Any], *args: Any, **kwargs: Any
    ) -> HttpResponse:
        rows = [inline.formset.form.base_fields for inline in context["inline_admin_formsets"]]
        fields = [context["adminform"].form.fields, *rows]
        context["has_times"] = any(
            isinstance(field, SplitDateTimeField) for of in fields for field in of.values()
        )
        context["is_complete"] = getattr(request, "is_complete", False)
        if context["is_complete"]:
            context["adminform"].form.errors.pop(NON_FIELD_ERRORS, None)
            context["errors"] = None
        shown: HttpResponse = super().render_change_form(  # type: ignore[misc]
            request, context, *args, **kwargs
        )
        return shown

    def opened_token(self, request: HttpRequest, thing: models.Model | None) -> str:
        """What the form says it was opened on."""
        opened: Opened | None = getattr(request, "opened", None)
        if opened is not None:
            return opened.token
        return "" if thing is None else digest_of(thing)

    def save_model(self, request: HttpRequest, obj: Any, form: Any, change: Any) -> None:
        super().save_model(request, obj, form, change)  # type: ignore[misc]
        owner = getattr(request, "drafted", None)
        if owner is not None and owner_of(obj) != owner:
            raise RefusedError(
                _("This belongs to “%(owner)s” and cannot be moved. Add it anew where it belongs.")
                % {"owner": owner}
            )

    def response_add(self, request: HttpRequest, obj: Any, *args: Any, **kwargs: Any) -> Any:
        request.form_saved = obj  # type: ignore[attr-defined]
        return super().response_add(request, obj, *args, **kwargs)  # type: ignore[misc]

    def response_change(self, request: HttpRequest, obj: Any) -> Any:
        request.form_saved = obj  # type: ignore[attr-defined]
        if any(name in request.POST for name in STEPS):
            return HttpResponseRedirect(request.get_full_path())
        return super().response_change(request, obj)  # type: ignore[misc]

    def message_user(self, request: HttpRequest, message: Any, *args: Any, **kwargs: Any) -> None:
        # Of a draft the page tells by itself what became of it; what is replayed is not saved.
        tells = getattr(request, "drafted", None) or getattr(request, "is_replayed", False)
        if not tells:
            super().message_user(request, message, *args, **kwargs)  # type: ignore[misc]

    def get_changeform_initial_data(self, request: HttpRequest) -> dict[str, Any]:
        """What the address fills in, without keys that are none."""
        given = super().get_changeform_initial_data(request)  # type: ignore[misc]
        return {name: value for name, value in given.items() if self._fits(name, value)}

    def _fits(self, name: str, value: Any) -> bool:
        try:
            field = self.opts.get_field(name)
        except FieldDoesNotExist:
            return True
        if not field.is_relation or not isinstance(value, str):
            return True
        return self._key(field.related_model, value) is not None

    # Rows of a draft that go

    def delete_view(
        self, request: HttpRequest, object_id: str, extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        show = super().delete_view  # type: ignore[misc]
        owner = None if issubclass(self.model, Publishable) else self._owner(request, object_id)
        if owner is None:
            response: HttpResponse = show(request, object_id, extra_context)
            return response
        return self.taken_out(request, owner, lambda: show(request, object_id, extra_context))

    def taken_out(self, request: HttpRequest, owner: Any, show: View) -> HttpResponse:
        """Answer with a page that deletes something, which waits in the draft until published."""
        policies.demand(request.user, "edit", owner)
        with transaction.atomic():
            owner = actions.lock(owner)
            opened = open_thing(owner)
            with as_drafted(owner, opened.snapshot):
                before = take(owner)
                response = rendered(show())
                snapshot = take(owner)
            if snapshot != before:
                actions.save_draft(
                    thing=owner,
                    draft=actions.Draft(
                        snapshot,
                        unfinished=with_rows(
                            opened.revision.unfinished if opened.revision else {}, snapshot
                        ),
                    ),
                    opened=opened,
                    user=request.user,
                )
        return response
