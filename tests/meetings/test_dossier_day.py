"""A dossier of a review that is over tells what the records date to its last day or before."""

import datetime as dt
import re

import pytest
from django.core.exceptions import ValidationError

from meetings.actions.followup import record_progress
from meetings.dossier.compile import compile_dossier
from meetings.dossier.outline import all_words, outline
from meetings.dossier.scope import Scope
from publishing.models import Visibility
from tests.factories import (
    AgendaItemFactory,
    AgreedActionFactory,
    AllocationFactory,
    ContributionFactory,
    DocumentFactory,
    EvidenceFactory,
    IndicatorFactory,
    KeyMessageFactory,
    LessonFactory,
    MeasurementFactory,
    MeetingFactory,
    OrganisationFactory,
    PeriodFactory,
    PhotoFactory,
    ProjectFactory,
    ProjectPhotoFactory,
)
from tests.meetings.test_dossier_changes import APRIL_2023, JANUARY_2022, publish

pytestmark = pytest.mark.django_db

BEFORE = dt.date(2023, 2, 1)
AFTER = dt.date(2023, 9, 1)
"""The review was held in March 2023."""


@pytest.fixture
def review():
    before = MeetingFactory(
        starts_at=dt.datetime(2022, 2, 7, 9, tzinfo=dt.UTC),
        ends_at=dt.datetime(2022, 2, 7, 17, tzinfo=dt.UTC),
    )
    return MeetingFactory(previous=before, partnership=before.partnership)


@pytest.fixture
def project(review):
    return ProjectFactory(partnership=review.partnership, actual_start=dt.date(2022, 1, 1))


def told(review, **scope):
    entries = compile_dossier(Scope(review, **scope), Visibility.PUBLIC)
    return entries, all_words(outline(entries))


def action_of(review):
    (found,) = [one.data for one in told(review)[0] if one.kind == "action"]
    status, closed_on = found["status"]["$choice"], found["closed_on"]["$day"]
    return status, closed_on, found["due_on"]["$day"], found["is_late"]


def report(action, user, *reports):
    for status, on, *due_on in reports:
        record_progress(
            action=action,
            status=status,
            user=user,
            on=dt.date.fromisoformat(on),
            due_on=dt.date.fromisoformat(due_on[0]) if due_on else None,
        )


@pytest.mark.parametrize(
    ("reports", "stood"),
    [
        ([], ("open", None, "2023-03-01", True)),
        ([("in_progress", "2023-09-01")], ("open", None, "2023-03-01", True)),
        ([("done", "2023-09-01")], ("open", None, "2023-03-01", True)),
        (
            [("in_progress", "2023-02-01"), ("done", "2023-09-01")],
            ("in_progress", None, "2023-03-01", True),
        ),
        (
            [("done", "2023-02-01"), ("in_progress", "2023-09-01")],
            ("done", "2023-02-01", "2023-03-01", False),
        ),
        (
            [("done", "2023-02-01"), ("open", "2023-09-01"), ("done", "2023-10-01")],
            ("done", "2023-02-01", "2023-03-01", False),
        ),
        ([("open", "2023-09-01", "2023-12-31")], ("open", None, "2023-03-01", True)),
        (
            [
                ("open", "2023-02-01", "2023-04-30"),
                ("open", "2023-09-01", "2023-12-31"),
                ("open", "2023-10-01", "2024-12-31"),
            ],
            ("open", None, "2023-04-30", False),
        ),
    ],
)
def test_an_action_stands_as_its_reports_up_to_the_day_left_it(review, editor, reports, stood):
    action = AgreedActionFactory(meeting=review.previous, due_on=dt.date(2023, 3, 1))

    report(action, editor, *reports)

    assert action_of(review) == stood


def test_an_action_closed_before_the_last_review_and_taken_up_later_is_not_of_this_one(
    review, editor
):
    early = MeetingFactory(
        partnership=review.partnership, starts_at="2021-03-01T09:00Z", ends_at="2021-03-01T17:00Z"
    )
    action = AgreedActionFactory(meeting=early, due_on=dt.date(2022, 1, 1))
    report(action, editor, ("done", "2022-02-01"), ("open", "2023-09-01"))

    assert not [one for one in told(review)[0] if one.kind == "action"]


def test_papers_photos_and_evidence_that_came_later_are_left_out(review, project):
    item = AgendaItemFactory(meeting=review)
    measurement = MeasurementFactory(
        period=PeriodFactory(
            indicator=IndicatorFactory(result__project=project), start=dt.date(2022, 1, 1)
        ),
        as_of=BEFORE,
        state="approved",
    )
    for day, when in ((BEFORE, "then"), (AFTER, "later")):
        paper = DocumentFactory(title=f"Paper of {when}", dated=day)
        item.documents.add(paper)
        EvidenceFactory(measurement=measurement, title="-", document=paper)
        EvidenceFactory(
            measurement=measurement,
            title=f"Link of {when}",
            document=None,
            url="https://x.example",
            as_of=day,
        )
        photo = PhotoFactory(alternative_text=f"Photo of {when}", taken_on=day)
        ProjectPhotoFactory(project=project, photo=photo, order=0 if when == "later" else 1)
    KeyMessageFactory(
        partnership=review.partnership,
        project=project,
        as_of=BEFORE,
        source_document=DocumentFactory(title="Source of later", dated=AFTER),
    )

    entries, words = told(review)

    assert "Paper of then" in words
    assert "Link of then" in words
    assert "Photo of then" in words
    assert "of later" not in repr(entries)


def test_actions_show_no_paper_of_a_later_day(review):
    action = AgreedActionFactory(
        meeting=review, due_on=AFTER, status="done", closed_on=AFTER, evidence_url="https://e.org/x"
    )
    for title, day in (("Paper of then", BEFORE), ("Paper of later", AFTER)):
        action.evidence.add(DocumentFactory(title=title, dated=day))

    entries, words = told(review)

    assert "Paper of then" in words
    assert "Paper of later" not in words
    assert "https://e.org/x" not in repr(entries)


def test_lessons_tell_what_was_known_of_them(review, project):
    item = AgendaItemFactory(meeting=review)
    to_come = ProjectFactory(title="Begun later", planned_start=AFTER)
    for title, day in (("Drawn then", BEFORE), ("Drawn later", AFTER)):
        lesson = LessonFactory(title=title, project=project, drawn_on=day, validated_on=AFTER)
        lesson.applied_in.add(to_come)
        item.lessons.add(lesson)

    _entries, words = told(review)

    assert "Drawn then" in words
    assert "Drawn later" not in words
    assert "Begun later" not in words
    assert "Validated on 1 September" not in words


def test_lessons_name_the_public_organisation_that_stands_behind_them(review, project):
    known = OrganisationFactory(name="Evaluation office")
    hidden = OrganisationFactory(name="Secret body", draft=True)
    for organisation in (known, hidden):
        given = {"validated_for": organisation, "validated_on": BEFORE}
        LessonFactory(project=project, drawn_on=BEFORE, **given)

    _entries, words = told(review)

    assert "Validated by Evaluation office on 1 February 2023." in words
    assert "Validated on 1 February 2023." in words
    assert "Secret body" not in words


def test_a_ministry_has_no_project_it_paid_for_only_later(review, project):
    paid = {
        day: AllocationFactory(
            project=ProjectFactory(partnership=review.partnership, planned_start=BEFORE),
            contribution=ContributionFactory(value_date=day),
        )
        for day in (BEFORE, AFTER)
    }
    for day, expected in ((BEFORE, [paid[BEFORE].project_id]), (AFTER, [])):
        ministry = paid[day].contribution.provider
        entries, _words = told(review, kind="organisation", organisation=ministry)
        assert [one.object_id for one in entries if one.kind == "project"] == expected


def test_a_programme_is_one_by_the_parts_it_had(review, project):
    ProjectFactory(parent=project, partnership=review.partnership, planned_start=AFTER)

    (entry,) = [one for one in told(review)[0] if one.kind == "project"]

    assert entry.data["has_parts"] is False


def test_the_first_review_tells_the_status_published_on_its_day(project, review):
    publish(project, at=JANUARY_2022, status=2)
    publish(project, at=APRIL_2023, status=5)
    type(project).objects.filter(pk=project.pk).update(status=5)
    type(review).objects.filter(pk=review.pk).update(previous=None)
    review.refresh_from_db()

    (entry,) = [one for one in told(review)[0] if one.kind == "project"]

    assert entry.data["status"]["$choice"] == 2


def test_a_due_day_that_moved_is_told_with_the_one_agreed(review, editor):
    action = AgreedActionFactory(meeting=review.previous, due_on=dt.date(2022, 9, 30))
    report(action, editor, ("in_progress", "2023-01-10", "2023-12-15"))

    words = told(review)[1]

    assert "15 December 2023 (agreed for 30 September 2022)" in words


@pytest.mark.parametrize(("on", "due_on"), [("2022-02-01", None), ("2022-03-01", "2022-01-01")])
def test_nothing_is_reported_of_days_before_the_action_was_agreed(review, editor, on, due_on):
    action = AgreedActionFactory(meeting=review.previous, due_on=dt.date(2022, 9, 30))

    with pytest.raises(ValidationError, match="before the meeting"):
        report(action, editor, ("in_progress", on, *([due_on] if due_on else [])))


def test_the_evidence_of_an_action_is_told_as_far_as_the_readers_may_open_it(review):
    action = AgreedActionFactory(
        meeting=review.previous,
        visibility="public",
        status="done",
        due_on=dt.date(2023, 1, 1),
        closed_on=dt.date(2023, 1, 1),
        evidence_url="https://example.org/done",
    )
    action.evidence.add(
        DocumentFactory(title="The guide", url="https://example.org/guide", file=""),
        DocumentFactory(title="For the two sides", access="partnership"),
    )

    public = told(review)[1]

    assert "Evidence: The guide, https://example.org/done" in public
    assert "For the two sides" not in public


def test_a_due_day_that_moved_and_came_back_is_told_once(review, editor):
    action = AgreedActionFactory(meeting=review.previous, due_on=dt.date(2022, 9, 30))
    moved = ("in_progress", "2022-10-10", "2023-12-15")
    report(action, editor, moved, ("in_progress", "2023-01-10", "2022-09-30"))

    words = told(review)[1]

    assert "30 September 2022" in words
    assert "agreed for" not in words


def test_what_not_everybody_may_open_is_named_without_a_link(review):
    action = AgreedActionFactory(meeting=review, visibility="public")
    for title, access in (("The guide", "public"), ("For the two sides", "partnership")):
        paper = DocumentFactory(title=title, access=access)
        action.evidence.add(paper)
        review.documents.add(paper)

    body = outline(compile_dossier(Scope(review), Visibility.PARTNERSHIP)).body

    linked = re.findall(r"Link\(text='([^']+)'", repr(body))
    in_evidence_and_in_the_list = 2
    assert linked.count("The guide") == in_evidence_and_in_the_list
    assert "For the two sides" in repr(body)
    assert "For the two sides" not in linked
