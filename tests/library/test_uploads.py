import io
import os
import re
import resource
import time
import zipfile
import zlib
from contextlib import contextmanager
from types import SimpleNamespace

import pytest
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image, ImageCms

from library.uploads import (
    CSV,
    DOCUMENT_MAX_BYTES,
    DOCX,
    ODS,
    ODT,
    PDF,
    PHOTO_MAX_BYTES,
    PHOTO_MAX_SIDE,
    PPTX,
    TEXT,
    XLSX,
    check_document,
    read_photo,
    stored_name,
)


def upload(content, name="file"):
    return SimpleUploadedFile(name, content)


def picture(kind="JPEG", size=(60, 40), mode="RGB", color=(200, 30, 30), **options):
    buffer = io.BytesIO()
    Image.new(mode, size, color).save(buffer, kind, **options)
    return buffer.getvalue()


def opened(photo):
    return Image.open(io.BytesIO(photo.content))


def refusal(function, content, name="file"):
    with pytest.raises(ValidationError) as caught:
        function(upload(content, name))
    [message] = caught.value.messages
    # Says what to do, in a sentence.
    assert re.search(r"(Upload|Save|Choose|Make|upload|Open)\b.*\.$", message)
    return caught.value.code


@contextmanager
def two_seconds_and_200_megabytes():
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    started = time.process_time()
    yield
    assert time.process_time() - started < 2
    assert resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before < 200 * 1024


# Photographs


@pytest.mark.parametrize(
    ("kind", "content_type", "extension"),
    [
        ("JPEG", "image/jpeg", ".jpg"),
        ("PNG", "image/webp", ".webp"),
        ("WEBP", "image/webp", ".webp"),
        ("AVIF", "image/webp", ".webp"),
    ],
)
def test_photographs_are_read(kind, content_type, extension):
    photo = read_photo(upload(picture(kind), "misleading.exe"))

    assert (photo.width, photo.height) == opened(photo).size == (60, 40)
    assert (photo.content_type, photo.extension) == (content_type, extension)
    red, green, blue = opened(photo).convert("RGB").getpixel((30, 20))
    assert red > 190
    assert max(green, blue) < 45


def test_place_and_camera_are_removed():
    exif = Image.Exif()
    exif[0x010F] = "SecretCamera"
    exif.get_ifd(0x8825)[2] = (35.0, 41.0, 22.0)
    content = picture(exif=exif, comment=b"SecretComment", xmp=b"<x>SecretXMP</x>")
    assert content.count(b"Secret") == 3

    photo = read_photo(upload(content))

    assert b"Secret" not in photo.content
    assert dict(opened(photo).getexif()) == {}
    assert set(opened(photo).info) <= {
        "jfif",
        "jfif_version",
        "jfif_unit",
        "jfif_density",
        "progressive",
        "progression",
    }


def test_a_turned_photograph_is_set_upright():
    exif = Image.Exif()
    exif[0x0112] = 6

    photo = read_photo(upload(picture(size=(60, 40), exif=exif)))

    assert (photo.width, photo.height) == (40, 60)


def test_colours_are_converted_to_srgb():
    lab = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()

    photo = read_photo(upload(picture(icc_profile=lab)))

    assert "icc_profile" not in opened(photo).info


@pytest.mark.parametrize("profile", [b"", b"broken", b"\x00" * 200])
def test_a_broken_colour_profile_is_ignored(profile):
    assert read_photo(upload(picture(icc_profile=profile))).width == 60


def test_other_colour_spaces_are_read():
    assert opened(read_photo(upload(picture(mode="CMYK", color=(0, 0, 0, 0))))).mode == "RGB"
    assert opened(read_photo(upload(picture(mode="L", color=9)))).mode == "RGB"


def test_transparency_is_kept():
    content = picture("PNG", mode="RGBA", color=(1, 2, 3, 0))

    assert opened(read_photo(upload(content))).getpixel((5, 5))[3] == 0


def test_very_large_photographs_are_made_smaller():
    photo = read_photo(upload(picture(size=(6000, 3000))))

    assert (photo.width, photo.height) == (PHOTO_MAX_SIDE, PHOTO_MAX_SIDE // 2)


def test_chance_bytes_are_not_taken_for_scans():
    noise = Image.frombytes("RGB", (2000, 1500), os.urandom(9_000_000))
    buffer = io.BytesIO()
    noise.save(buffer, "PNG", compress_level=1)
    assert buffer.getvalue().count(b"\xff\xda") > 100

    assert read_photo(upload(buffer.getvalue())).width == 2000


def test_what_hides_behind_the_picture_is_cut_off():
    archive = io.BytesIO()
    with zipfile.ZipFile(archive, "w") as file:
        file.writestr("evil.txt", "evil")

    photo = read_photo(upload(picture() + archive.getvalue() + b"<script>evil</script>"))

    assert b"evil" not in photo.content


def chunk(kind, data):
    return len(data).to_bytes(4, "big") + kind + data + zlib.crc32(kind + data).to_bytes(4, "big")


def png(width, height, data=b"", before=b""):
    header = width.to_bytes(4, "big") + height.to_bytes(4, "big") + b"\x08\x02\x00\x00\x00"
    return (
        b"\x89PNG\r\n\x1a\n"
        + chunk(b"IHDR", header)
        + before
        + chunk(b"IDAT", data)
        + chunk(b"IEND", b"")
    )


def animation(kind):
    frames = [Image.new("RGB", (20, 20), color) for color in ("red", "blue")]
    buffer = io.BytesIO()
    frames[0].save(buffer, kind, save_all=True, append_images=frames[1:])
    return buffer.getvalue()


HOSTILE_PHOTOS = {
    "bomb of 17 KB": (png(20_000, 9_000, zlib.compress(b"\x00" * 20_000_000)), "too_many_pixels"),
    "just too many pixels": (png(8_000, 5_001), "too_many_pixels"),
    "absurd size": (png(2**31 - 1, 2**31 - 1), "too_many_pixels"),
    "text bomb": (
        png(9, 9, before=chunk(b"zTXt", b"a\x00\x00" + zlib.compress(b"a" * 90_000_000))),
        "not_a_photo",
    ),
    "profile bomb": (
        png(9, 9, before=chunk(b"iCCP", b"a\x00\x00" + zlib.compress(b"a" * 90_000_000))),
        "not_a_photo",
    ),
    "many scans": (
        picture().replace(b"\xff\xda", b"\xff\xda\x00\x02" * 101 + b"\xff\xda"),
        "not_a_photo",
    ),
    "nothing but markers": (b"\xff\xd8" + b"\xff\xe0\x00\x02" * 6_000_000, "not_a_photo"),
    "too many pixels for WebP": (picture("WEBP", (4_100, 4_000)), "too_many_pixels"),
    "truncated": (picture(size=(600, 600))[:700], "not_a_photo"),
    "truncated PNG": (png(100, 100, zlib.compress(b"\x00" * 100)), "not_a_photo"),
    "animated PNG": (animation("PNG"), "animated"),
    "animated WebP": (animation("WEBP"), "animated"),
    "GIF": (picture("GIF"), "not_a_photo"),
    "BMP": (picture("BMP"), "not_a_photo"),
    "TIFF": (picture("TIFF"), "not_a_photo"),
    "EPS": (b"%!PS-Adobe-3.0 EPSF-3.0\n%%BoundingBox: 0 0 9 9\n", "not_a_photo"),
    "SVG": (b'<svg xmlns="http://www.w3.org/2000/svg" onload="alert(1)"/>', "not_a_photo"),
    "HTML": (b"<html><script>alert(1)</script></html>", "not_a_photo"),
    "GIF and JavaScript": (b"GIF89a=1;alert(1)//", "not_a_photo"),
    "only a beginning": (b"\xff\xd8\xff\xe0", "not_a_photo"),
    "empty": (b"", "empty"),
    "too large": (b"\xff\xd8" + b"\x00" * PHOTO_MAX_BYTES, "too_large"),
}


@pytest.mark.parametrize("case", HOSTILE_PHOTOS)
def test_hostile_photographs_are_refused_in_time(case):
    content, code = HOSTILE_PHOTOS[case]

    with two_seconds_and_200_megabytes():
        assert refusal(read_photo, content, "photo.jpg") == code


def test_every_beginning_of_a_photograph_is_refused_or_read():
    content = picture("JPEG", exif=Image.Exif())
    outcomes = set()
    for length in range(1, len(content), 7):
        try:
            outcomes.add(read_photo(upload(content[:length])).width)
        except ValidationError as error:
            outcomes.add(error.code)

    assert outcomes <= {"not_a_photo", 60}


# Documents


def archive(parts, compression=zipfile.ZIP_DEFLATED):
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", compression) as file:
        for name, content in parts.items():
            file.writestr(name, content)
    return buffer.getvalue()


TYPES = '<Types><Default Extension="xml"/></Types>'


def office(main, **parts):
    return archive({"[Content_Types].xml": TYPES, main: "<document/>"} | parts)


def open_document(kind, **parts):
    declared = f"application/vnd.oasis.opendocument.{kind}"
    return archive({"mimetype": declared, "content.xml": "<content/>"} | parts)


@pytest.mark.parametrize(
    ("content", "name", "kind"),
    [
        (b"%PDF-1.7\n1 0 obj\n%%EOF\n", "misleading.exe", PDF),
        (office("word/document.xml"), "a", DOCX),
        (office("xl/workbook.xml"), "a", XLSX),
        (office("ppt/presentation.xml"), "a", PPTX),
        (open_document("text"), "a", ODT),
        (open_document("spreadsheet"), "a", ODS),
        (b"name,amount\nWells,5\n", "a.csv", CSV),
        ("名,額\n".encode("utf-8-sig"), "A.CSV", CSV),
        (b"Just words.\n", "a.txt", TEXT),
        (b"Just words.\n", "a.html", TEXT),
    ],
)
def test_documents_are_told_by_their_content(content, name, kind):
    assert check_document(upload(content, name)) == kind


def lying_archive():
    """An entry far longer than the directory says."""
    content = office("word/document.xml", **{"word/a.xml": b"a" * 5_000_000})
    return content.replace((5_000_000).to_bytes(4, "little"), (5_000).to_bytes(4, "little"))


HOSTILE_DOCUMENTS = {
    "zip bomb": (
        office("word/document.xml", **{"word/a.xml": b"\x00" * 60_000_000}),
        "packed_too_much",
    ),
    "huge in total": (
        archive({f"{n}.xml": b"\x00" * 110_000_000 for n in range(3)}),
        "packed_too_much",
    ),
    "too many entries": (
        archive({f"{n}.xml": "" for n in range(5_001)}, zipfile.ZIP_STORED),
        "packed_too_much",
    ),
    "lies about its size": (lying_archive(), "damaged"),
    "macros": (office("word/document.xml", **{"word/vbaProject.bin": b"x"}), "macros"),
    "macros by type": (
        archive(
            {
                "[Content_Types].xml": "application/vnd.ms-word.document.macroEnabled.main+xml",
                "word/document.xml": "<document/>",
            }
        ),
        "macros",
    ),
    "OpenDocument macros": (open_document("text", **{"Basic/a.xml": "x"}), "macros"),
    "program inside": (office("word/document.xml", **{"word/embed/a.exe": "MZ"}), "macros"),
    "climbing path": (office("word/document.xml", **{"../../etc/passwd": "x"}), "damaged"),
    "absolute path": (office("word/document.xml", **{"/etc/passwd": "x"}), "damaged"),
    "the same name twice": (
        office("word/document.xml", **{"WORD/document.xml": "<other/>"}),
        "damaged",
    ),
    "unusual compression": (
        archive({"[Content_Types].xml": TYPES, "word/document.xml": "x"}, zipfile.ZIP_LZMA),
        "damaged",
    ),
    "truncated": (office("word/document.xml")[:-30], "damaged"),
    "damaged inside": (
        archive(
            {"[Content_Types].xml": TYPES, "word/document.xml": "original"}, zipfile.ZIP_STORED
        ).replace(b"original", b"changed!"),
        "damaged",
    ),
    "any other zip": (archive({"readme.txt": "x"}), "not_a_document"),
    "Java program": (archive({"META-INF/MANIFEST.MF": "x"}), "not_a_document"),
    "two kinds at once": (
        office("word/document.xml", **{"xl/workbook.xml": "x"}),
        "not_a_document",
    ),
    "OpenDocument of another kind": (open_document("database"), "not_a_document"),
    "truncated PDF": (b"%PDF-1.7\n1 0 obj\n", "damaged"),
    "PDF behind HTML": (b"<script>alert(1)</script>%PDF-1.7\n%%EOF", "not_a_document"),
    "HTML": (b"  <!DOCTYPE html><script>alert(1)</script>", "not_a_document"),
    "HTML as CSV": (b"<script>alert(1)</script>,b\n", "not_a_document"),
    "SVG": (b'<?xml version="1.0"?><svg onload="alert(1)"/>', "not_a_document"),
    "RTF": (b"{\\rtf1\\ansi x}", "not_a_document"),
    "shell script": (b"#!/bin/sh\nrm -rf /\n", "not_a_document"),
    "old Word": (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\x00" * 600, "not_a_document"),
    "Windows program": (b"MZ\x90\x00" + b"\x00" * 600, "not_a_document"),
    "ELF program": (b"\x7fELF" + b"\x00" * 600, "not_a_document"),
    "photograph": (picture(), "not_a_document"),
    "text with NUL": (b"a,b\x00c\n", "not_a_document"),
    "UTF-16": ("<script>".encode("utf-16"), "not_a_document"),
    "empty": (b"", "empty"),
    "too large": (b"%PDF-" + b" " * DOCUMENT_MAX_BYTES, "too_large"),
}


@pytest.mark.parametrize("case", HOSTILE_DOCUMENTS)
def test_hostile_documents_are_refused_in_time(case):
    content, code = HOSTILE_DOCUMENTS[case]

    with two_seconds_and_200_megabytes():
        assert refusal(check_document, content, "report.csv") == code


# Names


def test_stored_names_are_our_own():
    instance = SimpleNamespace(_meta=SimpleNamespace(model_name="photo"))

    names = {stored_name(instance, "../../Ada's secret.webp") for _ in range(50)}

    assert len(names) == 50
    for name in names:
        assert re.fullmatch(r"photo/\d{4}/([0-9a-f]{2})/\1[0-9a-f]{30}\.webp", name)


@pytest.mark.parametrize("name", ["evil.html", "evil.pdf.svg", "evil", "evil.PDF\x00.php"])
def test_unknown_extensions_are_not_kept(name):
    instance = SimpleNamespace(_meta=SimpleNamespace(model_name="document"))

    assert stored_name(instance, name).endswith(".bin")
