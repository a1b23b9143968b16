"""The interface for programs: what its own description promises, and nothing that is hidden."""

from base64 import b64encode
from urllib.parse import urlencode

import pytest
import schemathesis
from django.core import signals
from django.core.cache import cache
from django.core.handlers.wsgi import WSGIHandler
from django.db import close_old_connections
from django.utils import translation
from django.utils.html import escape
from drf_spectacular.generators import SchemaGenerator
from hypothesis import HealthCheck, given, settings
from pytest_django.asserts import assertContains

from api.kinds import ABOUT, KINDS
from projects.exports.columns import COLUMNS, MEANINGS
from projects.facets.choices import Choices
from projects.facets.codes import Facet
from projects.filters import ProjectFilter
from search.index import catch_up_fully
from tests.api.kinds import MAKE, hidden, shown
from tests.factories import ArticleFactory, ProjectFactory, RecipientCountryFactory

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def unhurried():
    """Each test begins with a full measure of requests."""
    cache.clear()


def test_every_kind_is_tried():
    assert MAKE.keys() == KINDS.keys()


@pytest.mark.parametrize("kind", KINDS)
def test_what_is_hidden_looks_as_if_it_did_not_exist(client, kind):
    secret = hidden(kind)
    public = shown(kind)
    catch_up_fully()

    found = [row["id"] for row in client.get(f"/api/v1/{kind}/").json()["results"]]

    assert public.pk in found
    assert client.get(f"/api/v1/{kind}/{public.pk}/").status_code == 200
    for one in secret:
        assert one.pk not in found
        assert client.get(f"/api/v1/{kind}/{one.pk}/").status_code == 404


@pytest.mark.parametrize("kind", KINDS)
def test_a_page_costs_the_same_however_long(client, django_assert_max_num_queries, kind):
    for _ in range(4):
        shown(kind)
    catch_up_fully()

    with django_assert_max_num_queries(13):
        client.get(f"/api/v1/{kind}/")


def test_projects_have_the_filters_of_the_list(client):
    RecipientCountryFactory(country="HT", project__title="Bridges")
    RecipientCountryFactory(country="KE")

    answer = client.get("/api/v1/projects/?country=HT&q=bridges").json()

    assert [row["title"] for row in answer["results"]] == [{"en": "Bridges"}]
    assert client.get("/api/v1/projects/?status=banana").status_code == 400


@pytest.mark.parametrize(
    ("address", "unknown", "known"),
    [
        ("results/?country=UG", "country", {"project", "cursor", "page_size", "format"}),
        ("projects/?foo=1&status=2", "foo", {"country", "cursor", "page_size", "format"}),
    ],
)
def test_a_parameter_that_does_not_exist_is_refused_and_those_that_do_are_named(
    client, address, unknown, known
):
    response = client.get(f"/api/v1/{address}")

    assert response.status_code == 400
    ((name, (problem,)),) = response.json().items()
    assert name == unknown
    names = problem.removeprefix("There is no such parameter here. There are: ").rstrip(".")
    assert known <= set(names.split(", "))


@pytest.mark.parametrize("kind", KINDS)
def test_every_parameter_of_the_description_is_known(client, kind):
    described = SchemaGenerator().get_schema(request=None, public=True)["paths"]
    given = described[f"/api/v1/{kind}/"]["get"]["parameters"]

    query = "&".join(
        f"{one['name']}={1 if one['schema']['type'] == 'integer' else ''}"
        for one in given
        if one["name"] != "cursor"
    )
    assert client.get(f"/api/v1/{kind}/?format=json&{query}").status_code == 200


@pytest.mark.parametrize("query", ["project=", "project=1&project=2", "project=x"])
def test_who_asks_for_a_part_and_does_not_say_which_is_not_given_all(client, query):
    assert client.get(f"/api/v1/results/?{query}").status_code == 400


@pytest.mark.parametrize("position", ["abc", "1.5", "NaN", "\0", "9" * 30, "-1", "٣"])
def test_a_cursor_that_is_none_of_ours_leads_nowhere(client, position):
    cursor = b64encode(urlencode({"p": position}).encode()).decode()

    assert client.get("/api/v1/projects/", {"cursor": cursor}).status_code == 404


def test_the_index_leads_to_every_kind(client):
    response = client.get("/api/v1/")

    assert response["Access-Control-Allow-Origin"] == "*"
    assert response.json() == {kind: f"http://testserver/api/v1/{kind}/" for kind in KINDS}


def test_the_filters_of_projects_say_which_values_they_take(client):
    described = SchemaGenerator().get_schema(request=None, public=True)["paths"]
    said = {
        one["name"]: one["description"]
        for one in described["/api/v1/projects/"]["get"]["parameters"]
    }
    choices = Choices.load().of

    for name in ProjectFilter.base_filters.keys() - {"sort"}:
        assert len(said[name].split()) > 4, name
    for facet in (Facet.HAS, Facet.PHASE, Facet.REGION):
        for value in choices[facet]:
            assert value in said[facet.name.lower()]
    for facet, example in (
        (Facet.COUNTRY, "UG"),
        (Facet.YEAR, "2024"),
        (Facet.SECTOR, "151"),
        (Facet.DOCUMENT, "A08"),
    ):
        assert example in said[facet.name.lower()]
        assert example in choices[facet]
    assert (min(choices[Facet.STATUS], key=int), max(choices[Facet.STATUS], key=int)) == ("1", "6")
    assert "1 to 6" in said["status"]
    assert "US dollars" in said["budget_min"]
    french = client.get("/fr/api/").content.decode()
    assert '<dd lang="en">Code of the IATI list ActivityStatus, 1 to 6.' in french


def test_pages_follow_one_another(client):
    for _ in range(5):
        ArticleFactory()

    seen, address = [], "/api/v1/articles/?page_size=2"
    while address:
        answer = client.get(address).json()
        seen += [row["id"] for row in answer["results"]]
        address = answer["next"]

    assert len(set(seen)) == len(seen) == 5


@pytest.mark.parametrize("size", ["0", "-1", "201", "many", "", "٣", "9" * 30, "1.5"])
def test_a_size_that_no_page_can_have_is_refused(client, size):
    response = client.get("/api/v1/articles/", {"page_size": size})

    assert response.status_code == 400
    assert response.json() == {"page_size": ["Give a whole number from 1 to 200, such as 50."]}


def test_the_description_says_how_long_pages_are(client):
    described = SchemaGenerator().get_schema(request=None, public=True)["paths"]
    given = described["/api/v1/articles/"]["get"]["parameters"]
    (size,) = [one["schema"] for one in given if one["name"] == "page_size"]

    assert (size["minimum"], size["maximum"], size["default"]) == (1, 200, 50)
    assertContains(client.get("/api/"), "Answers come in pages of 50 things, or of up to 200")


@pytest.mark.parametrize(
    "address", ["nothing/", "projects/1/x/", "projects.json/", "nothing", "a%0Ab/"]
)
def test_where_nothing_is_programs_are_told_where_to_begin(client, address):
    response = client.get(f"/api/v1/{address}", follow=True)

    assert response.status_code == 404
    assert response["Access-Control-Allow-Origin"] == "*"
    assert "http://testserver/api/v1/" in response.json()["detail"]
    for method in (client.options, client.post):
        assert method("/api/v1/nothing/").json() == client.get("/api/v1/nothing/").json()
    assert client.get("/api/v1/projects?status=2").url == "/api/v1/projects/?status=2"


def test_nothing_new_is_told_without_a_body(client):
    first = client.get("/api/v1/projects/")

    again = client.get("/api/v1/projects/", headers={"If-None-Match": first["ETag"]})

    assert again.status_code == 304
    assert again.content == b""


def test_other_sites_may_read_but_nobody_writes(client):
    assert client.get("/api/v1/projects/")["Access-Control-Allow-Origin"] == "*"
    assert client.post("/api/v1/projects/", {}).status_code == 405


OPEN_DATA = [
    *("/api/v1/projects/", "/api/v1/schema/", "/api/v1/nowhere/", "/api/v1/projects/0/"),
    *("/api/v1/projects/?status=banana", "/projects/export.csv", "/fr/projects/export.json"),
    *("/projects/export.csv?status=banana", "/iati/activities.xml", "/iati/organisation.xml"),
]


@pytest.mark.parametrize("address", OPEN_DATA)
def test_any_site_may_read_open_data_and_its_errors(client, address):
    response = client.get(address)

    assert response["Access-Control-Allow-Origin"] == "*"
    assert response["Cross-Origin-Resource-Policy"] == "cross-origin"
    assert "ETag" in response["Access-Control-Expose-Headers"]
    assert "Retry-After" in response["Access-Control-Expose-Headers"]


@pytest.mark.parametrize("address", OPEN_DATA)
def test_other_sites_may_ask_whether_anything_is_new(client, address):
    asked = {
        "Origin": "https://example.org",
        "Access-Control-Request-Method": "GET",
        "Access-Control-Request-Headers": "if-none-match",
    }
    response = client.options(address, headers=asked)

    assert response.status_code == 204
    assert response["Access-Control-Allow-Origin"] == "*"
    assert response["Access-Control-Allow-Methods"] == "GET, HEAD, OPTIONS"
    for name in ("If-None-Match", "Accept", "Accept-Language", "Content-Type"):
        assert name in response["Access-Control-Allow-Headers"].split(", ")


def test_other_sites_may_read_that_nothing_is_new(client):
    etag = client.get("/api/v1/articles/")["ETag"]

    again = client.get("/api/v1/articles/", headers={"If-None-Match": etag})

    assert again.status_code == 304
    assert again["Access-Control-Allow-Origin"] == "*"


@pytest.mark.parametrize("address", ["/", "/projects/", "/api/", "/healthz"])
def test_other_sites_may_read_nothing_else(client, address):
    assert "Access-Control-Allow-Origin" not in client.get(address)


def test_haste_is_slowed_down(client, monkeypatch):
    from api.views import Throttle

    monkeypatch.setattr(Throttle, "THROTTLE_RATES", {"anon": "2/minute"})
    answers = [client.get("/api/v1/articles/").status_code for _ in range(3)]

    assert answers == [200, 200, 429]


def test_every_kind_and_field_is_documented(client):
    html = client.get("/api/").content.decode()
    described = SchemaGenerator().get_schema(request=None, public=True)["components"]["schemas"]

    for kind, serializer in KINDS.items():
        assert f"/api/v1/{kind}/" in html
        assert f'href="#{kind}"' in html
        fields = described[serializer.__name__.removesuffix("Serializer")]["properties"]
        for name, about in fields.items():
            assert about.get("description") or about.get("title"), (kind, name)
            assert f"<code>{name}</code>" in html


@pytest.mark.parametrize("language", ["en", "fr", "ja", "ar"])
def test_every_kind_is_described_in_the_readers_language(client, language):
    with translation.override(language):
        said = {kind: str(about) for kind, about in ABOUT.items()}
    at = "" if language == "en" else f"/{language}"

    html = client.get(f"{at}/api/").content.decode()
    paths = client.get(f"/api/v1/schema/?format=json&lang={language}").json()["paths"]

    assert said.keys() == KINDS.keys()
    for kind, about in said.items():
        assert f"<p>{escape(about)}</p>" in html
        assert paths[f"/api/v1/{kind}/"]["get"]["description"] == about
        assert paths[f"/api/v1/{kind}/{{id}}/"]["get"]["description"] == about
    if language != "en":
        assert said["evidence"] != ABOUT["evidence"]


def test_every_column_of_the_files_is_described_and_the_list_leads_there(client):
    ProjectFactory()
    html = client.get("/api/").content.decode()

    assert MEANINGS.keys() == COLUMNS.keys()
    table = html.partition('<section id="files">')[2]
    for name, label in COLUMNS.items():
        row = table.partition(f"<code>{name}</code></th>")[2].partition("</tr>")[0]
        assert f"<td>{escape(label)}</td>" in row
        assert f"<td>{escape(MEANINGS[name])}</td>" in row
    assert 'href="/fr/api/#files"' in client.get("/fr/projects/").content.decode()


@pytest.fixture
def described():
    """The description, without closing the connection of the test after each request."""
    ProjectFactory()
    catch_up_fully()
    ends = (signals.request_started, signals.request_finished)
    for end in ends:
        end.disconnect(close_old_connections)
    yield schemathesis.openapi.from_wsgi("/api/v1/schema/?format=json", WSGIHandler())
    for end in ends:
        end.connect(close_old_connections)


def test_answers_keep_what_the_description_promises(described):
    tried = set()
    for found in described.get_all_operations():
        operation = found.ok()

        @settings(max_examples=8, deadline=None, suppress_health_check=list(HealthCheck))
        @given(case=operation.as_strategy())
        def ask(case):
            cache.clear()
            response = case.call()
            assert response.status_code < 500
            if response.status_code == 200:
                case.validate_response(response)

        ask()
        tried.add(operation.path)

    assert len(tried) >= 2 * len(KINDS)
