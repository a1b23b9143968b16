"""What is kept is never older than what has been committed, whoever wrote it and however."""

from __future__ import annotations

import datetime as dt
import time
from decimal import Decimal

import pytest
from django.db import connection, transaction
from django.utils import timezone

from donors.models import ExchangeRate
from partnership.page_cache.moments import Moment
from projects.models import Project, RecipientCountry
from tests.connections import somebody_else
from tests.factories import (
    ArticleFactory,
    ExchangeRateFactory,
    MeetingFactory,
    PhotoFactory,
    ProjectFactory,
    ProjectPriorityAreaFactory,
    RecipientCountryFactory,
)

pytestmark = pytest.mark.django_db(transaction=True)

ADDRESS = "/projects/bridges/"


@pytest.fixture
def project():
    return RecipientCountryFactory(
        country="HT", project=ProjectFactory(slug="bridges", title="Bridges")
    ).project


def say(cursor, title):
    cursor.execute("UPDATE projects_project_translation SET title = %s", [title])


def html(client):
    return client.get(ADDRESS).content.decode()


CHANGES = {
    "a translation": lambda project: project.translations.update(title="Wells"),
    "a further language": lambda project: project.translations.create(
        language_code="fr", title="Ponts"
    ),
    "a row of its own": lambda _project: RecipientCountry.objects.all().delete(),
    "rows made at once": lambda project: RecipientCountry.objects.bulk_create(
        [RecipientCountry(project=project, country="KE")]
    ),
    "a tie to something": lambda project: ProjectPriorityAreaFactory(project=project),
    "an exchange rate": lambda _project: ExchangeRateFactory(),
    "a rate corrected": lambda _project: ExchangeRate.objects.update(usd_per_unit=Decimal(2)),
    "a picture": lambda _project: PhotoFactory(),
    "its state": lambda project: Project.objects.filter(pk=project.pk).update(state="draft"),
    "everything emptied": lambda _project: connection.cursor().execute(
        "TRUNCATE projects_recipientcountry"
    ),
}


@pytest.mark.parametrize("change", CHANGES.values(), ids=CHANGES)
def test_any_change_is_seen_by_the_next_reader(client, project, is_kept, change):
    client.get(ADDRESS)
    assert is_kept(ADDRESS)
    before = Moment.now()

    change(project)

    assert Moment.now().tokens != before.tokens
    assert not is_kept(ADDRESS)


def test_what_is_taken_back_is_gone_at_once(client, project):
    assert "Bridges" in html(client)

    Project.objects.update(state="draft")

    assert client.get(ADDRESS).status_code == 404


def test_who_still_sees_the_old_page_does_not_keep_it_for_those_after_the_change(client, project):
    with somebody_else() as writer:
        writer.execute("BEGIN")
        say(writer, "Wells")
        assert "Bridges" in html(client)
        assert "Bridges" in html(client)
        writer.execute("COMMIT")

        assert "Wells" in html(client)


def test_writers_may_finish_in_any_order_and_wait_for_nobody(client, project):
    with somebody_else() as first, somebody_else() as second, somebody_else() as third:
        for writer in (first, second, third):
            writer.execute("BEGIN")
        say(first, "Wells")
        second.execute("UPDATE projects_recipientcountry SET country = 'KE'")
        third.execute("UPDATE projects_project SET agency_code = 'A7'")
        seen = {html(client)}
        for writer in (third, first, second):
            writer.execute("COMMIT")
            now = html(client)
            assert now not in seen
            assert html(client) == now
            seen.add(now)

    assert "Wells" in now
    assert "Kenya" in now


def test_a_change_during_the_making_of_a_page_is_not_lost(client, project, monkeypatch):
    """The page is made of old texts, and finished after the change is committed."""
    from projects.views import projects as view

    made = view.project_record

    def slow(thing):
        record = made(thing)
        with somebody_else() as writer:
            say(writer, "Wells")
        return record

    monkeypatch.setattr(view, "project_record", slow)
    html(client)
    monkeypatch.setattr(view, "project_record", made)

    assert "Wells" in html(client)


def test_what_is_undone_was_never_kept(client, project):
    with transaction.atomic():
        Project.objects.get().translations.update(title="Wells")
        assert "Wells" in html(client)
        transaction.set_rollback(True)

    assert "Wells" not in html(client)


def test_what_is_undone_in_part_counts_as_far_as_it_was_not(client, project):
    html(client)
    with transaction.atomic():
        with transaction.atomic():
            RecipientCountry.objects.all().delete()
            transaction.set_rollback(True)
        Project.objects.get().translations.update(title="Wells")

    assert "Wells" in html(client)


def test_a_long_transaction_notes_its_change_once(project):
    def tokens():
        with connection.cursor() as cursor:
            cursor.execute("SELECT array_agg(token) FROM content_generation")
            return cursor.fetchone()[0]

    with transaction.atomic():
        project.translations.update(title="Wells")
        first = tokens()
        with transaction.atomic():
            RecipientCountryFactory(project=project, country="KE")
        assert tokens() == first


def test_pages_change_to_the_second(client):
    def answers():
        found = [client.get(f"/news/{slug}/").status_code for slug in ("over", "coming")]
        return [*found, client.get("/news/").content, client.get("/").content]

    answers()  # the first pages of a process take their time
    soon = timezone.now() + dt.timedelta(seconds=4)
    ArticleFactory(slug="over", expire_at=soon)
    ArticleFactory(slug="coming", publish_at=soon)
    MeetingFactory(kind="annual_review", starts_at=soon - dt.timedelta(hours=1), ends_at=soon)

    before = [answers() for _again in range(2)]
    assert before[0] == before[1]
    assert before[0][:2] == [200, 404]
    time.sleep(max(0, (soon - timezone.now()).total_seconds()))
    after = answers()

    assert after[:2] == [404, 200]
    assert after[2] != before[0][2]
    assert after[3] != before[0][3]
