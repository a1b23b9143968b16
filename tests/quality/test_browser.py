"""Every kind of page in a real browser: for all readers, on all screens, within the budget."""

from __future__ import annotations

import pytest
from axe_playwright_python.base import AXE_SCRIPT
from playwright.sync_api import Page

from tests.quality.site import HOST, LANGUAGES, Site

pytestmark = pytest.mark.django_db

RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
EVERYTHING = {"runOnly": {"type": "tag", "values": RULES}, "resultTypes": ["violations"]}
COLOURS = {
    "runOnly": {"type": "rule", "values": ["color-contrast", "link-in-text-block"]},
    "resultTypes": ["violations"],
}
"""What can differ between light and dark, which have the same document and the same boxes."""

DESKTOP, PHONE, SMALLEST = (
    {"width": 1440, "height": 900},
    {"width": 390, "height": 844},
    # 1280 pixels at 400 per cent, too.
    {"width": 320, "height": 640},
)

RUN_AXE = """
options => axe.run(document, options).then(found => found.violations.map(
    rule => `${rule.id}: ${rule.help}: ${rule.nodes[0].html.slice(0, 200)}`))
"""
TOO_WIDE = """
() => document.documentElement.scrollWidth <= innerWidth ? [] :
  [...document.querySelectorAll("body *")]
    .filter(element => element.getBoundingClientRect().right > innerWidth + 1
            || element.getBoundingClientRect().left < -1)
    .map(element => "wider than the screen: " + element.outerHTML.slice(0, 120))
    .slice(0, 3).concat("the page scrolls sideways")
"""
# WCAG 1.4.12. A sheet made by script is not what the policy refuses.
SPACED = """
() => {
  const sheet = new CSSStyleSheet();
  sheet.replaceSync(`* { line-height: 1.5 !important; letter-spacing: .12em !important;
    word-spacing: .16em !important } p { margin-block-end: 2em !important }`);
  document.adoptedStyleSheets = [sheet];
}
"""
MOVING = """
() => [...document.querySelectorAll("*")]
  .filter(element => ["transitionDuration", "animationDuration"].some(name =>
    getComputedStyle(element)[name].split(",").some(time => parseFloat(time) > 0.01)))
  .map(element => "moves: " + element.outerHTML.slice(0, 80)).slice(0, 3)
"""
# Where colours are the reader's own, what is set in one of them must stand on another.
UNSEEN = """
() => [...document.querySelectorAll("main a, main button, main h1, main p, main td")]
  .filter(element => element.checkVisibility() && element.textContent.trim())
  .filter(element => {
    let ground = element;
    while (ground && getComputedStyle(ground).backgroundColor === "rgba(0, 0, 0, 0)")
      ground = ground.parentElement;
    return ground && getComputedStyle(ground).backgroundColor === getComputedStyle(element).color;
  })
  .map(element => "cannot be seen: " + element.outerHTML.slice(0, 80)).slice(0, 3)
"""
PRINTED = """
() => [...document.querySelectorAll(".nav, .topbar, .share, .skip")]
  .filter(element => element.checkVisibility())
  .map(element => "is printed: " + element.outerHTML.slice(0, 80))
"""


def look(site: Site, page: Page, address: str) -> list[str]:
    """Everything wrong with one page, in every light and on every screen."""
    found: list[str] = []
    page.set_viewport_size(DESKTOP)
    page.emulate_media(color_scheme="light", media="screen", reduced_motion="no-preference")
    site.open(page, address)
    page.evaluate(AXE_SCRIPT)
    for size, name in ((DESKTOP, "desktop"), (PHONE, "phone")):
        page.set_viewport_size(size)
        for scheme, options in (("light", EVERYTHING), ("dark", COLOURS)):
            page.emulate_media(color_scheme=scheme)
            found += [f"{name} {scheme}: {said}" for said in page.evaluate(RUN_AXE, options)]
        found += page.evaluate(TOO_WIDE)
    page.emulate_media(color_scheme="light", reduced_motion="reduce")
    found += page.evaluate(MOVING)
    page.emulate_media(forced_colors="active")
    found += page.evaluate(UNSEEN)
    page.emulate_media(forced_colors="none", media="print")
    found += page.evaluate(PRINTED)
    page.emulate_media(media="screen")
    page.set_viewport_size(SMALLEST)
    found += page.evaluate(TOO_WIDE)
    page.evaluate(SPACED)
    found += [f"spaced: {said}" for said in page.evaluate(TOO_WIDE)]
    return found


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_kind_of_page(visitor, site, kinds, language):
    start = "" if language == "en" else f"/{language}"
    pages = {**kinds(language), "empty": f"{start}/projects/?q=nothing-like-it"}

    found = {f"{kind} {address}": look(site, visitor, address) for kind, address in pages.items()}

    assert {page: wrong for page, wrong in found.items() if wrong} == {}


def test_a_missing_page(browser, site):
    """Its own answer is an error to the console, so it is looked at apart."""
    context = browser.new_context(base_url=HOST)
    context.route("**/*", site.fulfil)

    assert look(site, context.new_page(), "/no-such-page/") == []
    context.close()


STOPS = """
() => [...document.querySelectorAll("a[href], button, input:not([type=hidden]), select," +
    "textarea, summary, [tabindex='0']")]
  .filter(element => element.checkVisibility() && element.tabIndex >= 0).length
"""
WALKED = """
() => {
  const at = document.activeElement, box = at.getBoundingClientRect(), style = getComputedStyle(at);
  return {
    name: (at.textContent.trim() || at.getAttribute("aria-label") || at.name || at.id).slice(0, 40),
    tag: at.tagName, main: !!at.closest("main"), href: at.getAttribute("href"),
    seen: box.width > 0 && box.bottom > 0 && box.top < innerHeight,
    ring: style.outlineStyle !== "none" && parseFloat(style.outlineWidth) >= 2,
  };
}
"""
ORDER = """
() => {
  const at = document.activeElement, before = window.walkedTo;
  window.walkedTo = at;
  return !before || !!(before.compareDocumentPosition(at) & Node.DOCUMENT_POSITION_FOLLOWING);
}
"""


@pytest.mark.parametrize("kind", ["home", "projects:list", "projects:project", "meetings:meeting"])
def test_the_keyboard_reaches_everything_in_order_and_shows_where_it_is(visitor, site, kinds, kind):
    site.open(visitor, kinds("en")[kind])
    stops = visitor.evaluate(STOPS)
    walked = []
    for _stop in range(stops):
        visitor.keyboard.press("Tab")
        if visitor.evaluate("document.activeElement === document.body"):
            break
        assert visitor.evaluate(ORDER), visitor.evaluate(WALKED)
        walked.append(visitor.evaluate(WALKED))

    assert walked[0]["href"] == "#main"
    assert all(stop["seen"] and stop["ring"] for stop in walked), [
        stop for stop in walked if not (stop["seen"] and stop["ring"])
    ]
    # Of radio buttons one is a stop.
    assert len(walked) >= stops * 0.9
    assert any(stop["main"] for stop in walked)


def test_the_skip_link_leads_past_the_menu(visitor, site):
    site.open(visitor, "/")
    visitor.keyboard.press("Tab")
    visitor.keyboard.press("Enter")
    visitor.keyboard.press("Tab")

    assert visitor.evaluate(WALKED)["main"]


def test_the_menu_of_a_phone_opens_and_closes_by_keyboard(visitor, site):
    visitor.set_viewport_size(PHONE)
    site.open(visitor, "/")
    menu = visitor.locator(".menubtn")
    menu.focus()
    visitor.keyboard.press("Enter")
    assert visitor.locator("#nav").is_visible()
    visitor.keyboard.press("Tab")
    assert visitor.evaluate("!!document.activeElement.closest('#nav')")

    visitor.keyboard.press("Escape")

    assert not visitor.locator("#nav").is_visible()
    assert visitor.evaluate("document.activeElement.classList.contains('menubtn')")


PAGE_BYTES, STYLE_BYTES, SCRIPT_BYTES, REQUESTS = 100 * 1024, 30 * 1024, 30 * 1024, 20
"""The requests hold the six patterns of the priority areas, which the list shows together, and the
two fonts of Latin letters."""


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_first_view_stays_within_its_budget(visitor, site, kinds, language):
    asked: list[str] = []
    visitor.on("request", lambda request: asked.append(request.url.removeprefix(HOST)))

    over = {}
    for kind, address in kinds(language).items():
        asked.clear()
        site.open(visitor, address)
        answers = [site.get(url) for url in asked if not site.get(url).is_photo]
        costs = {
            "page": sum(answer.packed for answer in answers),
            "style": sum(a.packed for a in answers if a.content_type.startswith("text/css")),
            "script": sum(a.packed for a in answers if "javascript" in a.content_type),
            "requests": len(answers),
        }
        assert costs["style"] > 0
        limits = {
            "page": PAGE_BYTES,
            "style": STYLE_BYTES,
            "script": SCRIPT_BYTES,
            "requests": REQUESTS,
        }
        wrong = {name: cost for name, cost in costs.items() if cost > limits[name]}
        if wrong:
            over[f"{kind} {address}"] = wrong

    assert over == {}
