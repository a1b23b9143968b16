"""Smaller copies of photos: made once, of the present picture, for those who may see it."""

import io
import re

import pytest
from django.contrib.auth.models import User
from django.core.files.base import ContentFile
from django.core.management import call_command
from django.template.loader import render_to_string
from PIL import Image

from library import actions
from library.models import Photo, Rendition
from library.pages import photo_fields, shown_photo
from library.renditions import Format, widths_for
from publishing.rows import as_rows
from tests.factories import PhotoFactory

pytestmark = pytest.mark.django_db

ENQUEUE = actions.enqueue_renditions
"""The real one, before the fixtures replace it."""


def file_of(size=(800, 500), mode="RGB", kind="JPEG"):
    buffer = io.BytesIO()
    Image.linear_gradient("L").resize(size).convert(mode).save(buffer, kind)
    return ContentFile(buffer.getvalue(), name=f"a.{kind.lower()}")


@pytest.fixture
def photo():
    photo = PhotoFactory(slug="masons", image=file_of())
    actions.make_renditions.call(pk=photo.pk)
    photo.refresh_from_db()
    return photo


def html_of(photo):
    (row,) = as_rows(Photo.objects.filter(pk=photo.pk), **photo_fields())
    context = {"photo": shown_photo(row), "first": False, "sizes": None}
    return render_to_string("includes/_photo.html", context)


def kept(photo):
    return {(copy.format, copy.width, copy.height) for copy in photo.renditions.all()}


@pytest.mark.parametrize(
    ("width", "widths"),
    [
        (100, [100]),
        (360, [360]),
        (800, [360, 720, 800]),
        (1600, [360, 720, 1080, 1600]),
        (4000, [360, 720, 1080, 1600]),
    ],
)
def test_copies_are_never_wider_than_the_picture(width, widths):
    assert widths_for(width) == widths


def test_a_photo_has_every_size_in_every_format(photo):
    assert kept(photo) == {
        (kind, width, height)
        for kind in ("avif", "webp", "jpeg")
        for width, height in [(360, 225), (720, 450), (800, 500)]
    }
    for copy in photo.renditions.all():
        with copy.file.open() as file, Image.open(file) as image:
            assert (image.format, image.width) == (Format(copy.format).label.upper(), copy.width)


def test_making_them_again_changes_nothing(photo):
    before = {copy.pk: copy.file.name for copy in photo.renditions.all()}
    version = photo.version

    actions.make_renditions.call(pk=photo.pk)
    photo.refresh_from_db()

    assert {copy.pk: copy.file.name for copy in photo.renditions.all()} == before
    assert photo.version == version


def test_saving_a_new_picture_asks_for_copies_and_saving_a_text_does_not(monkeypatch):
    asked = []
    monkeypatch.setattr(actions, "enqueue_renditions", lambda *, photo: asked.append(photo.pk))
    photo = PhotoFactory()

    photo.credit = "Somebody else"
    photo.save()
    assert asked == [photo.pk]

    photo.image = file_of()
    photo.save()
    assert asked == [photo.pk] * 2


def test_the_background_makes_them(monkeypatch):
    monkeypatch.setattr(actions, "enqueue_renditions", ENQUEUE)
    photo = PhotoFactory(image=file_of((100, 100)))

    assert Photo.objects.get(pk=photo.pk).has_renditions


def test_another_picture_has_other_copies(photo, django_capture_on_commit_callbacks):
    old = {copy.file.name: copy.file.storage for copy in photo.renditions.all()}
    address = photo.rendition_address(Format.AVIF, 360)
    photo.image = file_of((400, 400))
    photo.save()
    assert not photo.has_renditions
    assert "<source" not in html_of(photo)

    with django_capture_on_commit_callbacks(execute=True):
        actions.make_renditions.call(pk=photo.pk)
    photo.refresh_from_db()

    assert kept(photo) == {(kind, w, w) for kind in ("avif", "webp", "jpeg") for w in (360, 400)}
    assert photo.rendition_address(Format.AVIF, 360) != address
    assert not any(storage.exists(name) for name, storage in old.items())


def test_a_picture_replaced_meanwhile_keeps_no_copies_of_the_former(monkeypatch):
    photo = PhotoFactory(image=file_of())
    make = actions.make_copies

    def replace_and_make(original):
        Photo.objects.filter(pk=photo.pk).update(image="photo/other.jpg")
        return make(original)

    monkeypatch.setattr(actions, "make_copies", replace_and_make)
    actions.make_renditions.call(pk=photo.pk)

    assert not Rendition.objects.exists()


def test_a_failure_leaves_no_files(monkeypatch, tmp_path, settings):
    settings.MEDIA_ROOT = tmp_path
    photo = PhotoFactory(image=file_of((100, 100)))
    before = {path for path in tmp_path.rglob("*") if path.is_file()}
    monkeypatch.setattr(actions, "_delete_renditions", lambda pk: None)
    store, stored = actions._store, []

    def fail_at_the_third(pk, made):
        if len(stored) == 2:
            raise OSError("No space left on device")
        stored.append(store(pk, made))
        return stored[-1]

    monkeypatch.setattr(actions, "_store", fail_at_the_third)
    with pytest.raises(OSError, match="No space"):
        actions.make_renditions.call(pk=photo.pk)

    assert {path for path in tmp_path.rglob("*") if path.is_file()} == before
    assert not photo.renditions.exists()


def test_transparent_pictures_stand_on_white_where_they_must():
    photo = PhotoFactory(image=file_of((50, 50), mode="RGBA", kind="PNG"))

    actions.make_renditions.call(pk=photo.pk)

    assert len(kept(photo)) == 3


def test_the_command_makes_what_is_missing(photo):
    PhotoFactory(image=file_of((100, 100)))
    out = io.StringIO()

    call_command("make_renditions", stdout=out)

    assert out.getvalue() == "Made the copies of 1 photos.\n"
    assert not Photo.objects.without_renditions().exists()


def test_the_page_offers_them_the_best_first(photo):
    html = html_of(photo)

    assert re.findall(r'type="(.*?)"', html) == ["image/avif", "image/webp"]
    assert html.count("360w") == html.count("720w") == html.count("800w") == 3
    assert 'width="800"' in html
    assert 'height="500"' in html
    assert 'loading="lazy"' in html


def test_until_they_are_made_the_picture_itself_is_shown():
    html = html_of(PhotoFactory(slug="masons", image=file_of()))

    assert "srcset" not in html
    assert 'src="/photos/masons/"' in html


def test_copies_of_public_pictures_may_be_kept_by_the_reader(client, photo):
    address = photo.rendition_address(Format.AVIF, 360)

    response = client.get(address)

    assert response["Content-Type"] == "image/avif"
    assert response["Cache-Control"] == "private, max-age=31536000, immutable"
    assert Image.open(io.BytesIO(response.getvalue())).width == 360


def test_copies_are_as_hidden_as_their_picture(client, photo):
    address = photo.rendition_address(Format.JPEG, 720)
    photo.state = "archived"
    photo.save()

    assert client.get(address).status_code == 404
    client.force_login(User.objects.create_superuser("ada"))
    response = client.get(address)
    assert response["Cache-Control"] == "private, no-cache"
    assert response.getvalue()


@pytest.mark.parametrize("address", ["0123456789ab/360.avif", "x/9.avif", "x/360.gif"])
def test_addresses_of_what_is_not_there_lead_to_the_picture(client, photo, address):
    assert client.get(f"/photos/masons/{address}")["Location"] == "/photos/masons/"


def test_the_focal_point_is_kept_in_view_by_a_class():
    photo = PhotoFactory.build(focal_x=34, focal_y=100)

    assert photo.focus == "fx-30 fy-100"
