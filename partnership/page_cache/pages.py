"""Whole answers, kept in the memory of this process up to a number of bytes."""

from __future__ import annotations

import dataclasses
import gzip
import hashlib
import re
from collections import OrderedDict
from threading import Lock
from typing import Self

from django.http import HttpRequest, HttpResponse, HttpResponseNotModified
from django.http.response import HttpResponseBase, ResponseHeaders

from partnership.page_cache.moments import Season

Key = tuple[str, ...]
LARGEST_SHARE = 16
"""No page takes more than this part of the memory."""
BOOKKEEPING = 4000
"""Bytes that an entry takes beside its address, headers and body, roughly."""
COMPRESSIBLE = re.compile(r"text/|application/(json|xml|[\w.-]+\+(json|xml))|image/svg")
SENT_UNCHANGED = (
    "Access-Control-Allow-Origin",
    "Access-Control-Expose-Headers",
    "Cache-Control",
    "Content-Location",
    "Cross-Origin-Resource-Policy",
    "ETag",
    "Expires",
    "Last-Modified",
    "Vary",
)
"""Headers of an answer that says that nothing has changed, and who may read it."""
_TAKES_GZIP = re.compile(r"\bgzip\b(?!\s*;\s*q=0(\.0*)?\s*(,|$))")


@dataclasses.dataclass(frozen=True, slots=True)
class Page:
    """An answer as it is sent, compressed if it is text.

    Its headers are made once and shared by all answers: nothing further out changes them.
    """

    season: Season
    body: bytes
    etag: str
    compressed: ResponseHeaders | None
    """Headers of the body as it is; ``None`` if it is not compressed."""
    plain: ResponseHeaders
    unchanged: ResponseHeaders
    """Headers of the answer that the reader's copy is still good."""
    size: int

    @classmethod
    def of(cls, response: HttpResponse, season: Season) -> Self:
        """The answer, with an ETag by which browsers ask again."""
        body, headers = response.content, dict(response.headers)
        length = len(body)
        is_text = COMPRESSIBLE.match(headers.get("Content-Type", "")) is not None
        # The same for both encodings, which is what a weak one is for.
        etag = headers.setdefault("ETag", f'W/"{hashlib.sha256(body).hexdigest()[:32]}"')
        headers.setdefault("Cache-Control", "no-cache")
        if is_text:
            body = gzip.compress(body, compresslevel=6, mtime=0)
            headers["Vary"] = ", ".join(filter(None, [headers.get("Vary"), "Accept-Encoding"]))
        sent = {**headers, "Content-Encoding": "gzip", "Content-Length": str(len(body))}
        said = sum(len(name) + len(value) for name, value in headers.items())
        return cls(
            season,
            body,
            etag,
            ResponseHeaders(sent) if is_text else None,
            ResponseHeaders({**headers, "Content-Length": str(length)}),
            ResponseHeaders({name: headers[name] for name in SENT_UNCHANGED if name in headers}),
            len(body) + said + BOOKKEEPING,
        )

    def answer(self, request: HttpRequest) -> HttpResponseBase:
        """What this request gets: the page, or that the reader's copy is still good."""
        response: HttpResponseBase
        asked = request.headers.get("if-none-match")
        if asked is not None and _names(asked, self.etag):
            response = HttpResponseNotModified()
            response.headers = self.unchanged
        elif self.compressed is None:
            response = HttpResponse(self.body)
            response.headers = self.plain
        elif _TAKES_GZIP.search(request.headers.get("accept-encoding", "")):
            response = HttpResponse(self.body)
            response.headers = self.compressed
        else:
            response = HttpResponse(gzip.decompress(self.body))
            response.headers = self.plain
        return response


def _names(asked: str, etag: str) -> bool:
    """Whether a list of ETags has this one; weak and strong ones count the same."""
    wanted = etag.removeprefix("W/")
    return any(one.strip().removeprefix("W/") in (wanted, "*") for one in asked.split(","))


class Pages:
    """The pages last asked for, within a number of bytes. Safe among threads."""

    def __init__(self, most: int) -> None:
        self.most = most
        self.size = 0
        self._lock = Lock()
        self._kept: OrderedDict[Key, Page] = OrderedDict()

    def __len__(self) -> int:
        return len(self._kept)

    def find(self, key: Key) -> Page | None:
        """The page of this address, which may be of a season that is over."""
        with self._lock:
            page = self._kept.get(key)
            if page is not None:
                self._kept.move_to_end(key)
            return page

    def keep(self, key: Key, page: Page) -> None:
        """Keep a page in place of the one before, and let go of those not asked for longest."""
        size = page.size + _size_of(key)
        with self._lock:
            self._drop(key)
            if size > self.most // LARGEST_SHARE:
                return
            self._kept[key] = page
            self.size += size
            while self.size > self.most:
                self._drop(next(iter(self._kept)))

    def clear(self) -> None:
        """Forget all."""
        with self._lock:
            self._kept.clear()
            self.size = 0

    def _drop(self, key: Key) -> None:
        page = self._kept.pop(key, None)
        if page is not None:
            self.size -= page.size + _size_of(key)


def _size_of(key: Key) -> int:
    return sum(map(len, key))
