"""Deleting what was noted on the day: asked once more first, and never unseen."""

from __future__ import annotations

import uuid
from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import URLPattern, path
from django.utils.translation import gettext as _

from meetings import actions
from meetings.admin.day_forms import FORMS, in_words
from meetings.models import Meeting, MeetingNote
from publishing import policies
from publishing.admin import PublishableAdmin
from publishing.admin.opened import digest_of


class DayDeletion(PublishableAdmin):
    """The page that asks whether a record is to be deleted, and deletes it."""

    def get_urls(self) -> list[URLPattern]:
        view = self.admin_site.admin_view(self.day_delete_view)
        return [
            path("<int:key>/day/delete/", view, name="meetings_meeting_day_delete"),
            *super().get_urls(),
        ]

    def meeting_to_edit(self, request: HttpRequest, key: int) -> Meeting:
        """The meeting, for who may take its notes."""
        meeting: Meeting = self._thing(request, key)
        policies.demand(request.user, "edit", meeting)
        return meeting

    def day_delete_view(self, request: HttpRequest, key: int) -> HttpResponse:
        """Show the record as it stands; a POST deletes it if that is how it was shown."""
        meeting = self.meeting_to_edit(request, key)
        given = request.POST if request.method == "POST" else request.GET
        note = note_of(meeting, given.get("note", ""))
        if note is None:
            messages.warning(request, _("This record is deleted already."))
            return HttpResponseRedirect("../")
        is_outdated = False
        if request.method == "POST":
            said = _("Deleted: %(record)s") % {"record": note.record}
            opened = request.POST.get("opened", "")
            try:
                actions.delete_note(meeting=meeting, key=note.key, opened=opened, user=request.user)
            except actions.DeletedNoteError:
                messages.warning(request, _("This record is deleted already."))
                return HttpResponseRedirect("../")
            except ValidationError as error:
                messages.error(request, " ".join(error.messages))
                return HttpResponseRedirect("../")
            except actions.OutdatedNoteError as error:
                note, is_outdated = error.note, True
            else:
                messages.success(request, said)
                _tell_of_minutes(request, meeting)
                return HttpResponseRedirect(f"../?kind={note.kind.value}#note")
        response = self._page(
            request,
            meeting,
            "admin/meetings/day_delete.html",
            title=_("Delete: %(kind)s") % {"kind": note.kind.label},
            note=note,
            words=_words(meeting, note),
            digest=digest_of(note.record),
            is_outdated=is_outdated,
            why_kept=_why_kept(meeting, note),
        )
        response.status_code = 409 if is_outdated else 200
        return response


def note_of(meeting: Meeting, key: str) -> MeetingNote | None:
    """The note of this meeting with the key; ``None`` if there is none, or it is no key."""
    try:
        return meeting.notes.filter(key=uuid.UUID(key)).first()
    except ValueError:
        return None


def _why_kept(meeting: Meeting, note: MeetingNote) -> Any:
    return actions.OUT_OF_HAND.get(meeting.stage) or actions.why_kept(note)  # type: ignore[call-overload]


def _words(meeting: Meeting, note: MeetingNote) -> list[tuple[str, str, str]]:
    """All that the record says: label, words and their language if they have one."""
    form = FORMS[note.kind]
    said: list[tuple[str, str, str]] = []
    for language in note.record.get_available_languages():
        filled = form(meeting, initial=form.of(note, language))
        for name, label, words in in_words(filled):
            is_text = name in form.texts
            if is_text or (name != "language" and not any(one[0] == label for one in said)):
                said.append((label, words, language if is_text else ""))
    return said


def _tell_of_minutes(request: HttpRequest, meeting: Meeting) -> None:
    """A draft of the minutes does not change by itself."""
    latest = meeting.minutes.first()
    if latest is not None and latest.was_deleted_since():
        said = _("Version %(n)d of the minutes was drafted before. Look through what it tells.")
        messages.warning(request, said % {"n": latest.version})
