import datetime as dt
from decimal import Decimal

import pytest
from django.utils import timezone, translation

from projects.pages import project_rows
from tests.factories import (
    AgendaItemFactory,
    AllocationFactory,
    CountryCommitmentFactory,
    DocumentFactory,
    EvidenceFactory,
    LessonFactory,
    MeasurementFactory,
    OrganisationFactory,
    ParticipationFactory,
    PhotoFactory,
    ProjectDocumentFactory,
    ProjectFactory,
    ProjectPhotoFactory,
    ProjectPriorityAreaFactory,
    ProjectUpdateFactory,
    RecipientCountryFactory,
)

pytestmark = pytest.mark.django_db


def test_page_shows_what_is_public_and_nothing_else(client):
    project = ProjectFactory(title="Safe building")
    shown = [
        ParticipationFactory(project=project, organisation__name="Shown donor").organisation,
        ProjectDocumentFactory(project=project, document__title="Shown report").document,
        LessonFactory(project=project, title="Shown lesson"),
        ProjectFactory(parent=project, title="Shown part"),
    ]
    hidden = [
        ParticipationFactory(
            project=project, organisation=OrganisationFactory(name="Hidden donor", draft=True)
        ),
        ProjectDocumentFactory(
            project=project, document=DocumentFactory(title="Hidden draft", draft=True)
        ),
        ProjectDocumentFactory(
            project=project, document=DocumentFactory(title="Hidden inside", access="internal")
        ),
        ProjectPhotoFactory(
            project=project, photo=PhotoFactory(alternative_text="Hidden photo", draft=True)
        ),
        LessonFactory(project=project, title="Hidden lesson", draft=True),
        ProjectFactory(parent=project, title="Hidden part", draft=True),
        MeasurementFactory(
            period__indicator__result__project=project, state="submitted", value=Decimal(987654)
        ),
        ProjectPriorityAreaFactory(project=project, area__name="Hidden area", area__draft=True),
        AllocationFactory(
            project=project,
            contribution__fund__draft=True,
            contribution__provider__name="Hidden provider",
        ),
    ]
    for item in [
        AgendaItemFactory(meeting__title="Hidden review", visibility="internal"),
        AgendaItemFactory(meeting__title="Hidden review", meeting__draft=True),
    ]:
        item.projects.add(project)

    html = client.get("/projects/" + project.slug + "/").content.decode()

    assert {str(thing) for thing in shown if str(thing) not in html} == set()
    assert "Hidden" not in html
    assert "987,654" not in html
    assert len(hidden) == 9


def test_a_part_does_not_name_a_programme_that_is_not_public(client):
    part = ProjectFactory(parent=ProjectFactory(title="Hidden programme", draft=True))

    assert "Hidden" not in client.get(part.get_absolute_url()).content.decode()


def test_figures_are_dated_and_approximate_ones_say_so(client):
    measurement = MeasurementFactory(
        value=Decimal("240.0000"), approximate=True, as_of=dt.date(2023, 3, 13)
    )
    project = measurement.period.indicator.result.project

    html = client.get(project.get_absolute_url()).content.decode()

    assert "<b>240</b>" in html
    assert "<span>about</span>" in html
    assert "as of 13 March 2023" in html


def test_a_text_missing_in_the_readers_language_falls_back_and_is_marked(client):
    project = ProjectFactory(title="Masons", summary="Courses")
    project.create_translation("fr", title="Maçons", summary="")

    html = client.get(f"/fr/projects/{project.slug}/").content.decode()

    assert '<html lang="fr" dir="ltr">' in html
    assert "<h1>Maçons</h1>" in "".join(line.strip() for line in html.splitlines())
    assert '<span lang="en" dir="ltr">Courses</span>' in html


def test_arabic_is_right_to_left_and_every_language_is_offered(client):
    project = ProjectFactory(title="Masons")
    with translation.override("ar"):
        html = client.get(f"/ar/projects/{project.slug}/").content.decode()

    assert '<html lang="ar" dir="rtl">' in html
    for code, path in {"en": "", "fr": "/fr", "ja": "/ja", "ar": "/ar"}.items():
        address = f"http://testserver{path}/projects/{project.slug}/"
        assert f'hreflang="{code}" href="{address}"' in html


def test_demo_content_says_so(client):
    real, demo = ProjectFactory(), ProjectFactory(is_demo=True)

    said = "Demo content" in client.get(demo.get_absolute_url()).content.decode()
    silent = "Demo content" not in client.get(real.get_absolute_url()).content.decode()

    assert (said, silent) == (True, True)


def test_evidence_is_shown_with_its_public_photo_and_never_with_another(client):
    measurement = MeasurementFactory()
    project = measurement.period.indicator.result.project
    shown = EvidenceFactory(
        measurement=measurement, document=None, photo=PhotoFactory(), title="Shown"
    )
    EvidenceFactory(
        measurement=measurement, document=None, photo=PhotoFactory(draft=True), title="Hidden"
    )

    html = client.get(project.get_absolute_url()).content.decode()

    assert shown.photo.get_absolute_url() in html
    assert "Hidden" not in html


def test_what_is_kept_of_a_page_is_kept_for_its_language(client):
    project = ProjectFactory()
    RecipientCountryFactory(project=project, country="HT")

    assert "Haïti" not in client.get(project.get_absolute_url()).content.decode()
    assert "Haïti" in client.get(f"/fr{project.get_absolute_url()}").content.decode()


def test_what_has_begun_is_told_from_that_day(client):
    project = ProjectFactory(
        planned_start=dt.date(2019, 1, 1), actual_start=dt.date(2020, 2, 2), planned_end=None
    )
    CountryCommitmentFactory(project=project, is_demo=True)

    page = client.get(project.get_absolute_url()).context["page"]

    assert page["start"] == dt.date(2020, 2, 2)
    assert page["demo_commitments"] == 1


def test_photos_are_shown_in_the_projects_order_however_many_others_show_them(client):
    project = ProjectFactory()
    last, first = (ProjectPhotoFactory(project=project, order=order) for order in (2, 1))
    ProjectPhotoFactory(photo=last.photo, order=0)

    photos = client.get(project.get_absolute_url()).context["page"]["photos"]

    assert [photo["slug"] for photo in photos] == [first.photo.slug, last.photo.slug]


def test_what_happened_is_told_in_one_order_and_what_is_to_come_as_such(client):
    project = ProjectFactory()
    ProjectUpdateFactory(project=project, title="Work began", date=dt.date(2023, 6, 1))
    ProjectUpdateFactory(project=project, title="Wells opened", date=dt.date(2024, 6, 1))
    # Still the day before in UTC.
    morning = dt.datetime(2024, 1, 9, 23, tzinfo=dt.UTC)
    past = {"meeting__title": "Dialogue", "meeting__time_zone": "Asia/Tokyo"}
    held = AgendaItemFactory(
        meeting__starts_at=morning, meeting__ends_at=morning + dt.timedelta(hours=8), **past
    )
    soon = timezone.now() + dt.timedelta(days=30)
    coming = AgendaItemFactory(
        meeting__title="Assembly",
        meeting__starts_at=soon,
        meeting__ends_at=soon,
        meeting__stage="planned",
    )
    for item in (held, coming):
        item.projects.add(project)

    html = client.get(project.get_absolute_url()).content.decode()

    told = ["To be discussed at: Assembly", "Wells opened", "Discussed at: Dialogue", "Work began"]
    assert told == sorted(told, key=html.index)
    assert "10 January 2024" in html
    assert html.count("Dialogue") == 2
    assert html.count("Assembly") == 1


@pytest.mark.parametrize(
    ("status", "days", "said"),
    [(2, -1, True), (2, 1, False), (2, 0, False), (3, -1, False), (4, -1, False)],
)
def test_work_that_goes_on_after_its_planned_end_is_told_as_such(client, status, days, said):
    end = timezone.localdate() + dt.timedelta(days=days)
    project = ProjectFactory(
        status=status, planned_start=end - dt.timedelta(days=90), planned_end=end
    )

    page = client.get(project.get_absolute_url()).text

    assert ("no later day has been stated" in page) == said


def test_a_hidden_area_relates_no_projects(client):
    here, there = (
        RecipientCountryFactory(country="KE", project__title=title).project
        for title in ("Here", "There")
    )
    link = ProjectPriorityAreaFactory(project=here, area__draft=True)
    ProjectPriorityAreaFactory(project=there, area=link.area)

    assert "There" not in client.get(here.get_absolute_url()).content.decode()


def test_a_status_is_as_old_as_its_last_confirmation():
    project = ProjectFactory(source_as_of=dt.date(2022, 1, 1))
    assert project.stated_on == project_rows([project.pk])[0]["stated_on"] == dt.date(2022, 1, 1)

    project.reviewed_on = dt.date(2023, 1, 1)
    project.save()

    assert project.stated_on == project_rows([project.pk])[0]["stated_on"] == dt.date(2023, 1, 1)
