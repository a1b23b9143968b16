"""The site's addresses, and a few that fail or serve a file."""

from django.core.files.base import ContentFile
from django.db import InterfaceError, OperationalError
from django.http import HttpRequest, HttpResponse
from django.urls import path

from library.views import serve_file
from partnership.urls import handler500
from partnership.urls import urlpatterns as site_urls

__all__ = ["handler500", "urlpatterns"]


def broken(request: HttpRequest) -> HttpResponse:
    raise ZeroDivisionError


def away(request: HttpRequest) -> HttpResponse:
    raise OperationalError("server closed the connection unexpectedly")


def closed(request: HttpRequest) -> HttpResponse:
    raise InterfaceError("the connection is closed")


def plain(request: HttpRequest) -> HttpResponse:
    return HttpResponse("plain")


def report(request: HttpRequest):
    file = ContentFile(b"%PDF-", name="document/2025/ab/abc.pdf")
    return serve_file(request, file, download_name="Annual report", content_type="application/pdf")


def picture(request: HttpRequest):
    file = ContentFile(b"jpeg", name="photo/2025/ab/abc.jpg")
    return serve_file(request, file, download_name="Masons", content_type="image/jpeg", inline=True)


urlpatterns = [
    path("broken/", broken),
    path("away/", away),
    path("closed/", closed),
    path("plain/", plain),
    path("report/", report),
    path("picture/", picture),
    *site_urls,
]
