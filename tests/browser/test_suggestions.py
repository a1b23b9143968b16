"""Suggestions below the field of the search: a combobox, by keyboard and by mouse."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Page, expect

from tests.browser.test_accessibility import violations
from tests.factories import LessonFactory, OrganisationFactory, ProjectFactory

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.browser]


@pytest.fixture
def basalt() -> None:
    """Three things that begin alike, of which one has no page."""
    ProjectFactory(title="Basalt walls", slug="walls")
    OrganisationFactory(name="Basalt guild", slug="guild")
    LessonFactory(title="Basalt needs time")


@pytest.mark.usefixtures("basalt")
def test_arrows_choose_enter_opens_and_escape_closes(page: Page):
    page.goto("/search/")
    field = page.get_by_role("combobox", name="Search everything")
    found = page.get_by_role("listbox", name="Suggestions")
    options = page.get_by_role("option")
    expect(field).to_have_attribute("aria-expanded", "false")
    expect(found).to_be_hidden()

    field.press_sequentially("bas")
    expect(found).to_be_visible()
    expect(field).to_have_attribute("aria-expanded", "true")
    assert field.get_attribute("aria-controls") == found.get_attribute("id")
    expect(page.locator("#suggestions-said")).to_have_text("3 suggestions")
    expect(options).to_have_count(3)
    assert field.get_attribute("aria-activedescendant") is None

    for key, number in [("ArrowDown", 0), ("ArrowDown", 1), ("ArrowUp", 0), ("ArrowUp", 2)]:
        field.press(key)
        active = options.nth(number)
        expect(active).to_have_attribute("aria-selected", "true")
        expect(page.locator("[aria-selected=true]")).to_have_count(1)
        assert field.get_attribute("aria-activedescendant") == active.get_attribute("id")
    expect(field).to_be_focused()
    assert violations(page) == []

    field.press("Escape")
    expect(found).to_be_hidden()
    expect(field).to_have_value("bas")
    expect(field).to_have_attribute("aria-expanded", "false")
    assert field.get_attribute("aria-activedescendant") is None

    field.press("ArrowDown")
    expect(found).to_be_visible()
    field.press("Enter")
    expect(page).to_have_url(re.compile(r"/projects/walls/$"))


@pytest.mark.usefixtures("basalt")
def test_what_is_typed_is_searched_for_unless_one_is_chosen(page: Page):
    page.goto("/search/")
    field = page.get_by_role("combobox")

    field.press_sequentially("basalt")
    expect(page.get_by_role("option")).to_have_count(3)
    field.press("ArrowDown")
    field.press_sequentially(" g")
    expect(page.get_by_role("option")).to_have_count(1)
    assert field.get_attribute("aria-activedescendant") is None
    field.press("Enter")

    expect(page).to_have_url(re.compile(r"/search/\?q=basalt\+g$"))


@pytest.mark.usefixtures("basalt")
def test_a_suggestion_is_opened_by_the_mouse_and_leaving_closes_the_list(page: Page):
    page.goto("/ar/search/")
    field = page.get_by_role("combobox")
    field.press_sequentially("bas")
    expect(page.get_by_role("listbox")).to_be_visible()

    field.press("Tab")
    expect(page.get_by_role("listbox")).to_be_hidden()
    field.press("ArrowDown")
    page.get_by_role("option", name="Basalt guild").click()

    expect(page).to_have_url(re.compile(r"/ar/donors/guild/$"))


@pytest.mark.usefixtures("basalt")
def test_that_there_is_none_is_said(page: Page):
    page.goto("/search/")
    page.get_by_role("combobox").press_sequentially("zeolite")

    expect(page.locator("#suggestions-said")).to_have_text("No suggestions")
    expect(page.get_by_role("listbox")).to_be_hidden()


@pytest.mark.usefixtures("basalt")
def test_without_script_the_field_is_a_plain_one(client):
    html = client.get("/search/").content.decode()

    assert "combobox" not in html
    assert "aria-expanded" not in html
