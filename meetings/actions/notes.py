"""What is recorded on the day, by several note-takers at once.

A form brings a key of its own, and a new number with each time it is sent: so what is sent twice,
or sent again because the answer was lost, makes one record. It also says what it was opened on:
what somebody else has changed meanwhile is never overwritten unseen.
"""

from __future__ import annotations

import dataclasses
import uuid
from typing import Any

from django.contrib.auth import get_permission_codename
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.text import slugify
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from meetings.models import (
    AgendaItem,
    AgreedAction,
    Decision,
    Meeting,
    MeetingNote,
    MeetingStage,
    NoteKind,
    Participant,
    Proceedings,
    Statement,
)
from projects.models import Lesson
from publishing import actions, policies
from publishing.admin.opened import digest_of
from publishing.drafts import open_thing
from publishing.models import Revision, RevisionState
from publishing.snapshots import take

WITH_DELEGATES = gettext_lazy(
    "The minutes are circulated, so nothing more is noted. Write a new version of them first; what "
    "was agreed later belongs to the next meeting."
)
OUT_OF_HAND = {
    MeetingStage.CIRCULATED: WITH_DELEGATES,
    MeetingStage.AGREED: WITH_DELEGATES,
    MeetingStage.CLOSED: gettext_lazy(
        "The minutes are published, so nothing more is noted. Correct a record on its own page; "
        "what was agreed later belongs to the next meeting."
    ),
}
"""Stages in which others have the minutes, which say all that was noted, and what is to be done."""


class OutdatedNoteError(Exception):
    """Somebody else has changed the record since the form was opened."""

    def __init__(self, note: MeetingNote) -> None:
        super().__init__(note)
        self.note = note


class DeletedNoteError(Exception):
    """Somebody else has deleted the record since the form was opened."""


@dataclasses.dataclass(frozen=True, slots=True)
class Sent:
    """How a form names itself each time it is sent."""

    key: uuid.UUID
    """Of the record it makes."""
    write: uuid.UUID
    """Of this very time."""
    opened: str = ""
    """The digest of the record it was opened on; empty for a new one."""
    unanswered: frozenset[uuid.UUID] = frozenset()
    """Earlier times whose answers did not come back: they may have been heeded."""


def course_of(meeting: Meeting) -> Proceedings:
    """The course of the meeting, locked: one writes after the other."""
    Proceedings.objects.get_or_create(meeting=meeting)
    return Proceedings.objects.select_for_update().get(meeting=meeting)


@transaction.atomic
def write_note(
    *,
    meeting: Meeting,
    kind: NoteKind,
    sent: Sent,
    values: dict[str, Any],
    language: str,
    user: Any,
) -> MeetingNote:
    """Make the record, or change it. ``values`` are the cleaned fields of the form of the kind.

    Raises OutdatedNoteError or DeletedNoteError if somebody else has changed or deleted it
    meanwhile, and ValidationError once the minutes are with the delegates.
    """
    policies.demand(user, "edit", meeting)
    course_of(meeting)
    _demand_in_hand(meeting)
    note = MeetingNote.objects.filter(key=sent.key, meeting=meeting).first()
    if note is None and sent.opened:
        raise DeletedNoteError
    if note is None:
        note = MeetingNote(meeting=meeting, key=sent.key, author=user)
        setattr(note, kind.value, WRITERS[kind](meeting, None, values, language, user))
    else:
        if sent.write == note.last_write:
            return note
        now = digest_of(note.record)
        own = note.last_write in sent.unanswered and note.digest == now
        if sent.opened != now and not own:
            raise OutdatedNoteError(note)
        WRITERS[note.kind](meeting, note.record, values, language, user)
    note.last_write = sent.write
    note.digest = digest_of(note.record)
    note.save()
    return note


def _demand_in_hand(meeting: Meeting) -> None:
    """Raises ValidationError once the minutes are with the delegates. Runs a query."""
    stage = MeetingStage(Meeting.objects.values_list("stage", flat=True).get(pk=meeting.pk))
    if stage in OUT_OF_HAND:
        raise ValidationError(OUT_OF_HAND[stage])


@transaction.atomic
def delete_note(*, meeting: Meeting, key: uuid.UUID, opened: str, user: Any) -> None:
    """Delete what was noted, as it stood when its digest was ``opened``.

    Raises OutdatedNoteError or DeletedNoteError if somebody else has changed or deleted it
    meanwhile, ValidationError where others build on it (see ``why_kept``), and PermissionDenied
    for whom the record's own page would not let delete it.
    """
    policies.demand(user, "edit", meeting)
    course = course_of(meeting)
    _demand_in_hand(meeting)
    note = MeetingNote.objects.filter(key=key, meeting=meeting).first()
    if note is None:
        raise DeletedNoteError
    record = note.record
    if note.kind == NoteKind.LESSON:
        actions.lock(record)  # whoever writes on its own page finishes first, and is then seen
    if kept := why_kept(note):
        raise ValidationError(kept)
    codename = get_permission_codename("delete", record._meta)
    if not user.has_perm(f"{record._meta.app_label}.{codename}"):
        raise PermissionDenied
    if digest_of(record) != opened:
        raise OutdatedNoteError(note)
    if note.kind == NoteKind.LESSON:
        _discussed_under(meeting, None, record)
        actions.delete(thing=record)
    else:
        record.delete()
    course.deleted_at = timezone.now()
    course.save()


def why_kept(note: MeetingNote) -> str:
    """Why a record is not deleted on the day; empty if it may be. Runs a few queries."""
    record = note.record
    if note.meeting.minutes.filter(agreed_at__gte=note.noted_at).exists():
        return _("This record is in minutes that both sides signed. It stays.")
    if note.kind == NoteKind.LESSON:
        return _why_lesson_kept(note.meeting, record)
    if note.kind == NoteKind.ACTION and record.updates.exists():
        return _("This action has been reported on. Report it as dropped on its own page.")
    if note.kind == NoteKind.ACTION and record.followed_up_under.exists():
        return _("This action is on the agenda of a review. Take it off there first.")
    return ""


def _why_lesson_kept(meeting: Meeting, lesson: Lesson) -> str:
    if lesson.was_ever_public:
        return _("This lesson is public. Archive it on its own page.")
    if lesson.agenda_items.exclude(meeting=meeting).exists():
        return _("This lesson is on the agenda of another meeting. Take it off there first.")
    draft = Revision.objects.of(lesson).open().first()
    if draft and (draft.state != RevisionState.WORKING or draft.snapshot != take(lesson)):
        return _("More of this lesson waits on its own page. Publish or discard it there first.")
    return ""


def _statement(
    meeting: Meeting, record: Statement | None, values: dict[str, Any], language: str, user: Any
) -> Statement:
    statement = record or Statement(order=_next_order(meeting))
    statement.participant = values["participant"]
    statement.agenda_item = values["agenda_item"]
    statement.kind = values["kind_of_words"]
    statement.original_language = values["original_language"]
    statement.visibility = values["visibility"]
    _translated(statement, language, text=values["text"])
    statement.projects.set(values["projects"])
    return statement


def _next_order(meeting: Meeting) -> int:
    said = Statement.objects.filter(participant__delegation__meeting=meeting)
    last = said.order_by("-order").values_list("order", flat=True).first()
    return (last or 0) + 1


def _decision(
    meeting: Meeting, record: Decision | None, values: dict[str, Any], language: str, user: Any
) -> Decision:
    decision = record or Decision(meeting=meeting, number=_next_number(meeting, Decision, "D"))
    decision.agenda_item = values["agenda_item"]
    decision.visibility = values["visibility"]
    _translated(decision, language, text=values["text"])
    decision.projects.set(values["projects"])
    return decision


def _action(
    meeting: Meeting, record: AgreedAction | None, values: dict[str, Any], language: str, user: Any
) -> AgreedAction:
    action = record or AgreedAction(
        meeting=meeting, number=_next_number(meeting, AgreedAction, "A")
    )
    for name in ("agenda_item", "owner", "counterpart", "due_on", "visibility"):
        setattr(action, name, values[name])
    action.responsible = values.get("responsible")
    _translated(action, language, title=values["text"])
    action.projects.set(values["projects"])
    return action


def _lesson(
    meeting: Meeting, record: Lesson | None, values: dict[str, Any], language: str, user: Any
) -> Lesson:
    """A lesson waits as a draft, to be told in full and published by itself."""
    lesson = record
    if lesson is None:
        slug = f"{slugify(values['title'])[:60] or 'lesson'}-{uuid.uuid4().hex[:8]}"
        lesson = Lesson(slug=slug, drawn_on=timezone.localdate())
    lesson.project = values["project"]
    _translated(lesson, language, title=values["title"], text=values["rich_text"])
    _discussed_under(meeting, values["agenda_item"], lesson)
    actions.save_draft(
        thing=lesson, draft=actions.Draft(take(lesson)), opened=open_thing(lesson), user=user
    )
    return lesson


def _discussed_under(meeting: Meeting, item: AgendaItem | None, lesson: Lesson) -> None:
    """Tie the lesson to this item of the agenda, and to no other of it."""
    through = AgendaItem.lessons.through
    ties = through._default_manager.filter(agendaitem__meeting=meeting, lesson=lesson)
    before = set(ties.values_list("pk", flat=True))
    ties.exclude(agendaitem=item).delete()
    if item is not None:
        item.lessons.add(lesson)
    actions.record_rows(
        thing=meeting, model=through, keys=before | set(ties.values_list("pk", flat=True))
    )


WRITERS: dict[NoteKind, Any] = {
    NoteKind.STATEMENT: _statement,
    NoteKind.DECISION: _decision,
    NoteKind.ACTION: _action,
    NoteKind.LESSON: _lesson,
}


def _translated(record: Any, language: str, **texts: str) -> None:
    record.set_current_language(language)
    for name, value in texts.items():
        setattr(record, name, value)
    record.save()


def _next_number(meeting: Meeting, model: Any, letter: str) -> str:
    """The number after the highest of the meeting, such as 2024/D3."""
    start = f"{meeting.first_day.year}/{letter}"
    known = model.objects.filter(meeting=meeting, number__startswith=start)
    used = [
        int(rest)
        for number in known.values_list("number", flat=True)
        if (rest := number.removeprefix(start)).isdecimal()
    ]
    return f"{start}{max(used, default=0) + 1}"


@transaction.atomic
def run_item(*, meeting: Meeting, item: AgendaItem | None, user: Any) -> None:
    """Say which agenda item is being discussed now; ``None`` for none."""
    policies.demand(user, "edit", meeting)
    course = course_of(meeting)
    course.running_item = item
    course.save()


@transaction.atomic
def record_attendance(
    *, meeting: Meeting, entered: dict[Participant, tuple[str, str]], user: Any
) -> list[Participant]:
    """Note how people take part: what it was when the form was opened, and what it is now.

    Only what was changed is written. Returns those that somebody else has changed to something
    else meanwhile; they stay as they are.
    """
    policies.demand(user, "edit", meeting)
    course_of(meeting).save()
    overtaken = []
    for participant, (was, now) in entered.items():
        participant.refresh_from_db(fields=["attendance"])
        if now in (was, participant.attendance):
            continue
        if participant.attendance != was:
            overtaken.append(participant)
            continue
        actions.record_fact(thing=meeting, row=participant, attendance=now)
    return overtaken
