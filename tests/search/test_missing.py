"""A search that finds nothing says which word is to blame, and what to leave out."""

import re
from html import unescape

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from projects.models import Project
from search.index import catch_up_fully
from search.missing import MOST_LEFT_OUT, missing
from search.query import parse
from tests.factories import ArticleFactory, ProjectFactory, RecipientCountryFactory

pytestmark = pytest.mark.django_db

UNDO = re.compile(r'href="/projects/\?([^"]*)"><bdi>(With[^<]*)</bdi></a>:\s*(\d+) project')
PAGES = pytest.mark.parametrize("page", ["/projects/", "/search/"])


@pytest.fixture
def some():
    ProjectFactory(title="Basalt wells", summary="", status=2)
    ProjectFactory(title="Granite wells", summary="", status=4)
    ProjectFactory(title="Marble", summary="", draft=True)
    ArticleFactory(title="Slate")
    catch_up_fully()


def why(text, **more):
    return missing(parse(text), {"project": Project.objects.public().filter(**more)}, str)


@pytest.mark.usefixtures("some")
@pytest.mark.parametrize(
    ("text", "words", "offers"),
    [
        ("wells zzyx", ["zzyx"], [("wells", 2)]),
        ("Zzyx wells Qqux", ["Zzyx", "Qqux"], [("wells", 2)]),
        # What is not public is nowhere.
        ("marble wells", ["marble"], [("wells", 2)]),
        ("basalt granite wells", [], [("granite wells", 1), ("basalt wells", 1)]),
        ("slate wells", [], [("wells", 2)]),
        ('"wells basalt" wells', ['"wells basalt"'], [("wells", 2)]),
        ("zzyx wells -granite", ["zzyx"], [("-granite wells", 1)]),
        ("zzyx", ["zzyx"], []),
        ("-zzyx", [], []),
        ("***", [], []),
    ],
)
def test_each_word_is_looked_into(text, words, offers):
    found = why(text)

    assert list(found.words) == words
    assert [(one.text, one.total) for one in found.offers] == offers


@pytest.mark.usefixtures("some")
def test_what_is_offered_is_found_within_the_selection():
    assert [(one.text, one.total) for one in why("wells zzyx", status=4).offers] == [("wells", 1)]
    assert why("basalt zzyx", status=4).offers == ()


TWELVE = [chr(ord("a") + number) * 3 for number in range(12)]


@pytest.mark.usefixtures("some")
@pytest.mark.parametrize("text", ["zzyx wells", "basalt granite", " ".join(TWELVE)])
def test_help_costs_the_same_whatever_was_typed(text):
    parse(text)
    with CaptureQueriesContext(connection) as asked:
        why(text)

    assert len(asked) <= 3


@pytest.mark.usefixtures("some")
def test_every_word_is_looked_into_however_many_there_are():
    found = why(" ".join([*TWELVE[:11], "wells"]))

    assert list(found.words) == TWELVE[:11]
    assert [(one.text, one.total) for one in found.offers] == [("wells", 2)]


@pytest.mark.usefixtures("some")
def test_what_finds_most_is_offered_first():
    ProjectFactory(title="Granite quarry")
    catch_up_fully()

    offers = [(one.text, one.total) for one in why("granite basalt").offers]

    assert offers == [("granite", 2), ("basalt", 1)]


def test_few_words_are_left_out_one_at_a_time():
    words = TWELVE[:6]
    for one in words:
        ProjectFactory(title=" ".join(word for word in words if word != one))
    catch_up_fully()

    assert len(why(" ".join(words)).offers) == MOST_LEFT_OUT


@pytest.mark.usefixtures("some")
def test_what_was_withdrawn_a_moment_ago_is_found_nowhere():
    Project.objects.filter(translations__title="Basalt wells").update(state="archived")

    found = why("basalt granite")

    assert list(found.words) == ["basalt"]
    assert [(one.text, one.total) for one in found.offers] == [("granite", 1)]


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ("Zzyx wells", "Zzyx"),
        ("Zzyxの支援", "Zzyx"),
        ("支援のためのﾕﾈｽｺ", "支援"),
    ],
)
def test_words_are_said_as_they_are_typed(typed, said):
    assert parse(typed).wanted[0].said == said


@PAGES
@pytest.mark.usefixtures("some")
def test_readers_are_told_and_led_on(client, page):
    html = unescape(client.get(f"{page}?q=wells+zzyx").content.decode())

    assert "<b><bdi>zzyx</bdi></b> is found nowhere." in html
    assert f'<a href="{page}?q=wells"><bdi>wells</bdi></a>' in html
    assert "2 hits" in html


@pytest.mark.usefixtures("some")
def test_who_looked_for_one_kind_is_led_to_all(client):
    html = client.get("/search/?q=slate&kind=project").content.decode()

    assert re.search(r'class="more"\s*href="\?q=slate"\s*>Search everything</a>', html)
    assert client.get("/search/?q=slate").context["total"] == 1


@pytest.mark.usefixtures("some")
def test_who_looked_for_one_kind_is_offered_that_kind(client):
    response = client.get("/search/?q=basalt+slate&kind=article")

    (offer,) = response.context["missing"].offers
    assert offer.address == "/search/?q=slate&kind=article"
    assert client.get(offer.address).context["total"] == offer.total == 1
    assert client.get("/search/?q=slat+wels&kind=article").context["meant"] is None
    # Of articles there is no basalt to be meant.
    assert client.get("/search/?q=basolt&kind=article").context["meant"] is None
    html = unescape(client.get("/search/?q=bassalt&kind=project").content.decode())
    assert re.search(r'Did you mean <a href="\?q=basalt&kind=project">', html)


@pytest.mark.usefixtures("some")
def test_what_is_meant_is_found_within_the_selection(client):
    assert client.get("/projects/?q=bassalt&status=2").context["meant"] == "basalt"
    assert client.get("/projects/?q=bassalt&status=4").context["meant"] is None


@PAGES
@pytest.mark.usefixtures("some")
def test_who_finds_something_is_told_nothing(client, page):
    assert "is found nowhere" not in client.get(f"{page}?q=wells").content.decode()


@pytest.mark.usefixtures("some")
def test_the_rest_of_the_selection_stays(client):
    RecipientCountryFactory(country="HT", project=Project.objects.get(status=4))
    catch_up_fully()

    html = unescape(client.get("/projects/?country=HT&q=wells+zzyx").content.decode())

    assert 'href="/projects/?q=wells&country=HT"' in html
    assert "1 hit<" in "".join(html.split("\n")).replace("  ", "")


@pytest.mark.usefixtures("some")
@pytest.mark.parametrize(
    ("query", "offers"),
    [
        ("q=wells&budget_min=200", [("q=wells", "With any “Budget from”", 2)]),
        (
            "q=basalt&status=4",
            [("status=4", "Without “basalt”", 1), ("q=basalt", "With any “Status”", 1)],
        ),
        ("q=***&status=4", [("status=4", "Without “***”", 1)]),
        # Without it nothing is chosen: “All projects” is there for that.
        ("budget_min=2000", []),
    ],
)
def test_each_filter_can_be_taken_back_with_what_that_gives(
    client, django_assert_max_num_queries, query, offers
):
    client.get(f"/projects/?{query}")
    with django_assert_max_num_queries(15):
        html = unescape(client.get(f"/projects/?{query}").content.decode())

    told = [(rest, undo, int(total)) for rest, undo, total in UNDO.findall(html)]
    assert told == offers
    for rest, _undo, total in offers:
        assert client.get(f"/projects/?{rest}").context["filter"].summary.total == total
