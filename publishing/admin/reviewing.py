"""The admin's pages about a thing's versions: history, comparison, merge, preview, next steps."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.contrib import messages
from django.contrib.contenttypes.models import ContentType
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect, JsonResponse
from django.urls import URLPattern, path
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from publishing import actions, policies
from publishing.admin.drafting import MOST_CHARACTERS
from publishing.admin.merging import MergingPage
from publishing.comparison import RowChange, compared
from publishing.drafts import Opened, open_thing, working_revision
from publishing.models import (
    OpenPage,
    PublicationEvent,
    PublicationStep,
    Revision,
    RevisionState,
)
from publishing.previews import framed, public_page
from publishing.snapshots import Snapshot, take

MOST_DAYS = 90
"""The longest that a link to a preview is valid."""


class ReviewingPage(MergingPage):
    """What can be seen and done of a publishable thing besides its form."""

    def get_urls(self) -> list[URLPattern]:
        info = f"{self.opts.app_label}_{self.opts.model_name}"
        own = [
            path(f"<int:key>/{address}", self.admin_site.admin_view(view), name=f"{info}_{name}")
            for name, address, view in (
                ("compare", "compare/", self.compare_view),
                ("step", "step/", self.step_view),
                ("overtaken", "overtaken/", self.overtaken_view),
                ("preview", "preview/", self.preview_view),
                ("preview_page", "preview/page/", self.preview_page_view),
                ("presence", "presence/", self.presence_view),
            )
        ]
        return [*own, *super().get_urls()]

    def history_view(
        self, request: HttpRequest, object_id: str, extra_context: Any = None
    ) -> HttpResponse:
        """Every revision and every step: who did what, when."""
        key = self._key(self.model, object_id)  # type: ignore[attr-defined]
        thing = self._thing(request, key or 0)
        revisions = Revision.objects.of(thing).exclude(state=RevisionState.SET_ASIDE)
        return self._page(
            request,
            thing,
            "admin/publishing/history.html",
            title=_("History of “%(thing)s”") % {"thing": thing},
            revisions=revisions.defer("snapshot").select_related("author")[:200],
            events=PublicationEvent.objects.of(thing).select_related("actor")[:500],
            may_edit=policies.may(request.user, "edit", thing),
        )

    def compare_view(self, request: HttpRequest, key: int) -> HttpResponse:
        """Two revisions, or one and what is public now."""
        thing = self._thing(request, key)
        old, new = (self._snapshot(thing, request.GET.get(name, "")) for name in ("old", "new"))
        changes: list[RowChange] = compared(old[1], new[1])
        return self._page(
            request,
            thing,
            "admin/publishing/compare.html",
            title=_("Changes of “%(thing)s”") % {"thing": thing},
            changes=changes,
            old=old[0],
            new=new[0],
        )

    @staticmethod
    def _snapshot(thing: Any, given: str) -> tuple[Revision | None, Snapshot]:
        """The revision with this key; what is in the database now for ``live``.

        Raises Http404 if the thing has no such revision.
        """
        if given == "live":
            return None, take(thing)
        if not given.isdecimal() or len(given) > 18:
            raise Http404
        found = Revision.objects.of(thing).select_related("author").filter(pk=given).first()
        if found is None:
            raise Http404
        return found, found.snapshot

    def overtaken_view(self, request: HttpRequest, key: int) -> HttpResponse:
        """Merge the draft with a public page that has changed since the draft was begun."""
        thing = self._thing(request, key)
        policies.demand(request.user, "edit", thing)
        with transaction.atomic():
            thing = actions.lock(thing)
            revision = working_revision(thing)
            if revision is None:
                raise Http404
            title = _("The public page of “%(thing)s” has changed") % {"thing": thing}
            opened = Opened("", None, revision)
            return self.side_by_side(request, thing, revision, take(thing), opened, title=title)

    # What is done with it

    def step_view(self, request: HttpRequest, key: int) -> HttpResponse:
        """Submit, publish, give back, take back, archive, discard, restore, confirm, share."""
        if request.method != "POST":
            return HttpResponseRedirect("../change/")
        thing = self._thing(request, key)
        back = "../history/" if "revision" in request.POST else "../change/"
        try:
            said = self._step(request, thing)
        except ValidationError as error:
            for one in error.messages:
                messages.error(request, one)
            if isinstance(error, actions.OutdatedDraftError):
                back = "../overtaken/"
        except PermissionDenied as error:
            messages.error(request, str(error))
        else:
            messages.success(request, said)
            back = "../change/"
        return HttpResponseRedirect(back)

    def _step(self, request: HttpRequest, thing: Any) -> str:
        steps: dict[str, tuple[Any, str]] = {
            "submit": (actions.submit, _("Submitted. Those who may approve it are told by mail.")),
            "publish": (actions.publish, _("Published.")),
            "request_changes": (
                actions.request_changes,
                _("Given back to its author, who is told by mail."),
            ),
            "unpublish": (
                actions.unpublish,
                _("Taken back: the public no longer sees it."),
            ),
            "archive": (actions.archive, _("Archived.")),
        }
        further = {
            "discard": self._discarded,
            "restore": self._restored,
            "confirm": self._confirmed,
            "forget": self._forgotten,
            "share": self._shared,
            "revoke": self._revoked,
        }
        asked = request.POST.get("step", "")
        if asked in further:
            return further[asked](request, thing)
        if asked not in steps:
            raise ValidationError(_("Choose what is to be done."))
        action, said = steps[asked]
        comment = request.POST.get("comment", "")[:MOST_CHARACTERS]
        action(thing=thing, user=request.user, comment=comment)
        return said

    @staticmethod
    def _discarded(request: HttpRequest, thing: Any) -> str:
        actions.discard(thing=thing, user=request.user)
        return _("The draft is discarded. It can be restored from the history.")

    def _restored(self, request: HttpRequest, thing: Any) -> str:
        revision, _snapshot = self._snapshot(thing, request.POST.get("revision", ""))
        if revision is None:
            raise Http404
        _saved, lost = actions.restore(revision=revision, user=request.user)
        if lost:
            return ngettext(
                "Restored as a draft, without %(count)d row whose parts no longer exist.",
                "Restored as a draft, without %(count)d rows whose parts no longer exist.",
                len(lost),
            ) % {"count": len(lost)}
        return _("Restored as a draft. Look at it, then publish it.")

    @staticmethod
    def _forgotten(request: HttpRequest, thing: Any) -> str:
        opened = open_thing(thing)
        if opened.revision is None or opened.snapshot is None:
            raise ValidationError(_("There is no draft."))
        unfinished = dict(opened.revision.unfinished)
        unfinished.pop(request.POST.get("address", ""), None)
        actions.save_draft(
            thing=thing,
            draft=actions.Draft(opened.snapshot, unfinished=unfinished),
            opened=opened,
            user=request.user,
        )
        return _("The entry is forgotten. The draft says what it said before.")

    @staticmethod
    def _shared(request: HttpRequest, thing: Any) -> str:
        days = request.POST.get("days", "")
        valid = days.isdecimal() and len(days) < 4 and 1 <= int(days) <= MOST_DAYS
        if not valid:
            raise ValidationError(_("Choose between 1 and %d days.") % MOST_DAYS)
        actions.share_preview(thing=thing, user=request.user, days=int(days))
        return _("The link is listed below the form. Send it to whom it is meant for.")

    @staticmethod
    def _revoked(request: HttpRequest, thing: Any) -> str:
        actions.revoke_preview(thing=thing, user=request.user, key=request.POST.get("link", ""))
        return _("The link no longer opens anything.")

    @staticmethod
    def _confirmed(request: HttpRequest, thing: Any) -> str:
        language = request.POST.get("language", "")
        if language not in dict(settings.LANGUAGES):
            raise ValidationError(_("Choose one of the languages of the site."))
        opened = open_thing(thing)
        actions.save_draft(
            thing=thing,
            draft=actions.Draft(
                opened.snapshot or take(thing),
                unfinished=opened.revision.unfinished if opened.revision else {},
                confirmed=language,
            ),
            opened=opened,
            user=request.user,
            step=PublicationStep.CONFIRMED,
        )
        return _("Noted: this translation fits the source text.")

    # What the public would see

    def preview_view(self, request: HttpRequest, key: int) -> HttpResponse:
        """The public page as the draft would make it, as wide as a desk and as a phone."""
        thing = self._thing(request, key)
        return framed(request, thing, page="page/", link=None)

    def preview_page_view(self, request: HttpRequest, key: int) -> HttpResponse:
        """The page in the frame."""
        return public_page(request, self._thing(request, key))

    def presence_view(self, request: HttpRequest, key: int) -> HttpResponse:
        """Note that somebody has the page open, and tell who else has."""
        thing = self._thing(request, key)
        if request.method != "POST":
            raise Http404
        return JsonResponse({"others": note_presence(thing, request.user)})


def note_presence(thing: Any, user: Any) -> list[str]:
    """Note that the user has the page of the thing open; the names of others who have."""
    OpenPage.objects.update_or_create(
        content_type=ContentType.objects.get_for_model(thing),
        object_id=thing.pk,
        user=user,
        defaults={"seen_at": timezone.now()},
    )
    return [
        page.user.get_full_name() or page.user.get_username()
        for page in OpenPage.objects.of(thing).by_others(user)
    ]
