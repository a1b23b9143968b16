"""One demo, one browser and one crawl for all the tests of quality."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest
from playwright.sync_api import Browser, Page

from tests.quality.site import HOST, Site, examples


@pytest.fixture(scope="module")
def site(demo: None) -> Site:
    return Site()


@pytest.fixture(scope="module")
def kinds(site: Site) -> Callable[[str], dict[str, str]]:
    """The richest page of each kind, by language."""
    known: dict[str, dict[str, str]] = {}

    def of(language: str) -> dict[str, str]:
        if language not in known:
            known[language] = examples(site, language)
        return known[language]

    return of


@pytest.fixture
def visitor(browser: Browser, site: Site) -> Iterator[Page]:
    """A page of the browser that the site answers itself; `page.goto("/")` opens it.

    The test fails on any error on the console and on any request to another host.
    """
    context = browser.new_context(base_url=HOST, viewport={"width": 1440, "height": 900})
    page = context.new_page()
    complaints: list[str] = []
    page.on("console", lambda said: said.type == "error" and complaints.append(said.text))
    page.on("pageerror", lambda error: complaints.append(str(error)))
    page.on(
        "request",
        lambda asked: asked.url.startswith(f"{HOST}/") or complaints.append(asked.url),
    )
    context.route("**/*", site.fulfil)
    yield page
    context.close()
    assert complaints == []
