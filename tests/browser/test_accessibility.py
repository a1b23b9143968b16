"""axe in a real browser, on every kind of page."""

from __future__ import annotations

import datetime as dt

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.contrib.auth.models import User
from django.urls import reverse
from django.utils import timezone
from playwright.sync_api import Page

from tests.factories import (
    AgendaItemFactory,
    AgreedActionFactory,
    DelegateLinkFactory,
    DelegationFactory,
    MeetingFactory,
    MinutesCommentFactory,
    MinutesFactory,
    ReviewDossierFactory,
)
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
    # Without preloading, which gives style sheets a place that our policy refuses.
    options = {"runOnly": {"type": "tag", "values": RULES}, "preload": False}
    found = Axe().run(page, options=options)
    return [
        f"{rule['id']}: {rule['help']}: {rule['nodes'][0]['html'][:200]}"
        for rule in found.response["violations"]
    ]


# Every pair of the three; all their combinations, in every language, are looked at by the tests of
# quality.
@pytest.mark.parametrize(
    ("language", "scheme", "width"),
    [
        ("", "light", 320),
        ("", "dark", 1440),
        ("/ar", "light", 1440),
        ("/ar", "dark", 320),
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


def pages_of_a_review(portal: Portal) -> list[str]:
    """What officers work with, and what a delegate gets by a link."""
    meeting = portal.meeting
    minutes = MinutesFactory(
        meeting=meeting, state="circulated", circulated_at=timezone.now(), public_text="<p>Yes.</p>"
    )
    MinutesCommentFactory(minutes=minutes, paragraph=1)
    link = DelegateLinkFactory(minutes=minutes, may_sign=True)
    coming = MeetingFactory(
        partnership=meeting.partnership,
        previous=meeting,
        starts_at=timezone.now() + dt.timedelta(days=20),
        ends_at=timezone.now() + dt.timedelta(days=21),
    )
    AgendaItemFactory(meeting=coming).projects.add(portal.project)
    own = [
        ("meetings_meeting_clone", coming),
        ("meetings_meeting_day", coming),
        ("meetings_meeting_draft_minutes", meeting),
        ("meetings_minutes_procedure", minutes),
        ("meetings_meeting_lookback", coming),
        ("meetings_reviewdossier_work", ReviewDossierFactory(meeting=meeting)),
    ]
    records = [
        coming,
        AgendaItemFactory(meeting=coming),
        MinutesFactory(meeting=coming),
        AgreedActionFactory(meeting=coming),
        DelegationFactory(meeting=coming),
        ReviewDossierFactory(meeting=coming),
    ]
    forms = [f"admin:{one._meta.label_lower.replace('.', '_')}" for one in records]
    lists = ["meetings_agreedaction", "meetings_statement", "projects_lesson", "meetings_meeting"]
    return [
        "/admin/",
        reverse("readiness"),
        reverse("readiness", args=[coming.pk]),
        *(reverse(f"admin:{name}", args=[thing.pk]) for name, thing in own),
        *(
            reverse(f"{form}_change", args=[one.pk])
            for form, one in zip(forms, records, strict=True)
        ),
        *(reverse(f"{form}_add") for form in forms),
        *(reverse(f"admin:{name}_changelist") for name in lists),
        reverse("meetings:delegate_minutes", args=[link.token]),
        f"{meeting.get_absolute_url()}dossier/",
    ]


@pytest.mark.parametrize(
    ("language", "scheme", "width"), [("en", "light", 1440), ("ar", "dark", 320)]
)
def test_pages_of_a_review(page, client, live_server, language, scheme, width):
    portal = Portal()
    portal.grow(2)
    client.force_login(User.objects.create_superuser("admin", password="secret"))
    cookies = {"sessionid": client.cookies["sessionid"].value, "django_language": language}
    page.context.add_cookies(
        [{"name": name, "value": value, "url": live_server.url} for name, value in cookies.items()]
    )
    page.emulate_media(color_scheme=scheme)
    page.set_viewport_size({"width": width, "height": 900})

    found = {}
    for path in pages_of_a_review(portal):
        answer = page.goto(path)
        assert answer.status == 200, path
        found[path] = violations(page) + page.evaluate(TOO_WIDE)

    assert {path: problems for path, problems in found.items() if problems} == {}
