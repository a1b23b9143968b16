"""The demo as a visitor meets it: answers without a server, every page that links lead to."""

from __future__ import annotations

import gzip
import re
from collections import Counter, deque
from dataclasses import dataclass, field
from functools import cached_property
from html.parser import HTMLParser
from urllib.parse import urljoin, urlsplit

from django.conf import settings
from django.contrib.staticfiles import finders
from django.test import Client
from django.urls import Resolver404, URLPattern, URLResolver, get_resolver, resolve
from playwright.sync_api import Page, Route

HOST = "http://localhost"
"""An origin that browsers trust without HTTPS."""

LANGUAGES = [code for code, _name in settings.LANGUAGES]
SAMPLES = 3
STATIC_TYPES = {".css": "text/css", ".js": "text/javascript", ".svg": "image/svg+xml"}


@dataclass(frozen=True)
class Answer:
    """What the site said to one address."""

    status: int
    content_type: str
    headers: dict[str, str]
    body: bytes

    @property
    def is_page(self) -> bool:
        return self.content_type.startswith("text/html")

    @property
    def is_photo(self) -> bool:
        return self.content_type in {"image/jpeg", "image/webp", "image/avif", "image/png"}

    @cached_property
    def packed(self) -> int:
        """Bytes on the way, packed like the production server does."""
        return len(self.body if self.is_photo else gzip.compress(self.body))


class Links(HTMLParser):
    """Every address that a page makes a reader or a browser follow."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.found: list[str] = []
        self.ids: set[str] = set()
        self.feed(html)

    def handle_starttag(self, tag, attributes):
        if tag == "form" and ("method", "post") in attributes:
            return
        for name, value in attributes:
            if name == "id":
                self.ids.add(value)
            elif name == "srcset":
                self.found += [part.split()[0] for part in value.split(",")]
            elif name in {"href", "src", "action"} or (
                name == "content" and (value or "").startswith(HOST)
            ):
                self.found.append(value or "")


@dataclass
class Site:
    """Answers as everybody gets them; each address is asked once."""

    client: Client = field(default_factory=lambda: Client(SERVER_NAME="localhost"))
    answers: dict[str, Answer] = field(default_factory=dict)

    def get(self, address: str) -> Answer:
        if address not in self.answers:
            self.answers[address] = self._ask(address)
        return self.answers[address]

    def _ask(self, address: str) -> Answer:
        path = urlsplit(address).path
        if path.startswith("/static/"):
            file = finders.find(path.removeprefix("/static/"))
            suffix = path[path.rfind(".") :]
            if file is None:
                return Answer(404, "text/plain", {}, b"")
            with open(file, "rb") as content:  # noqa: PTH123  the finder gives plain strings
                return Answer(200, STATIC_TYPES.get(suffix, "font/woff2"), {}, content.read())
        response = self.client.get(address)
        body = response.getvalue()
        headers = {
            name: value for name, value in response.headers.items() if name != "Content-Length"
        }
        return Answer(response.status_code, response.get("Content-Type", ""), headers, body)

    def crawl(self, language: str) -> dict[str, list[str]]:
        """All that can be reached in one language: each address with those that lead to it.

        Pages are read on; what a query string selects is only asked for, as selections of
        selections have no end. Of what is drawn or rendered anew for other sites, which takes
        the longest and has tests of its own, some are asked for.
        """
        start = "/" if language == settings.LANGUAGE_CODE else f"/{language}/"
        waiting, leads = deque([start]), {start: ["the beginning"]}
        samples: Counter[str] = Counter()
        while waiting:
            page = waiting.popleft()
            answer = self.get(page)
            if not answer.is_page or answer.status != 200 or "?" in page:
                continue
            for link in self.links(page):
                if not is_public(link, language):
                    continue
                if link not in leads:
                    rendered = re.search(r"/(cards|embed)/|/oembed", link)
                    if rendered:
                        samples[rendered[0]] += 1
                        if samples[rendered[0]] > SAMPLES:
                            continue
                    leads[link] = []
                    waiting.append(link)
                if len(leads[link]) < 3:
                    leads[link].append(page)
        return leads

    def links(self, page: str) -> list[str]:
        """The addresses on our site that a page names, without their fragments."""
        found = Links(self.get(page).body.decode()).found
        absolute = (urljoin(HOST + page, link).split("#")[0] for link in found)
        return [link.removeprefix(HOST) for link in absolute if link.startswith(f"{HOST}/")]

    def open(self, page: Page, address: str) -> None:
        """Show a page in the browser, with what it needs already asked for.

        The browser's own questions come in another context, which has another connection to the
        database, and there no demo.
        """
        for asked in [address, *self.links(address)]:
            if asked == address or (not self._is_static(asked) and "/photos/" in asked):
                self.get(asked)
        page.goto(HOST + address)

    def fulfil(self, route: Route) -> None:
        """Answer the browser: what was asked for before, or a static file."""
        address = route.request.url.removeprefix(HOST)
        if address not in self.answers and not self._is_static(address):
            route.abort()
            return
        answer = self.get(address)
        route.fulfill(
            status=answer.status,
            headers={**answer.headers, "Content-Type": answer.content_type},
            body=answer.body,
        )

    @staticmethod
    def _is_static(address: str) -> bool:
        return address.startswith("/static/")


def is_public(address: str, language: str) -> bool:
    """Whether it is of the public site, in this language or without one."""
    path = urlsplit(address).path
    if path.startswith(("/admin/", "/accounts/")):
        return False
    prefix = re.match(rf"/({'|'.join(LANGUAGES)})/", path)
    if prefix:
        return prefix[1] == language
    return language == settings.LANGUAGE_CODE or path.startswith(
        ("/static/", "/photos/", "/documents/")
    )


def view_name(address: str) -> str:
    """The name of the view that answers it; empty for what is no address of ours."""
    try:
        return resolve(urlsplit(address).path).view_name
    except Resolver404:
        return ""


NOT_PAGES = {
    "card",
    "embed",
    "feed",
    "search_suggestions",
    "projects:export",
    "projects:saved_feed",
    "projects:confirm",
    "projects:leave",
    "meetings:dossier_file",
    "meetings:delegate_dossier",
    "meetings:delegate_dossier_file",
    "meetings:delegate_minutes",
    "meetings:calendar",
    "meetings:partnership_calendar",
    "meetings:meeting_calendar",
}
"""Named addresses with a language whose answer is a picture, a file, a feed, a part or a
redirection, or that open only to who was given a link."""


def kinds_of_page() -> set[str]:
    """Every kind of public page: the named addresses that have a language."""
    found: set[str] = set()
    for pattern in get_resolver().url_patterns:
        if not isinstance(pattern, URLPattern) and hasattr(pattern.pattern, "language_prefix"):
            found |= _names(pattern)
    return found - NOT_PAGES


def _names(resolver: URLResolver) -> set[str]:
    """The names of all addresses below this one, with their namespaces."""
    found: set[str] = set()
    for part in resolver.url_patterns:
        inner = {part.name or ""} if isinstance(part, URLPattern) else _names(part)
        found |= {f"{resolver.namespace}:{name}" if resolver.namespace else name for name in inner}
    return found


def examples(site: Site, *starts: str) -> dict[str, str]:
    """For each kind of page the longest of the first few that links in English lead to."""
    best: dict[str, str] = {}
    waiting, seen = deque(starts), set(starts)
    read: Counter[str] = Counter()
    kinds = kinds_of_page()
    while waiting:
        address = waiting.popleft()
        kind = view_name(address)
        if kind not in kinds or read[kind] >= SAMPLES:
            continue
        read[kind] += 1
        answer = site.get(address)
        if answer.status != 200 or not answer.is_page:
            continue
        if kind not in best or len(answer.body) > len(site.get(best[kind]).body):
            best[kind] = address
        links = dict.fromkeys(site.links(address))
        new = [a for a in links if "?" not in a and a not in seen and is_public(a, "en")]
        waiting += new
        seen |= set(new)
    return best
