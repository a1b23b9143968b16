import datetime as dt
import re
from http import HTTPStatus

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.utils import timezone

from meetings.models import AgreedAction, AgreedActionQuerySet, Meeting, Statement
from tests.factories import (
    AgendaItemFactory,
    AgreedActionFactory,
    DossierEntryFactory,
    MeetingFactory,
    MinutesFactory,
    ParticipantFactory,
    PriorityAreaFactory,
    ReviewDossierFactory,
    SessionFactory,
    SignOffFactory,
    StatementFactory,
)

pytestmark = pytest.mark.django_db

NOW = dt.datetime(2024, 5, 1, 12, tzinfo=dt.UTC)


def refuse(write, match):
    with pytest.raises(IntegrityError, match=match), transaction.atomic():
        write()


def test_agreed_minutes_never_change():
    minutes = MinutesFactory()
    sign_off = SignOffFactory(minutes=minutes)
    minutes.text = "<p>Corrected before they were agreed.</p>"
    minutes.state, minutes.agreed_at = "agreed", NOW
    minutes.save()

    refuse(lambda: minutes.translations.update(text="<p>Changed.</p>"), "Agreed minutes")
    refuse(lambda: type(minutes).objects.update(state="draft"), "Agreed minutes")
    refuse(sign_off.delete, "Agreed minutes")
    refuse(minutes.delete, "Agreed minutes")
    assert MinutesFactory(meeting=minutes.meeting, version=2).version == 2


def test_minutes_outlive_the_account_of_their_author(admin_user):
    minutes = MinutesFactory(state="agreed", agreed_at=NOW, author=admin_user)

    admin_user.delete()

    minutes.refresh_from_db()
    assert minutes.author is None


def test_a_frozen_dossier_never_changes():
    dossier = ReviewDossierFactory()
    entry = DossierEntryFactory(dossier=dossier)
    dossier.frozen_at, dossier.data_as_of, dossier.checksum = NOW, NOW, "0" * 64
    dossier.save()

    refuse(lambda: type(entry).objects.update(data={"title": "Other"}), "frozen dossier")
    refuse(lambda: DossierEntryFactory(dossier=dossier), "frozen dossier")
    refuse(entry.delete, "frozen dossier")
    refuse(lambda: type(dossier).objects.update(checksum="1" * 64), "frozen dossier")
    refuse(dossier.delete, "frozen dossier")


def test_overdue_is_pending_after_the_due_day():
    today = timezone.localdate()
    late = AgreedActionFactory(due_on=today - dt.timedelta(days=1))
    due_today = AgreedActionFactory(due_on=today)
    done = AgreedActionFactory(due_on=dt.date(2023, 5, 1), status="done", closed_on=today)
    on_time = AgreedActionFactory(due_on=today, status="done", closed_on=today)

    assert set(AgreedAction.objects.overdue()) == {late}
    assert set(AgreedAction.objects.pending()) == {late, due_today}
    assert set(AgreedAction.objects.filter(AgreedActionQuerySet.is_on_time())) == {on_time}
    assert [action.is_overdue for action in (late, due_today, done)] == [True, False, False]


@pytest.mark.parametrize("visibility", ["partnership", "internal"])
def test_only_public_records_of_public_meetings_are_public(visibility):
    shown = StatementFactory()
    StatementFactory(visibility=visibility)
    StatementFactory(participant=ParticipantFactory(delegation__meeting__draft=True))
    item = AgendaItemFactory()
    AgendaItemFactory(meeting=item.meeting, visibility=visibility)
    hidden = AgendaItemFactory(meeting__draft=True)

    assert list(Statement.objects.public()) == [shown]
    assert list(item.meeting.agenda_items.public()) == [item]
    assert list(hidden.meeting.agenda_items.public()) == []


def test_meetings_that_took_up_an_area():
    area = PriorityAreaFactory()
    listed, on_agenda = MeetingFactory(), MeetingFactory()
    listed.priority_areas.add(area)
    AgendaItemFactory(meeting=on_agenda, area=area)
    AgendaItemFactory(area=area, visibility="internal")
    MeetingFactory()

    assert set(Meeting.objects.discussing(area)) == {listed, on_agenda}


def test_next_and_past_meetings():
    now = timezone.now()
    hour = dt.timedelta(hours=1)
    running = MeetingFactory(starts_at=now - hour, ends_at=now + hour)
    later = MeetingFactory(starts_at=now + hour, ends_at=now + 2 * hour)
    over = MeetingFactory()
    MeetingFactory(stage="cancelled")
    MeetingFactory(stage="cancelled", starts_at=now + hour, ends_at=now + 2 * hour)

    assert list(Meeting.objects.upcoming()) == [running, later]
    assert list(Meeting.objects.past()) == [over]


def test_days_are_those_of_the_place():
    meeting = MeetingFactory(
        time_zone="Asia/Tokyo",
        starts_at=dt.datetime(2023, 3, 12, 23, tzinfo=dt.UTC),
        ends_at=dt.datetime(2023, 3, 13, 8, tzinfo=dt.UTC),
    )

    assert (meeting.first_day, meeting.last_day) == (dt.date(2023, 3, 13),) * 2


def test_records_belong_to_one_meeting():
    item = AgendaItemFactory()
    item.parent = AgendaItemFactory()
    action = AgreedActionFactory()
    action.agenda_item = item

    with pytest.raises(ValidationError, match="of the same meeting"):
        item.full_clean()
    with pytest.raises(ValidationError, match="of the same meeting"):
        action.full_clean()
    statement = StatementFactory(agenda_item=action.agenda_item)
    with pytest.raises(ValidationError, match="of the same meeting"):
        statement.full_clean()
    item.parent, item.session = None, SessionFactory()
    with pytest.raises(ValidationError, match="of the same meeting"):
        item.full_clean()


def test_a_time_zone_has_a_name():
    with pytest.raises(ValidationError, match="Europe/Paris"):
        MeetingFactory.build(time_zone="Paris time").clean_fields()


@pytest.mark.parametrize(
    ("starts", "ends", "shown"),
    [
        ("2026-12-14T23:00Z", "2026-12-18T22:59Z", "15–18 Dec 2026"),
        ("2026-12-14T23:00Z", "2026-12-15T23:00Z", "15 December 2026"),
        ("2026-12-15T08:00Z", "2026-12-15T11:30Z", "15 December 2026 · 09:00–12:30"),
        ("2026-12-15T08:00Z", "2026-12-16T11:30Z", "15–16 Dec 2026 · 09:00–12:30"),
    ],
)
def test_the_programme_says_on_which_days(client, starts, ends, shown):
    meeting = MeetingFactory(time_zone="Europe/Paris")
    SessionFactory(
        meeting=meeting,
        starts_at=dt.datetime.fromisoformat(starts),
        ends_at=dt.datetime.fromisoformat(ends),
    )

    page = client.get(meeting.get_absolute_url()).text

    said = re.search(r'id="h-session.*?<p class="meta">(.*?)</p>', page, re.DOTALL)
    words = " ".join(re.sub("<[^>]+>", "", said[1]).split())
    assert words == shown


def test_a_statement_without_a_speaker_is_refused_with_words(admin_page):
    item = AgendaItemFactory()
    page = "/admin/meetings/statement/add/"

    told = admin_page.post(page, {"agenda_item": item.pk, "text": "Thanks.", "kind": "indirect"})

    assert told.status_code != HTTPStatus.INTERNAL_SERVER_ERROR
    assert not Statement.objects.exists()
