"""One demo, one browser and one crawl for all the tests of quality."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest
from playwright.sync_api import Browser, ConsoleMessage, Page, Request

from tests.quality.site import HOST, Site, examples


@pytest.fixture(scope="module")
def site(demo: None) -> Site:
    return Site()


@pytest.fixture(scope="module")
def kinds(site: Site) -> Callable[[str], dict[str, str]]:
    """The richest page of each kind, in any language."""
    english = examples(site, "en")
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
