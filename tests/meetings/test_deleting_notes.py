"""Records of the day that should not have been made are deleted, never unseen."""

import datetime as dt
import uuid

import pytest
from django.contrib.auth.models import Group, User
from django.core.exceptions import PermissionDenied, ValidationError
from django.utils import timezone

from meetings import actions
from meetings.models import AgreedAction, Decision, MeetingNote, NoteKind, Statement
from partnership.accounts.roles import REVIEWER
from projects.models import Lesson
from publishing import actions as publishing_actions
from publishing.admin.opened import digest_of
from publishing.drafts import open_thing
from publishing.models import Revision
from publishing.snapshots import take
from tests.factories import (
    ActionUpdateFactory,
    AgendaItemFactory,
    MeetingFactory,
    MinutesFactory,
    ParticipantFactory,
    PersonFactory,
    ProjectFactory,
)
from tests.meetings.test_notes import day, form_of, note

pytestmark = pytest.mark.django_db


@pytest.fixture
def held():
    """A meeting that has begun, with somebody to speak."""
    return ParticipantFactory(
        delegation__meeting=MeetingFactory(state="published", stage="convened"),
        person=PersonFactory(name="Ms Sato"),
    )


@pytest.fixture
def meeting(held):
    return held.delegation.meeting


def confirmed(client, meeting, made):
    """What the page that asks once more would send."""
    page = client.get(day(meeting, "delete"), {"note": made.key})
    return page, {"note": made.key, "opened": page.context["digest"]}


def write(meeting, user, kind, **values):
    given = {"agenda_item": None, "visibility": "public", "projects": [], **values}
    sent = actions.Sent(uuid.uuid4(), uuid.uuid4())
    return actions.write_note(
        meeting=meeting, kind=kind, sent=sent, values=given, language="en", user=user
    )


def test_each_kind_of_record_is_deleted_after_it_was_shown_once_more(
    admin_page, meeting, held, editor
):
    item = AgendaItemFactory(meeting=meeting)
    made = [
        write(meeting, editor, NoteKind.STATEMENT, text="She thanked.", participant=held,
              kind_of_words="indirect", original_language="ja"),
        write(meeting, editor, NoteKind.DECISION, text="To go on."),
        write(meeting, editor, NoteKind.ACTION, text="Send the list.", counterpart=None,
              owner=held.delegation.organisation, due_on=dt.date(2023, 6, 30)),
        write(meeting, editor, NoteKind.LESSON, title="Begin early", project=None,
              rich_text="<p>Dry &amp; warm.</p>", agenda_item=item),
    ]  # fmt: skip
    kept = note(meeting, editor, "This stays.")

    for one, said in zip(
        made, ("She thanked.", "To go on.", "Send the list.", "Dry &amp; warm."), strict=True
    ):
        page, sent = confirmed(admin_page, meeting, one)
        assert said in page.text
        assert page.text.count("<h1>") == 1
        told = admin_page.post(day(meeting, "delete"), sent, follow=True)
        assert "Deleted: " in told.text

    assert list(MeetingNote.objects.all()) == [kept]
    assert [model.objects.count() for model in (Statement, Decision, AgreedAction, Lesson)] == [
        0, 1, 0, 0,
    ]  # fmt: skip
    assert not Revision.objects.filter(content_type__model="lesson").exists()


def test_a_deleted_lesson_is_gone_from_drafts_of_the_meeting_too(meeting, editor):
    item = AgendaItemFactory(meeting=meeting)
    made = write(
        meeting, editor, NoteKind.LESSON, title="T", rich_text="<p>t</p>", project=None,
        agenda_item=item,
    )  # fmt: skip
    publishing_actions.save_draft(
        thing=meeting,
        draft=publishing_actions.Draft(take(meeting)),
        opened=open_thing(meeting),
        user=editor,
    )

    opened = digest_of(made.record)
    actions.delete_note(meeting=meeting, key=made.key, opened=opened, user=editor)
    meeting.refresh_from_db()

    held = Revision.objects.of(meeting).open().get().snapshot
    assert "meetings.agendaitem_lessons" not in held
    publishing_actions.publish(thing=meeting, user=editor)
    assert not item.lessons.through.objects.exists()


def test_what_somebody_else_has_changed_is_shown_before_it_is_deleted(admin_page, meeting, editor):
    made = note(meeting, editor, "Agreed.")
    _page, sent = confirmed(admin_page, meeting, made)
    decision = made.decision
    decision.text = "Agreed in full."
    decision.save()

    answer = admin_page.post(day(meeting, "delete"), sent)

    assert answer.status_code == 409
    assert "Somebody else has changed this record" in answer.text
    assert "Agreed in full." in answer.text
    assert Decision.objects.count() == 1
    sent["opened"] = answer.context["digest"]
    assert admin_page.post(day(meeting, "delete"), sent).status_code == 302
    assert not Decision.objects.exists()


def test_who_was_changing_it_is_told_and_loses_nothing(admin_page, meeting, editor):
    made = note(meeting, editor, "Agreed.")
    mine = form_of(admin_page, meeting, kind="decision", edit=str(made.key))
    _page, sent = confirmed(admin_page, meeting, made)
    admin_page.post(day(meeting, "delete"), sent)

    by_itself = admin_page.post(day(meeting), mine | {"text": "In part.", "_autosave": 1})
    by_hand = admin_page.post(day(meeting), mine | {"text": "In part."})

    assert (by_itself.status_code, by_itself.json()) == (409, {"outdated": True, "deleted": True})
    assert by_hand.status_code == 409
    assert "This record has been deleted meanwhile." in by_hand.text
    assert not Decision.objects.exists()
    form = by_hand.context["form"]
    again = {name: form[name].value() for name in form.fields if form[name].value()}
    assert admin_page.post(day(meeting), again | {"kind": "decision"}).status_code == 302
    assert Decision.objects.get().text == "In part."


def test_to_delete_twice_is_no_fault(admin_page, meeting, editor):
    made = note(meeting, editor, "Agreed.")
    _page, sent = confirmed(admin_page, meeting, made)

    for said in ("Deleted: ", "This record is deleted already."):
        assert said in admin_page.post(day(meeting, "delete"), sent, follow=True).text
    assert "deleted already" in admin_page.get(
        day(meeting, "delete"), {"note": "no key"}, follow=True
    ).text  # fmt: skip


@pytest.mark.parametrize("stage", ["circulated", "agreed", "closed"])
def test_nothing_is_deleted_once_the_delegates_have_the_minutes(admin_page, meeting, editor, stage):
    made = note(meeting, editor, "Agreed.")
    address = f"delete/?note={made.key}"
    assert address in admin_page.get(day(meeting)).text
    _page, sent = confirmed(admin_page, meeting, made)
    publishing_actions.record_fact(thing=meeting, row=meeting, stage=stage)

    assert address not in admin_page.get(day(meeting)).text
    assert "so nothing more is noted" in confirmed(admin_page, meeting, made)[0].text
    told = admin_page.post(day(meeting, "delete"), sent, follow=True)

    assert "so nothing more is noted" in told.text
    assert Decision.objects.count() == 1


def test_what_others_build_on_stays(admin_page, meeting, held, editor):
    reported, followed = (
        write(meeting, editor, NoteKind.ACTION, text=f"Action {n}", counterpart=None,
              owner=held.delegation.organisation, due_on=dt.date(2023, 6, 30))
        for n in (1, 2)
    )  # fmt: skip
    lesson = write(meeting, editor, NoteKind.LESSON, title="T", rich_text="<p>t</p>", project=None)
    ActionUpdateFactory(action=reported.action)
    AgendaItemFactory().follows_up.add(followed.action)
    Lesson.objects.update(state="published")

    for made, said in (
        (reported, "has been reported on"),
        (followed, "on the agenda of a review"),
        (lesson, "This lesson is public"),
    ):
        page, sent = confirmed(admin_page, meeting, made)
        assert said in page.text
        assert said in admin_page.post(day(meeting, "delete"), sent, follow=True).text
    assert MeetingNote.objects.count() == 3


def test_minutes_drafted_before_are_looked_through(admin_page, meeting, held, editor):
    made = note(meeting, editor, "Agreed.")
    minutes = actions.draft_minutes(meeting=meeting, user=editor)
    to = [actions.Recipient(held, "sato@example.org", may_sign=True)]
    assert not minutes.was_deleted_since()

    _page, sent = confirmed(admin_page, meeting, made)
    told = admin_page.post(day(meeting, "delete"), sent, follow=True)

    assert "Version 1 of the minutes was drafted before" in told.text
    page = admin_page.get(f"/admin/meetings/minutes/{minutes.pk}/procedure/")
    assert "A record was deleted after this version was drafted" in page.text
    assert "leaves_out" in page.text
    with pytest.raises(ValidationError, match="noted or deleted after this version"):
        actions.circulate(minutes=minutes, recipients=to, days=21, user=editor)
    anew = actions.draft_minutes(meeting=meeting, user=editor)
    assert anew.records_as_of < timezone.now()
    actions.circulate(minutes=anew, recipients=to, days=21, user=editor)


def test_an_attendance_that_was_noted_is_taken_back(admin_page, meeting, held):
    for was, now in (("invited", "online"), ("online", "invited")):
        admin_page.post(day(meeting, "attendance"), {f"was-{held.pk}": was, f"now-{held.pk}": now})
        held.refresh_from_db()
        assert held.attendance == now


def test_who_may_not_edit_the_meeting_deletes_nothing(client, meeting, editor):
    made = note(meeting, editor, "Agreed.")
    client.force_login(User.objects.create_user("nobody", is_staff=True))

    for ask in (client.get, client.post):
        answer = ask(day(meeting, "delete"), {"note": made.key})
        assert answer.status_code in (403, 404)
    assert Decision.objects.count() == 1


def test_who_may_not_delete_records_may_not_do_so_here(meeting, editor):
    made = write(meeting, editor, NoteKind.DECISION, text="Meet again.")
    reviewer = User.objects.create_user("reviewer", is_staff=True)
    reviewer.groups.add(Group.objects.get(name=REVIEWER))

    with pytest.raises(PermissionDenied):
        actions.delete_note(
            meeting=meeting, key=made.key, opened=digest_of(made.record), user=reviewer
        )

    assert Decision.objects.exists()


def test_what_both_sides_signed_stays_while_a_later_version_is_written(meeting, editor):
    made = write(meeting, editor, NoteKind.DECISION, text="Meet again.")
    MinutesFactory(meeting=meeting, state="agreed", agreed_at=timezone.now())
    later = write(meeting, editor, NoteKind.DECISION, text="Noted since.")

    with pytest.raises(ValidationError, match="both sides signed"):
        actions.delete_note(
            meeting=meeting, key=made.key, opened=digest_of(made.record), user=editor
        )
    actions.delete_note(meeting=meeting, key=later.key, opened=digest_of(later.record), user=editor)

    assert [str(one.number) for one in Decision.objects.all()] == [str(made.record.number)]


def write_lesson(meeting, editor):
    item = AgendaItemFactory(meeting=meeting)
    project = ProjectFactory(partnership=meeting.partnership)
    return write(
        meeting,
        editor,
        NoteKind.LESSON,
        title="Ask first",
        text="",
        rich_text="",
        project=project,
        agenda_item=item,
    )


def delete(meeting, made, editor):
    actions.delete_note(meeting=meeting, key=made.key, opened=digest_of(made.record), user=editor)


def test_a_lesson_that_somebody_goes_on_writing_stays(meeting, editor):
    made = write_lesson(meeting, editor)
    draft = Revision.objects.of(made.record).open().get()
    for text in draft.snapshot["projects.lessontranslation"].values():
        text["text"] = "What nobody has seen yet."
    draft.save()

    with pytest.raises(ValidationError, match="waits on its own page"):
        delete(meeting, made, editor)

    assert Lesson.objects.filter(pk=made.record.pk).exists()
    assert Revision.objects.of(made.record).open().exists()


def test_a_lesson_on_the_agenda_of_another_meeting_stays(meeting, editor):
    made = write_lesson(meeting, editor)
    AgendaItemFactory().lessons.add(made.record)

    with pytest.raises(ValidationError, match="another meeting"):
        delete(meeting, made, editor)

    assert Lesson.objects.filter(pk=made.record.pk).exists()
