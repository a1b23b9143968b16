"""Other sites' pages may read what everybody may read."""

from __future__ import annotations

import re
from collections.abc import Callable

from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase

OPEN = re.compile(r"/api/v1/|/iati/\w+\.xml$|(/[\w-]+)?/projects/export\.\w+$")
"""Addresses of data for programs: the interface with its errors, and the files."""
ALWAYS = {
    "Access-Control-Allow-Origin": "*",
    "Access-Control-Expose-Headers": "Content-Disposition, ETag, Retry-After",
    "Cross-Origin-Resource-Policy": "cross-origin",
}
PREFLIGHT = {
    "Access-Control-Allow-Methods": "GET, HEAD, OPTIONS",
    "Access-Control-Allow-Headers": "Accept, Accept-Language, Content-Type, If-None-Match",
    "Access-Control-Max-Age": "86400",
}


class CrossOrigin:
    """Tells browsers that any site may read open data, whatever the answer: a 304 or an error, too.

    Stands further in than the cache of pages, whose answers are not changed any more, and further
    out than what refuses a request. Cookies are never allowed, so nobody is told more than anybody.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        if not OPEN.match(request.path_info):
            return self.get_response(request)
        response: HttpResponseBase
        if request.method == "OPTIONS" and "Access-Control-Request-Method" in request.headers:
            # What a browser asks before it sends a header of its own, such as If-None-Match.
            response = HttpResponse(status=204, headers=PREFLIGHT)
        else:
            response = self.get_response(request)
        for name, value in ALWAYS.items():
            response[name] = value
        return response
