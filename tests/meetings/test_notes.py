"""What is recorded on the day, by several note-takers."""

import datetime as dt
import re
import uuid

import pytest
from django.contrib.auth.models import User
from django.core.exceptions import ValidationError
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from meetings import actions
from meetings.models import AgreedAction, Decision, Meeting, MeetingNote, NoteKind, Statement
from projects.models import Lesson
from publishing import actions as publishing_actions
from publishing.drafts import open_thing
from publishing.snapshots import take
from tests.admin.forms import filled, url
from tests.factories import (
    AgendaItemFactory,
    DelegationFactory,
    MeetingFactory,
    ParticipantFactory,
    ProjectFactory,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def meeting():
    return MeetingFactory(state="published", stage="convened")


@pytest.fixture
def speaker(meeting):
    return ParticipantFactory(delegation__meeting=meeting, person__name="Ms Sato")


def day(meeting, *parts):
    return "/".join([f"/admin/meetings/meeting/{meeting.pk}/day", *parts]) + "/"


def form_of(client, meeting, **query):
    """What the form of the page would send."""
    form = client.get(day(meeting), query).context["form"]
    sent = {name: form[name].value() for name in form.fields}
    return {
        "kind": query.get("kind", "statement"),
        **{name: value for name, value in sent.items() if value not in (None, "")},
    }


def test_a_statement_is_noted_against_the_running_item(admin_page, meeting, speaker):
    item, project = (
        AgendaItemFactory(meeting=meeting),
        ProjectFactory(partnership=meeting.partnership),
    )
    admin_page.post(day(meeting, "item"), {"item": item.pk})
    sent = form_of(admin_page, meeting)
    assert sent["agenda_item"] == item.pk

    response = admin_page.post(
        day(meeting),
        {
            **sent,
            "participant": speaker.pk,
            "text": "Ms Sato thanked the masons.",
            "kind_of_words": "indirect",
            "original_language": "ja",
            "projects": [project.pk],
        },
    )

    assert response.status_code == 302
    said = Statement.objects.get()
    assert (said.text, said.original_language, said.agenda_item) == (
        "Ms Sato thanked the masons.",
        "ja",
        item,
    )
    assert (set(said.projects.all()), said.visibility) == ({project}, "partnership")


def test_decisions_actions_and_lessons_are_noted(admin_page, meeting, speaker):
    item = AgendaItemFactory(meeting=meeting)
    here = {"agenda_item": item.pk, "visibility": "public", "language": "en"}
    for kind, values in {
        "decision": {"text": "To go on."},
        "action": {
            "text": "Send the list",
            "owner": speaker.delegation.organisation_id,
            "responsible": speaker.person_id,
            "due_on": "2023-06-30",
        },
        "lesson": {"title": "Begin early", "text": "Before <rain>.\n\nAlways."},
    }.items():
        sent = {**form_of(admin_page, meeting, kind=kind), **here, **values}
        assert admin_page.post(day(meeting), sent).status_code == 302, kind

    assert Decision.objects.get().number == "2023/D1"
    assert AgreedAction.objects.get().number == "2023/A1"
    lesson = Lesson.objects.get()
    assert lesson.text == "<p>Before &lt;rain&gt;.</p>\n\n<p>Always.</p>"
    assert (lesson.state, list(item.lessons.all())) == ("draft", [lesson])
    told = admin_page.get(day(meeting)).text
    assert "To go on." in told
    assert "Send the list" in told
    owes = f"({speaker.delegation.organisation}, {speaker.person}, due on 30 June 2023)"
    assert owes in " ".join(told.split())
    edited = form_of(admin_page, meeting, edit=str(lesson.meeting_note.key))
    assert edited["text"] == "Before <rain>.\n\nAlways."


def test_a_public_lesson_is_not_changed_past_its_review(admin_page, meeting, speaker):
    given = {"title": "Begin early", "text": "Before rain.", "language": "en"}
    item = AgendaItemFactory(meeting=meeting)
    sent = form_of(admin_page, meeting, kind="lesson") | given | {"agenda_item": item.pk}
    admin_page.post(day(meeting), sent)
    lesson = Lesson.objects.get()
    lesson.state = "published"
    lesson.save()

    edited = form_of(admin_page, meeting, edit=str(lesson.meeting_note.key))
    response = admin_page.post(day(meeting), edited | {"title": "Begin late"})

    assert "This lesson is public." in response.text
    assert Lesson.objects.get(pk=lesson.pk).title == "Begin early"


def note(meeting, user, text, *, sent=None, item=None):
    return actions.write_note(
        meeting=meeting,
        kind=NoteKind.DECISION,
        sent=sent or actions.Sent(uuid.uuid4(), uuid.uuid4()),
        values={"text": text, "agenda_item": item, "visibility": "public", "projects": []},
        language="en",
        user=user,
    )


@pytest.mark.parametrize(
    ("stage", "said"),
    [
        ("circulated", "The minutes are circulated"),
        ("agreed", "The minutes are circulated"),
        ("closed", "The minutes are published"),
    ],
)
def test_nothing_is_noted_once_the_delegates_have_the_minutes(admin_page, meeting, stage, said):
    sent = form_of(admin_page, meeting, kind="decision") | {"text": "Too late."}
    publishing_actions.record_fact(thing=meeting, row=meeting, stage=stage)

    by_itself = admin_page.post(day(meeting), sent | {"_autosave": "1"})
    by_hand = admin_page.post(day(meeting), sent)

    assert by_itself.status_code == 400
    assert said in by_itself.json()["problems"][0]
    assert said in by_hand.text
    assert "Too late." in by_hand.text
    assert not Decision.objects.exists()


def test_an_action_is_not_due_before_its_meeting(admin_page, meeting):
    delegation = DelegationFactory(meeting=meeting)
    sent = form_of(admin_page, meeting, kind="action") | {
        "text": "To be done.",
        "owner": str(delegation.organisation_id),
        "due_on": "2023-03-12",
    }

    refused = admin_page.post(day(meeting), sent)
    assert "This day is before the meeting" in refused.text
    admin_page.post(day(meeting), sent | {"due_on": "2023-03-13"})

    action = AgreedAction.objects.get()
    AgreedAction.objects.update(due_on=dt.date(2023, 3, 1))
    page = filled(admin_page.get(url(action)), "_save") | {"title": "Told as it came"}
    assert admin_page.post(url(action), page).status_code == 302
    action.refresh_from_db()
    assert action.title == "Told as it came"
    action.due_on = dt.date(2023, 3, 12)
    with pytest.raises(ValidationError, match="This day is before the meeting"):
        action.full_clean()


def test_only_who_is_at_the_meeting_answers_for_an_action(admin_page, meeting, speaker):
    item, elsewhere = AgendaItemFactory(meeting=meeting), ParticipantFactory()
    sent = form_of(admin_page, meeting, kind="action") | {
        "agenda_item": item.pk,
        "visibility": "public",
        "language": "en",
        "text": "Send the list",
        "owner": speaker.delegation.organisation_id,
        "due_on": "2023-06-30",
    }

    for person, is_kept in ((elsewhere.person_id, False), (speaker.person_id, True)):
        admin_page.post(day(meeting), sent | {"responsible": person})
        assert AgreedAction.objects.filter(responsible=person).exists() == is_kept


def test_what_is_sent_twice_makes_one_record(meeting, editor):
    sent = actions.Sent(uuid.uuid4(), uuid.uuid4())

    first = note(meeting, editor, "Agreed.", sent=sent)
    second = note(meeting, editor, "Agreed.", sent=sent)

    assert first == second
    assert Decision.objects.count() == 1


def test_an_answer_that_was_lost_is_no_conflict(meeting, editor):
    key, lost = uuid.uuid4(), uuid.uuid4()
    note(meeting, editor, "Agr", sent=actions.Sent(key, lost))

    note(
        meeting,
        editor,
        "Agreed.",
        sent=actions.Sent(key, uuid.uuid4(), unanswered=frozenset({lost})),
    )

    assert Decision.objects.get().text == "Agreed."


def test_two_edits_never_overwrite_each_other(admin_page, meeting, editor):
    made = note(meeting, editor, "Agreed.")
    other = User.objects.create_superuser("grace")
    theirs = Client()
    theirs.force_login(other)
    mine, his = (
        form_of(client, meeting, kind="decision", edit=str(made.key))
        for client in (admin_page, theirs)
    )
    assert theirs.post(day(meeting), {**his, "text": "Agreed in full."}).status_code == 302

    automatic = admin_page.post(day(meeting), {**mine, "text": "Agreed in part.", "_autosave": 1})
    assert (automatic.status_code, automatic.json()) == (409, {"outdated": True, "deleted": False})
    both = admin_page.post(day(meeting), {**mine, "text": "Agreed in part."})

    assert both.status_code == 409
    assert "Agreed in full." in both.text
    assert "Agreed in part." in both.text
    assert Decision.objects.get().text == "Agreed in full."
    # Having seen both, one may save.
    form = both.context["form"]
    sent = {name: form[name].value() for name in form.fields if form[name].value()}
    assert admin_page.post(day(meeting), {**sent, "kind": "decision"}).status_code == 302
    assert Decision.objects.get().text == "Agreed in part."


def test_a_change_made_elsewhere_in_the_admin_counts_too(admin_page, meeting, editor):
    made = note(meeting, editor, "Agreed.")
    mine = form_of(admin_page, meeting, kind="decision", edit=str(made.key))
    decision = Decision.objects.get()
    decision.text = "Agreed on the page of the decision."
    decision.save()

    assert admin_page.post(day(meeting), {**mine, "text": "Mine."}).status_code == 409


def test_an_incomplete_form_says_what_is_missing_and_keeps_what_was_typed(admin_page, meeting):
    sent = {**form_of(admin_page, meeting), "text": "Half a sentence"}

    shown = admin_page.post(day(meeting), sent)
    automatic = admin_page.post(day(meeting), {**sent, "_autosave": 1})

    assert "Half a sentence" in shown.text
    assert automatic.status_code == 400
    assert any("Speaker" in one for one in automatic.json()["problems"])
    assert not MeetingNote.objects.exists()


def test_a_colleague_sees_what_is_new_and_nothing_while_nothing_is(admin_page, meeting, editor):
    page = admin_page.get(day(meeting)).text
    address = re.search(r'hx-get="([^"]+)"', page)[1]
    assert admin_page.get(address).status_code == 204

    note(meeting, editor, "To go on.")

    fresh = admin_page.get(address)
    assert "To go on." in fresh.text
    assert admin_page.get(re.search(r'hx-get="([^"]+)"', fresh.text)[1]).status_code == 204


def test_a_stage_stays_when_a_page_of_the_draft_was_open_meanwhile(admin_page):
    meeting = MeetingFactory(draft=True, stage="planned")
    admin_page.post(url(meeting), filled(admin_page.get(url(meeting)), "_continue"))
    opened = filled(admin_page.get(url(meeting)), "_continue")
    publishing_actions.record_fact(thing=meeting, row=meeting, stage="minutes_draft")

    admin_page.post(url(meeting), opened | {"title": "Whole"})

    meeting = Meeting.objects.get(pk=meeting.pk)
    assert (meeting.title, meeting.stage) == ("Whole", "minutes_draft")
    opened = filled(admin_page.get(url(meeting)), "_continue")
    admin_page.post(url(meeting), opened | {"stage": "planned"})
    assert Meeting.objects.get(pk=meeting.pk).stage == "planned"


def test_attendance_stays_when_a_page_of_the_meeting_was_open_meanwhile(
    admin_page,
):
    meeting = MeetingFactory(draft=True, stage="planned")
    speaker = ParticipantFactory(delegation__meeting=meeting)
    admin_page.post(url(meeting), filled(admin_page.get(url(meeting)), "_continue"))
    opened = filled(admin_page.get(url(meeting)), "_autosave")
    admin_page.post(url(meeting), opened | {"title": "Half"})

    admin_page.post(
        day(meeting, "attendance"),
        {f"was-{speaker.pk}": "invited", f"now-{speaker.pk}": "online"},
    )
    del opened["_autosave"]
    admin_page.post(url(meeting), opened | {"title": "Whole", "_continue": "on"})

    speaker.refresh_from_db()
    meeting = Meeting.objects.get(pk=meeting.pk)
    assert (meeting.title, speaker.attendance) == ("Whole", "online")


def test_attendance_of_two_note_takers_is_kept(admin_page, meeting, speaker):
    other = ParticipantFactory(delegation=speaker.delegation)
    before = {f"was-{one.pk}": "invited" for one in (speaker, other)}

    admin_page.post(day(meeting, "attendance"), {**before, f"now-{speaker.pk}": "online"})
    conflict = admin_page.post(
        day(meeting, "attendance"),
        {**before, f"now-{speaker.pk}": "absent", f"now-{other.pk}": "in_person", "_autosave": 1},
    )

    speaker.refresh_from_db()
    other.refresh_from_db()
    assert (speaker.attendance, other.attendance) == ("online", "in_person")
    assert conflict.status_code == 409
    assert "Ms Sato" in conflict.json()["overtaken"][0]


@pytest.mark.parametrize("state", ["draft", "published"])
def test_what_happened_is_not_taken_back_by_a_draft(meeting, speaker, editor, state):
    meeting.state = state
    meeting.save()
    item = AgendaItemFactory(meeting=meeting)
    publishing_actions.save_draft(
        thing=meeting,
        draft=publishing_actions.Draft(take(meeting)),
        opened=open_thing(meeting),
        user=editor,
    )

    actions.record_attendance(
        meeting=meeting, entered={speaker: ("invited", "online")}, user=editor
    )
    lesson = actions.write_note(
        meeting=meeting,
        kind=NoteKind.LESSON,
        sent=actions.Sent(uuid.uuid4(), uuid.uuid4()),
        values={"title": "T", "rich_text": "<p>t</p>", "project": None, "agenda_item": item},
        language="en",
        user=editor,
    ).lesson
    meeting.refresh_from_db()
    publishing_actions.publish(thing=meeting, user=editor)

    speaker.refresh_from_db()
    assert speaker.attendance == "online"
    assert list(item.lessons.all()) == [lesson]


def test_the_page_costs_the_same_however_much_is_noted(admin_page, meeting, editor):
    def add(n):
        item = AgendaItemFactory(meeting=meeting)
        note(meeting, editor, f"Decision {n}", item=item)
        ParticipantFactory(delegation=DelegationFactory(meeting=meeting))

    def cost(*parts):
        with CaptureQueriesContext(connection) as queries:
            assert admin_page.get(day(meeting, *parts)).status_code == 200
        return len(queries)

    add(1)
    admin_page.get(day(meeting))
    before = cost(), cost("records")
    add(2)
    add(3)

    assert (cost(), cost("records")) == before


def test_who_may_not_edit_the_meeting_sees_nothing_of_the_day(client, meeting):
    client.force_login(User.objects.create_user("nobody", is_staff=True))

    for part in ((), ("records",), ("item",), ("attendance",)):
        assert client.get(day(meeting, *part)).status_code in (403, 404)
