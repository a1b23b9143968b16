"""Mail comes in the language of who gets it."""

import datetime as dt

import pytest
from django.contrib.auth.models import Group
from django.core import mail
from django.test import override_settings
from django.utils import timezone, translation

from meetings.readiness_mail import send_readiness
from meetings.recipients import language_of
from meetings.reminders import send_action_reminder
from meetings.tasks import send_minutes
from publishing.tasks import tell_author, tell_reviewers
from tests.factories import (
    AgreedActionFactory,
    DelegateLinkFactory,
    MailLanguageFactory,
    MeetingFactory,
    MinutesFactory,
    ParticipantFactory,
    PersonFactory,
    ProjectFactory,
    RevisionFactory,
)
from tests.factories.publishing import UserFactory

pytestmark = pytest.mark.django_db

LATE = dt.date(2023, 12, 31)


def french(meeting):
    meeting.create_translation("fr", title="La revue annuelle")
    return meeting


def test_the_language_is_that_of_the_person_the_account_or_the_site():
    person = PersonFactory(email="hana@example.org", language="ja")
    MailLanguageFactory(user__email="Both@example.org", language="fr")
    PersonFactory(email="both@example.org", language="ar")
    MailLanguageFactory(user__email="gone@example.org", user__is_active=False)

    assert language_of("HANA@example.org") == "ja"
    assert language_of("else@example.org", person) == "ja"
    assert language_of("both@example.org") == "fr"
    assert language_of("gone@example.org") == language_of("nobody@example.org") == "en"


def test_a_language_that_the_site_no_longer_has_is_not_used():
    PersonFactory(email="hana@example.org", language="ja")

    with override_settings(LANGUAGES=[("en", "English"), ("fr", "French")]):
        assert language_of("hana@example.org") == "en"


@pytest.mark.parametrize("around", ["en", "ja"])
def test_a_reminder_is_in_the_language_of_its_reader(around):
    action = AgreedActionFactory(
        meeting=french(MeetingFactory()),
        due_on=LATE,
        title="Write the guide",
        responsible=PersonFactory(email="camille@example.org", language="fr"),
    )
    action.create_translation("fr", title="Écrire le guide")

    with translation.override(around):
        send_action_reminder.call("camille@example.org")

    (sent,) = mail.outbox
    with translation.override("fr"):
        assert sent.subject == translation.ngettext(
            "%(count)d agreed action to look at", "%(count)d agreed actions to look at", 1
        ) % {"count": 1}
    assert sent.subject != "1 agreed action to look at"
    assert "Écrire le guide" in sent.body
    assert "La revue annuelle" in sent.body
    assert "31 décembre 2023" in sent.body
    assert "/fr/meetings/" in sent.body


def test_the_mail_on_what_is_owed_is_in_the_language_of_the_officer():
    now = timezone.now()
    officer = UserFactory()
    officer.groups.add(Group.objects.get(name="Partnership officer"))
    MailLanguageFactory(user=officer, language="fr")
    meeting = french(
        MeetingFactory(starts_at=now + dt.timedelta(days=10), ends_at=now + dt.timedelta(days=11))
    )
    project = ProjectFactory(
        partnership=meeting.partnership, officer=officer, status=2, title="Bridges"
    )
    project.translations.create(language_code="fr", title="Des ponts")
    meeting.agenda_items.create(number="1").projects.add(project)

    send_readiness.call(officer.pk)

    (sent,) = mail.outbox
    assert "La revue annuelle" in sent.body
    assert "Des ponts" in sent.body
    assert "No budget is entered." not in sent.body


def test_minutes_go_to_each_delegate_in_their_language():
    meeting = french(MeetingFactory(title="The annual review"))
    minutes = MinutesFactory(meeting=meeting, state="circulated")
    links = [
        DelegateLinkFactory(
            minutes=minutes,
            dossier=None,
            email=f"{language or 'none'}@example.org",
            participant=ParticipantFactory(delegation__meeting=meeting, person__language=language),
            expires_at=timezone.now() + dt.timedelta(days=3),
        )
        for language in ("fr", "")
    ]

    send_minutes.call([one.pk for one in links])

    to_french, to_other = sorted(mail.outbox, key=lambda one: one.to)
    assert "La revue annuelle" in to_french.subject
    assert "La revue annuelle" in to_french.body
    assert f"/fr/delegates/minutes/{links[0].token}/" in to_french.body
    assert "here are the draft minutes" not in to_french.body
    assert "The annual review" in to_other.subject
    assert "here are the draft minutes" in to_other.body


def test_mail_about_drafts_is_in_the_language_of_its_reader(editor):
    MailLanguageFactory(user=editor, language="fr")
    meeting = french(MeetingFactory())
    author = UserFactory()
    MailLanguageFactory(user=author, language="fr")
    revision = RevisionFactory(content=meeting, author=author)

    tell_reviewers.call(revision.pk)
    tell_author.call(revision.pk, "published", editor.pk, "")

    assert [one.to[0] for one in mail.outbox] == [editor.email, author.email]
    for sent in mail.outbox:
        assert "La revue annuelle" in sent.subject
    assert "asks for a review" not in mail.outbox[0].body
