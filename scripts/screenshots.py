"""Takes pictures of every kind of page of the demo that is being served.

    .venv/bin/python scripts/screenshots.py http://127.0.0.1:8000 docs/screenshots

Each kind of page is looked at on a desktop, on a phone, in the dark and in Arabic. The pages are
found by the site's own sitemap: of each section the one that says most, and every list.
"""

from __future__ import annotations

import io
import os
import re
import shutil
import sys
import urllib.error
import urllib.request
from pathlib import Path
from urllib.parse import urlsplit

from PIL import Image
from playwright.sync_api import sync_playwright

LOOKS = {
    "desktop": ({"width": 1440, "height": 900}, "light", ""),
    "phone": ({"width": 390, "height": 844}, "light", ""),
    "dark": ({"width": 1440, "height": 900}, "dark", ""),
    "arabic": ({"width": 1440, "height": 900}, "light", "/ar"),
}
FURTHER = {"search": "/search/?q=water", "missing": "/no-such-page/"}
"""Kinds of page that no sitemap lists."""

TALLEST = 2400
"""Pixels of a picture; what is further down looks like what is above."""

WIDTH, QUALITY = 700, 50
CANDIDATES = 60
"""Pages of one kind among which the one that says most is looked for."""


def read(address: str) -> str:
    """What the server answers; empty where it has no such page."""
    try:
        with urllib.request.urlopen(address) as answer:  # noqa: S310  our own server
            return str(answer.read().decode())
    except urllib.error.HTTPError:
        return ""


def locations(address: str) -> list[str]:
    """The addresses in a sitemap or in its index."""
    return re.findall(r"<loc>(.*?)</loc>", read(address))


def richest(site: str, paths: list[str]) -> str:
    """The page that says most."""
    return max(paths[:CANDIDATES], key=lambda path: len(read(site + path)))


def pages(site: str) -> dict[str, str]:
    """Every list and one page of each other kind, by a name for its pictures."""
    found = dict(FURTHER)
    for section in locations(f"{site}/sitemap.xml"):
        name = section.rsplit("sitemap-", 1)[1].removesuffix(".xml")
        english = [
            urlsplit(address).path
            for address in locations(section)
            if not re.match(r"/[a-z]{2}/", urlsplit(address).path)
        ]
        if name == "lists":
            found |= {path.strip("/").replace("/", "-") or "home": path for path in english}
        elif english:
            found[name] = richest(site, english)
        if name == "meeting":
            found["dossier"] = richest(site, [f"{path}dossier/" for path in english])
    return found


def main(site: str, folder: Path) -> None:
    """Take and pack the pictures."""
    program = next(filter(None, map(shutil.which, ["chromium", "chromium-browser"])), None)
    if program is None:
        sys.exit("No browser found. Install one: apt-get install chromium")
    folder.mkdir(parents=True, exist_ok=True)
    found = pages(site)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=program, chromium_sandbox=os.geteuid() != 0
        )
        for look, (size, scheme, prefix) in LOOKS.items():
            page = browser.new_page(viewport=size, color_scheme=scheme)  # type: ignore[arg-type]
            for name, path in found.items():
                page.goto(f"{site}{prefix}{path}")
                height = min(TALLEST, page.evaluate("document.documentElement.scrollHeight"))
                shot = page.screenshot(
                    full_page=True, clip={"x": 0, "y": 0, "width": size["width"], "height": height}
                )
                picture = Image.open(io.BytesIO(shot)).convert("RGB")
                picture.thumbnail((WIDTH, TALLEST))
                picture.save(folder / f"{name}-{look}.webp", quality=QUALITY, method=6)
            page.close()
        browser.close()


if __name__ == "__main__":
    main(sys.argv[1].rstrip("/"), Path(sys.argv[2]))
