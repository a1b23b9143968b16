"""What waits for the network on the page of the day: kept, sent, opened again, thrown away."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING

import pytest
from django.contrib.auth.models import User
from django.urls import reverse
from playwright.sync_api import Browser, Dialog, Page, Route, expect

from meetings.models import Decision, Statement
from tests.browser.test_accessibility import violations
from tests.browser.test_review import sign_in
from tests.factories import MeetingFactory, ParticipantFactory, PersonFactory

if TYPE_CHECKING:
    from pytest_django.live_server_helper import LiveServer

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.browser]

PASSWORD = "correct horse battery"


@pytest.fixture
def page(browser: Browser, live_server: LiveServer) -> Iterator[Page]:
    """A page that may tell of requests that failed: here the network is gone on purpose."""
    context = browser.new_context(base_url=live_server.url, locale="en-GB")
    yield context.new_page()
    context.close()


@pytest.fixture
def day(page: Page) -> str:
    """The address of the page on which decisions are noted; Ada has signed in and opened it."""
    User.objects.create_superuser("ada", "ada@example.org", PASSWORD)
    meeting = MeetingFactory(state="published", stage="convened")
    ParticipantFactory(delegation__meeting=meeting, person=PersonFactory(name="Ms Sato"))
    sign_in(page, "ada")
    address = f"{reverse('admin:meetings_meeting_day', args=[meeting.pk])}?kind=decision"
    page.goto(address)
    return address


def note(page: Page, words: str) -> None:
    page.locator("#note-form textarea").fill(words)
    page.keyboard.press("Control+Enter")


def waiting(page: Page, words: str):
    return page.locator("#outbox li", has_text=words)


def test_what_waits_is_kept_sent_or_thrown_away(page: Page, day):
    page.context.set_offline(True)
    for words in ("To go on.", "To stop.", "To meet again\nin spring."):
        note(page, words)
        expect(waiting(page, words.split("\n")[0])).to_contain_text("Decision")
    assert violations(page) == []

    # Asked once more, with what it says; the focus stays where one can go on.
    asked: list[str] = []

    def refuse(box: Dialog) -> None:
        asked.append(box.message)
        box.dismiss()

    page.once("dialog", refuse)
    waiting(page, "To stop.").get_by_role("button", name="Throw it away").click()
    expect(waiting(page, "To stop.")).to_be_visible()
    assert "To stop." in asked[0]
    page.once("dialog", lambda box: box.accept())
    waiting(page, "To stop.").get_by_role("button", name="Throw it away").focus()
    page.keyboard.press("Enter")
    expect(waiting(page, "To stop.")).to_have_count(0)
    expect(page.locator("#note-status")).to_contain_text("Thrown away: Decision: To stop.")
    expect(page.locator("#outbox button").first).to_be_focused()
    # It stays there while the site is asked in vain.
    page.wait_for_timeout(3500)
    expect(page.locator("#outbox button").first).to_be_focused()
    assert not Decision.objects.exists()

    page.context.set_offline(False)
    expect(page.locator("#outbox")).to_be_empty()
    expect(page.locator("#records")).to_contain_text("in spring.")
    assert {one.text for one in Decision.objects.all()} == {
        "To go on.",
        "To meet again\nin spring.",
    }


def test_what_waits_outlives_its_page_and_is_opened_again(page: Page, day):
    page.context.set_offline(True)
    note(page, "To go on.")
    page.locator("#note-form textarea").fill("A second one")
    waiting(page, "To go on.").get_by_role("button", name="Open it").click()
    # What was in the form waits instead.
    expect(page.locator("#note-form textarea")).to_have_value("To go on.")
    expect(waiting(page, "A second one")).to_be_visible()
    page.locator("#note-form textarea").fill("To go on together.")
    kept = page.evaluate("JSON.stringify(localStorage)")
    assert "To go on together." in kept
    assert "A second one" in kept
    page.route(
        "**/day/",
        lambda route: route.abort() if route.request.method == "POST" else route.continue_(),
    )
    page.context.set_offline(False)

    # On the page of another kind of record it waits, too, and finds its form again.
    page.goto(day.replace("decision", "statement"))
    expect(waiting(page, "A second one")).to_contain_text("Decision")
    waiting(page, "To go on together.").get_by_role("button", name="Open it").click()
    page.wait_for_url("**/day/?kind=decision*")
    expect(page.locator("#note-form textarea")).to_have_value("To go on together.")
    page.unroute("**/day/")
    expect(page.locator("#outbox")).to_be_empty()
    page.keyboard.press("Alt+Shift+F")
    page.keyboard.press("Control+Enter")
    expect(page.locator("#records")).to_contain_text("To go on together.")
    assert {one.text for one in Decision.objects.all()} == {"A second one", "To go on together."}


def test_blanks_are_no_record(page: Page, day):
    page.goto(day.replace("decision", "statement"))
    page.get_by_label("Speaker").select_option(
        label=page.get_by_label("Speaker").locator("option").nth(1).text_content()
    )
    note(page, "  \n ")

    expect(page.locator("#note-form textarea")).to_be_focused()
    expect(page.locator("#outbox")).to_be_empty()
    assert page.locator("#note-form textarea").evaluate("field => field.validity.valueMissing")
    page.wait_for_timeout(2000)
    assert not Statement.objects.exists()
    note(page, "She thanked.")
    expect(page.locator("#records")).to_contain_text("She thanked.")
    assert Statement.objects.get().participant.person.name == "Ms Sato"


class Line:
    """The way from the page of the day to the site; ``does`` decides what becomes of a request."""

    def __init__(self, page: Page) -> None:
        self.does: Callable[[Route], None] = Route.continue_
        page.route(
            "**/day/",
            lambda route: self.does(route) if route.request.method == "POST" else route.continue_(),
        )


def test_what_is_on_its_way_is_not_lost_when_another_is_opened(page: Page, day):
    line = Line(page)
    line.does = Route.abort
    note(page, "To go on.")
    expect(waiting(page, "To go on.")).to_be_visible()
    held: list[Route] = []
    line.does = held.append
    page.locator("#note-form textarea").fill("A second one")
    page.keyboard.press("Tab")
    while not any("second" in (route.request.post_data or "") for route in held):
        page.wait_for_timeout(200)

    waiting(page, "To go on.").get_by_role("button", name="Open it").click()

    expect(page.locator("#note-form textarea")).to_have_value("To go on.")
    expect(waiting(page, "A second one")).to_be_visible()
    assert "A second one" in page.evaluate("JSON.stringify(localStorage)")
    line.does = Route.continue_
    for route in held:
        route.abort()
    expect(page.locator("#outbox")).to_be_empty()
    expect(page.locator("#records")).to_contain_text("A second one")
    expect(page.locator("#records")).to_contain_text("To go on.")
    assert {one.text for one in Decision.objects.all()} == {"A second one", "To go on."}


def test_what_is_submitted_while_another_is_sent_follows_it(page: Page, day):
    held: list[Route] = []
    line = Line(page)
    line.does = held.append
    note(page, "The first.")
    note(page, "The second.")
    expect(waiting(page, "The second.")).to_be_visible()
    line.does = Route.continue_

    for route in held:
        route.continue_()

    expect(page.locator("#records")).to_contain_text("The second.")
    expect(page.locator("#outbox")).to_be_empty()
    assert Decision.objects.count() == 2


def test_what_arrived_without_an_answer_is_no_conflict_with_oneself(page: Page, day):
    def lose(route: Route) -> None:
        route.fetch()
        route.abort()

    line = Line(page)
    line.does = lose
    note(page, "To go onn.")
    expect(waiting(page, "To go onn.")).to_be_visible()
    while not Decision.objects.exists():
        page.wait_for_timeout(200)
    line.does = Route.abort
    waiting(page, "To go onn.").get_by_role("button", name="Open it").click()
    page.locator("#note-form textarea").fill("To go on.")
    line.does = Route.continue_

    expect(page.locator("#note-status")).to_contain_text("Saved")
    expect(page.locator("#records")).to_contain_text("To go on.")
    assert [one.text for one in Decision.objects.all()] == ["To go on."]
