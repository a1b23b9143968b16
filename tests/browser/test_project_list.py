"""The list of projects with script: what is chosen stays, and nothing is in the way."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Page, expect

from tests.factories import (
    BudgetFactory,
    FundFactory,
    ProjectFactory,
    ProjectPriorityAreaFactory,
    RecipientCountryFactory,
)

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.browser]

COUNTRIES = ("TR", "CI", "HT", "KE", "JP", "YE", "EC", "PE", "PH", "BR", "IN", "NP", "ML", "TD")
"""Enough for a field to find one."""


def test_another_language_shows_the_same_selection(page: Page):
    ProjectFactory(title="Wells", status=2)
    ProjectFactory(title="Choirs", status=4)
    page.goto("/projects/")

    page.get_by_label("Under way").check()
    expect(page).to_have_url(re.compile(r"/projects/\?status=2$"))
    page.get_by_role("link", name="français").click()

    expect(page).to_have_url(re.compile(r"/fr/projects/\?status=2$"))


def test_filters_that_are_applied_do_not_cover_what_was_found(page: Page):
    ProjectFactory(title="Wells", status=2)
    page.set_viewport_size({"width": 390, "height": 844})
    page.goto("/projects/")

    page.get_by_role("button", name="Filters").click()
    page.get_by_label("Under way").check()
    expect(page).to_have_url(re.compile(r"\?status=2$"))
    expect(page.locator("#facets")).to_be_visible()
    page.get_by_role("button", name="Apply filters").click()

    expect(page.locator("#facets")).to_be_hidden()


def test_typing_a_search_leaves_no_trail_of_pauses(page: Page):
    ProjectFactory(title="Wells", status=2)
    page.goto("/projects/")
    page.get_by_label("Under way").check()
    expect(page).to_have_url(re.compile(r"\?status=2$"))
    entries = page.evaluate("history.length")

    for part in ("we", "lls"):
        page.locator("#id_q").press_sequentially(part)
        expect(page).to_have_url(re.compile(rf"q=\w*{part}&status=2$"))
    with page.expect_response(re.compile("q=wells")):
        page.locator("#id_q").press("Tab")
    page.wait_for_timeout(500)  # milliseconds; what was answered is shown by then

    assert page.evaluate("history.length") == entries


def test_a_country_is_found_without_accents_and_enter_keeps_what_was_typed(page: Page):
    for code in COUNTRIES:
        RecipientCountryFactory(country=code)
    page.goto("/projects/")
    country = page.locator("#facet-country")
    find = country.get_by_label("Find in “Country”")

    for typed, label in (("turkiye", "Türkiye"), ("cote d'i", "Côte d’Ivoire")):
        find.fill(typed)
        expect(country.locator(".check:visible span")).to_have_text([label])
    expect(country.get_by_role("status")).to_be_empty()

    find.fill("atlantis")
    expect(country.get_by_role("status")).to_have_text("No match")
    find.press("Enter")
    page.wait_for_timeout(500)  # milliseconds; longer than a search waits
    expect(find).to_have_value("atlantis")
    expect(page).to_have_url(re.compile(r"/projects/$"))


def test_a_request_that_another_replaces_is_no_error(page: Page):
    for status in (2, 4):
        ProjectFactory(title="Wells", status=status)
    said = []
    page.on("console", lambda message: said.append(message.text))
    page.on("pageerror", lambda error: said.append(str(error)))
    page.goto("/projects/")
    held = []

    def hold(route):
        held.append(route)

    page.route(re.compile(r"/projects/\?status=2$"), hold)

    page.get_by_label("Under way").check()
    page.get_by_label("Closed").check()
    expect(page).to_have_url(re.compile(r"\?status=2&status=4$"))

    assert len(held) == 1
    assert said == []


def test_a_country_is_chosen_on_the_map_which_stays_and_leads_back(page: Page):
    RecipientCountryFactory(country="KE", project__title="Wells")
    RecipientCountryFactory(country="BR", project__title="Choirs")
    page.goto("/projects/")
    page.locator("#where > summary").click()

    page.locator("svg.world a", has_text="Kenya: 1 project").locator(".world__dot").click()

    expect(page).to_have_url(re.compile(r"/projects/\?country=KE#map$"))
    expect(page.locator("svg.world")).to_be_visible()
    expect(page.locator("svg.world a.is-chosen title")).to_have_text("Kenya: 1 project")
    expect(page.locator(".plist > li")).to_have_count(1)

    # The same by the keyboard alone, where the map itself is no stop on the way.
    page.locator("#where-countries > summary").focus()
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")
    page.keyboard.press("Tab")
    expect(page.get_by_role("link", name="Kenya", exact=True)).to_be_focused()
    page.keyboard.press("Shift+Tab")
    page.keyboard.press("Enter")
    expect(page).to_have_url(re.compile(r"/projects/\?country=BR#map$"))
    page.get_by_role("link", name="This selection in all countries").click()
    expect(page).to_have_url(re.compile(r"/projects/\?#map$"))


def test_on_a_phone_the_map_is_a_picture_and_the_list_below_it_leads(page: Page):
    RecipientCountryFactory(country="KE", project__title="Wells")
    links = page.locator("svg.world a")
    pointed_at = "links => links.map(link => getComputedStyle(link).pointerEvents)"
    page.set_viewport_size({"width": 481, "height": 844})
    page.goto("/projects/#map")
    expect(links).to_have_count(1)
    assert links.evaluate_all(pointed_at) == ["auto"]

    page.set_viewport_size({"width": 480, "height": 844})
    assert links.evaluate_all(pointed_at) == ["none"]
    assert links.evaluate_all("links => links.map(link => link.tabIndex)") == [-1]

    page.locator("#where-countries > summary").click()
    listed = page.get_by_role("link", name="Kenya", exact=True)
    box = listed.bounding_box()
    assert box is not None
    assert box["height"] >= 24
    listed.click()
    expect(page).to_have_url(re.compile(r"/projects/\?country=KE#map$"))


def test_a_refused_amount_stays_in_its_field_with_the_problem(page: Page):
    ProjectFactory(title="Wells", status=2)
    page.goto("/projects/")
    page.locator("#facet-budget > summary").click()
    field = page.locator("#id_budget_min")

    field.fill("1.000")
    field.press("Tab")

    expect(field).to_have_attribute("aria-invalid", "true")
    expect(field).to_have_value("1.000")
    expect(field).to_be_visible()
    expect(field).to_have_accessible_description(re.compile("“1.000” can't be read as one amount"))
    expect(page.locator("#list").get_by_role("alert")).to_contain_text("“1.000” can't be read")

    field.fill("1000")
    field.press("Tab")
    expect(page.locator("#list").get_by_role("alert")).to_have_count(0)
    expect(field).not_to_have_attribute("aria-invalid", "true")


def test_an_address_unfolds_what_it_leads_to(page: Page):
    BudgetFactory(project__title="Wells")
    RecipientCountryFactory(country="KE", project__title="Choirs")

    page.goto("/projects/#budget-amounts")
    expect(page.locator("#budget-amounts table")).to_be_in_viewport()

    expect(page.locator("#where-countries ul")).to_be_hidden()
    page.evaluate("location.hash = 'where-countries'")
    expect(page.locator("#where-countries ul")).to_be_in_viewport()


def test_a_request_that_is_refused_leads_to_the_page_that_says_so(page: Page):
    ProjectFactory(title="Wells", status=2)
    # The fixture's page must log no error, and that the request is refused is one.
    page = page.context.new_page()
    page.goto("/projects/")
    page.locator("#facet-budget > summary").click()
    field = page.locator("#id_budget_min")
    field.evaluate("(field) => { field.value = '1'.repeat(33_000) }")

    field.dispatch_event("change")

    expect(page.get_by_role("heading", name="This address is too long")).to_be_visible()


def test_a_reader_without_network_is_told_so_and_can_search_again(page: Page):
    ProjectFactory(title="Wells", status=2)
    ProjectFactory(title="Choirs", status=4)
    # The fixture's page must log no error, and that the network is away is one.
    page = page.context.new_page()
    page.goto("/projects/")
    said = page.locator("[data-away]")
    expect(said).to_be_empty()

    page.context.set_offline(True)
    page.get_by_label("Under way").check()
    expect(said.get_by_text("The site cannot be reached")).to_be_visible()
    expect(page.get_by_label("Under way")).to_be_checked()
    expect(page.locator(".plist > li")).to_have_count(2)

    page.context.set_offline(False)
    page.get_by_role("button", name="Search", exact=True).click()
    expect(page).to_have_url(re.compile(r"/projects/\?status=2$"))
    expect(page.locator(".plist > li")).to_have_count(1)
    expect(said).to_be_empty()


@pytest.mark.parametrize("language", ["", "/fr", "/ar"])
def test_long_choices_fit_a_narrow_screen(page: Page, language):
    area = ProjectPriorityAreaFactory(area__name="Resilience, institutions and governance").area
    fund = FundFactory(name="Fonds de l’institutionnalisation internationale et interrégionale")
    page.set_viewport_size({"width": 320, "height": 800})

    for chosen in (f"area={area.slug}", f"fund={fund.slug}", f"q={'W' * 150}"):
        page.goto(f"{language}/projects/?{chosen}")
        expect(page.locator(".chip").first).to_be_visible()
        assert page.evaluate("document.documentElement.scrollWidth") <= 320, chosen
