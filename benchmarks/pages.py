"""How soon the main content of a page is there in Chromium, and how much it moves.

    make run PORT=8014
    .venv/bin/python benchmarks/pages.py http://127.0.0.1:8014

For home, list, project and meeting: the median over several visits, each with an empty cache,
of the largest contentful paint (milliseconds) and of the cumulative layout shift (a ratio; up to
0.1 is good). On a phone's screen, and on a desktop's.
"""

from __future__ import annotations

import argparse
import os
import re
import shutil
import statistics
import sys
import urllib.request
from urllib.parse import urlsplit

from playwright.sync_api import Browser, sync_playwright

SCREENS = {"phone": {"width": 390, "height": 844}, "desktop": {"width": 1440, "height": 900}}
SETTLED = 500
"""Milliseconds after loading in which nothing may move any more."""

OBSERVE = """
window.seen = {paint: 0, shift: 0};
new PerformanceObserver(list => {
  for (const entry of list.getEntries()) window.seen.paint = entry.startTime;
}).observe({type: "largest-contentful-paint", buffered: true});
new PerformanceObserver(list => {
  for (const entry of list.getEntries())
    if (!entry.hadRecentInput) window.seen.shift += entry.value;
}).observe({type: "layout-shift", buffered: true});
"""


def first_of(site: str, section: str) -> str:
    """The first page of a section of the site's own sitemap."""
    with urllib.request.urlopen(f"{site}/sitemap-{section}.xml") as answer:  # noqa: S310  http only
        found = re.search(r"<loc>(.*?)</loc>", answer.read().decode())
    if found is None:
        sys.exit(f"The site has no public {section}. Load the demo: make run")
    return urlsplit(found[1]).path


def visit(browser: Browser, address: str, screen: str) -> tuple[float, float]:
    """Paint and shift of one visit with an empty cache."""
    context = browser.new_context(viewport=SCREENS[screen])  # type: ignore[arg-type]
    context.add_init_script(OBSERVE)
    page = context.new_page()
    page.goto(address)
    page.wait_for_timeout(SETTLED)
    seen = page.evaluate("window.seen")
    context.close()
    if not seen["paint"]:
        sys.exit(f"The browser reported no paint of {address}")
    return seen["paint"], seen["shift"]


def main() -> None:
    """Measure and print."""
    options = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    options.add_argument("site", help="where the demo is served: http://127.0.0.1:8000")
    options.add_argument("--visits", type=int, default=7)
    given = options.parse_args()
    site = given.site.rstrip("/")
    pages = {
        "home": "/",
        "list": "/projects/",
        "project": first_of(site, "project"),
        "meeting": first_of(site, "meeting"),
    }
    program = next(filter(None, map(shutil.which, ["chromium", "chromium-browser"])), None)
    if program is None:
        sys.exit("No browser found. Install one: apt-get install chromium")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=program, chromium_sandbox=os.geteuid() != 0
        )
        for screen in SCREENS:
            for name, path in pages.items():
                visits = [visit(browser, site + path, screen) for _ in range(given.visits)]
                paint = statistics.median(paint for paint, _shift in visits)
                shift = statistics.median(shift for _paint, shift in visits)
                line = f"{screen:8} {name:8} paint {paint:5.0f} ms   shift {shift:.3f}"
                sys.stdout.write(f"{line}\n")
        browser.close()


if __name__ == "__main__":
    main()
