"""Nothing that was taken back is told by a copy kept from when it was public."""

from __future__ import annotations

import pytest
from django.utils import timezone

from partnership.followed import SOURCES
from partnership.page_cache.middleware import PAGES
from partnership.page_cache.moments import Moment, Season
from partnership.sitemaps import SECTIONS
from search.index import catch_up_fully
from tests.factories import PartnershipFactory
from tests.security.leaks import DAY, KINDS, SHOWN, Planted, body_of, make, patterns
from tests.security.test_leaks import leaks

pytestmark = [
    pytest.mark.django_db(transaction=True),  # within a transaction nothing is kept
    pytest.mark.filterwarnings("ignore:unclosed file"),
]

TAKEN_BACK = {
    "unpublished": lambda: {"state": "draft"},
    "archived": lambda: {"state": "archived"},
    "expired": lambda: {"expire_at": timezone.now()},
    "scheduled": lambda: {"publish_at": timezone.now() + DAY},
}


@pytest.fixture
def planted():
    PAGES.clear()
    made = Planted()
    partnership = PartnershipFactory(slug="known")
    for kind in KINDS:
        make(made, kind, "live", partnership, SHOWN)
    return made


def paths_of(planted):
    """Lists, feeds and sitemaps, and the page of each thing."""
    simple = [f"/{shape}" for shape in patterns() if "<" not in shape and "^" not in shape]
    own = [
        thing.get_absolute_url()
        for thing in planted.shown.values()
        if hasattr(thing, "get_absolute_url")
    ]
    feeds = [f"/feeds/{name}.atom" for name in SOURCES]
    return [*simple, *own, *feeds, *(f"/sitemap-{section}.xml" for section in SECTIONS)]


def crawl(client, planted, settings):
    settings.REST_FRAMEWORK = {**settings.REST_FRAMEWORK, "DEFAULT_THROTTLE_RATES": {}}
    catch_up_fully()
    paths = paths_of(planted)
    for _until_all_is_kept in range(2):
        said = " ".join(body_of(client.get(path)) for path in paths)
    return paths, said


@pytest.mark.parametrize("change", TAKEN_BACK.values(), ids=TAKEN_BACK)
def test_what_was_public_is_told_no_more(client, planted, settings, change):
    paths, said = crawl(client, planted, settings)
    shown = {text for text in planted.shown if text in said}
    assert len(shown) > len(KINDS) / 2
    assert len(PAGES) > 30

    for kind in KINDS:
        kind.objects.filter(pk=planted.things[kind, "live"].pk).update(**change())
    hidden = Planted(hidden=dict.fromkeys(planted.shown, "taken back"))

    assert leaks(client, hidden, paths) == {}


def test_the_crawl_turns_red_when_what_is_kept_is_given_for_good(
    client, planted, settings, monkeypatch
):
    """The proof that copies are what is looked at."""
    paths, _said = crawl(client, planted, settings)
    monkeypatch.setattr(Season, "holds", lambda _season, _moment: True)
    assert Moment.now() is not None

    for kind in KINDS:
        kind.objects.update(state="draft")
    hidden = Planted(hidden=dict.fromkeys(planted.shown, "taken back"))

    told = leaks(client, hidden, paths)
    assert len({path for path, _word in told}) > len(KINDS)
