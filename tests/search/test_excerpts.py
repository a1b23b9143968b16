"""Why a thing was found: the words that are marked, and the names that are told."""

import re

import pytest

from publishing.rows import Text
from search.engine import search
from search.excerpts import excerpts
from search.index import catch_up_fully
from search.models import SearchEntry
from search.query import parse
from tests.factories import (
    OrganisationFactory,
    ParticipationFactory,
    ProjectFactory,
    RecipientCountryFactory,
)

pytestmark = pytest.mark.django_db


def marks(text):
    return [part for part, is_hit in text.pieces if is_hit]


def only_hit(text):
    catch_up_fully()
    (group,) = search(parse(text))
    (hit,) = group.hits
    return hit


def test_titles_mark_what_was_asked_for_on_both_lists(client):
    ProjectFactory(title="Training <masons> & others", summary="Of basalt")
    catch_up_fully()
    shown = "Training &lt;<mark>masons</mark>&gt; &amp; others"

    assert shown in client.get("/search/?q=mason").content.decode()
    assert shown in client.get("/projects/?q=mason").content.decode()
    french = f'<span lang="en" dir="ltr">{shown}</span>'
    assert french in client.get("/fr/search/?q=mason").content.decode()
    assert "<mark>" not in client.get("/projects/?q=-mortar").content.decode()


@pytest.mark.parametrize(
    ("text", "marked"),
    [
        ('"clean water"', ["clean water", "Clean, water"]),
        ('"clean water" pump', ["clean water", "pumps", "Clean, water"]),
        ('"water"', ["water", "Water", "water", "Water"]),
        ('"pump"', []),
        ("clean water", ["clean", "water", "clean", "Water", "Clean", "water", "clean", "Water"]),
        ("waters", ["water", "Water", "water", "Water"]),
        ("clean-water", ["clean water", "Clean, water"]),
        ('"was it clean water"', []),
    ],
)
def test_phrases_are_marked_as_a_whole_and_quoted_words_in_no_other_form(text, marked):
    summary = "For clean water. Be clean with pumps. Water? Clean, water. Was it clean"
    project = ProjectFactory(title="Pump was it clean water", summary=summary, background="Water")
    catch_up_fully()

    found = excerpts("project", {project.pk: Text("A", "en")}, parse(text))

    assert marks(found[project.pk]) == marked


@pytest.mark.parametrize(
    ("text", "query", "marked"),
    [
        ("新しい給水施設をつくる", "給水施設", ["給水施設"]),
        ("新しい給水施設をつくる", "水", ["水"]),
        ("UNESCO大学院と大学", '"UNESCO大学"', ["UNESCO大学"]),
        ("Ｅｄｕｃａｔｉｏｎ", "education", ["Ｅｄｕｃａｔｉｏｎ"]),
        ("E\u0301coles neuves", "école", ["E\u0301coles"]),
        ("حِمَايَة التراث", "حماية", ["حِمَايَة"]),
        ("L’école et l'art", '"l’école"', ["L’école"]),
    ],
)
def test_marks_stand_where_the_words_do_in_every_writing(text, query, marked):
    ProjectFactory(title=text, summary="")

    assert marks(only_hit(query).title) == marked


def test_a_hit_by_a_name_alone_says_by_which():
    project = ProjectFactory(title="Wells", summary="Clean water", agency_code="DEMO-301")
    for code in ("KE", "NG"):
        RecipientCountryFactory(project=project, country=code)
    known = OrganisationFactory(name="Ministry of Education and Culture", short_name="MEC")
    ParticipationFactory(project=project, organisation=known)

    for text, found_by, in_text in [
        ("kenya", ["Kenya"], []),
        ("keny", ["Kenya"], []),
        ("ケニア", ["ケニア"], []),
        ("kenya nigeria", ["Kenya", "Nigeria"], []),
        ("water kenya", ["Kenya"], ["water"]),
        ("wells kenya", ["Kenya"], []),
        ("water", [], ["water"]),
        ("demo-301", ["DEMO-301"], []),
        ("mec wells", ["MEC"], []),
    ]:
        hit = only_hit(text)
        assert (hit.excerpt.found_by, marks(hit.excerpt)) == (found_by, in_text), text
        # A text that marks nothing is not shown beside what it was found by.
        assert bool(hit.excerpt.pieces) == bool(in_text), text
    groups = search(parse("ministry of education and culture"), kinds=["project"])
    assert groups[0].hits[0].excerpt.found_by == ["Ministry of Education and Culture"]


def test_a_title_in_another_language_tells_why_a_thing_was_found():
    project = ProjectFactory(title="Old town", summary="")
    project.create_translation("ja", title="京都の文化財")

    assert only_hit("京都").excerpt.found_by == ["京都の文化財"]
    assert marks(only_hit("京都").excerpt.found_by[0]) == ["京都"]


def test_what_a_hit_was_found_by_is_said_on_both_lists(client):
    RecipientCountryFactory(project=ProjectFactory(title="Wells", summary="Water"), country="KE")
    catch_up_fully()

    for address in ("/search/?q=kenya", "/projects/?q=kenya"):
        html = client.get(address).content.decode()
        assert re.search(r"Found by:\s+<bdi\s*><mark>Kenya</mark></bdi>", html)


def test_names_of_what_is_hidden_are_not_told():
    project = ProjectFactory(title="Wells", summary="Water")
    shown = OrganisationFactory(name="Guild of Masons", short_name="")
    for organisation in (shown, OrganisationFactory(name="Guild of Spies", draft=True)):
        ParticipationFactory(project=project, organisation=organisation)
    catch_up_fully()
    titles = {project.pk: Text("Wells", "en")}
    query = parse("guild")
    assert excerpts("project", titles, query)[project.pk].found_by == ["Guild of Masons"]
    assert "Spies" not in SearchEntry.objects.get(kind="project").names

    # Whatever is not renewed yet says nothing.
    type(shown).objects.filter(pk=shown.pk).update(state="archived")
    assert excerpts("project", titles, query) == {}
