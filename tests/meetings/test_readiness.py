"""What projects owe before a review, by when, who is told, and what an officer sees first."""

import datetime as dt
import functools
from http import HTTPStatus

import pytest
from django.contrib.auth.models import Group, Permission
from django.core import mail
from django.core.management import call_command
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from meetings.models import Notice
from meetings.readiness import Owed, projects_in_scope, readiness
from meetings.readiness_mail import send_readiness
from projects.models import Project
from tests import factories
from tests.factories import (
    AgendaItemFactory,
    AgreedActionFactory,
    BudgetFactory,
    EvidenceFactory,
    ImportantDateFactory,
    MeasurementFactory,
    MeetingFactory,
    MeetingNoteFactory,
    MinutesFactory,
    PartnershipMemberFactory,
    PeriodFactory,
    PhotoFactory,
    ProjectPhotoFactory,
    ProjectPriorityAreaFactory,
)
from tests.factories.publishing import RevisionFactory, UserFactory

pytestmark = pytest.mark.django_db

ProjectFactory = functools.partial(factories.ProjectFactory, planned_end=None)
"""Without a day that may have passed."""

DAY = dt.timedelta(days=1)
LANGUAGES = ("fr", "ja", "ar")


def review(days=60, **values):
    at = timezone.now() + days * DAY
    return MeetingFactory(starts_at=at, ends_at=at, time_zone="UTC", **values)


def ready_project(meeting, **values):
    """A project that owes nothing."""
    given = {"reviewed_on": timezone.localdate(), "partnership": meeting.partnership, **values}
    project = ProjectFactory(**given)
    BudgetFactory(project=project)
    source = project.translations.get(language_code="en")
    for code in LANGUAGES:
        texts = {
            name: getattr(source, name) and f"{code} {getattr(source, name)}"
            for name in source.get_translated_fields()
        }
        project.translations.update_or_create(language_code=code, defaults=texts)
    return project


def owed(meeting, user):
    return [(one.kind, one.project) for one in readiness(meeting, user).debts]


def member(role, partnership=None, **values):
    user = UserFactory(is_staff=True, **values)
    user.groups.add(Group.objects.get(name=role))
    if partnership is not None:
        PartnershipMemberFactory(user=user, partnership=partnership)
    return user


def owed_text(user):
    """What the mail to an officer says, sent whether or not it is time."""
    Notice.objects.all().delete()
    mail.outbox.clear()
    send_readiness.call(user.pk)
    return mail.outbox[0].body


def test_a_project_with_everything_owes_nothing(editor):
    meeting = review()
    project = ready_project(meeting)
    period = PeriodFactory(indicator__result__project=project, end=timezone.localdate() - DAY)
    EvidenceFactory(measurement=MeasurementFactory(period=period, state="approved"))

    board = readiness(meeting, editor)

    assert board.debts == []
    assert (board.ready, board.projects) == (1, [project])


def test_each_thing_that_is_owed_is_found_with_the_page_to_mend_it(editor, admin_page):
    meeting = review()

    def project():
        return ready_project(meeting)

    late = PeriodFactory(indicator__result__project=project(), end=timezone.localdate() - DAY)
    MeasurementFactory(period=late, state="draft")
    PeriodFactory(indicator__result__project=project(), end=timezone.localdate())
    PeriodFactory(indicator__result__project=project(), end=timezone.localdate() - DAY, locked=True)
    value = MeasurementFactory(state="submitted", period__indicator__result__project=project())
    untranslated = project()
    untranslated.translations.filter(language_code="fr").delete()
    unknown = ProjectPhotoFactory(
        project=project(), photo=PhotoFactory(draft=True, consent="unknown")
    )
    poor, forgotten = project(), project()
    poor.budgets.all().delete()
    type(forgotten).objects.filter(pk=forgotten.pk).update(
        reviewed_on=meeting.first_day - 184 * DAY
    )

    board = readiness(meeting, editor)

    assert {(one.kind, one.project.pk) for one in board.debts} == {
        (Owed.VALUE, late.indicator.result.project_id),
        (Owed.EVIDENCE, value.period.indicator.result.project_id),
        (Owed.TRANSLATION, untranslated.pk),
        (Owed.PHOTO, unknown.project_id),
        (Owed.BUDGET, poor.pk),
        (Owed.CONFIRMATION, forgotten.pk),
    }
    for one in board.debts:
        assert admin_page.get(one.edit_url).status_code == 200, one.edit_url
    links = {one.kind: one.edit_url for one in board.debts}
    assert links[Owed.VALUE] == f"/admin/projects/measurement/add/?period={late.pk}"
    assert links[Owed.EVIDENCE] == f"/admin/projects/evidence/add/?measurement={value.pk}"
    assert links[Owed.TRANSLATION].endswith("?language=fr")


def test_the_board_is_narrowed_by_its_query_string(admin_page):
    meeting = review()
    ada = UserFactory(is_staff=True, first_name="Ada", last_name="Lovelace")
    ours, theirs = (ready_project(meeting, officer=one) for one in (ada, None))
    for project in (ours, theirs):
        project.budgets.all().delete()
        project.translations.filter(language_code="fr").delete()
    area = ProjectPriorityAreaFactory(project=ours).area
    every = {(kind, one) for kind in (Owed.BUDGET, Owed.TRANSLATION) for one in (ours, theirs)}

    def shown(**query):
        page = admin_page.get(f"/admin/meetings/readiness/{meeting.pk}/", query)
        assert page.status_code == 200
        return {(one.kind, one.project) for one in page.context["shown"].debts}

    of_ours = {one for one in every if one[1] == ours}
    assert shown() == every
    assert shown(officer=ada.pk) == of_ours
    assert shown(officer="null") == every - of_ours
    assert shown(area=area.pk) == of_ours
    assert shown(owed="budget") == {(Owed.BUDGET, ours), (Owed.BUDGET, theirs)}
    assert shown(owed=["budget", "translation"], officer=ada.pk) == of_ours
    assert shown(due_by=(meeting.first_day - 28 * DAY).isoformat(), area=area.pk) == {
        (Owed.BUDGET, ours)
    }
    assert shown(officer="x", due_by="soon") == every
    page = admin_page.get(f"/admin/meetings/readiness/{meeting.pk}/", {"due_by": "1999-01-01"})
    assert "Nothing of what is owed matches" in page.text
    assert "Ada Lovelace" in page.text
    assert f"/admin/projects/project/{ours.pk}/change/#budgets-group" in admin_page.get(
        f"/admin/meetings/readiness/{meeting.pk}/"
    ).text  # fmt: skip


def test_values_and_days_are_written_for_people(editor):
    meeting = review()
    project = ready_project(meeting)
    type(project).objects.filter(pk=project.pk).update(reviewed_on=dt.date(2023, 3, 13))
    MeasurementFactory(
        state="submitted",
        value=1240,
        as_of=dt.date(2023, 6, 30),
        period__indicator__unit="people",
        period__indicator__result__project=project,
    )

    said = {one.kind: one.what for one in readiness(meeting, editor).debts}

    assert said[Owed.EVIDENCE].endswith(": 1,240 people, 30 June 2023")
    assert said[Owed.CONFIRMATION] == "Confirmed on 13 March 2023."


def test_days_are_counted_back_or_set_by_the_meeting(editor):
    meeting = review()
    project = ready_project(meeting)
    project.budgets.all().delete()
    project.translations.filter(language_code="fr").delete()
    ImportantDateFactory(meeting=meeting, on=meeting.first_day - 30 * DAY)

    due = {one.kind: one.due_on for one in readiness(meeting, editor).debts}

    assert due == {
        Owed.BUDGET: meeting.first_day - 30 * DAY,
        Owed.TRANSLATION: meeting.first_day - 14 * DAY,
    }


def test_the_scope_is_what_ran_in_the_review_period_and_what_is_on_the_agenda():
    meeting = review(review_start=dt.date(2023, 1, 1), review_end=dt.date(2023, 12, 31))
    ours = {"partnership": meeting.partnership}
    running = ProjectFactory(**ours, planned_start=dt.date(2022, 5, 1))
    ended_within = ProjectFactory(
        **ours, planned_start=dt.date(2020, 1, 1), planned_end=dt.date(2023, 1, 1), status=4
    )
    goes_on = ProjectFactory(**ours, planned_end=dt.date(2022, 12, 31), status=2)
    ProjectFactory(**ours, planned_end=dt.date(2022, 12, 31), status=4)
    ProjectFactory(**ours, planned_end=dt.date(2025, 1, 1), actual_end=dt.date(2022, 6, 1))
    ProjectFactory(**ours, planned_start=dt.date(2024, 1, 1))
    ProjectFactory(**ours, status=5)
    ProjectFactory(**ours, state="archived")
    ProjectFactory()
    discussed = ProjectFactory()
    AgendaItemFactory(meeting=meeting).projects.add(discussed)

    assert set(projects_in_scope(meeting)) == {running, ended_within, goes_on, discussed}


def test_editors_see_what_their_partnerships_owe(client):
    meeting, other = review(), review(draft=True, title="Their secret review")
    ours, theirs = (
        ProjectFactory(partnership=meeting.partnership),
        ProjectFactory(partnership=other.partnership, title="Their secret project"),
    )
    AgendaItemFactory(meeting=meeting).projects.add(theirs)
    user = member("Editor", meeting.partnership)
    client.force_login(user)

    assert {project for _kind, project in owed(meeting, user)} == {ours}
    page = client.get(f"/admin/meetings/readiness/{meeting.pk}/").content.decode()
    assert "Their secret" not in page
    assert client.get(f"/admin/meetings/readiness/{other.pk}/").status_code == 404
    client.force_login(UserFactory(is_staff=True))
    assert client.get("/admin/meetings/readiness/").status_code == 403


def test_the_board_costs_the_same_however_many_projects(admin_page):
    meeting = review()
    address = f"/admin/meetings/readiness/{meeting.pk}/"

    def grow(number):
        for _ in range(number):
            project = ProjectFactory(
                partnership=meeting.partnership, officer=UserFactory(is_staff=True)
            )
            PeriodFactory(indicator__result__project=project, end=dt.date(2023, 1, 1))
            MeasurementFactory(state="approved", period__indicator__result__project=project)
            ProjectPhotoFactory(project=project)

    def cost():
        with CaptureQueriesContext(connection) as queries:
            assert admin_page.get(address).status_code == 200
        return len(queries)

    grow(1)
    cost()
    costs = [cost()]
    for more in (2, 27):
        grow(more)
        costs.append(cost())

    assert len(set(costs)) == 1, costs


def test_officers_get_one_mail_a_week_with_what_they_owe(monkeypatch):
    meeting = review(title="The review")
    officer = member("Editor", meeting.partnership, email="officer@example.org")
    project = ready_project(meeting, officer=officer, title="Bridges")
    project.budgets.all().delete()
    ready_project(meeting, officer=member("Editor", meeting.partnership, email="b@example.org"))
    today = timezone.localdate()

    def sent(days):
        monkeypatch.setattr(timezone, "localdate", lambda *_args: today + days * DAY)
        before = len(mail.outbox)
        call_command("send_reminders")
        return [one.to for one in mail.outbox[before:]]

    assert [sent(days) for days in (0, 0, 3, 6, 7)] == [
        [["officer@example.org"]],
        [],
        [],
        [],
        [["officer@example.org"]],
    ]
    assert "Bridges" in mail.outbox[0].body
    assert "No budget is entered." in mail.outbox[0].body
    assert f"/admin/projects/project/{project.pk}/change/" in mail.outbox[0].body


def test_the_mail_names_each_project_once_with_what_it_owes_by_which_day():
    meeting = review(title="The review")
    officer = member("Partnership officer", meeting.partnership, email="officer@example.org")
    owing = ready_project(meeting, officer=officer, title="Bridges", reviewed_on=None)
    owing.budgets.all().delete()
    own_only = owed_text(officer)
    ready_project(meeting, title="Wells").budgets.all().delete()

    text = owed_text(officer)

    assert "Projects that have no officer" not in own_only
    assert own_only.splitlines().count("Bridges") == 1
    assert own_only.count("http") == 2, "the project's page and the board"
    lines = text.splitlines()
    at = [
        lines.index(one)
        for one in (
            "Your projects still owe:",
            "Bridges",
            "– Budget missing: No budget is entered.",
            "– Page not confirmed: Never confirmed.",
            "Projects that have no officer yet still owe:",
            "Wells",
        )
    ]
    assert at == sorted(at)
    assert lines[at[2] - 1].startswith("Due on ")


def test_nobody_is_told_long_before_a_meeting():
    meeting = review(days=91)
    user = member("Editor", meeting.partnership, email="officer@example.org")
    ProjectFactory(partnership=meeting.partnership, officer=user)

    call_command("send_reminders")

    assert mail.outbox == []


def test_an_officer_sees_the_review_first(client):
    meeting = review(days=20, title="The next review")
    ProjectFactory(partnership=meeting.partnership)
    action = AgreedActionFactory(title="Long overdue")
    MinutesFactory(meeting__title="Last review")
    client.force_login(member("Partnership officer", meeting.partnership))

    page = client.get("/admin/").content.decode()

    board = page[page.index('class="board"') :]
    for said in (
        "The next review",
        "20 days left",
        "0 of 1 project is ready",
        f"/admin/meetings/readiness/{meeting.pk}/",
        f"/admin/meetings/agreedaction/{action.pk}/change/",
        "Last review",
    ):
        assert said in board
    assert page.index('class="board"') < page.index("app-meetings")


def test_a_meeting_that_is_part_of_another_is_not_the_next(admin_page):
    over = review(days=-3, title="Just over", stage="convened", state="published")
    review(days=2, title="Exchanges after it", part_of=over, kind="technical")
    meeting = review(days=300, title="A year later")

    board = admin_page.get("/admin/").context
    assert board["path"].meeting == meeting
    assert board["last"].meeting == over
    page = admin_page.get("/admin/meetings/readiness/").content.decode()
    assert "A year later" in page
    assert "Exchanges after it" not in page


def test_what_is_owed_before_a_review_is_told_once_if_it_has_parts():
    meeting = review(title="The review")
    review(days=59, title="Its opening", part_of=meeting, partnership=meeting.partnership)
    officer = member("Editor", meeting.partnership, email="officer@example.org")
    ready_project(meeting, officer=officer).budgets.all().delete()

    call_command("send_reminders")

    [told] = mail.outbox
    assert told.body.count("No budget is entered.") == 1


def test_once_a_review_has_begun_nothing_is_prepared_any_more(admin_page):
    meeting = review(days=0.1, title="Under way", state="published")
    meeting.starts_at -= DAY
    meeting.save()
    ProjectFactory(partnership=meeting.partnership, state="published")

    context = admin_page.get("/admin/").context
    assert context["board"].debts
    steps = context["path"].steps[:4]
    assert [step.is_done for step in steps] == [True, False, False, False]
    assert [step.is_past for step in steps] == [False, True, False, False]
    assert "not done, and no longer needed" in admin_page.get("/admin/").text


def test_the_board_is_a_path_from_one_review_to_the_next(admin_page):
    def steps(name):
        path = admin_page.get("/admin/").context[name]
        return [step.is_done for step in path.steps], path.steps.index(
            next(step for step in path.steps if step.is_next)
        )

    meeting = review(days=400, title="The next review", draft=True, stage="planned")
    last = review(days=-30, title="Held in autumn", stage="convened", state="published")
    page = admin_page.get("/admin/").text

    assert "Held in autumn" in page
    assert "over" in page[page.index("Held in autumn") :]
    assert "400 days left" not in page
    assert "in 1\xa0year, 1\xa0month" in page
    for address in (
        f"/admin/meetings/readiness/{meeting.pk}/",
        f"/admin/meetings/meeting/{meeting.pk}/day/",
        f"/admin/meetings/meeting/{last.pk}/draft-minutes/",
        f"/admin/meetings/meeting/{last.pk}/clone/",
        f"/admin/meetings/agreedaction/?meeting__id__exact={last.pk}",
        f"/admin/meetings/reviewdossier/add/?meeting={meeting.pk}",
    ):
        assert address in page, address
    assert steps("path") == ([False, True, *[False] * 6], 0)
    assert steps("last") == ([True, True, *[False] * 6], 3)
    MeetingNoteFactory(meeting=last)
    assert steps("last") == ([True, True, False, True, *[False] * 4], 4)

    minutes = MinutesFactory(meeting=last)
    assert steps("last")[1] == 5
    assert f"/admin/meetings/minutes/{minutes.pk}/procedure/" in admin_page.get("/admin/").text
    type(last).objects.filter(pk=last.pk).update(stage="closed")
    assert steps("last")[1] == 7
    action = AgreedActionFactory(meeting=last)
    assert steps("last")[1] == 6
    action.delete()
    type(last).objects.filter(pk=meeting.pk).update(previous=last)
    assert admin_page.get("/admin/").context["last"] is None


def test_others_have_no_such_board(client):
    meeting = review()
    client.force_login(member("Editor", meeting.partnership))

    assert 'class="board"' not in client.get("/admin/").content.decode()


def test_a_project_past_its_planned_end_owes_a_word_on_it():
    meeting = review()
    late = ready_project(meeting, status=2, planned_end=timezone.localdate() - DAY)
    ready_project(meeting, status=2, planned_end=timezone.localdate() + DAY)

    assert owed(meeting, UserFactory(is_superuser=True)) == [(Owed.PLAN, late)]


def test_what_has_no_officer_is_told_to_those_of_the_partnership():
    meeting = review(title="The review")
    officer = member("Partnership officer", meeting.partnership, email="officer@example.org")
    member("Partnership officer", email="elsewhere@example.org")
    ready_project(meeting).budgets.all().delete()

    call_command("send_reminders")

    assert [one.to for one in mail.outbox] == [[officer.email]]
    assert "No budget is entered." in mail.outbox[0].body


def test_what_has_no_officer_is_told_to_nobody_who_answers_for_something_else():
    meeting = review(title="The review")
    editor = member("Editor", meeting.partnership, email="editor@example.org")
    ready_project(meeting, title="Hers", officer=editor).budgets.all().delete()
    ready_project(meeting, title="Nobody's").budgets.all().delete()

    call_command("send_reminders")

    told = {one.to[0]: one.body for one in mail.outbox}
    assert "Hers" in told["editor@example.org"]
    assert "Nobody's" not in told["editor@example.org"]


def test_an_officer_looks_colleagues_up_and_nobody_else(client):
    meeting = review()
    member("Editor", meeting.partnership, username="ada")
    UserFactory(username="adam", is_staff=False)
    UserFactory(username="adaline", is_active=False)
    client.force_login(member("Partnership officer", meeting.partnership))
    asked = {"term": "ada", "app_label": "projects", "model_name": "project"}

    found = client.get("/admin/autocomplete/", asked | {"field_name": "officer"}).json()

    assert [one["text"] for one in found["results"]] == ["ada"]
    assert client.get("/admin/auth/user/").status_code == HTTPStatus.FORBIDDEN


def test_pages_are_confirmed_where_they_are_owed_many_at_once(client):
    meeting = review()
    officer = member("Partnership officer", meeting.partnership)
    old = timezone.localdate() - 400 * DAY
    looked_at, other = (ready_project(meeting, officer=officer, reviewed_on=old) for _ in range(2))
    elsewhere = ready_project(review(), reviewed_on=old)
    draft = RevisionFactory(content=looked_at, author=officer)
    changed = Project.objects.get(pk=looked_at.pk).updated_at
    client.force_login(officer)
    assert client.get(reverse("readiness")).text.count('name="project"') == 2

    sent = {"project": [looked_at.pk, elsewhere.pk]}
    page = client.post(reverse("readiness"), sent, follow=True).text

    assert "1 page is confirmed as right today." in page
    confirmed = Project.objects.get(pk=looked_at.pk)
    assert (confirmed.reviewed_on, confirmed.updated_at) == (timezone.localdate(), changed)
    assert owed(meeting, officer) == [(Owed.CONFIRMATION, other)]
    assert Project.objects.get(pk=elsewhere.pk).reviewed_on == old
    draft.refresh_from_db()
    held = draft.snapshot["projects.project"][str(looked_at.pk)]
    assert held["reviewed_on"] == timezone.localdate().isoformat()


def test_nobody_confirms_a_page_that_they_may_not_edit(client):
    meeting = review()
    reader = UserFactory(is_staff=True)
    reader.user_permissions.set(
        Permission.objects.filter(codename__in=["view_meeting", "view_project"])
    )
    PartnershipMemberFactory(user=reader, partnership=meeting.partnership)
    project = ready_project(meeting, reviewed_on=None)
    client.force_login(reader)

    assert 'name="project"' not in client.get(reverse("readiness")).text
    answer = client.post(reverse("readiness"), {"project": project.pk})

    assert answer.status_code == HTTPStatus.FORBIDDEN
    assert Project.objects.get(pk=project.pk).reviewed_on is None


def test_officers_see_what_they_owe_themselves_first(client):
    meeting = review()
    first, last = (
        member("Partnership officer", meeting.partnership, username=name) for name in ("ada", "zoe")
    )
    for officer in (first, last):
        ready_project(meeting, officer=officer, reviewed_on=None)

    assert [who for who, _owes in readiness(meeting, last).by_officer] == [last, first]


@pytest.mark.parametrize(("ago", "is_owed"), [(0, False), (180, False), (190, True)])
def test_while_the_meeting_is_far_off_a_page_is_confirmed_for_half_a_year(ago, is_owed):
    meeting = review(days=1000)
    project = ready_project(meeting, reviewed_on=timezone.localdate() - ago * DAY)

    expected = [(Owed.CONFIRMATION, project)] if is_owed else []
    assert owed(meeting, UserFactory(is_superuser=True)) == expected
