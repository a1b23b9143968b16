"""axe in a real browser, on every kind of page."""

from __future__ import annotations

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.contrib.auth.models import User
from playwright.sync_api import Page

from tests.factories import ProjectFactory
from tests.partnership.test_pages import everything
from tests.projects.test_detail import fill

pytestmark = pytest.mark.django_db(transaction=True)

PAGES = [
    "",
    "projects/",
    "projects/?q=nothing-like-it",
    "projects/full/",
    "priority-areas/area/",
    "donors/donor/",
    "meetings/",
    "meetings/review/",
    "news/",
    "news/news/",
    "no-such-page/",
]
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


@pytest.mark.parametrize("language", ["", "ar/"])
@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [390, 1440])
def test_public_pages(page, language, scheme, width):
    everything(2)
    fill(ProjectFactory(slug="full"), 2)
    page.emulate_media(color_scheme=scheme)
    page.set_viewport_size({"width": width, "height": 900})

    found = {}
    for path in PAGES:
        page.goto(f"/{language}{path}")
        found[path] = violations(page)
        found[path] += page.evaluate(TOO_WIDE)

    assert found == {path: [] for path in PAGES}


def test_login_page(page):
    User.objects.create_superuser("admin", password="secret")

    page.goto("/accounts/login/")

    assert violations(page) == []
