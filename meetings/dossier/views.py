"""The dossier on screen and as a file: for everybody, and for delegates with a link."""

from __future__ import annotations

import dataclasses
from collections.abc import Collection
from typing import Any

from django.conf import settings
from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe
from django.views.generic import TemplateView

from donors.models import Contribution, Organisation, PriorityArea
from library.models import Photo
from library.views import serve_file
from meetings.closed_links import closed, find_link, note_opening, private
from meetings.dossier.actions import CONTENT_TYPES
from meetings.dossier.blocks import Outline, Picture
from meetings.dossier.compare import Difference, Key, differences, entries_of
from meetings.dossier.compile import Entry, compile_dossier
from meetings.dossier.outline import outline
from meetings.dossier.scope import Scope
from meetings.dossier.withdrawn import what_remains
from meetings.models import (
    DelegateLink,
    Delegation,
    DossierFile,
    DossierFormat,
    Meeting,
    ReviewDossier,
)
from projects.models import Participation, RecipientCountry
from publishing.many import any_of
from publishing.models import FormerAddress, Visibility
from publishing.names import alphabetical, country_name


@dataclasses.dataclass(frozen=True, slots=True)
class Shown:
    """A dossier as a reader gets it: live, or frozen with what has changed since."""

    outline: Outline
    entries: list[Entry]
    """What it is drawn from."""
    dossier: ReviewDossier | None
    """The frozen one; ``None`` for one compiled this moment."""
    changed: list[Difference]
    withdrawn: int
    """Parts of the frozen one that were taken back, and so are left out or not named."""

    @property
    def files(self) -> list[DossierFile]:
        """The files in the reader's language; none that hold what was taken back."""
        if self.dossier is None or self.withdrawn:
            return []
        return list(self.dossier.files.filter(language=get_language() or settings.LANGUAGE_CODE))


def public_dossier(scope: Scope) -> Shown:
    """What everybody may read of this scope: the frozen public dossier, or one compiled now.

    Of a frozen one, what has been taken back since is not shown.
    """
    fresh = compile_dossier(scope, Visibility.PUBLIC)
    dossier = (
        ReviewDossier.objects.frozen()
        .for_everybody()
        .covering(scope.meeting, scope.kind, **scope.named)
        .first()
    )
    return _frozen(dossier, fresh) if dossier else Shown(drawn(fresh), fresh, None, [], 0)


def _frozen(dossier: ReviewDossier, fresh: list[Entry]) -> Shown:
    remains = what_remains(entries_of(dossier), fresh)
    kept, withdrawn = remains.entries, remains.withdrawn
    changed = differences(kept, fresh)
    return Shown(drawn(kept, {one.entry for one in changed}), kept, dossier, changed, withdrawn)


def shared_dossier(dossier: ReviewDossier) -> Shown:
    """What the readers of a link may read of this frozen dossier."""
    return _frozen(dossier, compile_dossier(Scope.of(dossier), dossier.audience))


def drawn(entries: list[Entry], changed: Collection[Key] = ()) -> Outline:
    """The dossier in the reader's language, with the photos that are still public.

    Runs a query.
    """
    made = outline(entries, changed=changed)
    wanted = [one.photo for one in made.body if isinstance(one, Picture)]
    public = Photo.objects.public().filter(pk__among=any_of(wanted))
    return made.with_photos(set(public.values_list("pk", flat=True)))


class MeetingDossier(TemplateView):
    """The public dossier of a public review, whole or for a ministry, an area or a country."""

    template_name = "meetings/dossier/page.html"

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        try:
            return super().get(request, *args, **kwargs)
        except Http404:
            moved: Any = FormerAddress.objects.find(Meeting.objects.public(), self.kwargs["slug"])
            return redirect("meetings:dossier", moved.slug, permanent=True)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        meeting = _public_meeting(self.kwargs["slug"])
        problem, scope = "", Scope(meeting)
        try:
            scope = Scope.asked(meeting, self.request.GET.dict())
        except ValidationError as error:
            problem = " ".join(error.messages)
        return super().get_context_data(
            meeting=meeting,
            scope=scope,
            chosen={
                name: scope.query.get(name, "") for name in ("organisation", "area", "country")
            },
            problem=problem,
            shown=public_dossier(scope),
            now=timezone.now(),
            file_address=_public_file_addresses(meeting, scope),
            choices=_choices(meeting),
            **kwargs,
        )


def _public_meeting(slug: str) -> Meeting:
    found = Meeting.objects.public().select_related("previous").prefetch_related("translations")
    meeting: Meeting | None = found.filter(slug=slug).first()
    if meeting is None:
        raise Http404
    return meeting


def _public_file_addresses(meeting: Meeting, scope: Scope) -> dict[str, str]:
    return {
        kind.value: reverse(
            "meetings:dossier_file", args=[meeting.slug, kind.value], query=scope.query or None
        )
        for kind in DossierFormat
    }


def _choices(meeting: Meeting) -> dict[str, list[tuple[str, str]]]:
    """Whom and what a dossier can be about. Runs a few queries.

    Of organisations these are who sits at the table and who pays, with what each is part of.
    """
    partnership = meeting.partnership_id
    seated = Delegation.objects.filter(meeting=meeting).values("organisation")
    gives = Contribution.objects.public().filter(fund__partnership=partnership).values("provider")
    pays = Participation.objects.public().filter(role=1, project__partnership=partnership)
    sides = Organisation.objects.public().filter(
        pk__in=Organisation.objects.above(seated, gives, pays.values("organisation"))
    )
    areas = PriorityArea.objects.public().filter(partnership=partnership)
    countries = (
        RecipientCountry.objects.public()
        .filter(project__partnership=partnership)
        .order_by()
        .values_list("country", flat=True)
        .distinct()
    )
    return {
        "organisation": [(one.slug, str(one)) for one in sides.prefetch_related("translations")],
        "area": [
            (one.slug, str(one))
            for one in areas.agreed_on(meeting.last_day).prefetch_related("translations")
        ],
        "country": sorted(
            ((code, country_name(code)) for code in countries),
            key=lambda pair: alphabetical(pair[1]),
        ),
    }


@require_safe
def meeting_dossier_file(request: HttpRequest, slug: str, kind: str) -> HttpResponseBase:
    """The file of the frozen public dossier, in the reader's language."""
    meeting = _public_meeting(slug)
    try:
        scope = Scope.asked(meeting, request.GET.dict())
    except ValidationError as error:
        raise Http404 from error
    return _serve(request, public_dossier(scope).files, kind)


def _serve(request: HttpRequest, files: list[DossierFile], kind: str) -> HttpResponseBase:
    for file in files:
        if file.format == kind:
            return served(request, file)
    raise Http404("There is no such file of this dossier.")


def served(request: HttpRequest, file: DossierFile) -> HttpResponseBase:
    """A file of a dossier, named after the review, what it is about, and its language."""
    return serve_file(
        request,
        file.file,
        download_name=f"{file.dossier} ({file.language})",
        content_type=CONTENT_TYPES[DossierFormat(file.format)],
    )


def _opened(token: str) -> tuple[DelegateLink, ReviewDossier] | None:
    """The valid link with this token and the frozen dossier that it opens."""
    link = find_link(token)
    if link is None or link.dossier is None or not link.dossier.is_frozen:
        return None
    return link, link.dossier


@require_safe
@never_cache
def delegate_dossier(request: HttpRequest, token: str) -> HttpResponseBase:
    """The frozen dossier of a delegate's link, without an account, until the link expires."""
    if (opened := _opened(token)) is None:
        return closed(request)
    link, dossier = opened
    note_opening(request, link, "page")
    addresses = {
        kind.value: reverse("meetings:delegate_dossier_file", args=[token, kind.value])
        for kind in DossierFormat
    }
    context = {
        "meeting": dossier.meeting,
        "shown": shared_dossier(dossier),
        "link": link,
        "file_address": addresses,
    }
    return private(TemplateResponse(request, "meetings/dossier/delegate.html", context))


@require_safe
@never_cache
def delegate_dossier_file(request: HttpRequest, token: str, kind: str) -> HttpResponseBase:
    """A file of the frozen dossier of a delegate's link."""
    if (opened := _opened(token)) is None:
        return closed(request)
    link, dossier = opened
    response = _serve(request, shared_dossier(dossier).files, kind)
    note_opening(request, link, kind)
    return private(response)
