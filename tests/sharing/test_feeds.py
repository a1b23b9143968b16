"""Feeds, sitemap and robots.txt: what is public in each language, and nothing else."""

import datetime as dt
from urllib.parse import urlsplit

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from lxml import etree

from partnership.followed import SOURCES
from projects.models import Measurement
from tests.factories import (
    AgendaItemFactory,
    AgreedActionFactory,
    ArticleFactory,
    ContributionFactory,
    CountryCommitmentFactory,
    DocumentFactory,
    LessonFactory,
    MeasurementFactory,
    MeetingFactory,
    PriorityAreaFactory,
    ProjectFactory,
    ProjectUpdateFactory,
    RecipientCountryFactory,
    StatementFactory,
)

pytestmark = pytest.mark.django_db

ATOM = {"a": "http://www.w3.org/2005/Atom"}
MAP = {
    "s": "http://www.sitemaps.org/schemas/sitemap/0.9",
    "x": "http://www.w3.org/1999/xhtml",
}


def xml_of(client, address):
    response = client.get(address)
    assert response.status_code == 200
    return etree.fromstring(response.content)


def titles(client, address):
    return xml_of(client, address).xpath("//a:entry/a:title/text()", namespaces=ATOM)


def test_feeds_hold_what_is_public_the_latest_first(client):
    now = timezone.now()
    ProjectFactory(title="Old", publish_at=now - dt.timedelta(days=2))
    ProjectFactory(title="New", publish_at=now - dt.timedelta(days=1))
    ProjectFactory(title="Draft", draft=True)
    ProjectFactory(title="Scheduled", publish_at=now + dt.timedelta(days=1))
    ProjectUpdateFactory(title="Hidden", project__draft=True)
    ProjectUpdateFactory(title="Well \x01dug", project__title="Wells")
    ArticleFactory(title="Signed")
    MeetingFactory(title="Review")

    assert titles(client, "/feeds/projects.atom") == ["New", "Old", "Wells"]
    assert titles(client, "/feeds/updates.atom") == ["Well dug"]
    assert titles(client, "/feeds/news.atom") == ["Signed"]
    assert titles(client, "/feeds/meetings.atom") == ["Review"]
    assert client.get("/feeds/none.atom").status_code == 404


def test_a_feed_is_in_the_language_of_its_address(client):
    ProjectFactory(title="Wells", slug="wells").create_translation("fr", title="Puits")

    feed = xml_of(client, "/fr/feeds/projects.atom")

    assert feed.get("{http://www.w3.org/XML/1998/namespace}lang") == "fr"
    assert feed.xpath("//a:entry/a:title/text()", namespaces=ATOM) == ["Puits"]
    assert feed.xpath("//a:entry/a:link/@href", namespaces=ATOM) == [
        "http://testserver/fr/projects/wells/"
    ]


FOLLOWED = [
    AgreedActionFactory,
    ArticleFactory,
    ContributionFactory,
    CountryCommitmentFactory,
    DocumentFactory,
    LessonFactory,
    MeasurementFactory,
    MeetingFactory,
    PriorityAreaFactory,
    ProjectUpdateFactory,
    StatementFactory,
]


def test_every_list_is_followed_at_the_same_cost_however_long(client):
    costs, entries = {}, {}
    for rows in (1, 3):
        for make in FOLLOWED:
            make.create_batch(rows)
        for name in SOURCES:
            with CaptureQueriesContext(connection) as queries:
                entries[name] = titles(client, f"/feeds/{name}.atom")
            costs.setdefault(name, []).append(len(queries))

    assert all(entries.values()), entries
    assert {name: cost for name, cost in costs.items() if len(set(cost)) > 1} == {}
    assert max(max(cost) for cost in costs.values()) <= 7


def test_feeds_tell_figures_commitments_and_statements_in_words(client):
    MeasurementFactory(period__indicator__title="Masons trained", value=240)
    MeasurementFactory(period__indicator__title="Secret", value=7, state="submitted")
    CountryCommitmentFactory(country="KE", project__title="Schools")
    StatementFactory(
        text="Water is life.",
        participant__capacity="Ambassador",
        participant__person__name="Taro Mihon",
    )
    StatementFactory(text="Not for all.", visibility="internal")

    assert titles(client, "/feeds/results.atom") == ["Masons trained: 240"]
    assert titles(client, "/feeds/commitments.atom") == ["Kenya: Schools"]
    assert titles(client, "/feeds/statements.atom") == ["Taro Mihon, Ambassador"]


def test_every_entry_has_a_name_of_its_own_and_plain_words(client):
    first = MeasurementFactory(comment="Science &amp; schools&nbsp;: more")
    MeasurementFactory(period=first.period, value=300, as_of=first.as_of + dt.timedelta(days=1))
    xml = xml_of(client, "/feeds/results.atom")
    names = xml.xpath("//*[local-name()='entry']/*[local-name()='id']/text()")

    assert len(set(names)) == len(names) == len(Measurement.objects.all())
    assert set(names).isdisjoint(
        xml_of(client, "/fr/feeds/results.atom").xpath(
            "//*[local-name()='entry']/*[local-name()='id']/text()"
        )
    )
    told = xml.xpath("//*[local-name()='entry']/*[local-name()='summary']/text()")
    assert "Science & schools : more" in told


def test_feeds_are_found_from_their_lists_and_the_home_page(client):
    def found(address):
        html = client.get(address).content.decode()
        return {name for name in SOURCES if f'href="http://testserver/feeds/{name}.atom"' in html}

    assert found("/") == set(SOURCES)
    assert found("/news/") == {"news"}
    assert found("/projects/") == {"projects", "updates"}


def locations(client):
    """Every page of the sitemap with its languages."""
    index = xml_of(client, "/sitemap.xml")
    pages = {}
    for section in index.xpath("//s:loc/text()", namespaces=MAP):
        for url in xml_of(client, urlsplit(section).path).xpath("//s:url", namespaces=MAP):
            (page,) = url.xpath("s:loc/text()", namespaces=MAP)
            pages[urlsplit(page).path] = {
                link.get("hreflang"): urlsplit(link.get("href")).path
                for link in url.xpath("x:link", namespaces=MAP)
            }
    return pages


def test_the_sitemap_lists_public_pages_in_every_language(client):
    ProjectFactory(slug="wells")
    ProjectFactory(slug="draft", draft=True)
    ProjectFactory(slug="over", expire_at=timezone.now() - dt.timedelta(hours=1))

    pages = locations(client)

    assert pages["/projects/wells/"] == {
        "en": "/projects/wells/",
        "fr": "/fr/projects/wells/",
        "ja": "/ja/projects/wells/",
        "ar": "/ar/projects/wells/",
        "x-default": "/projects/wells/",
    }
    assert {"/", "/fr/", "/projects/", "/ar/news/", "/ja/projects/wells/"} <= set(pages)
    assert not any("draft" in page or "over" in page for page in pages)


def test_every_address_of_the_sitemap_opens(client):
    ProjectUpdateFactory()
    ArticleFactory()
    meeting = MeetingFactory(slug="review")
    AgendaItemFactory(meeting=meeting, number="2.1")
    AgendaItemFactory(meeting=meeting, number="2.2", visibility="internal")
    figure = MeasurementFactory().period.indicator
    hidden = MeasurementFactory(period__indicator__result__project__draft=True).period.indicator
    RecipientCountryFactory(country="KE")
    CountryCommitmentFactory(country="TZ")
    RecipientCountryFactory(country="UG", project__draft=True)

    answers = {page: client.get(page).status_code for page in locations(client)}

    assert set(answers.values()) == {200}
    assert {
        "/meetings/review/agenda/2.1/",
        f"/results/{figure.pk}/",
        "/countries/KE/",
        "/countries/TZ/",
    } <= set(answers)
    for hidden_page in ("agenda/2.2", f"/results/{hidden.pk}/", "/countries/UG/"):
        assert not any(hidden_page in page for page in answers)


def test_robots_are_told_where_the_sitemap_is(client):
    assert client.get("/robots.txt").content.decode() == (
        "User-agent: *\n"
        "Disallow: /admin/\n"
        "Disallow: /accounts/login/\n"
        "Sitemap: http://testserver/sitemap.xml\n"
    )


def test_the_feed_of_projects_tells_of_what_its_address_selects(client):
    wells = ProjectFactory(title="Wells", status=2, is_demo=True)
    ProjectFactory(title="Choirs", status=4)

    feed = "/feeds/projects.atom?status=2"
    assert titles(client, feed) == ["Wells (Demo)"]
    link = xml_of(client, feed).xpath("/a:feed/a:link[@rel='alternate']/@href", namespaces=ATOM)
    assert link == ["http://testserver/projects/?status=2"]
    assert client.get("/feeds/projects.atom?status=banana").status_code == 400
    wells.state = "draft"
    wells.save()
    assert titles(client, feed) == []


def test_a_selection_names_its_own_feed_and_its_own_address(client):
    ProjectFactory(title="Wells", status=2)

    html = client.get("/projects/?status=2&q=wells").content.decode()

    assert 'href="http://testserver/feeds/projects.atom?q=wells&amp;status=2"' in html
    assert 'value="http://testserver/projects/?q=wells&amp;status=2"' in html
    assert '<link rel="canonical" href="http://testserver/projects/">' in html
