"""The page of the one search."""

import re
from html import unescape

import pytest
from django.db import connection

from partnership.searching import MOST_COUNTRIES
from search.completions import BEST_TITLED, MOST
from search.index import catch_up_fully
from search.sources import sources
from tests.factories import (
    ArticleFactory,
    CountryCommitmentFactory,
    DocumentFactory,
    FundFactory,
    LessonFactory,
    MeetingFactory,
    OrganisationFactory,
    ParticipationFactory,
    PriorityAreaFactory,
    ProjectFactory,
    RecipientCountryFactory,
)

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("count", [1, 3, 30])
def test_search_costs_the_same_however_much_is_found(client, django_assert_max_num_queries, count):
    for _ in range(count):
        ProjectFactory(summary="Basalt", slug=f"p{_}")
    catch_up_fully()
    client.get("/search/", {"q": "basalt"})

    with django_assert_max_num_queries(15):
        response = client.get("/search/", {"q": "basalt"})

    assert response.context["total"] == count


EVERY_KIND = {
    "project": ProjectFactory,
    "area": PriorityAreaFactory,
    "meeting": MeetingFactory,
    "article": ArticleFactory,
    "lesson": LessonFactory,
    "document": DocumentFactory,
    "organisation": OrganisationFactory,
    "fund": FundFactory,
}


@pytest.mark.parametrize("count", [1, 3, 30])
@pytest.mark.parametrize(
    ("address", "query"),
    [
        ("/search/", "basalt"),
        ("/search/", "-granite"),
        ("/search/", "bassalt"),
        ("/search/", "zeolite quartzite gneissic phyllite schistose migmatite " * 2),
        ("/search/suggestions/", "bas"),
    ],
    ids=["of every kind", "all but", "mistyped", "hopeless", "while typing"],
)
def test_every_kind_together_costs_the_same(
    client, django_assert_max_num_queries, address, query, count
):
    assert set(EVERY_KIND) == {one.kind for one in sources()}
    for one in sources():
        for number in range(count):
            EVERY_KIND[one.kind](**{one.title: f"Basalt {number}"})
    catch_up_fully()
    client.get(address, {"q": query})

    with django_assert_max_num_queries(15):
        response = client.get(address, {"q": query})

    if query == "basalt":
        found = {group.source.kind: group.total for group in response.context["groups"]}
        assert found == dict.fromkeys(EVERY_KIND, count)


@pytest.mark.parametrize(
    ("typed", "named"),
    [
        ("haiti", ["HT"]),
        ("HAÏ", ["HT"]),
        ("ハイチ", ["HT"]),
        ("هايتي", ["HT"]),
        ("ivory coast", ["CI"]),
        ("democratic", ["CD"]),
        ("republic of", []),
        ("ken", []),
        ("-haiti", []),
        ("haiti -wells", []),
        ("ha", []),
        ("haiti schools", []),
    ],
)
def test_countries_with_a_page_are_found_by_every_name(client, typed, named):
    for code in ("HT", "CI", "CG"):
        RecipientCountryFactory(country=code)
    CountryCommitmentFactory(country="CD")
    RecipientCountryFactory(country="KE", project__draft=True)
    CountryCommitmentFactory(country="KE", project__draft=True)
    addresses = [f"/countries/{code}/" for code in named]

    page = client.get("/search/", {"q": typed})
    suggested = client.get("/search/suggestions/", {"q": typed}).context["hits"]

    assert [hit.url for hit in page.context["countries"]] == addresses
    assert [hit.url for hit in suggested if hit.kind == "country"] == addresses
    for address in addresses:
        assert f'href="{address}"' in page.content.decode()


def test_all_countries_called_so_are_found_and_few_suggested(client):
    codes = ["AE", "GB", "TZ", "US"]
    for code in codes:
        RecipientCountryFactory(country=code)
        for factory in (ArticleFactory, LessonFactory, ProjectFactory):
            factory(title=f"United for {code}")
    catch_up_fully()

    page = client.get("/search/", {"q": "united"})
    suggested = client.get("/search/suggestions/", {"q": "united"}).context["hits"]

    found = {hit.url for hit in page.context["countries"]}
    assert found == {f"/countries/{code}/" for code in codes}
    assert [hit.kind for hit in suggested].count("country") == MOST_COUNTRIES
    assert len(suggested) == MOST


def test_a_country_called_exactly_so_comes_first(client):
    for code in ("GW", "GN", "GQ"):
        RecipientCountryFactory(country=code)

    countries = client.get("/search/", {"q": "Guinea"}).context["countries"]

    assert [str(hit.title) for hit in countries] == ["Guinea", "Guinea-Bissau"]


def test_things_of_different_kinds_with_one_key_are_told_apart(client):
    article = ArticleFactory(title="Basalt of the news")
    ProjectFactory(pk=article.pk, title="Basalt of the project")
    catch_up_fully()

    groups = client.get("/search/", {"q": "basalt"}).context["groups"]

    assert [(group.source.kind, [hit.title for hit in group.hits]) for group in groups] == [
        ("project", ["Basalt of the project"]),
        ("article", ["Basalt of the news"]),
    ]


def test_an_unwanted_word_rules_out_nothing_of_another_kind_with_that_key(client):
    article = ArticleFactory(title="Basalt and granite")
    ProjectFactory(pk=article.pk, title="Basalt alone")
    catch_up_fully()

    groups = client.get("/search/", {"q": "basalt -granite"}).context["groups"]

    assert [group.source.kind for group in groups] == ["project"]


def test_a_title_in_another_language_says_which(client):
    ProjectFactory(title="Basalt walls")
    catch_up_fully()

    html = client.get("/fr/search/", {"q": "basalt"}).content.decode()

    assert '<span lang="en" dir="ltr"><mark>Basalt</mark> walls</span>' in html


def test_kinds_are_grouped_and_hidden_things_are_not_found(client):
    for make in (ProjectFactory, MeetingFactory, ArticleFactory, DocumentFactory):
        make(title="Basalt")
        make(title="Basalt kept back", draft=True)

    response = client.get("/search/", {"q": "basalt"})

    assert {group.source.kind: group.total for group in response.context["groups"]} == {
        "project": 1,
        "meeting": 1,
        "article": 1,
        "document": 1,
    }
    assert "kept back" not in response.content.decode()


def test_areas_and_funds_are_found_and_follow_their_changes(client):
    area = PriorityAreaFactory(name="Basalt", description="<p>Columns of rock.</p>")
    fund = FundFactory(name="Trust", code="570-JPN", purpose="<p>For columns.</p>")
    PriorityAreaFactory(name="Basalt columns kept back", draft=True)
    FundFactory(name="Columns kept back", draft=True)

    def found(text):
        groups = client.get("/search/", {"q": text}).context["groups"]
        return [(group.source.kind, hit.title) for group in groups for hit in group.hits]

    assert found("columns") == [("area", "Basalt"), ("fund", "Trust")]
    assert found("570-JPN") == [("fund", "Trust")]

    area.name = "Granite"
    area.save()
    fund.delete()

    assert found("columns") == [("area", "Granite")]


def test_suggestions_are_titles_only(client):
    ProjectFactory(title="Basalt walls")
    ProjectFactory(title="Other", summary="basalt")
    ProjectFactory(title="Basalt kept back", draft=True)

    html = client.get("/search/suggestions/", {"q": "bas"}).content.decode()

    assert "Basalt walls" in html
    assert "Other" not in html
    assert "kept back" not in html


def test_what_has_no_page_is_suggested_with_a_search_for_it(client):
    LessonFactory(title="Basalt & time")

    html = client.get("/search/suggestions/", {"q": "bas"}).content.decode()
    link = unescape(re.search('href="([^"]*)"', html)[1])

    assert "<bdi>Basalt &amp; time</bdi>" in html
    assert link == "/search/?q=Basalt+%26+time&kind=lesson"
    (group,) = client.get(link).context["groups"]
    assert [hit.title for hit in group.hits] == ["Basalt & time"]


def suggested(client, text, language=""):
    catch_up_fully()
    hits = client.get(f"{language}/search/suggestions/", {"q": text}).context["hits"]
    return [str(hit.title) for hit in hits]


def test_suggestions_that_begin_with_what_was_typed_come_first(client):
    OrganisationFactory(name="Écoles of basalt, long ago")
    OrganisationFactory(name="« École » of basalt")
    for _ in range(4):
        ProjectFactory(title="Basalt ecoles")

    assert suggested(client, "ecole") == [
        "« École » of basalt",
        "Écoles of basalt, long ago",
        *["Basalt ecoles"] * 3,
    ]
    assert suggested(client, "école  of b")[:1] == ["« École » of basalt"]
    assert suggested(client, "basalt e") == ["Basalt ecoles"] * 3 + [
        "« École » of basalt",
        "Écoles of basalt, long ago",
    ]


def test_suggestions_begin_with_what_was_typed_however_many_others_have_it(client, monkeypatch):
    monkeypatch.setattr("search.completions.WEIGHED", 2)
    for _ in range(5):
        ProjectFactory(title="Of basalt")
    ProjectFactory(title="Basalt is what walls are made of")
    catch_up_fully()

    assert suggested(client, "basalt")[0] == "Basalt is what walls are made of"


def test_a_percent_sign_begins_only_titles_that_have_one(client):
    ProjectFactory(title="100 basalt walls")
    ProjectFactory(title="100% basalt, and nothing else in them")
    catch_up_fully()

    assert suggested(client, "100% bas") == [
        "100% basalt, and nothing else in them",
        "100 basalt walls",
    ]


def test_titles_that_begin_with_what_was_typed_are_looked_up_in_an_index(db):
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL enable_seqscan = off")
        # For so few entries it would do as well.
        cursor.execute("ALTER TABLE search_searchentry DROP CONSTRAINT search_searchentry_once")
        cursor.execute(
            "EXPLAIN " + BEST_TITLED,
            {
                "kinds": ["project"],
                "language": "en",
                "begins": "basalt%",
                "asked": "'basalt'",
                "weighed": 2,
                "most": 2,
            },
        )
        plan = "".join(row[0] for row in cursor.fetchall())

    assert "search_entry_beginnings" in plan
    assert "left(" in plan.replace('"', "").partition("search_entry_beginnings")[2]


def test_suggestions_prefer_a_beginning_in_the_readers_language(client):
    both = ProjectFactory(title="Basalt walls")
    both.create_translation("fr", title="Murs de basalte")
    ProjectFactory(title="Murs of stone are older than this")

    assert suggested(client, "murs") == ["Murs of stone are older than this", "Basalt walls"]
    assert suggested(client, "murs", "/fr")[0] == "Murs de basalte"


@pytest.mark.parametrize(
    ("typed", "found"),
    [("京", 1), ("都", 1), ("京都", 1), ("京都の文", 1), ("化", 1), ("財", 1), ("東", 0), ("K", 0)],
)
def test_one_letter_is_enough_where_words_are_not_spaced(client, typed, found):
    kyoto = ProjectFactory(title="Kyoto")
    kyoto.create_translation("ja", title="京都の文化財")

    assert suggested(client, typed, "/ja") == ["京都の文化財"] * found


MINISTRY = {
    "en": "Ministry of Foreign Affairs and Learning",
    "fr": "Ministère des Affaires étrangères et de l’Éducation",
    "ja": "外務文部科学省",
    "ar": "وزارة الخارجية والتربية",
}


@pytest.mark.parametrize(
    ("language", "typed"),
    [
        ("en", "ministry of foreign"),
        ("en", "Ministry of F"),
        ("en", "foreign aff"),
        ("en", "learning"),
        ("en", "MOFA"),
        ("fr", "ministère des affaires étr"),
        ("fr", "ministere des affaires e"),
        ("fr", "affaires étrangères"),
        ("fr", "l’éducation"),
        ("fr", "ministère de l'éd"),
        ("ja", "外務"),
        ("ja", "外"),
        ("ja", "科学"),
        ("ja", "科学省"),
        ("ar", "وزارة الخارجية"),
        ("ar", "وزارة الخا"),
        ("ar", "وزارة خارجية"),
        ("ar", "وزارة خار"),
        ("ar", "تربية"),
        ("ar", "التربية"),
    ],
)
def test_organisations_are_found_and_suggested_by_parts_of_long_names(client, language, typed):
    ministry = OrganisationFactory(name=MINISTRY["en"], short_name="MOFA")
    for code in ("fr", "ja", "ar"):
        ministry.create_translation(code, name=MINISTRY[code], short_name="MOFA")
    ParticipationFactory(project=ProjectFactory(title="Wells"), organisation=ministry)
    prefix = "" if language == "en" else f"/{language}"

    assert suggested(client, typed, prefix) == [MINISTRY[language]]
    if len(typed.split()[-1]) > 1 or language == "ja":
        groups = client.get(f"{prefix}/search/", {"q": typed}).context["groups"]
        found = {group.source.kind: [str(hit.title) for hit in group.hits] for group in groups}
        assert found["organisation"] == [MINISTRY[language]]


@pytest.mark.parametrize("kind", ["project", "article"])
def test_all_of_one_kind_is_found_page_by_page(client, django_assert_max_num_queries, kind):
    for number in range(45):
        EVERY_KIND[kind](title=f"Basalt {number}")
    catch_up_fully()
    address = f"/search/?kind={kind}&q=basalt"
    client.get(address)

    shown = []
    for number, link in [(1, "Next"), (2, "Previous"), (3, "Previous")]:
        with django_assert_max_num_queries(15):
            response = client.get(f"{address}&page={number}")
        (group,) = response.context["groups"]
        shown += [hit.title for hit in group.hits]
        html = unescape(response.content.decode())
        assert group.total == 45
        assert f"Page {number} of 3" in html
        assert f">{link}</a>" in html
        assert f"?kind={kind}&q=basalt&page={number}" in html
        assert '<meta name="robots" content="noindex' in html
    assert sorted(shown) == sorted(f"Basalt {number}" for number in range(45))
    assert client.get(f"{address}&page=last").context["page_obj"].number == 3


def test_a_document_of_which_nothing_is_held_is_found_without_a_link(client):
    DocumentFactory(title="Basalt report", url="")
    held = DocumentFactory(title="Basalt atlas")
    catch_up_fully()

    (group,) = client.get("/search/", {"q": "basalt"}).context["groups"]

    assert {str(hit.title): hit.url for hit in group.hits} == {
        "Basalt report": "",
        "Basalt atlas": held.get_absolute_url(),
    }


@pytest.mark.parametrize("query", ["", "***", "a" * 9000, "'", '"', "-", "&|!", "kind"])
def test_any_query_is_answered(client, query):
    assert client.get("/search/", {"q": query, "kind": query}).status_code == 200
    assert client.get("/search/suggestions/", {"q": query}).status_code == 200


def test_what_is_made_up_says_so_whatever_its_kind(client):
    for one in sources():
        EVERY_KIND[one.kind](**{one.title: f"Basalt {one.kind}"}, is_demo=True)
    ProjectFactory(title="Basalt of the earth")
    catch_up_fully()

    html = client.get("/search/", {"q": "basalt"}).content.decode()
    typed = client.get("/search/suggestions/", {"q": "basalt earth"}).content.decode()
    more = client.get("/search/suggestions/", {"q": "basalt"}).content.decode()

    for one in sources():
        assert re.search(
            rf"<mark>Basalt</mark> {one.kind}</bdi>[^<]*(</a>)?\s*<small class=.sample.>Demo<", html
        )
    assert html.count('<small class="sample">Demo<') == len(sources())
    assert "Demo" not in typed
    assert '<small class="sample">Demo<' in more
