"""Next year's review, made from last year's."""

import datetime as dt
import zoneinfo

import pytest
from django.contrib.auth.models import User
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from meetings import actions
from meetings.models import Meeting
from publishing.drafts import open_thing
from tests.factories import (
    AgendaItemFactory,
    AgreedActionFactory,
    AppointmentFactory,
    DelegationFactory,
    DocumentFactory,
    ImportantDateFactory,
    LessonFactory,
    MeetingFactory,
    ParticipantFactory,
    PersonFactory,
    PriorityAreaFactory,
    ProjectFactory,
    SessionFactory,
)

pytestmark = pytest.mark.django_db

PARIS = zoneinfo.ZoneInfo("Europe/Paris")
NEXT = dt.datetime(2024, 4, 8, 9, 30, tzinfo=PARIS)


@pytest.fixture
def last():
    """A review in winter time; the next one is in summer time."""
    return MeetingFactory(
        title="Annual review 2023",
        slug="annual-review-2023",
        starts_at=dt.datetime(2023, 3, 13, 9, tzinfo=PARIS),
        ends_at=dt.datetime(2023, 3, 14, 17, tzinfo=PARIS),
        time_zone="Europe/Paris",
        state="published",
        stage="closed",
        modality="hybrid",
        review_start=dt.date(2022, 1, 1),
        review_end=dt.date(2022, 12, 31),
    )


def clone(last, user, **given):
    return actions.clone_review(
        **{
            "meeting": last,
            "starts_at": NEXT,
            "time_zone": "Europe/Paris",
            "place": "",
            "user": user,
            **given,
        }
    )


def test_the_new_review_is_a_draft_of_the_new_year(last, editor):
    new, told = clone(last, editor, place="Tokyo")

    assert [line.split(":")[0] for line in told] == ["The place is new"]
    assert (new.slug, str(new), new.place) == ("annual-review-2024", "Annual review 2024", "Tokyo")
    assert (new.state, new.stage, new.previous, new.modality) == (
        "draft",
        "planned",
        last,
        "hybrid",
    )
    assert (new.review_start, new.review_end) == (dt.date(2023, 1, 1), dt.date(2023, 12, 31))
    assert not Meeting.objects.public().filter(pk=new.pk).exists()
    assert open_thing(new).revision is not None


def test_what_would_be_due_on_a_day_past_is_left_to_the_officer(last, editor):
    starts_at = timezone.now() + dt.timedelta(days=20)
    ImportantDateFactory(
        meeting=last, title="Figures of 2022", on=last.first_day - dt.timedelta(30)
    )
    ImportantDateFactory(meeting=last, title="Papers", on=last.first_day - dt.timedelta(10))

    new, told = clone(last, editor, starts_at=starts_at)

    assert [due.safe_translation_getter("title") for due in new.important_dates.all()] == ["Papers"]
    [said] = [line for line in told if "which is past" in line]
    assert said.startswith(f"“Figures of {new.first_day.year - 1}” would have been on")


def test_the_day_proposed_is_one_to_come(admin_page, last):
    page = admin_page.get(reverse("admin:meetings_meeting_clone", args=[last.pk]))

    proposed = page.context["form"].initial["day"]
    assert timezone.localdate() < proposed <= timezone.localdate() + dt.timedelta(weeks=53)
    assert (proposed - last.first_day).days % 7 == 0


def test_times_keep_their_hour_on_the_clock_of_the_place(last, editor):
    SessionFactory(
        meeting=last,
        title="Second morning",
        starts_at=dt.datetime(2023, 3, 14, 10, tzinfo=PARIS),
        ends_at=dt.datetime(2023, 3, 14, 12, tzinfo=PARIS),
    )
    ImportantDateFactory(meeting=last, title="Papers for 2023", on=dt.date(2023, 2, 13))

    new, _told = clone(last, editor)

    assert new.starts_at == NEXT
    assert new.ends_at == dt.datetime(2024, 4, 9, 17, 30, tzinfo=PARIS)
    session = new.sessions.get()
    # 9:00 became 9:30, so 10:00 on the second day becomes 10:30, in summer time.
    assert session.starts_at == dt.datetime(2024, 4, 9, 10, 30, tzinfo=PARIS)
    assert session.starts_at.astimezone(dt.UTC).hour == 8
    due = new.important_dates.get()
    assert (due.title, NEXT.date() - due.on) == ("Papers for 2024", dt.timedelta(days=28))


def test_the_officer_states_the_zone_of_the_next_review(admin_page, last):
    SessionFactory(
        meeting=last,
        starts_at=dt.datetime(2023, 3, 14, 10, tzinfo=PARIS),
        ends_at=dt.datetime(2023, 3, 14, 12, tzinfo=PARIS),
    )
    london = zoneinfo.ZoneInfo("Europe/London")
    for zone, hour in (("Europe/Paris", 8), ("Europe/London", 7)):
        MeetingFactory(
            part_of=last,
            slug=f"in-{zone.lower().replace('/', '-')}-2023",
            time_zone=zone,
            starts_at=dt.datetime(2023, 3, 13, hour, tzinfo=zoneinfo.ZoneInfo(zone)),
            ends_at=dt.datetime(2023, 3, 13, hour + 1, tzinfo=zoneinfo.ZoneInfo(zone)),
        )
    page = reverse("admin:meetings_meeting_clone", args=[last.pk])
    given = {"day": "2027-04-05", "hour": "09:00", "place": "Tokyo"}
    assert admin_page.get(page).context["form"].initial["time_zone"] == "Europe/Paris"

    for wrong in ({}, {"time_zone": "Asia/Tokio"}):
        answer = admin_page.post(page, given | wrong)
        assert answer.context["form"].errors.keys() == {"time_zone"}
    admin_page.post(page, given | {"time_zone": "Asia/Tokyo"})

    new, tokyo = Meeting.objects.get(previous=last), zoneinfo.ZoneInfo("Asia/Tokyo")
    assert new.time_zone == "Asia/Tokyo"
    assert new.starts_at == dt.datetime(2027, 4, 5, 9, tzinfo=tokyo)
    assert new.ends_at == dt.datetime(2027, 4, 6, 17, tzinfo=tokyo)
    assert new.sessions.get().starts_at == dt.datetime(2027, 4, 6, 10, tzinfo=tokyo)
    assert {part.slug: (part.time_zone, part.starts_at) for part in new.parts.all()} == {
        "in-europe-paris-2027": ("Asia/Tokyo", dt.datetime(2027, 4, 5, 8, tzinfo=tokyo)),
        "in-europe-london-2027": ("Europe/London", dt.datetime(2027, 4, 5, 7, tzinfo=london)),
    }


def test_open_actions_of_earlier_reviews_become_item_2(last, editor):
    opening = AgendaItemFactory(meeting=last, number="1", order=0, title="Opening")
    area, project = PriorityAreaFactory(), ProjectFactory()
    second = AgendaItemFactory(
        meeting=last, number="2", order=1, title="Culture", area=area, purpose="decision"
    )
    second.projects.add(project)
    AgendaItemFactory(
        meeting=last, number="2.1", order=2, title="Masons", parent=second, visibility="internal"
    )
    late = AgreedActionFactory(meeting=last, due_on=dt.date(2023, 6, 1))
    before = AgreedActionFactory(
        meeting=MeetingFactory(
            partnership=last.partnership,
            starts_at=dt.datetime(2022, 3, 13, tzinfo=PARIS),
            ends_at=dt.datetime(2022, 3, 13, tzinfo=PARIS),
        )
    )
    AgreedActionFactory(meeting=last, status="done", closed_on=dt.date(2023, 5, 1))
    AgreedActionFactory(title="of another partnership")

    new, _told = clone(last, editor)

    agenda = [(one.number, one.title, one.purpose) for one in new.agenda_items.all()]
    assert agenda == [
        ("1", "Opening", opening.purpose),
        ("2", "Follow-up of agreed actions", "discussion"),
        ("3", "Culture", "decision"),
        ("3.1", "Masons", "discussion"),
    ]
    follow_up, culture, masons = new.agenda_items.exclude(number="1")
    assert set(follow_up.follows_up.all()) == {late, before}
    assert (culture.area, set(culture.projects.all())) == (area, {project})
    assert (masons.parent, masons.visibility) == (culture, "internal")

    # The year after: the item is there already, and is not doubled.
    again, _told = clone(new, editor, starts_at=NEXT.replace(year=2025))
    assert [one.number for one in again.agenda_items.all()] == ["1", "2", "3", "3.1"]
    assert set(again.agenda_items.get(number="2").follows_up.all()) == {late, before}


def test_people_come_in_the_capacity_they_hold_now(last, editor):
    delegation = DelegationFactory(meeting=last, side="donor")
    here = delegation.organisation
    stays, left, unknown, after = (PersonFactory(name=name) for name in "ABCD")
    ParticipantFactory(
        delegation=delegation, person=stays, capacity="Counsellor", attendance="in_person"
    )
    ParticipantFactory(delegation=delegation, person=left, capacity="Ambassador", is_head=True)
    ParticipantFactory(delegation=delegation, person=unknown, capacity="Expert")
    gone = ParticipantFactory(delegation=delegation, capacity="Attaché", person__name="E")
    day = dt.date(2023, 9, 1)
    AppointmentFactory(person=stays, organisation=here, title="Counsellor", end=day)
    AppointmentFactory(person=stays, organisation=here, title="Minister-Counsellor", start=day)
    AppointmentFactory(person=left, organisation=here, title="Ambassador", end=day)
    AppointmentFactory(person=after, organisation=here, title="Ambassador", start=day)
    AppointmentFactory(person=gone.person, organisation=here, title="Attaché", end=day)

    new, told = clone(last, editor)

    people = new.delegations.get().participants.all()
    assert {(str(one.person), one.capacity, one.is_head, one.attendance) for one in people} == {
        ("A", "Minister-Counsellor", False, "invited"),
        ("D", "Ambassador", True, "invited"),
        ("C", "Expert", False, "invited"),
    }
    assert [line.split()[0] for line in told] == ["E"]


def test_an_area_that_ended_gives_way_to_its_successor(last, editor):
    ended = PriorityAreaFactory(end=dt.date(2023, 12, 31))
    stays, after = PriorityAreaFactory(end=None), PriorityAreaFactory()
    after.predecessors.add(ended)
    last.priority_areas.set([ended, stays])

    new, _told = clone(last, editor)

    assert set(new.priority_areas.all()) == {after, stays}


def test_an_item_is_copied_with_all_that_is_planned_of_it_in_every_language(last, editor):
    session = SessionFactory(meeting=last, title="Morning of 2023", place="Room IV")
    session.create_translation("fr", title="Matinée de 2023", place="Salle IV")
    item = AgendaItemFactory(
        meeting=last,
        title="Results of 2023",
        description="<p>Figures of 2023.</p>",
        session=session,
        purpose="decision",
        minutes_planned=45,
        visibility="partnership",
        area=PriorityAreaFactory(end=dt.date(2023, 12, 31)),
    )
    item.create_translation("fr", title="Résultats de 2023", description="<p>Chiffres.</p>")
    after = PriorityAreaFactory()
    after.predecessors.add(item.area)
    item.projects.add(ProjectFactory())
    item.lessons.add(LessonFactory())
    date = ImportantDateFactory(meeting=last, title="Papers", visibility="public")
    date.create_translation("ja", title="書類")

    new, told = clone(last, editor)

    copy = new.agenda_items.get()
    said = {one.language_code: (one.title, one.description) for one in copy.translations.all()}
    assert said == {
        "en": ("Results of 2024", "<p>Figures of 2024.</p>"),
        "fr": ("Résultats de 2024", "<p>Chiffres.</p>"),
    }
    assert (copy.purpose, copy.minutes_planned, copy.visibility, copy.area) == (
        "decision",
        45,
        "partnership",
        after,
    )
    assert set(copy.projects.all()) == set(item.projects.all())
    assert copy.lessons.count() == 0, "what was discussed is not discussed again by itself"
    rooms = {one.language_code: (one.title, one.place) for one in copy.session.translations.all()}
    assert rooms == {"en": ("Morning of 2024", "Room IV"), "fr": ("Matinée de 2024", "Salle IV")}
    due = new.important_dates.get()
    assert due.visibility == "public"
    assert {one.language_code for one in due.translations.all()} == {"en", "ja"}
    assert told == []


def test_papers_come_in_their_newest_version_and_what_is_over_is_left_behind(last, editor):
    item = AgendaItemFactory(meeting=last)
    guide = DocumentFactory()
    newer = DocumentFactory(supersedes=guide)
    newest = DocumentFactory(supersedes=newer)
    item.documents.set([guide, DocumentFactory(state="archived")])
    over = ProjectFactory(
        title="Long over", status=4, actual_start="2020-01-01", actual_end=dt.date(2022, 6, 30)
    )
    of_this_year = ProjectFactory(
        status=4, actual_start="2020-01-01", actual_end=dt.date(2023, 6, 30)
    )
    item.projects.set([over, of_this_year])
    split = AgendaItemFactory(meeting=last, area=PriorityAreaFactory(end=dt.date(2023, 12, 31)))
    for _number in range(2):
        PriorityAreaFactory().predecessors.add(split.area)

    new, told = clone(last, editor)

    copy, unsettled = new.agenda_items.all()
    assert set(copy.documents.all()) == {newest}
    assert set(copy.projects.all()) == {of_this_year}
    assert unsettled.area is None
    assert any("“Long over” is over" in line for line in told)
    assert any("choose its area" in line for line in told)
    assert any("papers of last time" in line for line in told)


def test_the_parts_of_a_review_come_with_it(last, editor):
    part = MeetingFactory(
        title="Dialogue 2023",
        slug="dialogue-2023",
        kind="strategic_dialogue",
        part_of=last,
        partnership=last.partnership,
        starts_at=dt.datetime(2023, 3, 13, 9, tzinfo=PARIS),
        ends_at=dt.datetime(2023, 3, 13, 11, tzinfo=PARIS),
        time_zone="Europe/Paris",
    )
    AgendaItemFactory(meeting=part, title="Opening words")
    DelegationFactory(meeting=part)
    AgreedActionFactory(meeting=last)
    MeetingFactory(part_of=last, partnership=last.partnership, stage="cancelled")

    new, _told = clone(last, editor)

    (dialogue,) = new.parts.all()
    assert (str(dialogue), dialogue.kind, dialogue.state, dialogue.previous) == (
        "Dialogue 2024",
        "strategic_dialogue",
        "draft",
        part,
    )
    assert dialogue.starts_at == NEXT
    assert [one.title for one in dialogue.agenda_items.all()] == ["Opening words"]
    assert dialogue.delegations.count() == 1
    assert open_thing(dialogue).revision is not None


def test_cloning_costs_the_same_however_much_there_is_to_copy(editor):
    def cost(year, many):
        first = dt.datetime(year, 3, 13, 9, tzinfo=PARIS)
        review = MeetingFactory(starts_at=first, ends_at=first + dt.timedelta(hours=8))
        for number in range(many):
            session = SessionFactory(meeting=review, starts_at=first, ends_at=first)
            session.create_translation("fr", title="Matinée")
            top = AgendaItemFactory(
                meeting=review, session=session, area=PriorityAreaFactory(), order=number
            )
            top.create_translation("fr", title="Point")
            top.projects.add(ProjectFactory())
            top.documents.add(DocumentFactory())
            AgendaItemFactory(meeting=review, parent=top, order=number)
            ImportantDateFactory(meeting=review).create_translation("fr", title="Échéance")
            review.priority_areas.add(PriorityAreaFactory())
            delegation = DelegationFactory(meeting=review)
            for _n in range(many):
                sits = ParticipantFactory(delegation=delegation)
                AppointmentFactory(person=sits.person, organisation=delegation.organisation)
                gone = ParticipantFactory(delegation=delegation)
                AppointmentFactory(
                    person=gone.person, organisation=delegation.organisation, end="2020-01-01"
                )
            AgreedActionFactory(meeting=review)
        with CaptureQueriesContext(connection) as queries:
            clone(review, editor, starts_at=first + dt.timedelta(weeks=52))
        return len(queries)

    cost(2020, 1)
    assert cost(2021, 1) == cost(2022, 3)


def test_a_review_is_cloned_once_and_onwards(last, editor):
    with pytest.raises(ValidationError, match="must be later"):
        clone(last, editor, starts_at=last.starts_at)
    clone(last, editor)
    with pytest.raises(ValidationError, match="exists already"):
        clone(last, editor)
    assert Meeting.objects.count() == 2


def test_who_may_not_edit_it_clones_nothing(last):
    nobody = User.objects.create_user("nobody", is_staff=True)

    with pytest.raises(PermissionDenied):
        clone(last, nobody)
    assert Meeting.objects.count() == 1


def test_it_is_cloned_from_its_page(last, admin_page):
    address = f"/admin/meetings/meeting/{last.pk}/clone/"
    assert address in admin_page.get(f"/admin/meetings/meeting/{last.pk}/change/").text
    form = admin_page.get(address).context["form"]
    assert form["hour"].initial == dt.time(9)

    zone = {"time_zone": "Europe/Paris"}

    refused = admin_page.post(address, zone | {"day": "2022-01-01", "hour": "09:00"})
    assert "must be later" in refused.text
    response = admin_page.post(address, zone | {"day": "2024-04-08", "hour": "09:30"})

    new = Meeting.objects.get(previous=last)
    assert new.starts_at == NEXT
    assert response.url == f"/admin/meetings/meeting/{new.pk}/change/"
    assert admin_page.get(response.url).status_code == 200


def test_an_item_that_looks_at_an_action_among_others_is_kept(last, editor):
    project = ProjectFactory(partnership=last.partnership)
    dialogue = AgendaItemFactory(meeting=last, number="7", title="Strategic dialogue")
    dialogue.projects.add(project)
    dialogue.follows_up.add(AgreedActionFactory(meeting=MeetingFactory()))

    new, _told = clone(last, editor)

    assert dialogue.title in {one.title for one in new.agenda_items.all()}


@pytest.mark.parametrize("about", ["area", "parts"])
def test_an_item_about_more_than_actions_is_kept(last, editor, about):
    item = AgendaItemFactory(meeting=last, number="7", title="Strategic dialogue")
    item.follows_up.add(AgreedActionFactory(meeting=MeetingFactory()))
    if about == "area":
        type(item).objects.filter(pk=item.pk).update(area=PriorityAreaFactory())
    else:
        AgendaItemFactory(meeting=last, number="7.1", parent=item)

    new, _told = clone(last, editor)

    assert item.title in {one.title for one in new.agenda_items.all()}
