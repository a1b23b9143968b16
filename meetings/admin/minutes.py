"""Minutes in the admin: drafted in one action, circulated, signed, published."""

from __future__ import annotations

from typing import Any

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.core.validators import validate_email
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import URLPattern, path, reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from meetings import actions
from meetings.admin.parts import MEETING_SEARCH, RecordAdmin
from meetings.models import (
    DelegateLink,
    Meeting,
    Minutes,
    MinutesComment,
    MinutesState,
    Participant,
    Side,
    SignOff,
)
from publishing import policies
from publishing.admin import PlainStacked, PlainTabular, PublishableAdmin, TranslatedTabular
from publishing.admin.pages import edit_address
from publishing.figures import moment
from publishing.names import comma

MOST_DAYS = 90
"""The longest that a delegate's link is valid."""


class MinutesInline(TranslatedTabular):
    model = Minutes
    fields = ["version", "state", "circulated_at", "agreed_at"]
    readonly_fields = ["version", "state", "circulated_at", "agreed_at"]
    classes = ["collapse"]
    show_change_link = True
    read_only = True
    may_add = False


class CommentInline(PlainStacked):
    """What delegates wrote is theirs: it is answered and settled here."""

    model = MinutesComment
    fields = [
        ("author_name", "side", "created_at"),
        ("paragraph", "language"),
        "text",
        "answer",
        "resolved",
    ]
    readonly_fields = ["author_name", "side", "created_at", "paragraph", "language", "text"]
    may_add = False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False


class SignOffInline(PlainTabular):
    model = SignOff
    fields = ["side", "person", "capacity", "signed_at"]
    read_only = True
    may_add = False


class LinkInline(PlainTabular):
    model = DelegateLink
    fields = ["name", "side", "email", "may_sign", "expires_at", "revoked_at", "opened"]
    readonly_fields = ["opened"]
    read_only = True
    may_add = False
    verbose_name_plural = gettext_lazy("who got a link, and when it was opened")

    @admin.display(description=gettext_lazy("opened"))
    def opened(self, link: DelegateLink) -> str:
        times = [one.opened_at for one in link.openings.all()]
        if not times or link.minutes is None:
            return _("not yet")
        return f"{len(times)} × · {moment(max(times), link.minutes.meeting.time_zone)}"

    def get_queryset(self, request: HttpRequest) -> Any:
        links = super().get_queryset(request).select_related("minutes__meeting")
        return links.prefetch_related("openings")


@admin.register(Minutes)
class MinutesAdmin(RecordAdmin):
    list_display = [
        "__str__",
        "version",
        "state",
        "circulated_at",
        "agreed_at",
        "published_at",
        "author",
    ]
    list_filter = ["state", "meeting"]
    search_fields = ["translations__text", *MEETING_SEARCH]
    shows = ["meeting"]
    readonly_fields = ["state", "circulated_at", "agreed_at", "published_at", "author"]
    inlines = [CommentInline, SignOffInline, LinkInline]
    fieldsets = [
        (None, {"fields": [("meeting", "version"), "text", "public_text"]}),
        (
            gettext_lazy("How far they have come"),
            {"fields": ["state", ("circulated_at", "agreed_at", "published_at"), "author"]},
        ),
    ]

    def get_urls(self) -> list[URLPattern]:
        view = self.admin_site.admin_view(self.procedure_view)
        return [
            path("<int:key>/procedure/", view, name="meetings_minutes_procedure"),
            *super().get_urls(),
        ]

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> list[Any]:
        fixed = list(super().get_readonly_fields(request, obj))
        if obj is not None and obj.state == MinutesState.CIRCULATED:
            # What is being read and signed stays as it is; comments are settled meanwhile.
            fixed += ["meeting", "version", "text", "public_text"]
        return fixed

    def is_final(self, thing: Any) -> str:
        if thing.state == MinutesState.AGREED:
            return _("Agreed minutes never change. Write a new version.")
        return ""

    def why_kept(self, thing: Any) -> str:
        if thing.state == MinutesState.CIRCULATED:
            return _(
                "These minutes are being read and signed: they and their languages stay. Write a "
                "new version."
            )
        return super().why_kept(thing)

    def delete_translation(
        self, request: HttpRequest, object_id: str, language_code: str
    ) -> HttpResponse:
        minutes = self.get_object(request, object_id)
        if minutes is not None and (kept := self.why_kept(minutes)):
            messages.error(request, kept)
            return HttpResponseRedirect(edit_address(minutes))
        return super().delete_translation(request, object_id, language_code)

    def save_model(self, request: HttpRequest, obj: Any, form: Any, change: Any) -> None:
        if not change:
            obj.author = request.user
        super().save_model(request, obj, form, change)
        if {"text", "public_text"} & set(form.changed_data) == {"text"} and obj.public_text:
            messages.warning(
                request,
                _(
                    "The public version stayed as it was. Look it through, too: once it is "
                    "published, it is read as it stands."
                ),
            )

    def save_formset(self, request: HttpRequest, form: Any, formset: Any, change: Any) -> None:
        super().save_formset(request, form, formset, change)
        if formset.model is MinutesComment:
            actions.tell_of_answers(minutes=form.instance, changed=formset.changed_objects)

    def _surroundings(self, request: HttpRequest, object_id: str | None) -> dict[str, Any]:
        context = super()._surroundings(request, object_id)
        if object_id and "add_links" in context:
            context["add_links"] = [
                *context["add_links"],
                (_("Circulate, sign, publish"), "../procedure/"),
            ]
        return context

    def procedure_view(self, request: HttpRequest, key: int) -> HttpResponse:
        """What happens with this version: links to delegates, signatures, publication."""
        minutes: Minutes = self._thing(request, key)
        policies.demand(request.user, "see", minutes.meeting)
        if request.method == "POST":
            try:
                return self._proceeded(request, minutes)
            except ValidationError as error:
                for line in error.messages:
                    messages.error(request, line)
            except PermissionDenied as error:
                messages.error(request, str(error))
            return HttpResponseRedirect(request.path)
        signed = list(minutes.sign_offs.prefetch_related("person__translations"))
        return self._page(
            request,
            minutes,
            "admin/meetings/procedure.html",
            title=_("Circulate, sign, publish"),
            minutes=minutes,
            seats=_seats(minutes),
            links=_links(request, minutes),
            signed=signed,
            unsigned=[
                side for side in actions.SIGNING_SIDES if side not in {one.side for one in signed}
            ],
            newer=minutes.notes_since().select_related("statement", "decision", "action", "lesson"),
            was_deleted=minutes.was_deleted_since(),
            unsettled=minutes.comments.filter(resolved=False).count(),
            is_latest=actions.is_latest(minutes),
            may_publish=policies.may(request.user, "publish", minutes.meeting),
            most_days=MOST_DAYS,
        )

    def _proceeded(self, request: HttpRequest, minutes: Minutes) -> HttpResponse:
        user = request.user
        match request.POST.get("step"):
            case "circulate":
                recipients, days = _recipients(request, minutes)
                links = actions.circulate(
                    minutes=minutes,
                    recipients=recipients,
                    days=days,
                    user=user,
                    leaves_out="leaves_out" in request.POST,
                )
                said = _("Sent to: %(names)s") % {"names": comma().join(one.name for one in links)}
            case "revoke":
                key = request.POST.get("link", "")
                link = actions.revoke_link(minutes=minutes, key=key, user=user)
                said = _("The link of %(name)s opens nothing any more.") % {"name": link.name}
            case "sign":
                seat, side = _signatory(request, minutes)
                actions.sign_for(
                    minutes=minutes,
                    side=side,
                    person=seat.person,
                    capacity=seat.safe_translation_getter("capacity", any_language=True) or "",
                    user=user,
                )
                said = _("Signed for the side: %(side)s") % {"side": side.label}
            case "next":
                new = actions.next_version(minutes=minutes, user=user)
                messages.success(request, _("Version %(n)d is begun.") % {"n": new.version})
                if new.was_deleted_since() or new.notes_since().exists():
                    messages.warning(
                        request,
                        _(
                            "It has the texts of the version before it, without what was noted, "
                            "changed or deleted since. Draft the minutes anew to have that, too."
                        ),
                    )
                return HttpResponseRedirect(edit_address(new))
            case "publish":
                actions.publish_minutes(minutes=minutes, user=user)
                said = _("The public version is on the page of the meeting.")
            case "withdraw":
                actions.withdraw_minutes(minutes=minutes, user=user)
                said = _("The public version is no longer on the page of the meeting.")
            case _:
                raise ValidationError(_("Choose what is to be done."))
        messages.success(request, said)
        return HttpResponseRedirect(request.path)


def _seats(minutes: Minutes) -> list[tuple[Participant, str, bool]]:
    """Who may get the minutes, at which address, and whether they are likely to: whoever got an
    earlier version, and heads of delegations, unless they have a link. Runs a few queries."""
    links = DelegateLink.objects.filter(minutes__meeting=minutes.meeting_id, revoked_at=None)
    known = dict(links.order_by("pk").values_list("participant", "email"))
    reached = set(minutes.links.valid().values_list("participant", flat=True))
    seats = Participant.objects.filter(delegation__meeting=minutes.meeting_id).select_related(
        "person", "delegation"
    )
    found = []
    for seat in seats.prefetch_related(
        "translations", "person__translations", "delegation__organisation__translations"
    ):
        email = known.get(seat.pk) or seat.person.email
        is_likely = bool(email) and (seat.is_head or seat.pk in known)
        found.append((seat, email, is_likely and seat.pk not in reached))
    return found


def _links(request: HttpRequest, minutes: Minutes) -> list[tuple[DelegateLink, str]]:
    """The links, with addresses for who circulates. Runs up to two queries.

    Whoever has a link that signs could sign with it, so that one reaches its delegate only.
    """
    may_give = policies.may(request.user, "publish", minutes.meeting)
    valid = set(minutes.links.valid().filter(may_sign=False).values_list("pk", flat=True))
    return [
        (
            link,
            request.build_absolute_uri(reverse("meetings:delegate_minutes", args=[link.token]))
            if may_give and link.pk in valid
            else "",
        )
        for link in minutes.links.prefetch_related("openings")
    ]


def _recipients(request: HttpRequest, minutes: Minutes) -> tuple[list[actions.Recipient], int]:
    given = request.POST.get("days", "")
    if not (given.isdecimal() and len(given) < 4 and 1 <= int(given) <= MOST_DAYS):
        raise ValidationError(_("Choose between 1 and %d days.") % MOST_DAYS)
    chosen = set(request.POST.getlist("seat"))
    recipients = []
    for seat in Participant.objects.filter(delegation__meeting=minutes.meeting).select_related(
        "delegation", "person"
    ):
        if str(seat.pk) not in chosen:
            continue
        email = request.POST.get(f"email-{seat.pk}", "").strip()
        try:
            validate_email(email)
        except ValidationError as error:
            raise ValidationError(
                _("%(name)s: give an e-mail address.") % {"name": seat.person}
            ) from error
        recipients.append(
            actions.Recipient(seat, email, may_sign=f"sign-{seat.pk}" in request.POST)
        )
    return recipients, int(given)


def _signatory(request: HttpRequest, minutes: Minutes) -> tuple[Participant, Side]:
    """Who signed, and for which side: that of the delegation."""
    given = request.POST.get("seat", "")
    seat = (
        Participant.objects.filter(delegation__meeting=minutes.meeting, pk=given)
        .select_related("person", "delegation")
        .first()
        if given.isdecimal() and len(given) < 19
        else None
    )
    if seat is None:
        raise ValidationError(_("Choose who has signed."))
    return seat, Side(seat.delegation.side)


class DraftMinutes(PublishableAdmin):
    """Drafting minutes from the page of their meeting."""

    def get_urls(self) -> list[URLPattern]:
        view = self.admin_site.admin_view(self.draft_minutes_view)
        return [
            path("<int:key>/draft-minutes/", view, name="meetings_meeting_draft_minutes"),
            *super().get_urls(),
        ]

    def draft_minutes_view(self, request: HttpRequest, key: int) -> HttpResponse:
        """Make a version of the minutes from what was noted; it is looked through at once."""
        meeting: Meeting = self._thing(request, key)
        policies.demand(request.user, "edit", meeting)
        if request.method == "POST":
            try:
                minutes = actions.draft_minutes(meeting=meeting, user=request.user)
            except ValidationError as error:
                for line in error.messages:
                    messages.error(request, line)
                return HttpResponseRedirect(request.path)
            messages.success(
                request, _("Version %(n)d is drafted. Look it through.") % {"n": minutes.version}
            )
            return HttpResponseRedirect(edit_address(minutes))
        return self._page(
            request,
            meeting,
            "admin/meetings/draft_minutes.html",
            title=_("Draft the minutes"),
            versions=meeting.minutes.all(),
        )
