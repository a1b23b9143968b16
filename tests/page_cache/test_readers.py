"""Who gets what from memory, and what is never kept there."""

from __future__ import annotations

import gzip

import pytest
from django.contrib.contenttypes.models import ContentType
from django.db import OperationalError, connection, transaction
from django.http import HttpResponse
from django.test import Client
from django.test.utils import CaptureQueriesContext

from partnership.page_cache import moments
from partnership.page_cache.middleware import PAGES, may_be_kept
from partnership.page_cache.moments import Moment
from tests.factories import ArticleFactory, DocumentFactory, PreviewLinkFactory, ProjectFactory

pytestmark = pytest.mark.django_db(transaction=True)

ADDRESS = "/news/tombs/"


@pytest.fixture
def article():
    return ArticleFactory(slug="tombs", title="Tombs")


def test_the_same_answer_comes_from_memory(client, article, is_kept):
    first = client.get(ADDRESS)
    again = client.get(ADDRESS)

    assert is_kept(ADDRESS)
    assert again.content == first.content
    assert b"Tombs" in again.content
    assert again.headers == first.headers
    assert again["Cache-Control"] == "no-cache"


def test_text_is_sent_compressed_to_those_who_take_it(client, article):
    plain = client.get(ADDRESS)
    for asked in ("gzip", "deflate, gzip;q=0.8, br"):
        compressed = client.get(ADDRESS, headers={"Accept-Encoding": asked})
        assert compressed["Content-Encoding"] == "gzip"
        assert int(compressed["Content-Length"]) == len(compressed.content) < len(plain.content)
        assert gzip.decompress(compressed.content) == plain.content
    for asked in ("br", "gzip;q=0, br", "gzip; q=0.000"):
        refused = client.get(ADDRESS, headers={"Accept-Encoding": asked})
        assert "Content-Encoding" not in refused
    assert "Accept-Encoding" in plain["Vary"]


def test_a_copy_that_is_still_good_is_not_sent_again(client, article, is_kept):
    etag = client.get(ADDRESS)["ETag"]

    for asked in (etag, etag.removeprefix("W/"), f'"other", {etag}', "*"):
        assert is_kept(ADDRESS, headers={"If-None-Match": asked})
        answer = client.get(ADDRESS, headers={"If-None-Match": asked})
        assert answer.status_code == 304
        assert answer.content == b""
        assert answer["ETag"] == etag
    assert client.get(ADDRESS, headers={"If-None-Match": '"other"'}).status_code == 200
    article.translations.update(title="Temples")
    assert client.get(ADDRESS, headers={"If-None-Match": etag}).status_code == 200


def test_a_copy_is_compared_though_nothing_is_in_memory(client, article):
    etag = client.get(ADDRESS)["ETag"]
    PAGES.clear()

    assert client.get(ADDRESS, headers={"If-None-Match": etag}).status_code == 304


def test_head_gets_the_headers_of_the_page_and_leaves_none(client, article, is_kept):
    client.head(ADDRESS)
    assert len(PAGES) == 0
    page = client.get(ADDRESS)

    answer = client.head(ADDRESS)
    assert answer.content == b""
    assert answer["Content-Length"] == str(len(page.content))


def test_languages_are_kept_apart(client, article):
    by_address = [client.get(f"{prefix}{ADDRESS}").content for prefix in ("", "/fr", "/ar", "")]

    assert b'lang="fr"' in by_address[1]
    assert b'dir="rtl"' in by_address[2]
    assert by_address[0] == by_address[3]


def test_the_reader_s_language_changes_no_page(client, article):
    for path in ("/", ADDRESS, "/projects/", "/robots.txt", "/sitemap.xml", "/feeds/news.atom"):
        PAGES.clear()
        english = client.get(path, headers={"Accept-Language": "en"}).content
        PAGES.clear()
        assert client.get(path, headers={"Accept-Language": "fr"}).content == english


def test_hosts_and_schemes_are_kept_apart(client, article, settings):
    settings.ALLOWED_HOSTS = ["one.example", "two.example"]
    for host in ("one.example", "two.example", "one.example:8000"):
        html = client.get(ADDRESS, headers={"Host": host}).content.decode()
        assert f"http://{host}/" in html
    assert (
        "https://one.example/"
        in client.get(ADDRESS, headers={"Host": "one.example"}, secure=True).content.decode()
    )


@pytest.mark.parametrize(
    "headers",
    [
        {"Host": "evil.example"},
        {"Host": "localhost@evil.example"},
        {"Host": "testserver", "X-Forwarded-Host": "evil.example"},
        {"Host": "testserver", "X-Forwarded-Proto": "https"},
        {"Host": "testserver", "X-Original-URL": "/evil/"},
        {"Host": "testserver", "X-HTTP-Method-Override": "POST"},
    ],
)
def test_what_a_stranger_sends_is_kept_for_nobody_else(article, settings, headers):
    settings.ALLOWED_HOSTS = ["testserver"]
    hostile, client = Client(raise_request_exception=False), Client()
    clean = client.get(ADDRESS).content
    PAGES.clear()

    answer = hostile.get(ADDRESS, headers=headers)

    assert b"evil" not in answer.content
    assert client.get(ADDRESS).content == clean


def test_scripts_that_ask_for_a_part_get_their_own_answer(client):
    ProjectFactory()
    page = client.get("/projects/?status=2&q=")
    part = client.get("/projects/?status=2&q=", headers={"HX-Request": "true"})

    assert "HX-Push-Url" not in page
    assert part["HX-Push-Url"] == "/projects/?status=2"
    assert "HX-Push-Url" not in client.get("/projects/?status=2&q=")


def test_a_browser_that_knows_the_page_still_gets_the_address_of_the_part(client):
    ProjectFactory()
    known = client.get("/projects/")["ETag"]

    part = client.get("/projects/", headers={"HX-Request": "true", "If-None-Match": known})

    assert part.status_code == 200
    assert part["HX-Push-Url"] == "/projects/"
    again = {"HX-Request": "true", "If-None-Match": part["ETag"]}
    assert client.get("/projects/", headers=again).status_code == 304


@pytest.mark.parametrize("varied", ["Cookie", "Accept-Language", "HX-Request, Cookie"])
def test_an_answer_that_varies_by_something_else_is_not_kept(varied):
    assert may_be_kept(HttpResponse(headers={"Vary": "HX-Request"}))
    assert not may_be_kept(HttpResponse(headers={"Vary": varied}))


def test_who_is_known_neither_gets_nor_leaves_anything(admin_page, article, is_kept):
    admin_page.get(ADDRESS)
    assert len(PAGES) == 0
    Client().get(ADDRESS)
    assert len(PAGES) == 1

    assert not is_kept(ADDRESS)


@pytest.mark.parametrize("cookie", ["sessionid", "messages", "preview", "anything"])
def test_who_brings_a_cookie_neither_gets_nor_leaves_anything(client, article, is_kept, cookie):
    Client().get(ADDRESS)
    client.cookies[cookie] = "x"

    assert not is_kept(ADDRESS)
    client.get("/news/")
    assert len(PAGES) == 1


def test_who_brings_a_password_neither_gets_nor_leaves_anything(client, article, is_kept):
    client.get(ADDRESS)

    assert not is_kept(ADDRESS, headers={"Authorization": "Bearer x"})


def test_readers_of_forms_still_get_what_is_kept(client, article, is_kept):
    client.get("/projects/saved/new")
    assert "csrftoken" in client.cookies
    client.get(ADDRESS)

    assert is_kept(ADDRESS)


@pytest.mark.parametrize(
    "path",
    [
        "/projects/saved/new",
        "/accounts/login/",
        "/admin/",
        "/projects/export.csv",
        "/iati/activities.xml",
        "/documents/report/",
        "/meetings/calendar.ics",
        "/nothing-here/",
        "/news/none/",
        "/news?page=2",
        "/healthz",
        "/readyz",
        "/static/portal.css",
    ],
)
def test_forms_files_and_answers_that_are_no_pages_are_not_kept(client, path):
    DocumentFactory(slug="report")
    for _again in range(2):
        client.get(path).close()

    assert len(PAGES) == 0


def test_previews_are_not_kept(client):
    thing = ArticleFactory(draft=True)
    link = PreviewLinkFactory(
        content_type=ContentType.objects.get_for_model(thing), object_id=thing.pk
    )
    for part in ("", "page/"):
        assert client.get(f"/preview/{link.token}/{part}").status_code == 200

    assert len(PAGES) == 0


def test_health_asks_no_database(client):
    with CaptureQueriesContext(connection) as queries:
        client.get("/healthz")

    assert len(queries) == 0


def test_within_a_transaction_nothing_is_given_or_kept(client, article):
    with transaction.atomic():
        article.translations.update(title="Temples")
        assert b"Temples" in client.get(ADDRESS).content
        assert len(PAGES) == 0
        transaction.set_rollback(True)
    assert b"Tombs" in client.get(ADDRESS).content


def test_a_connection_lost_meanwhile_is_made_anew(client, article, is_kept):
    client.get(ADDRESS)
    connection.connection.close()

    assert is_kept(ADDRESS)


def test_a_database_that_hangs_is_asked_once(monkeypatch):
    asked = []

    def silent(_kept):
        asked.append(1)
        raise OperationalError("timeout expired")

    monkeypatch.setattr(moments, "_read", silent)
    monkeypatch.setattr(moments, "AT_ONCE", -1)
    with pytest.raises(OperationalError):
        Moment.now()
    assert len(asked) == 1


def test_without_a_database_nothing_is_given(client, article, monkeypatch):
    shown = client.get(ADDRESS)

    def away():
        raise OperationalError("server closed the connection unexpectedly")

    monkeypatch.setattr(Moment, "now", away)
    client.raise_request_exception = False
    answer = client.get(ADDRESS)

    assert answer.status_code == 503
    assert answer["Retry-After"]
    assert answer["Content-Security-Policy"] == shown["Content-Security-Policy"]
    assert b"Tombs" not in answer.content
