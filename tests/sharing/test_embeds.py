"""Parts of pages on other sites: figures, charts and lists, as the page shows them."""

import datetime as dt

import pytest
from django.contrib.auth.models import User

from tests.factories import (
    AgreedActionFactory,
    ArticleFactory,
    BudgetFactory,
    ContributionFactory,
    CountryCommitmentFactory,
    DocumentFactory,
    FundFactory,
    KeyMessageFactory,
    LessonFactory,
    MeasurementFactory,
    MeetingFactory,
    PartnershipFactory,
    ProjectFactory,
    ProjectPriorityAreaFactory,
    RecipientCountryFactory,
    StatementFactory,
)
from tests.security.test_headers import POLICY, policy

pytestmark = pytest.mark.django_db


def oembed(client, url, **more):
    return client.get("/oembed", {"url": f"http://testserver{url}", **more})


@pytest.fixture
def figure():
    project = ProjectFactory(slug="wells", title="Wells")
    return KeyMessageFactory(
        slug="masons", text="masons trained", project=project, measurement=MeasurementFactory()
    )


def test_a_figure_can_be_framed_by_any_site_and_its_page_by_none(client, figure):
    embedded = client.get("/embed/figure-masons/projects/wells/")
    page = client.get("/projects/wells/")

    assert policy(embedded) == {**POLICY, "frame-ancestors": {"*"}}
    assert "X-Frame-Options" not in embedded
    assert embedded["Cross-Origin-Resource-Policy"] == "cross-origin"
    assert policy(page)["frame-ancestors"] == {"'none'"}
    assert page["X-Frame-Options"] == "DENY"
    html = embedded.content.decode()
    assert "<b>240</b>" in html
    assert 'href="http://testserver/projects/wells/"' in html
    assert "<nav" not in html
    assert embedded.cookies == {}


def test_the_embedded_part_is_what_the_page_shows(client, figure):
    figure.state = "archived"
    figure.save()

    assert client.get("/embed/figure-masons/projects/wells/").status_code == 404
    assert client.get("/embed/card/projects/wells/").status_code == 200


def test_staff_see_no_more_in_a_frame_than_everybody(client, figure):
    ProjectFactory(slug="draft", draft=True)
    client.force_login(User.objects.create_superuser("ada"))

    assert client.get("/embed/card/projects/draft/").status_code == 404
    for address in ["admin/", "accounts/login/", "documents/x/", "no-such-page/", "oembed"]:
        assert client.get(f"/embed/card/{address}").status_code == 404
    assert client.get("/embed/card/embed/card/projects/wells/").status_code == 404


def test_charts_and_lists_are_parts_too(client):
    project = ProjectFactory(slug="wells", title="Wells")
    BudgetFactory(project=project)
    ArticleFactory(title="Signed")
    MeetingFactory(title="Review")

    assert "<svg" in client.get("/embed/money-by-year/projects/wells/").content.decode()
    assert "Signed" in client.get("/embed/list/news/").content.decode()
    assert "Review" in client.get("/embed/list/meetings/").content.decode()
    assert "Wells" in client.get("/embed/list/projects/").content.decode()


def test_every_list_figure_chart_and_map_is_a_part(client):
    project = RecipientCountryFactory(country="KE", project__title="Wells").project
    figure = MeasurementFactory(
        period__indicator__title="Wells dug", period__indicator__result__project=project
    ).period.indicator
    ProjectPriorityAreaFactory(project=project, area__name="Water")
    AgreedActionFactory(title="Dig deeper", due_on=dt.date(2024, 1, 1))
    StatementFactory(text="Water is life.")
    LessonFactory(title="Ask first", project=project)
    DocumentFactory(title="Agreement")
    FundFactory(name="Water fund")
    CountryCommitmentFactory(country="TZ", project=project)
    ContributionFactory(provider__name="Japan")
    own = project.get_absolute_url().strip("/")

    for part, page, shown in [
        ("map", own, "Kenya"),
        ("results", own, "Wells dug"),
        ("map", "countries/KE", "Kenya"),
        ("newest", f"results/{figure.pk}", "Wells dug"),
        ("current", "priority-areas", "Water"),
        ("list", "actions", "Dig deeper"),
        ("meter", "actions", "overdue"),
        ("done-in-time", "actions", "2024"),
        ("list", "statements", "Water is life."),
        ("list", "lessons", "Ask first"),
        ("list", "documents", "Agreement"),
        ("list", "funds", "Water fund"),
        ("list", "commitments", "Tanzania"),
        ("list", "donors", "Japan"),
    ]:
        response = client.get(f"/embed/{part}/{page}/")
        assert response.status_code == 200, (part, page)
        assert shown in response.content.decode(), (part, page)


def test_a_list_keeps_its_selection(client):
    ProjectFactory(title="Wells")
    ProjectFactory(title="Bridges")

    html = client.get("/embed/list/projects/?q=wells").content.decode()
    answer = oembed(client, "/projects/?q=wells#list").json()

    assert "Wells" in html
    assert "Bridges" not in html
    assert "/embed/list/projects/?q=wells" in answer["html"]


def test_a_former_address_leads_to_the_present_one(client):
    project = ProjectFactory(slug="old")
    project.slug = "new"
    project.save()

    assert client.get("/embed/card/projects/old/")["Location"] == "/embed/card/projects/new/"


def test_oembed_tells_how_to_show_a_page(client, figure):
    PartnershipFactory(name="Other")

    answer = oembed(client, "/projects/wells/")

    assert answer["Access-Control-Allow-Origin"] == "*"
    assert answer.json() == {
        "version": "1.0",
        "type": "rich",
        "title": "Wells",
        "provider_name": "Partnership Portal",
        "provider_url": "http://testserver/",
        "html": (
            '<iframe src="http://testserver/embed/card/projects/wells/" title="Wells" '
            'width="640" height="420" loading="lazy"></iframe>'
        ),
        "width": 640,
        "height": 420,
        "cache_age": 3600,
    }


def test_oembed_knows_parts_languages_and_limits(client, figure):
    part = oembed(client, "/fr/projects/wells/#figure-masons", maxwidth="320", maxheight="99999")
    same = oembed(client, "/fr/embed/figure-masons/projects/wells/")

    assert part.json()["title"] == "masons trained"
    assert part.json()["width"] == 320
    assert part.json()["height"] == same.json()["height"] == 220
    assert "http://testserver/fr/embed/figure-masons/projects/wells/" in same.json()["html"]


@pytest.mark.parametrize(
    ("query", "status"),
    [
        ({}, 404),
        ({"url": "nonsense"}, 404),
        ({"url": "http://[broken"}, 404),
        ({"url": "http://elsewhere.example/projects/wells/"}, 404),
        ({"url": "http://testserver/admin/"}, 404),
        ({"url": "http://testserver/projects/none/"}, 404),
        ({"url": "http://testserver/projects/wells/#none"}, 404),
        ({"url": "http://testserver/projects/wells/", "format": "xml"}, 501),
        ({"url": "http://testserver/projects/wells/", "maxwidth": "-1"}, 200),
        ({"url": "http://testserver/projects/wells/", "maxwidth": "٣"}, 200),
        ({"url": "http://testserver/projects/wells/", "maxwidth": "9" * 5000}, 200),
    ],
)
def test_oembed_refuses_what_it_cannot_show(client, figure, query, status):
    assert client.get("/oembed", query).status_code == status


def test_pages_offer_their_parts_and_tell_where_to_ask(client, figure):
    html = client.get("/projects/wells/?from=mail").content.decode()

    assert 'href="/embed/figure-masons/projects/wells/?from=mail"' in html
    assert 'type="application/json+oembed"' in html
    assert 'value="http://testserver/projects/wells/"' in html
    assert "Share or embed" not in client.get("/accounts/login/").content.decode()


def test_titles_are_escaped_in_the_code(client):
    ProjectFactory(slug="wells", title='"><script>alert(1)</script>')

    answer = oembed(client, "/projects/wells/").json()
    html = client.get("/embed/card/projects/wells/").content.decode()

    assert "<script" not in answer["html"]
    assert "<script" not in html
