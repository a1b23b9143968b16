import datetime as dt

import pytest
from django.utils import timezone

from projects.models import Project
from publishing.checks import problems_of
from publishing.models import FormerAddress
from tests.factories import LessonFactory, ProjectFactory, ResultFactory

pytestmark = pytest.mark.django_db

HOUR = dt.timedelta(hours=1)


@pytest.mark.parametrize(
    ("fields", "public"),
    [
        ({}, True),
        ({"publish_at": None}, True),
        ({"state": "draft"}, False),
        ({"state": "in_review"}, False),
        ({"state": "archived"}, False),
        ({"publish_at": dt.datetime(2999, 1, 1, tzinfo=dt.UTC)}, False),
        ({"expire_at": dt.datetime(2021, 1, 1, tzinfo=dt.UTC)}, False),
        ({"expire_at": dt.datetime(2999, 1, 1, tzinfo=dt.UTC)}, True),
    ],
    ids=str,
)
def test_what_is_public_now(fields, public):
    project = ProjectFactory(**fields)

    assert Project.objects.public().exists() is public
    assert project.is_public_now is public


def test_publication_and_expiry_take_effect_to_the_microsecond():
    moment = dt.datetime(2026, 5, 1, 12, tzinfo=dt.UTC)
    tick = dt.timedelta(microseconds=1)
    project = ProjectFactory(publish_at=moment, expire_at=moment + HOUR)

    seen = {
        at: project in Project.objects.public(at)
        for at in (moment - tick, moment, moment + HOUR - tick, moment + HOUR)
    }

    assert list(seen.values()) == [False, True, True, False]


def test_what_was_only_scheduled_was_never_public():
    later = timezone.now() + HOUR
    project = ProjectFactory(slug="first", publish_at=later)
    project.slug, project.publish_at = "second", later + HOUR
    project.save()

    assert project.first_published_at is None
    assert not project.was_ever_public
    assert not FormerAddress.objects.exists()


def test_what_became_public_by_the_clock_is_remembered_when_it_is_saved():
    project = ProjectFactory(slug="first", publish_at=timezone.now() + HOUR)
    since = timezone.now() - HOUR
    Project.objects.filter(pk=project.pk).update(publish_at=since)
    project.slug, project.state = "second", "draft"
    project.save()

    project.refresh_from_db()
    assert project.first_published_at == since
    assert FormerAddress.objects.get().slug == "first"


def test_a_translation_that_is_half_done_keeps_nothing_from_being_published():
    lesson = LessonFactory(title="Masons", text="<p>Begin early.</p>", state="published")
    lesson.create_translation("ar", title="بناؤون", text="")

    assert problems_of(lesson) == []

    lesson.translations.filter(language_code="en").update(text="")
    assert any("text" in problem for problem in problems_of(lesson))


def test_a_text_of_one_row_stands_for_none_of_another():
    project = ProjectFactory()
    ResultFactory(project=project, title="Masons trained")
    assert problems_of(project) == []

    ResultFactory(project=project, title="")

    assert any("title" in problem for problem in problems_of(project))
