"""The answers to what nobody caught: what is not there, and errors."""

import sys

from django.db import InterfaceError, OperationalError
from django.http import HttpRequest, HttpResponse, HttpResponseServerError
from django.shortcuts import render
from django.template.loader import render_to_string
from django.views.decorators.csrf import requires_csrf_token
from django.views.defaults import page_not_found

from partnership.health import RETRY_AFTER
from publishing.lists import NoSuchPage


@requires_csrf_token
def not_found(request: HttpRequest, exception: Exception) -> HttpResponse:
    """Answer 404; where a list has no such page, with the way to those it has."""
    if isinstance(exception, NoSuchPage):
        context = {"paginator": exception.paginator}
        return render(request, "errors/no_such_page.html", context, status=404)
    return page_not_found(request, exception)


@requires_csrf_token
def server_error(request: HttpRequest) -> HttpResponse:
    """Answer 503 when the database is away or too slow, and 500 otherwise.

    Django calls this while the exception is being handled, wherever it was
    raised: in a view, a template or a middleware. psycopg reports lost and
    refused connections, an exhausted pool, statement and lock timeouts all as
    OperationalError or InterfaceError. Neither page asks the database or runs
    context processors.
    """
    if isinstance(sys.exc_info()[1], OperationalError | InterfaceError):
        return HttpResponse(
            render_to_string("503.html"),
            status=503,
            headers={"Retry-After": RETRY_AFTER, "Cache-Control": "no-store"},
        )
    return HttpResponseServerError(render_to_string("500.html"))
