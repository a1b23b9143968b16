"""One demo, one browser and one crawl for all the tests of quality."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from django.db import connection
from playwright.sync_api import Browser, ConsoleMessage, Page, Request
from pytest_django import DjangoDbBlocker

from projects.models import SavedSearch
from tests.conftest import demo_loaded
from tests.quality.site import HOST, Site, examples

SHARE = {"en": "1", "ar": "1", "fr": "2", "ja": "2"}


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Each language is read by one process only, which then has all its pages at hand."""
    for item in items:
        if item.path.parent == Path(__file__).parent:
            item.add_marker(pytest.mark.quality)
            given = getattr(item, "callspec", None)
            language = given.params.get("language", "en") if given else "en"
            item.add_marker(pytest.mark.xdist_group(f"quality-{SHARE.get(language, '1')}"))


@pytest.fixture(scope="package")
def demo(
    browser: Browser,
    django_db_setup: None,
    django_db_blocker: DjangoDbBlocker,
    tmp_path_factory: pytest.TempPathFactory,
) -> Iterator[None]:
    """The demo, for all these tests, however long the browser keeps it waiting.

    The browser starts first: once it runs, connections to the database are other ones.
    """
    with demo_loaded(django_db_blocker, tmp_path_factory.mktemp("media")):
        with connection.cursor() as cursor:
            cursor.execute("SET idle_in_transaction_session_timeout = 0")
        yield


@pytest.fixture(scope="package")
def site(demo: None) -> Site:
    return Site()


@pytest.fixture(scope="package")
def kinds(site: Site, django_db_blocker: DjangoDbBlocker) -> Callable[[str], dict[str, str]]:
    """A rich page of each kind, in any language."""
    with django_db_blocker.unblock():
        search = SavedSearch.objects.create(key="quality", query="status=active")
        english = examples(site, "/", search.get_absolute_url())
    return lambda language: {
        kind: address if language == "en" else f"/{language}{address}"
        for kind, address in english.items()
    }


@pytest.fixture
def visitor(browser: Browser, site: Site) -> Iterator[Page]:
    """A page of the browser that the site answers itself; `page.goto("/")` opens it.

    The test fails on any error on the console and on any request to another host.
    """
    context = browser.new_context(base_url=HOST, viewport={"width": 1440, "height": 900})
    page = context.new_page()
    complaints: list[str] = []

    def note_message(said: ConsoleMessage) -> None:
        if said.type == "error":
            complaints.append(said.text)

    def note_request(asked: Request) -> None:
        if not asked.url.startswith(f"{HOST}/"):
            complaints.append(asked.url)

    page.on("console", note_message)
    page.on("pageerror", lambda error: complaints.append(str(error)))
    page.on("request", note_request)
    context.route("**/*", site.fulfil)
    yield page
    context.close()
    assert complaints == []
