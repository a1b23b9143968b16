"""Two versions of a thing side by side in the admin, to be brought together by hand."""

from __future__ import annotations

import dataclasses
from typing import Any

from django.contrib import messages
from django.db import IntegrityError, transaction
from django.db.models import ProtectedError
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import URLPattern, path, reverse
from django.utils.translation import gettext as _

from publishing import actions, policies
from publishing.checks import refusal
from publishing.comparison import Names, compared, words
from publishing.drafts import Opened, open_thing
from publishing.models import (
    PublicationStep,
    Publishable,
    Revision,
    RevisionState,
)
from publishing.snapshots import Conflict, Snapshot, merge, put_back, take


@dataclasses.dataclass(frozen=True, slots=True)
class Choice:
    """A conflict as an editor sees it."""

    name: str
    title: str
    label: str
    mine: str
    theirs: str
    chosen: str

    @property
    def pieces(self) -> Any:
        """From theirs to mine, with the words marked."""
        return words(self.theirs, self.mine)


def choices_of(
    conflicts: list[Conflict], chosen: dict[str, str], *snapshots: Snapshot
) -> list[Choice]:
    """What is to be decided, in the words of an editor."""
    names = Names(*snapshots)
    listed = []
    for one in conflicts:
        field = names.field(one.label, one.field) if one.field else None
        listed.append(
            Choice(
                name=one.name,
                title=names.row(one.label, one.key),
                label=str(field.verbose_name) if field is not None else "",
                mine=_side(names, field, one.mine),
                theirs=_side(names, field, one.theirs),
                chosen=chosen.get(one.name, ""),
            )
        )
    return listed


def _side(names: Names, field: Any, value: Any) -> str:
    if field is not None:
        return names.value(field, value)
    return _("removed") if value is None else _("kept, or added")


class MergingPage:
    """Two versions of a thing come together, by hand."""

    admin_site: Any
    model: Any
    opts: Any

    def get_urls(self) -> list[URLPattern]:
        info = f"{self.opts.app_label}_{self.opts.model_name}"
        own = [
            path(
                "<int:key>/merge/<int:revision>/",
                self.admin_site.admin_view(self.merge_view),
                name=f"{info}_merge",
            )
        ]
        return [*own, *super().get_urls()]  # type: ignore[misc]

    def _thing(self, request: HttpRequest, key: int) -> Any:
        """The thing, for somebody who may work on it. Raises Http404 as if it did not exist."""
        thing = self.get_queryset(request).filter(pk=key).first()  # type: ignore[attr-defined]
        if (
            thing is None
            or not policies.is_reachable(request.user, thing)
            or not self.has_view_or_change_permission(request, thing)  # type: ignore[attr-defined]
        ):
            raise Http404
        return thing

    def _page(
        self, request: HttpRequest, thing: Any, template: str, **context: Any
    ) -> TemplateResponse:
        edit_url = reverse(
            f"admin:{self.opts.app_label}_{self.opts.model_name}_change", args=[thing.pk]
        )
        return TemplateResponse(
            request,
            template,
            {
                **self.admin_site.each_context(request),
                "opts": self.opts,
                "thing": thing,
                "at": edit_url.removesuffix("change/"),
                "edit_url": edit_url,
                **context,
            },
        )

    def merge_view(self, request: HttpRequest, key: int, revision: int) -> HttpResponse:
        """Choose, for each place that two people changed, whose version stands."""
        thing = self._thing(request, key)
        mine = Revision.objects.of(thing).filter(pk=revision, author=request.user).first()
        if mine is None or not self.has_change_permission(request, thing):  # type: ignore[attr-defined]
            raise Http404
        draft = isinstance(thing, Publishable)
        with transaction.atomic():
            if draft:
                thing = actions.lock(thing)
            opened = open_thing(thing) if draft else Opened("", None, None)
            title = _("Two versions of “%(thing)s”") % {"thing": thing}
            theirs = opened.snapshot or take(thing)
            return self.side_by_side(request, thing, mine, theirs, opened, title=title)

    def side_by_side(
        self,
        request: HttpRequest,
        thing: Any,
        mine: Revision,
        theirs: Snapshot,
        opened: Opened,
        *,
        title: str,
    ) -> HttpResponse:
        """What both changed, to be decided; POST keeps what was decided, once all of it is."""
        base = mine.based_on if mine.state == RevisionState.SET_ASIDE else mine.live_base
        before = base.snapshot if base is not None else None
        chosen = {
            name.removeprefix("choice-"): value
            for name, value in request.POST.items()
            if name.startswith("choice-") and value in {"mine", "theirs"}
        }
        merged, undecided = merge(before, mine.snapshot, theirs, choices=chosen)
        if request.method == "POST" and not undecided:
            answer = self._merged(request, thing, mine, merged, opened)
            if answer is not None:
                return answer
        _merged, conflicts = merge(before, mine.snapshot, theirs)
        return self._page(
            request,
            thing,
            "admin/publishing/merge.html",
            title=title,
            choices=choices_of(conflicts, chosen, theirs, mine.snapshot),
            undecided=undecided,
            tried=request.method == "POST",
            theirs_changes=compared(before, theirs) if before else [],
            mine_changes=compared(before, mine.snapshot) if before else [],
            other=opened.revision.author if opened.revision not in (None, mine) else None,
        )

    def _merged(
        self, request: HttpRequest, thing: Any, mine: Revision, merged: Snapshot, opened: Opened
    ) -> HttpResponse | None:
        """Keep the merged version; ``None`` if a rule forbids it."""
        try:
            with transaction.atomic():
                if isinstance(thing, Publishable):
                    live = actions.copy_of_live(thing)
                    known = opened.revision.unfinished if opened.revision else {}
                    saved = actions.save_draft(
                        thing=thing,
                        draft=actions.Draft(merged, unfinished=known),
                        opened=opened,
                        user=request.user,
                        step=PublicationStep.MERGED,
                    )
                    if mine.state != RevisionState.SET_ASIDE:
                        # A draft that was overtaken by the public page now starts from it.
                        saved.live_base = live
                        saved.save(update_fields=["live_base"])
                else:
                    put_back(thing, merged)
                    self.log_change(request, thing, _("Merged two versions"))  # type: ignore[attr-defined]
                if mine.state == RevisionState.SET_ASIDE:
                    mine.state = RevisionState.DISCARDED
                    mine.save(update_fields=["state"])
        except (IntegrityError, ProtectedError) as error:
            messages.error(request, refusal(error))
            return None
        messages.success(request, _("Both versions are merged and saved."))
        opts = self.opts
        return HttpResponseRedirect(
            reverse(f"admin:{opts.app_label}_{opts.model_name}_change", args=[thing.pk])
        )
