import pytest
from django.core.files.base import ContentFile
from django.core.files.storage import InMemoryStorage
from django.db.models.fields.files import FieldFile, FileField
from django.http import Http404
from django.test import RequestFactory

from library.views import serve_file


def serve(headers=None, *, name="document/2025/ab/abc.pdf", title="Annual report", **options):
    request = RequestFactory().get("/", headers=headers)
    file = ContentFile(b"%PDF-content", name=name)
    options = {"content_type": "application/pdf"} | options
    return serve_file(request, file, download_name=title, **options)


def test_a_document_is_for_saving_not_for_showing():
    response = serve()

    assert b"".join(response.streaming_content) == b"%PDF-content"
    assert response["Content-Type"] == "application/pdf"
    assert response["Content-Disposition"] == 'attachment; filename="Annual report.pdf"'
    assert response["Content-Security-Policy"].startswith("default-src 'none'; sandbox")
    assert response["X-Content-Type-Options"] == "nosniff"
    assert response["Cache-Control"] == "private, no-cache"


@pytest.mark.parametrize(
    ("title", "disposition"),
    [
        ("Report.pdf", 'attachment; filename="Report.pdf"'),
        ("文化", "attachment; filename*=utf-8''%E6%96%87%E5%8C%96.pdf"),
        ('a"b', r'attachment; filename="a\"b.pdf"'),
        ("../etc/pass\\wd", 'attachment; filename=".. etc pass wd.pdf"'),
        ("line\r\nSet-Cookie: a=b\x07", 'attachment; filename="line Set-Cookie: a=b.pdf"'),
    ],
)
def test_the_name_is_the_title_written_safely(title, disposition):
    assert serve(title=title)["Content-Disposition"] == disposition


def test_a_picture_may_be_shown_in_place():
    response = serve(name="a.jpg", title="Masons", content_type="image/jpeg", inline=True)

    assert response["Content-Disposition"] == 'inline; filename="Masons.jpg"'
    assert response["Content-Type"] == "image/jpeg"


def test_nothing_else_may():
    with pytest.raises(ValueError, match="Serve this file as a download"):
        serve(inline=True)


@pytest.mark.parametrize("content_type", ["text/html", "image/svg+xml", "application/javascript"])
def test_types_that_act_as_pages_are_never_served(content_type):
    with pytest.raises(KeyError):
        serve(content_type=content_type)


def test_an_unchanged_file_is_not_sent_again():
    first = serve()

    again = serve({"if-none-match": first["ETag"]})
    other = serve({"if-none-match": first["ETag"]}, name="document/2025/ab/abd.pdf")

    assert again.status_code == 304
    assert again["ETag"] == first["ETag"]
    assert other.status_code == 200


def test_a_condition_that_fails_sends_nothing():
    assert serve({"if-match": '"other"'}).status_code == 412


def test_a_missing_file_is_not_found():
    file = FieldFile(None, FileField(storage=InMemoryStorage()), "gone.pdf")

    with pytest.raises(Http404):
        serve_file(
            RequestFactory().get("/"), file, download_name="Gone", content_type="application/pdf"
        )
