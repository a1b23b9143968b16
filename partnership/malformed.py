"""Requests that no browser sends, refused before any view sees them."""

from collections.abc import Callable

from django.core.exceptions import BadRequest
from django.http import HttpRequest, HttpResponseNotAllowed
from django.http.response import HttpResponseBase

METHODS = ["GET", "HEAD", "POST", "OPTIONS"]


class RefuseMalformedRequests:
    """Answers 405 to methods the site has no use for and 400 to NUL characters.

    A function view answers TRACE as if it were GET unless told otherwise, and
    PostgreSQL cannot store NUL, so a NUL that reaches a query is a server error.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        if request.method not in METHODS:
            return HttpResponseNotAllowed(METHODS)
        query = request.META.get("QUERY_STRING", "")
        if (
            "\x00" in request.path_info
            or "\x00" in query
            or "%00" in query
            or any("\x00" in value for value in request.COOKIES.values())
        ):
            raise BadRequest("A NUL character has no place in an address or a cookie.")
        return self.get_response(request)
