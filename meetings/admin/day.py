"""The page of the day: attendance and records against the running agenda item.

It works as plain forms; static/editing/day.js saves by itself, sends again what did not arrive and
knows the keyboard. Several note-takers see each other's records within seconds.
"""

from __future__ import annotations

import hashlib
import uuid
from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect, JsonResponse
from django.template.response import TemplateResponse
from django.urls import URLPattern, path
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from meetings import actions
from meetings.admin.day_deleting import DayDeletion, note_of
from meetings.admin.day_forms import FORMS, NoteForm, in_words
from meetings.agenda import in_order
from meetings.models import Attendance, Meeting, MeetingNote, NoteKind, Participant, Proceedings
from publishing.admin.opened import digest_of
from publishing.models import Visibility
from publishing.names import site_languages


class DayPages(DayDeletion):
    """The pages of a meeting on the day."""

    def get_urls(self) -> list[URLPattern]:
        own = [
            path(
                f"<int:key>/day/{address}",
                self.admin_site.admin_view(view),
                name=f"meetings_meeting_day{name}",
            )
            for name, address, view in (
                ("", "", self.day_view),
                ("_records", "records/", self.day_records_view),
                ("_item", "item/", self.day_item_view),
                ("_attendance", "attendance/", self.day_attendance_view),
            )
        ]
        return [*own, *super().get_urls()]

    def day_view(self, request: HttpRequest, key: int) -> HttpResponse:
        """The whole page; a POST keeps the record in its form."""
        meeting = self.meeting_to_edit(request, key)
        note = note_of(meeting, request.GET.get("edit", ""))
        kind = note.kind if note else _kind(request)
        if request.method == "POST":
            return self._noted(request, meeting, kind)
        language = _language(request, note)
        return self._day(request, meeting, kind, _fresh(meeting, kind, note, language), note)

    def _noted(self, request: HttpRequest, meeting: Meeting, kind: NoteKind) -> HttpResponse:
        form = FORMS[kind](meeting, data=request.POST)
        by_itself = "_autosave" in request.POST
        note = note_of(meeting, request.POST.get("key", ""))
        try:
            if fixed := _why_fixed(note):
                form.add_error(None, fixed)
            if form.is_valid():
                note = self._written(request, meeting, kind, form)
        except ValidationError as error:
            form.add_error(None, error)
        except (actions.OutdatedNoteError, actions.DeletedNoteError) as error:
            return self._overtaken(request, meeting, form, kind, getattr(error, "note", None))
        if note is None or not form.is_valid():
            if by_itself:
                return JsonResponse({"problems": _problems(form)}, status=400)
            return self._day(request, meeting, kind, form, note)
        if by_itself:
            return JsonResponse({"opened": note.digest, "kind": note.kind.value})
        messages.success(request, _("Noted: %(record)s") % {"record": note.record})
        return HttpResponseRedirect(f"{request.path}?kind={kind.value}#note")

    @staticmethod
    def _written(
        request: HttpRequest, meeting: Meeting, kind: NoteKind, form: NoteForm
    ) -> MeetingNote:
        sent = actions.Sent(
            key=form.cleaned_data["key"],
            write=form.cleaned_data["write"],
            opened=form.cleaned_data["opened"],
            unanswered=_writes(form.cleaned_data["unanswered"]),
        )
        return actions.write_note(
            meeting=meeting,
            kind=kind,
            sent=sent,
            values=form.values(),
            language=form.cleaned_data["language"],
            user=request.user,
        )

    def _overtaken(
        self,
        request: HttpRequest,
        meeting: Meeting,
        form: NoteForm,
        kind: NoteKind,
        note: MeetingNote | None,
    ) -> HttpResponse:
        """The form with what was entered, beside what somebody else has saved meanwhile.

        Without a note, somebody else has deleted it: what was entered becomes a new one.
        """
        if "_autosave" in request.POST:
            return JsonResponse({"outdated": True, "deleted": note is None}, status=409)
        data = request.POST.copy()
        data["write"] = str(uuid.uuid4())
        if note is None:
            data["key"], data["opened"] = str(uuid.uuid4()), ""
            again = FORMS[kind](meeting, data=data)
            again.full_clean()
            again.add_error(
                None, _("This record has been deleted meanwhile. Save to note it anew.")
            )
            return self._day(request, meeting, kind, again, None, status=409)
        data["opened"] = digest_of(note.record)
        language = form.cleaned_data["language"]
        theirs = FORMS[note.kind](meeting, initial=FORMS[note.kind].of(note, language))
        saved = [(label, words) for name, label, words in in_words(theirs) if name != "language"]
        again = FORMS[note.kind](meeting, data=data)
        return self._day(request, meeting, note.kind, again, note, theirs=saved, status=409)

    def _day(
        self,
        request: HttpRequest,
        meeting: Meeting,
        kind: NoteKind,
        form: NoteForm,
        note: MeetingNote | None,
        *,
        theirs: Any = None,
        status: int = 200,
    ) -> HttpResponse:
        response = self._page(
            request,
            meeting,
            "admin/meetings/day.html",
            title=_("On the day"),
            is_nav_sidebar_enabled=False,
            kinds=NoteKind,
            kind=kind,
            form=form,
            note=note,
            theirs=theirs,
            attendances=Attendance.choices,
            delegations=_delegations(meeting),
            languages=site_languages(),
            **_course(meeting),
        )
        response.status_code = status
        return response

    def day_records_view(self, request: HttpRequest, key: int) -> HttpResponse:
        """What is in progress and noted, unless the page asking has seen it."""
        meeting = self.meeting_to_edit(request, key)
        course = _course(meeting)
        if request.GET.get("seen") == course["seen"]:
            return HttpResponse(status=204)
        return self._records(request, meeting, course)

    def _records(
        self, request: HttpRequest, meeting: Meeting, course: dict[str, Any]
    ) -> TemplateResponse:
        return self._page(request, meeting, "admin/meetings/_day_records.html", **course)

    def day_item_view(self, request: HttpRequest, key: int) -> HttpResponse:
        """Go on to an agenda item."""
        meeting = self.meeting_to_edit(request, key)
        if request.method != "POST":
            return HttpResponseRedirect("../")
        given = request.POST.get("item", "")
        item = None
        if given:
            number = int(given) if given.isdecimal() and len(given) < 19 else 0
            item = meeting.agenda_items.filter(pk=number).first()
            if item is None:
                raise Http404
        actions.run_item(meeting=meeting, item=item, user=request.user)
        if request.headers.get("HX-Request"):
            return self._records(request, meeting, _course(meeting))
        return HttpResponseRedirect("../")

    def day_attendance_view(self, request: HttpRequest, key: int) -> HttpResponse:
        """Who takes part, and how. Only what the reader changed is written."""
        meeting = self.meeting_to_edit(request, key)
        if request.method != "POST":
            return HttpResponseRedirect("../")
        entered = {}
        for participant in Participant.objects.filter(delegation__meeting=meeting):
            was, now = (request.POST.get(f"{name}-{participant.pk}", "") for name in ("was", "now"))
            if {was, now} <= set(Attendance.values):
                entered[participant] = (was, now)
        overtaken = actions.record_attendance(meeting=meeting, entered=entered, user=request.user)
        told = [
            _("%(name)s: somebody else has noted “%(attendance)s” meanwhile, which stands.")
            % {"name": one.person, "attendance": one.get_attendance_display()}
            for one in overtaken
        ]
        if "_autosave" in request.POST:
            return JsonResponse({"overtaken": told}, status=409 if told else 200)
        for line in told:
            messages.warning(request, line)
        messages.success(request, _("The attendance is noted."))
        return HttpResponseRedirect("../#attendance")


def _kind(request: HttpRequest) -> NoteKind:
    given = request.POST.get("kind") or request.GET.get("kind") or ""
    return NoteKind(given) if given in NoteKind.values else NoteKind.STATEMENT


def _why_fixed(note: MeetingNote | None) -> str:
    """Why a record is not changed on this page; empty if it is."""
    if note is None or note.kind != NoteKind.LESSON or not note.record.was_ever_public:
        return ""
    return _("This lesson is public. Change it on its own page, where it waits for its review.")


def _writes(given: str) -> frozenset[uuid.UUID]:
    found = set()
    for one in given.split(","):
        try:
            found.add(uuid.UUID(one))
        except ValueError:
            continue
    return frozenset(found)


def _language(request: HttpRequest, note: MeetingNote | None) -> str:
    """The language asked for; else one that the record has, else the reader's."""
    codes = [code for code, _name in site_languages()]
    asked = request.GET.get("language", "")
    if asked in codes:
        return asked
    reader = get_language() or codes[0]
    if note is None:
        return reader if reader in codes else codes[0]
    has = [one.language_code for one in note.record.translations.all()]
    found: str = reader if reader in has or not has else has[0]
    return found


def _fresh(meeting: Meeting, kind: NoteKind, note: MeetingNote | None, language: str) -> NoteForm:
    """The form of a record, or of a new one under the running item."""
    initial: dict[str, Any] = {"write": uuid.uuid4()}
    if note is not None:
        known = FORMS[kind].of(note, language)
        initial |= {**known, "key": note.key, "opened": digest_of(note.record)}
    else:
        course = Proceedings.objects.filter(meeting=meeting).first()
        initial |= {
            "key": uuid.uuid4(),
            "language": language,
            "original_language": language,
            "visibility": Visibility.PARTNERSHIP,
            "agenda_item": course and course.running_item_id,
        }
    return FORMS[kind](meeting, initial=initial)


def _problems(form: NoteForm) -> list[str]:
    return [
        f"{form.fields[name].label}: {error}" if name in form.fields else str(error)
        for name, errors in form.errors.items()
        for error in errors
    ]


def _delegations(meeting: Meeting) -> Any:
    return meeting.delegations.prefetch_related(
        "organisation__translations",
        "participants__translations",
        "participants__person__translations",
    )


def _course(meeting: Meeting) -> dict[str, Any]:
    """What all note-takers see: the agenda with what was noted, and who is there."""
    notes = list(
        meeting.notes.select_related("author").prefetch_related(
            "statement__translations",
            "statement__participant__person__translations",
            "decision__translations",
            "action__translations",
            "action__owner__translations",
            "action__responsible__translations",
            "lesson__translations",
        )
    )
    course = Proceedings.objects.filter(meeting=meeting).first()
    items = in_order(
        meeting.agenda_items.prefetch_related("translations", "lessons"),
        place=lambda item: (item.pk, item.parent_id),
    )
    under: dict[int | None, list[MeetingNote]] = {}
    for note in notes:
        if note.lesson_id is None:
            key = note.record.agenda_item_id
        else:
            key = next(
                (i.pk for i in items if any(one.pk == note.lesson_id for one in i.lessons.all())),
                None,
            )
        under.setdefault(key, []).append(note)
    running = course.running_item_id if course else None
    here = {
        one.pk: one.attendance for one in Participant.objects.filter(delegation__meeting=meeting)
    }
    counts = [
        (label, sum(1 for value in here.values() if value == code))
        for code, label in Attendance.choices
    ]
    shown = [
        (note.pk, _texts(note.record), getattr(note.record, "visibility", ""), note.changed_at)
        for note in notes
    ]
    placed = [(item.pk, str(item), len(under.get(item.pk, []))) for item in items]
    said = repr((running, meeting.stage, sorted(here.items()), shown, placed))
    return {
        "running": running,
        "is_in_hand": meeting.stage not in actions.OUT_OF_HAND,
        "agenda": [(item, under.get(item.pk, [])) for item in items],
        "unplaced": under.get(None, []),
        "here": here,
        "counts": counts,
        "seen": hashlib.sha256(said.encode()).hexdigest()[:24],
    }


def _texts(record: Any) -> list[tuple[str, str]]:
    """What the list shows of a record, in every language it has."""
    return [
        (texts.language_code, getattr(texts, "title", None) or texts.text)
        for texts in record.translations.all()
    ]
