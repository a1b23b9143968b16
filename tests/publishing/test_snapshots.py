"""What belongs to a thing, how it is taken, put back, compared and merged."""

from __future__ import annotations

import pytest

from iati.models import ImportedActivity
from library.models import Photo, Rendition
from meetings.models import AgendaItem, Decision, Meeting
from projects.models import Evidence, Lesson, Measurement, Project
from publishing.comparison import compared, words
from publishing.snapshots import (
    differences,
    merge,
    owned_by,
    owner_of,
    put_back,
    take,
    without_lost_rows,
)
from tests.factories import (
    BudgetFactory,
    CommonApproachFactory,
    DisaggregationFactory,
    EvidenceFactory,
    LessonFactory,
    LocationFactory,
    MeasurementFactory,
    PhotoFactory,
    ProjectFactory,
    ProjectPhotoFactory,
    RecipientCountryFactory,
)

pytestmark = pytest.mark.django_db


def full_project():
    """A project with rows of rows, texts in two languages, and a choice of many."""
    measurement = MeasurementFactory(state="draft")
    project = measurement.period.indicator.result.project
    DisaggregationFactory(measurement=measurement)
    EvidenceFactory(measurement=measurement)
    BudgetFactory(project=project)
    LocationFactory(project=project, name="Port Salut")
    project.common_approaches.add(CommonApproachFactory())
    project.create_translation("fr", title="Le projet")
    return project


def test_a_thing_owns_what_goes_with_it_and_nothing_with_a_page_of_its_own():
    owned = owned_by(Project)

    assert {Measurement, Evidence, Project.common_approaches.through} <= owned.keys()
    assert not {Lesson, Photo, ImportedActivity} & owned.keys()
    assert AgendaItem in owned_by(Meeting)
    assert Decision not in owned_by(Meeting)
    assert Rendition not in owned_by(Photo)
    evidence = EvidenceFactory(measurement=MeasurementFactory())
    assert owner_of(evidence) == evidence.measurement.period.indicator.result.project
    lesson = LessonFactory()
    assert owner_of(lesson) == lesson


def test_what_is_taken_is_put_back_to_the_letter():
    project = full_project()
    before = take(project)
    project.results.all().delete()
    project.locations.all().delete()
    project.common_approaches.clear()
    project.budgets.update(amount=1, usd_amount=1)
    RecipientCountryFactory(project=project)
    project.translations.filter(language_code="fr").delete()
    Project.objects.filter(pk=project.pk).update(agency_code="X")
    assert take(project) != before

    put_back(project, before)

    assert take(project) == before
    assert project.common_approaches.count() == 1


def test_what_became_of_a_thing_itself_is_not_put_back():
    project = ProjectFactory(draft=True)
    before = take(project)
    Project.objects.filter(pk=project.pk).update(state="published", version=7)

    put_back(project, before)

    assert list(Project.objects.values_list("state", "version")) == [("published", 7)]


def test_two_rows_change_places_where_each_place_is_taken_once():
    project = ProjectFactory()
    one = RecipientCountryFactory(project=project, country="HT")
    other = RecipientCountryFactory(project=project, country="KE")
    swapped = take(project)
    rows = swapped["projects.recipientcountry"]
    rows[str(one.pk)]["country"], rows[str(other.pk)]["country"] = "KE", "HT"

    put_back(project, swapped)

    assert dict(project.countries.values_list("pk", "country")) == {one.pk: "KE", other.pk: "HT"}


def test_an_old_snapshot_comes_back_without_what_is_gone():
    link = ProjectPhotoFactory()
    project = link.project
    key = str(link.pk)
    before = take(project)
    link.delete()
    link.photo.delete()

    sound, lost = without_lost_rows(before)
    put_back(project, sound)

    assert lost == [("projects.projectphoto", key)]
    assert not project.photos.exists()


def rows(**fields):
    return {"a.b": {"1": fields}}


@pytest.mark.parametrize(
    ("base", "mine", "theirs", "merged", "contested"),
    [
        (rows(x=1, y=1), rows(x=2, y=1), rows(x=1, y=3), rows(x=2, y=3), []),
        (rows(x=1), rows(x=2), rows(x=2), rows(x=2), []),
        (rows(x=1), rows(x=2), rows(x=3), rows(x=3), ["x"]),
        (rows(x=1), {}, rows(x=1), {}, []),
        (rows(x=1), rows(x=1), {}, {}, []),
        (rows(x=1), {}, rows(x=2), rows(x=2), [""]),
        ({}, rows(x=1), {}, rows(x=1), []),
        (None, rows(x=1), rows(x=2), rows(x=2), ["x"]),
        (None, rows(x=1, y=1), rows(x=1, y=1), rows(x=1, y=1), []),
    ],
)
def test_changes_of_two_people_come_together(base, mine, theirs, merged, contested):
    result, conflicts = merge(base, mine, theirs)

    assert result == merged
    assert [one.field for one in conflicts] == contested


def test_a_person_decides_conflicts():
    _result, [conflict] = merge(rows(x=1), rows(x=2), rows(x=3))

    assert merge(rows(x=1), rows(x=2), rows(x=3), choices={conflict.name: "mine"}) == (
        rows(x=2),
        [],
    )


def test_both_translate_into_the_same_language():
    """Each made a row of its own; there is one text for each language in the end."""
    text = {"master_id": 1, "language_code": "fr", "title": "Titre"}
    base, mine = {}, {"a.btranslation": {"5": text}}
    theirs = {"a.btranslation": {"6": {**text, "title": "Autre"}}}

    result, [conflict] = merge(base, mine, theirs)

    assert result == theirs
    assert (conflict.mine, conflict.theirs) == ("Titre", "Autre")


def test_differences_name_rows_and_fields_as_editors_know_them():
    project = full_project()
    project.set_current_language("en")
    before = take(project)
    place = project.locations.get()
    place.name = "Port-au-Prince"
    place.save()
    project.budgets.all().delete()

    said = {
        (row.title, row.kind): {field.label: field.pieces for field in row.fields}
        for row in compared(before, take(project))
    }

    [title] = [title for title, kind in said if kind == "changed"]
    assert title.endswith("Port-au-Prince (English)")
    assert any(title.startswith("Budget") and kind == "removed" for title, kind in said)
    [pieces] = said[title, "changed"].values()
    assert [(one.tag, one.text) for one in pieces] == words_of("Port Salut", "Port-au-Prince")
    assert differences(before, before) == []


def words_of(old, new):
    return [(one.tag, one.text) for one in words(old, new)]


@pytest.mark.parametrize(
    ("old", "new", "pieces"),
    [
        (
            "They rebuild.",
            "They rebuilt.",
            [("", "They "), ("del", "rebuild"), ("ins", "rebuilt"), ("", ".")],
        ),
        ("", "New", [("ins", "New")]),
        ("Old", "", [("del", "Old")]),
        ("日本と", "日仏と", [("", "日"), ("del", "本"), ("ins", "仏"), ("", "と")]),
    ],
)
def test_words_are_marked(old, new, pieces):
    assert words_of(old, new) == pieces


def test_a_photo_may_be_restored_to_a_project():
    project, photo = ProjectFactory(), PhotoFactory()
    link = ProjectPhotoFactory(project=project, photo=photo)
    key, before = link.pk, take(project)
    link.delete()

    put_back(project, before)

    assert project.photos.get().pk == key
