"""What search engines and messengers are told of a page."""

import datetime as dt
import json
from html.parser import HTMLParser
from http import HTTPStatus

import pytest
from django.urls import get_resolver
from django.utils import translation

from donors.models import Palette
from partnership.languages import address_in
from partnership.sharing.places import PLACE_BY_VIEW
from partnership.sharing.subjects import LIST_BY_VIEW, THING_BY_VIEW
from projects.codes import OrganisationRole
from tests.factories import (
    AgendaItemFactory,
    ArticleFactory,
    MeasurementFactory,
    MeetingFactory,
    OrganisationFactory,
    ParticipationFactory,
    PartnershipFactory,
    PriorityAreaFactory,
    ProjectFactory,
    ProjectPriorityAreaFactory,
    RecipientCountryFactory,
)

pytestmark = pytest.mark.django_db


class Head(HTMLParser):
    """Reads what the head of a page says."""

    def __init__(self, html):
        super().__init__()
        self.meta, self.links, self.data, self._block = {}, [], [], False
        self.feed(html)

    def handle_starttag(self, tag, attributes):
        given = dict(attributes)
        if tag == "meta" and (name := given.get("property") or given.get("name")):
            self.meta[name] = given["content"]
        elif tag == "link":
            self.links.append((given["rel"], given.get("hreflang"), given["href"]))
        self._block = tag == "script" and given.get("type") == "application/ld+json"

    def handle_data(self, data):
        if self._block:
            self.data.append(json.loads(data))
            self._block = False

    def block(self, kind):
        (found,) = [block for block in self.data if block["@type"] == kind]
        assert found["@context"] == "https://schema.org"
        return found


def head_of(client, address, status=200):
    response = client.get(address)
    assert response.status_code == status
    return Head(response.content.decode())


def alternates(head):
    return {language: href for rel, language, href in head.links if rel == "alternate" and language}


def test_a_page_names_its_address_and_its_languages(client):
    ProjectFactory(slug="wells")

    head = head_of(client, "/fr/projects/wells/?from=mail")

    assert ("canonical", None, "http://testserver/fr/projects/wells/") in head.links
    assert alternates(head) == {
        "en": "http://testserver/projects/wells/",
        "fr": "http://testserver/fr/projects/wells/",
        "ja": "http://testserver/ja/projects/wells/",
        "ar": "http://testserver/ar/projects/wells/",
        "x-default": "http://testserver/projects/wells/",
    }
    assert head.meta["og:locale"] == "fr_FR"


def test_a_further_page_of_a_list_is_a_page_of_its_own_and_a_selection_is_not(client):
    ProjectFactory.create_batch(21)

    head = head_of(client, "/projects/?sort=title&page=2")

    assert ("canonical", None, "http://testserver/projects/?page=2") in head.links


def test_what_a_reader_typed_is_not_the_title_that_others_show(client):
    head = head_of(client, "/projects/?q=wells")

    assert head.meta["og:title"] == "Projects"


def test_texts_are_those_of_the_thing_in_the_readers_language(client):
    project = ProjectFactory(slug="wells", title="Wells", summary="Water " * 100)
    project.create_translation("ja", title="井戸", summary="水")

    english, japanese = (
        head_of(client, address) for address in ["/projects/wells/", "/ja/projects/wells/"]
    )

    assert english.meta["og:title"] == "Wells"
    assert english.meta["description"] == english.meta["og:description"]
    assert english.meta["description"].startswith("Water Water")
    assert len(english.meta["description"]) <= 200
    assert japanese.meta["og:title"] == "井戸"
    assert japanese.meta["description"] == "水"
    assert japanese.meta["og:image"] == "http://testserver/ja/cards/project/wells.png"


def test_entities_of_rich_text_are_read(client):
    giver = OrganisationFactory(description="<p>Science &amp; schools&nbsp;: more</p>")

    text = client.get(giver.get_absolute_url()).content.decode()

    assert 'content="Science &amp; schools : more"' in text
    assert "&amp;amp;" not in text


def test_the_page_of_the_api_is_a_page_like_others(client):
    head = client.get("/api/").content.decode()

    assert "noindex" not in head
    assert 'rel="canonical"' in head
    assert client.get("/embed/card/api/").status_code == HTTPStatus.OK


def test_hostile_texts_stay_texts(client):
    title = "\"><script>alert(1)</script></title><!-- & ' ]]>"
    ProjectFactory(slug="wells", title=title, summary="</script><script>alert(2)</script>")

    html = client.get("/projects/wells/").content.decode()
    head = Head(html)

    assert "<script>alert" not in html
    assert head.meta["og:title"] == title
    assert head.block("Project")["name"].startswith('">')


def test_a_project_tells_machines_who_pays_and_where(client):
    project = ProjectFactory(slug="wells", title="Wells", planned_start=dt.date(2024, 1, 1))
    RecipientCountryFactory(project=project, country="KE")
    payer = OrganisationFactory(name="Japan", slug="japan")
    hidden = OrganisationFactory(name="Hidden", draft=True)
    for organisation in (payer, hidden):
        ParticipationFactory(
            project=project, organisation=organisation, role=OrganisationRole.FUNDING
        )
    ProjectPriorityAreaFactory(project=project, area__name="Water")

    data = head_of(client, "/projects/wells/").block("Project")

    assert data["name"] == "Wells"
    assert data["url"] == "http://testserver/projects/wells/"
    assert data["funder"] == [
        {"@type": "Organization", "name": "Japan", "url": "http://testserver/donors/japan/"}
    ]
    assert [country["identifier"] for country in data["areaServed"]] == ["KE"]
    assert data["keywords"] == ["Water"]


def test_the_way_to_a_page_is_told(client):
    partnership = PartnershipFactory(name="Japan and UNESCO")
    MeetingFactory(slug="review", title="Review", partnership=partnership)

    steps = head_of(client, "/meetings/review/").block("BreadcrumbList")["itemListElement"]

    assert [(step["position"], step["name"], step["item"]) for step in steps] == [
        (1, "Japan and UNESCO", "http://testserver/"),
        (2, "Meetings", "http://testserver/meetings/"),
        (3, "Review", "http://testserver/meetings/review/"),
    ]


def test_every_kind_of_thing_has_its_own_kind_of_data(client):
    ProjectFactory(slug="x")
    PriorityAreaFactory(slug="x")
    OrganisationFactory(slug="x", name="Japan", website="https://example.org/")
    MeetingFactory(slug="x")
    article = ArticleFactory(slug="x", date=dt.date(2025, 1, 2))
    article.projects.add(ProjectFactory(title="Wells"))

    assert head_of(client, "/").block("WebSite")
    assert head_of(client, "/projects/").block("Dataset")
    assert head_of(client, "/priority-areas/x/").block("CollectionPage")
    assert head_of(client, "/donors/x/").block("Organization")["sameAs"] == "https://example.org/"
    event = head_of(client, "/meetings/x/").block("Event")
    assert event["startDate"] <= event["endDate"]
    news = head_of(client, "/news/x/")
    assert news.block("NewsArticle")["datePublished"] == "2025-01-02"
    assert [about["name"] for about in news.block("NewsArticle")["about"]] == ["Wells"]
    assert news.meta["og:type"] == "article"


def steps_of(head):
    """The names of the pages between the home page and this one, and its own."""
    return [step["name"] for step in head.block("BreadcrumbList")["itemListElement"]][1:]


def test_a_country_a_figure_and_a_point_of_an_agenda_speak_of_themselves(client):
    project = RecipientCountryFactory(country="KE", project__title="Wells").project
    figure = MeasurementFactory(
        period__indicator__title="Wells dug",
        period__indicator__result__project=project,
        as_of=dt.date(2024, 5, 1),
    ).period.indicator
    item = AgendaItemFactory(number="2.1", title="Water", meeting__title="Review")
    place = f"/meetings/{item.meeting.slug}/agenda/2.1/"

    country, result, point = (
        head_of(client, address) for address in ["/countries/KE/", f"/results/{figure.pk}/", place]
    )

    assert country.meta["description"].startswith("Kenya: ")
    assert steps_of(country) == ["Countries", "Kenya"]
    assert country.meta["og:image"] == "http://testserver/cards/country/KE.png"
    data = result.block("Dataset")
    assert data["name"] == data["variableMeasured"] == "Wells dug"
    assert data["temporalCoverage"] == "2024-05-01/2024-05-01"
    assert data["about"]["name"] == "Wells"
    assert steps_of(result) == ["Results", "Wells dug"]
    assert point.meta["description"].startswith("2.1 Water: ")
    assert steps_of(point) == ["Meetings", "Review", "2.1 Water"]
    for head in (country, result, point):
        picture = client.get(head.meta["og:image"].removeprefix("http://testserver"))
        assert picture["Content-Type"] == "image/png"


@pytest.mark.parametrize("address", ["/accounts/login/", "/no-such-page/"])
def test_pages_that_are_not_for_sharing_say_so(client, address):
    head = head_of(client, address, 404 if address.startswith("/no") else 200)

    assert head.meta["robots"] == "noindex"
    assert not any(name.startswith("og:") for name in head.meta)
    assert head.data == []


def test_what_is_described_is_there():
    names = {
        (f"{namespace}:" if namespace else "") + name
        for namespace, resolver in [
            ("", get_resolver()),
            *((key, found) for key, (_path, found) in get_resolver().namespace_dict.items()),
        ]
        for name in resolver.reverse_dict
        if isinstance(name, str)
    }

    assert {*LIST_BY_VIEW, *THING_BY_VIEW, *PLACE_BY_VIEW} <= names


def test_metadata_costs_no_query(client, django_assert_num_queries):
    """Each page is measured with what it showed before (``test_pages``); the picture is apart."""
    ProjectPriorityAreaFactory(project__slug="wells", area__palette=Palette.OCEAN)

    with django_assert_num_queries(5):
        client.get("/cards/project/wells.png")


def test_an_address_is_looked_up_for_the_language_that_it_is_read_in():
    with translation.override("fr"):
        assert address_in("ja", "/projects/") == "/projects/", "no page of the French site"
    with translation.override("en"):
        assert address_in("ja", "/projects/") == "/ja/projects/"
