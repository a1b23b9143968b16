"""What was said and what was learned, to look up by who, where and about what."""

import datetime as dt

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tests.factories import (
    AgendaItemFactory,
    LessonFactory,
    MeetingFactory,
    OrganisationFactory,
    ParticipantFactory,
    PersonFactory,
    PriorityAreaFactory,
    ProjectFactory,
    ProjectPriorityAreaFactory,
    StatementFactory,
)
from tests.factories.publishing import UserFactory

pytestmark = pytest.mark.django_db


def found(client, address, query):
    return [
        one["id" if "statements" in address else "slug"] for one in rows(client, address, query)
    ]


def rows(client, address, query):
    return client.get(address, query).context["rows"]


def at(meeting, **values):
    return ParticipantFactory(delegation__meeting=meeting, **values)


def test_statements_are_found_by_each_of_their_sides(client):
    person = PersonFactory(name="Hana Mihon")
    area, other_area = PriorityAreaFactory(), PriorityAreaFactory()
    review, older = (
        MeetingFactory(slug="review"),
        MeetingFactory(starts_at="2020-03-01T09:00Z", ends_at="2020-03-01T17:00Z"),
    )
    project = ProjectFactory(slug="bridges", title="Rope bridges")
    ProjectPriorityAreaFactory(project=project, area=other_area)
    hers = StatementFactory(
        participant=at(review, person=person),
        agenda_item=AgendaItemFactory(meeting=review, area=area),
        original_language="ja",
        text="The embassy welcomed the tide gauges.",
    )
    other = StatementFactory(participant=at(older))
    other.projects.add(project)
    hers.projects.add(ProjectFactory(title="Rope kept back", draft=True))

    for query, wanted in [
        ({}, [hers, other]),
        ({"q": "tide"}, [hers]),
        ({"q": "mihon"}, [hers]),
        ({"q": "rope"}, [other]),
        ({"person": person.pk}, [hers]),
        ({"meeting": "review"}, [hers]),
        ({"area": area.slug}, [hers]),
        ({"area": other_area.slug}, [other]),
        ({"project": "bridges"}, [other]),
        ({"language": "ja"}, [hers]),
        ({"language": "ja", "project": "bridges"}, []),
        ({"person": "x"}, []),
    ]:
        assert found(client, "/statements/", query) == [one.pk for one in wanted], query


def test_a_statement_is_shown_with_office_meeting_item_language_and_project(client):
    review = MeetingFactory(title="The review")
    statement = StatementFactory(
        participant=at(review, capacity="Deputy Delegate"),
        agenda_item=AgendaItemFactory(meeting=review, title="Heritage", number="4"),
        original_language="ja",
    )
    statement.projects.add(
        ProjectFactory(title="Bridges"), ProjectFactory(title="Kept", draft=True)
    )

    html = client.get("/statements/").content.decode()

    for said in (
        statement.text,
        "Deputy Delegate",
        "The review",
        "Heritage",
        "Japanese",
        "Bridges",
    ):
        assert said in html
    assert "Kept" not in html


def test_nothing_hidden_is_found_or_offered(client):
    secret = AgendaItemFactory(visibility="internal", area=PriorityAreaFactory(name="Secret area"))
    StatementFactory(
        participant=at(secret.meeting), agenda_item=secret, visibility="public", text="Public words"
    )
    StatementFactory(participant__person=PersonFactory(name="Secret person"), visibility="internal")

    html = client.get("/statements/").content.decode()

    assert "Public words" in html
    assert "Secret" not in html


def test_lessons_are_found_by_where_they_were_drawn_applied_and_discussed(client):
    origin, user = ProjectFactory(slug="origin"), ProjectFactory(slug="user")
    validator = UserFactory(first_name="Ada", last_name="Byron")
    lesson = LessonFactory(project=origin, validated_by=validator, validated_on=dt.date(2023, 5, 1))
    lesson.applied_in.add(user)
    item = AgendaItemFactory(meeting__slug="review", meeting__title="The review")
    item.lessons.add(lesson)
    hidden = AgendaItemFactory(meeting__slug="closed", visibility="internal")
    other = LessonFactory()
    hidden.lessons.add(other)

    for query, wanted in [
        ({"project": "origin"}, {lesson.slug}),
        ({"applied": "user"}, {lesson.slug}),
        ({"meeting": "review"}, {lesson.slug}),
        ({"meeting": "closed"}, set()),
        ({"validated": "yes"}, {lesson.slug}),
        ({"validated": "no"}, {other.slug}),
    ]:
        assert set(found(client, "/lessons/", query)) == wanted, query
    html = client.get("/lessons/").content.decode()
    assert "Validated by Ada Byron" in html
    assert "The review" in html


@pytest.mark.parametrize("address", ["/statements/", "/lessons/"])
def test_lists_cost_the_same_however_long(client, address):
    def more():
        project = ProjectFactory()
        item = AgendaItemFactory(area=PriorityAreaFactory())
        item.lessons.add(LessonFactory(project=project))
        StatementFactory(participant=at(item.meeting), agenda_item=item).projects.add(project)

    def cost():
        with CaptureQueriesContext(connection) as queries:
            client.get(address)
        return len(queries)

    more()
    cost()
    few = cost()
    more()
    more()
    assert cost() == few


def test_a_lesson_names_the_public_organisation_that_stands_behind_it(client):
    day = dt.date(2023, 5, 1)
    known = OrganisationFactory(name="Evaluation office")
    LessonFactory(project=ProjectFactory(slug="origin"), validated_for=known, validated_on=day)
    LessonFactory(
        validated_for=OrganisationFactory(name="Secret body", draft=True), validated_on=day
    )

    html = client.get("/lessons/").content.decode()

    assert "Validated by Evaluation office on 1 May 2023." in html
    assert "Validated on 1 May 2023." in html
    assert "Secret body" not in html
    assert "Validated by Evaluation office" in client.get("/projects/origin/").content.decode()
