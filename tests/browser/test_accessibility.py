"""axe in a real browser, on every kind of page."""

from __future__ import annotations

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.contrib.auth.models import User
from playwright.sync_api import Page

from tests.portal import Portal

pytestmark = pytest.mark.django_db(transaction=True)

NOTHING_THERE = ["/projects/?q=nothing-like-it", "/lessons/?q=nothing-like-it", "/no-such-page/"]
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]


TOO_WIDE = """
() => document.documentElement.scrollWidth <= innerWidth ? [] :
  [...document.querySelectorAll("main *")]
    .filter(element => element.getBoundingClientRect().right > innerWidth + 1
            || element.getBoundingClientRect().left < -1)
    .map(element => "wider than the screen: " + element.outerHTML.slice(0, 120))
"""


def violations(page: Page) -> list[str]:
    """What axe finds, with the first element it finds it on."""
    found = Axe().run(page, options={"runOnly": {"type": "tag", "values": RULES}})
    return [
        f"{rule['id']}: {rule['help']}: {rule['nodes'][0]['html'][:200]}"
        for rule in found.response["violations"]
    ]


# Every pair of the three; all their combinations, in every language, are looked at by the tests of
# quality.
@pytest.mark.parametrize(
    ("language", "scheme", "width"),
    [
        ("", "light", 390),
        ("", "dark", 1440),
        ("/ar", "light", 1440),
        ("/ar", "dark", 390),
    ],
)
def test_public_pages(page, language, scheme, width):
    portal = Portal()
    portal.grow(2)
    page.emulate_media(color_scheme=scheme)
    page.set_viewport_size({"width": width, "height": 900})

    found = {}
    pages = [path for path in portal.addresses() if not path.endswith(".ics")]
    for path in ["/projects/", *pages, *NOTHING_THERE]:
        page.goto(f"{language}{path}")
        found[path] = violations(page)
        found[path] += page.evaluate(TOO_WIDE)

    assert {path: problems for path, problems in found.items() if problems} == {}


def test_login_page(page):
    User.objects.create_superuser("admin", password="secret")

    page.goto("/accounts/login/")

    assert violations(page) == []
