"""Mail about agreed actions: to whom, when, and never twice."""

import datetime as dt

import pytest
from django.contrib.auth.models import Group
from django.core import mail
from django.core.management import call_command
from django.utils import timezone

from meetings.models import Notice
from meetings.reminders import last_reminder_day, send_action_reminder
from tests.factories import AgreedActionFactory, PartnershipMemberFactory, PersonFactory
from tests.factories.publishing import UserFactory

pytestmark = pytest.mark.django_db

TODAY = dt.date(2024, 3, 1)


@pytest.fixture
def on_day(monkeypatch):
    """Sends the reminders of a day, counted from the first."""

    def send(number):
        day = TODAY + dt.timedelta(days=number)
        monkeypatch.setattr(timezone, "localdate", lambda *_args: day)
        before = len(mail.outbox)
        call_command("send_reminders")
        return [(one.to[0], one.body) for one in mail.outbox[before:]]

    return send


def days(number):
    return TODAY + dt.timedelta(days=number)


def officer(partnership=None, **values):
    user = UserFactory(is_staff=True, **values)
    user.groups.add(Group.objects.get(name="Partnership officer"))
    if partnership is not None:
        PartnershipMemberFactory(user=user, partnership=partnership)
    return user


@pytest.mark.parametrize(
    ("due", "reminded"),
    [(31, None), (30, 0), (20, -10), (7, 0), (5, -2), (1, 0), (0, -1), (-1, 0), (-7, -6), (-8, 0)],
)
def test_the_days_of_reminders(due, reminded):
    found = last_reminder_day(days(due), TODAY)

    assert found == (None if reminded is None else days(reminded))


def test_one_mail_for_a_person_with_all_their_actions(on_day):
    person = PersonFactory(email="Hana@example.org")
    AgreedActionFactory(title="Write the guide", responsible=person, due_on=days(7))
    AgreedActionFactory(title="Far away", responsible=person, due_on=days(70))
    AgreedActionFactory(
        title="Long done", responsible=person, due_on=days(7), status="done", closed_on=TODAY
    )
    AgreedActionFactory(title="Send the report", responsible=person, due_on=days(20))

    ((to, body),) = on_day(0)

    assert to == "hana@example.org"
    assert "Write the guide" in body
    assert "Send the report" in body
    assert "Far away" not in body
    assert "Long done" not in body


def test_nobody_is_told_twice_on_a_day_nor_every_day(on_day):
    person = PersonFactory(email="hana@example.org")
    AgreedActionFactory(responsible=person, due_on=days(7))

    told = [len(on_day(number)) for number in (0, 0, 1, 5, 6, 7, 8, 8, 9, 15)]

    assert told == [1, 0, 0, 0, 1, 0, 1, 0, 0, 1]


def test_a_day_without_mail_is_made_up_for(on_day):
    AgreedActionFactory(responsible=PersonFactory(email="hana@example.org"), due_on=days(10))

    assert [len(on_day(number)) for number in (0, 4, 5)] == [1, 1, 0]


def test_officers_hear_of_what_is_late_and_of_what_has_nobody_else(on_day):
    person = PersonFactory(email="hana@example.org")
    late = AgreedActionFactory(title="Late one", responsible=person, due_on=days(-1))
    meeting = late.meeting
    AgreedActionFactory(title="Nobody's", meeting=meeting, due_on=days(7))
    AgreedActionFactory(title="In time", meeting=meeting, responsible=person, due_on=days(7))
    officer(meeting.partnership, email="officer@example.org")
    officer(email="elsewhere@example.org")

    told = dict(on_day(0))

    assert set(told) == {"hana@example.org", "officer@example.org"}
    assert "Late one" in told["officer@example.org"]
    assert "Nobody's" in told["officer@example.org"]
    assert "In time" not in told["officer@example.org"]


def test_internal_actions_are_told_to_our_own_staff_only(on_day):
    ours = officer(email="officer@example.org")
    delegate = PersonFactory(email="delegate@example.org")
    colleague = PersonFactory(email=ours.email)
    internal = {"visibility": "internal", "due_on": days(7)}
    AgreedActionFactory(title="Ask them less", responsible=delegate, **internal)
    AgreedActionFactory(title="Ask more", responsible=colleague, **internal)

    [(to, body)] = on_day(0)

    assert to == "officer@example.org"
    assert "Ask them less" in body
    assert "Ask more" in body


@pytest.mark.parametrize("account", [{"is_staff": False}, {"is_active": False}])
def test_an_account_alone_makes_nobody_our_own_staff(on_day, account):
    officer(email="officer@example.org")
    UserFactory(email="delegate@example.org", **account)
    AgreedActionFactory(
        responsible=PersonFactory(email="delegate@example.org"),
        visibility="internal",
        due_on=days(7),
    )

    assert [to for to, _body in on_day(0)] == ["officer@example.org"]


def test_who_no_longer_works_here_is_no_officer(on_day):
    late = AgreedActionFactory(due_on=days(-1))
    officer(late.meeting.partnership, email="officer@example.org")
    left = officer(late.meeting.partnership, email="left@example.org")
    type(left).objects.filter(pk=left.pk).update(is_staff=False)

    assert [to for to, _body in on_day(0)] == ["officer@example.org"]


def test_each_reader_gets_an_address_they_can_open(on_day):
    partners = PersonFactory(email="hana@example.org")
    public = AgreedActionFactory(responsible=partners, due_on=days(-1))
    kept = AgreedActionFactory(
        responsible=partners, due_on=days(-1), visibility="partnership", meeting=public.meeting
    )
    officer(public.meeting.partnership, email="officer@example.org")

    told = dict(on_day(0))

    assert f"http://testserver{public.get_absolute_url()}" in told["hana@example.org"]
    assert f"#action-{kept.pk}" not in told["hana@example.org"]
    assert "/admin/" not in told["hana@example.org"]
    assert f"/admin/meetings/agreedaction/{kept.pk}/change/" in told["officer@example.org"]


def test_when_sending_fails_the_mail_is_sent_later(on_day, monkeypatch):
    AgreedActionFactory(responsible=PersonFactory(email="hana@example.org"), due_on=days(7))

    def fail(*_args, **_options):
        raise OSError("no connection")

    with monkeypatch.context() as broken:
        broken.setattr("meetings.reminders.mail.send", fail)
        broken.setattr(timezone, "localdate", lambda *_args: TODAY)
        with pytest.raises(OSError, match="no connection"):
            send_action_reminder.func("hana@example.org")

    assert Notice.objects.filter(last_sent_on=TODAY).count() == 0
    assert len(on_day(0)) == 1


def test_who_has_no_account_is_told_whom_to_ask_and_answers_to_them(on_day):
    kept = AgreedActionFactory(
        responsible=PersonFactory(email="hana@example.org"),
        due_on=days(7),
        visibility="partnership",
    )
    ours = officer(
        kept.meeting.partnership, email="o@example.org", first_name="Ada", last_name="Sato"
    )
    AgreedActionFactory(responsible=PersonFactory(email=ours.email), due_on=days(7))

    told = dict(on_day(0))

    assert "Ada Sato <o@example.org>" in told["hana@example.org"].splitlines()
    assert "http" not in told["hana@example.org"]
    assert "Ada Sato" not in told["o@example.org"]
    answers = {one.to[0]: one.reply_to for one in mail.outbox}
    assert answers == {"hana@example.org": ["o@example.org"], "o@example.org": []}
