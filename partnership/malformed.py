"""Requests that no browser sends, refused before any view sees them."""

from collections.abc import Callable

from django.conf import settings
from django.core.exceptions import BadRequest
from django.http import HttpRequest, HttpResponse, HttpResponseNotAllowed, JsonResponse
from django.http.response import HttpResponseBase
from django.template.loader import render_to_string
from django.utils import translation
from django.utils.translation import gettext as _

METHODS = ["GET", "HEAD", "POST", "OPTIONS"]
LONGEST_ADDRESS = 32_768
"""Bytes of path and query string that are read.

The longest search, 10,000 characters, fits in Latin letters. In an address a letter of Arabic
is six bytes and one of Japanese nine, so some 5,400 or 3,600 of them fit.
The server answers addresses from 64 kB on by itself, and without a word.
"""


class RefuseMalformedRequests:
    """Answers 405 to methods the site has no use for, 414 to endless addresses and 400 to NUL.

    A function view answers TRACE as if it were GET unless told otherwise, and
    PostgreSQL cannot store NUL, so a NUL that reaches a query is a server error.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        if request.method not in METHODS:
            return HttpResponseNotAllowed(METHODS)
        query = request.META.get("QUERY_STRING", "")
        if len(request.path_info) + len(query) > LONGEST_ADDRESS:
            return too_long(request)
        if (
            "\x00" in request.path_info
            or "\x00" in query
            or "%00" in query
            or any("\x00" in value for value in request.COOKIES.values())
        ):
            raise BadRequest("A NUL character has no place in an address or a cookie.")
        return self.get_response(request)


def too_long(request: HttpRequest) -> HttpResponse:
    """Say what to do about an address that is too long: to programs in JSON, else as a page."""
    path = request.path_info
    with translation.override(translation.get_language_from_path(path) or settings.LANGUAGE_CODE):
        if path.startswith("/api/v1/"):
            problem = _("This address is too long. Choose fewer values, and ask in several parts.")
            return JsonResponse({"detail": problem}, status=414)
        return HttpResponse(render_to_string("414.html"), status=414)
