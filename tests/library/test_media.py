"""Files leave only by the views that ask who wants them."""

import io

import pytest
from django.core.exceptions import ValidationError
from django.core.files.base import ContentFile
from PIL import Image

from tests.factories import DocumentFactory, PhotoFactory, ProjectDocumentFactory

pytestmark = pytest.mark.django_db

PDF = b"%PDF-1.7\n1 0 obj<<>>endobj\ntrailer<<>>\n%%EOF\n"


def held(**fields):
    return DocumentFactory(url="", file=ContentFile(PDF, name="evil ../name.exe"), **fields)


def close(response):
    """Closes the file, without what closing a whole response does to the database."""
    for closer in response._resource_closers:
        closer()


def status(client, address):
    response = client.get(address)
    close(response)
    return response.status_code


def test_a_public_document_is_served_as_an_attachment_under_its_title(client):
    document = held(title="Report 2023", slug="report")

    response = client.get("/documents/report/")

    assert response["Content-Disposition"] == 'attachment; filename="Report 2023.pdf"'
    assert response["Content-Type"] == "application/pdf"
    assert b"".join(response.streaming_content) == PDF
    close(response)
    assert (document.content_type, document.size) == ("application/pdf", len(PDF))
    assert "evil" not in document.file.name


@pytest.mark.parametrize("access", ["partnership", "internal"])
def test_other_documents_are_for_staff(client, admin_client, access):
    held(slug="kept", access=access)

    assert status(client, "/documents/kept/") == 404
    assert status(admin_client, "/documents/kept/") == 200


def test_a_draft_is_for_staff_whatever_its_access(client, admin_client):
    held(slug="kept", draft=True)

    assert status(client, "/documents/kept/") == 404
    assert status(admin_client, "/documents/kept/") == 200


def test_a_document_elsewhere_is_where_it_says(client):
    document = DocumentFactory(slug="elsewhere")

    assert client.get("/documents/elsewhere/").url == document.url


def test_a_photo_is_encoded_anew_and_shown_in_place(client, admin_client):
    original = io.BytesIO()
    Image.new("RGB", (60, 40), "teal").save(original, "PNG", comment="secret")
    PhotoFactory(slug="shown", image=ContentFile(original.getvalue(), name="x.png"))
    PhotoFactory(slug="draft", draft=True)

    response = client.get("/photos/shown/")

    assert response["Content-Disposition"].startswith("inline")
    assert Image.open(io.BytesIO(b"".join(response.streaming_content))).size == (60, 40)
    close(response)
    assert status(client, "/photos/draft/") == 404
    assert status(admin_client, "/photos/draft/") == 200


def test_an_editor_is_told_what_is_wrong_with_an_upload():
    document = DocumentFactory.build(url="", file=ContentFile(b"MZ\x90\x00", name="a.pdf"))
    photo = PhotoFactory.build(image=ContentFile(b"<svg/>", name="a.jpg"))

    with pytest.raises(ValidationError, match="kind of file is not accepted"):
        document.full_clean()
    with pytest.raises(ValidationError, match="not a photograph we can read"):
        photo.full_clean()


def test_what_is_wrong_is_refused_by_every_other_way_in_as_well():
    with pytest.raises(ValidationError):
        DocumentFactory(url="", file=ContentFile(b"MZ\x90\x00", name="a.pdf"))
    with pytest.raises(ValidationError):
        PhotoFactory(image=ContentFile(b"<svg/>", name="a.jpg"))


def test_a_reference_has_nothing_to_open_but_is_named(client):
    document = DocumentFactory(slug="reference", url="", title="News of 2 March 2020")
    ProjectDocumentFactory(project__slug="cited", document=document)

    html = client.get("/projects/cited/").content.decode()

    assert status(client, "/documents/reference/") == 404
    assert "News of 2 March 2020" in html
    assert "/documents/reference/" not in html
