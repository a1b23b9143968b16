"""Checks on uploaded files: nothing is believed but their content.

The functions raise ValidationError with a sentence that tells the editor what
to do. They bound their own memory and time: sizes are checked before anything
is decoded.
"""

from __future__ import annotations

import io
import re
import struct
import uuid
import warnings
import zipfile
import zlib
from dataclasses import dataclass
from typing import Final

from django.core.exceptions import ValidationError
from django.core.files import File
from django.db import models
from django.db.models.fields.files import FieldFile
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from PIL import Image, ImageCms, ImageOps
from PIL.JpegImagePlugin import JpegImageFile

MEGABYTE: Final = 1024 * 1024

PHOTO_MAX_BYTES: Final = 25 * MEGABYTE
PHOTO_MAX_PIXELS: Final = {
    # It decodes to a half of its size or less, the others only as a whole.
    "JPEG": 40_000_000,
    "PNG": 12_000_000,
    "AVIF": 12_000_000,
    "WEBP": 10_000_000,
}
"""By format, so that reading one takes less than 200 MB, as measured."""
PHOTO_MAX_SIDE: Final = 4000
"""Pixels kept on the longer side: more than an A4 page in print needs."""

_JPEG_MAX_DECODED: Final = 20_000_000
"""Pixels to which a JPEG is decoded; the larger ones are halved while they are read."""

_JPEG_MAX_WORK: Final = 165_000_000
"""Bytes. A progressive JPEG is held twice: as coefficients, two bytes each, and as pixels."""

DOCUMENT_MAX_BYTES: Final = 50 * MEGABYTE
ZIP_MAX_ENTRIES: Final = 5_000
ZIP_MAX_UNPACKED: Final = 300 * MEGABYTE
ZIP_MAX_RATIO: Final = 200
"""How many times larger than packed an archive may be once unpacked. XML of
real office files packs about 10 to 50 times."""


@dataclass(frozen=True)
class CleanPhoto:
    """A photograph as we keep it: newly encoded, upright, sRGB, without metadata."""

    content: bytes
    width: int
    height: int
    content_type: str
    extension: str


@dataclass(frozen=True)
class DocumentKind:
    content_type: str
    extension: str


_OFFICE: Final = "application/vnd.openxmlformats-officedocument."
_OPEN_DOCUMENT: Final = "application/vnd.oasis.opendocument."
PDF: Final = DocumentKind("application/pdf", ".pdf")
CSV: Final = DocumentKind("text/csv", ".csv")
TEXT: Final = DocumentKind("text/plain", ".txt")
DOCX: Final = DocumentKind(f"{_OFFICE}wordprocessingml.document", ".docx")
XLSX: Final = DocumentKind(f"{_OFFICE}spreadsheetml.sheet", ".xlsx")
PPTX: Final = DocumentKind(f"{_OFFICE}presentationml.presentation", ".pptx")
ODT: Final = DocumentKind(f"{_OPEN_DOCUMENT}text", ".odt")
ODS: Final = DocumentKind(f"{_OPEN_DOCUMENT}spreadsheet", ".ods")

_OFFICE_MAIN_PARTS: Final = {
    "word/document.xml": DOCX,
    "xl/workbook.xml": XLSX,
    "ppt/presentation.xml": PPTX,
}
_OPEN_DOCUMENTS: Final = {kind.content_type: kind for kind in (ODT, ODS)}
EXTENSIONS: Final = {
    kind.content_type: kind.extension for kind in (PDF, CSV, TEXT, DOCX, XLSX, PPTX, ODT, ODS)
} | {
    "image/jpeg": ".jpg",
    "image/png": ".png",
    "image/webp": ".webp",
    "image/avif": ".avif",
}
"""Every content type that may be stored, with the extension we give it."""

# Each scan of a progressive JPEG goes over the whole picture again; cameras and
# programs write about ten.
_JPEG_MAX_SCANS: Final = 100
_JPEG_MAX_MARKERS: Final = 2_000
_JPEG_MARKER: Final = re.compile(rb"\xff([\x02-\xcf\xd9-\xfe])(..)?", re.DOTALL)

_LONG_MIMETYPE: Final = 200
_FIRST_PRINTABLE: Final = " "

_NOT_A_PHOTO = _(
    "This file is not a photograph we can read. "
    "Save it as JPEG, PNG, WebP or AVIF and upload it again."
)
_NOT_A_DOCUMENT = _(
    "This kind of file is not accepted. Upload a PDF, Word (.docx), Excel (.xlsx), "
    "PowerPoint (.pptx), OpenDocument (.odt, .ods), CSV or plain text file."
)
_DAMAGED = _("This file is damaged or incomplete. Open and save it again, then upload it.")
_MACROS = _("This file contains macros or programs. Save it without macros and upload it again.")
_PACKED_TOO_MUCH = _(
    "This file unpacks to far more than its size. Save it again, or as PDF, and upload that."
)


def is_new(file: FieldFile) -> bool:
    """Whether the file was just assigned and is not in the storage yet."""
    return not file._committed  # type: ignore[attr-defined]  # noqa: SLF001  no public name


def _check_size(file: File[bytes], limit: int) -> None:
    if not file.size:
        raise ValidationError(_("This file is empty. Choose another one."), code="empty")
    if file.size > limit:
        raise ValidationError(
            _("This file is larger than %(limit)s MB. Make it smaller and upload it again."),
            code="too_large",
            params={"limit": limit // MEGABYTE},
        )


def read_photo(file: File[bytes]) -> CleanPhoto:
    """Return the photograph newly encoded, without anything else the file held.

    Checks size, format (by content, never by name) and the number of pixels
    before decoding. Metadata such as the place it was taken, colour profiles,
    further frames and bytes behind the picture are gone; it is turned upright,
    converted to sRGB and at most PHOTO_MAX_SIDE pixels long. JPEG stays JPEG,
    everything else becomes WebP.

    Raises ValidationError if it is not a photograph we accept.
    """
    _check_size(file, PHOTO_MAX_BYTES)
    file.seek(0)
    content = file.read()
    if content.startswith(b"\xff\xd8") and _has_too_many_scans(content):
        raise ValidationError(_NOT_A_PHOTO, code="not_a_photo")
    try:
        # Ours is the lower limit, and the only one that refuses.
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", Image.DecompressionBombWarning)
            image = Image.open(io.BytesIO(content), formats=tuple(PHOTO_MAX_PIXELS))
        _check_still_and_small(image)
        return _encode(image)
    except ValidationError:
        raise
    except Image.DecompressionBombError as error:
        raise _too_many_pixels(max(PHOTO_MAX_PIXELS.values())) from error
    except Exception as error:  # Pillow's readers raise whatever they stumble over
        raise ValidationError(_NOT_A_PHOTO, code="not_a_photo") from error


def _has_too_many_scans(jpeg: bytes) -> bool:
    position = scans = 0
    for _marker in range(_JPEG_MAX_MARKERS):
        found = _JPEG_MARKER.search(jpeg, position)
        if found is None or found[1] == b"\xd9":
            return scans > _JPEG_MAX_SCANS
        scans += found[1] == b"\xda"
        position = found.start() + 2 + int.from_bytes(found[2] or b"", "big")
    return True


def _too_many_pixels(limit: int) -> ValidationError:
    return ValidationError(
        _("This picture has more than %(limit)s million pixels. Make it smaller first."),
        code="too_many_pixels",
        params={"limit": limit // 1_000_000},
    )


def _check_still_and_small(image: Image.Image) -> None:
    limit = PHOTO_MAX_PIXELS[image.format or ""]
    if image.width * image.height > limit:
        raise _too_many_pixels(limit)
    if getattr(image, "n_frames", 1) > 1:
        raise ValidationError(
            _("This picture is animated. Upload a still picture."), code="animated"
        )


def _encode(image: Image.Image) -> CleanPhoto:
    is_jpeg = image.format == "JPEG"
    if isinstance(image, JpegImageFile):
        shrink = _jpeg_shrink(image)
        image.draft(None, (image.width // shrink, image.height // shrink))
    image.load()
    if is_jpeg:
        mode = "RGB"
    else:
        transparent = image.mode in {"RGBA", "LA", "PA"} or "transparency" in image.info
        mode = "RGBA" if transparent else "RGB"
    if image.mode not in {"RGB", "RGBA", "CMYK", "L"}:
        image = image.convert(mode)
    image.thumbnail((PHOTO_MAX_SIDE, PHOTO_MAX_SIDE))
    ImageOps.exif_transpose(image, in_place=True)
    image = _to_srgb(image)
    if image.mode != mode:
        image = image.convert(mode)
    image.info.clear()  # Pillow writes some of it again
    buffer = io.BytesIO()
    if is_jpeg:
        content_type = "image/jpeg"
        image.save(buffer, "JPEG", quality=88, optimize=True, progressive=True)
    else:
        content_type = "image/webp"
        image.save(buffer, "WEBP", quality=88, method=2)
    return CleanPhoto(
        content=buffer.getvalue(),
        width=image.width,
        height=image.height,
        content_type=content_type,
        extension=EXTENSIONS[content_type],
    )


def _jpeg_shrink(image: JpegImageFile) -> int:
    """By how much each side is divided on decoding, so that the memory suffices.

    Raises ValidationError for a progressive picture that is too large all the same.
    """
    pixels = image.width * image.height
    _identifiers, across, down, _tables = zip(*image.layer, strict=True)
    samples = sum(h * v for h, v in zip(across, down, strict=True)) / (max(across) * max(down))
    held = 2 * samples * pixels if image.info.get("progressive") else 0
    for shrink in (1, 2):
        decoded = pixels // shrink**2
        if decoded <= _JPEG_MAX_DECODED and held + 4 * decoded <= _JPEG_MAX_WORK:
            return shrink
    raise _too_many_pixels(int(_JPEG_MAX_WORK / (2 * samples)))


def _to_srgb(image: Image.Image) -> Image.Image:
    """Convert to sRGB by the picture's own profile; a broken profile is ignored."""
    profile = image.info.get("icc_profile")
    if not profile or image.mode not in {"RGB", "CMYK", "L"}:
        return image
    try:
        converted = ImageCms.profileToProfile(
            image,
            ImageCms.ImageCmsProfile(io.BytesIO(profile)),
            ImageCms.createProfile("sRGB"),
            outputMode="RGB",
        )
    except (ImageCms.PyCMSError, OSError, ValueError, TypeError):
        return image
    return converted or image


def check_document(file: File[bytes]) -> DocumentKind:
    """Return what kind of document the file is, told by its content.

    Raises ValidationError if it is of a kind we do not accept, carries macros,
    unpacks to unreasonable size, is damaged, or is larger than 50 MB.
    """
    _check_size(file, DOCUMENT_MAX_BYTES)
    file.seek(0)
    head = file.read(1024)
    if head.startswith(b"%PDF-"):
        return _check_pdf(file)
    if head.startswith(b"PK\x03\x04"):
        return _check_zip(file)
    return _check_text(file)


def _check_pdf(file: File[bytes]) -> DocumentKind:
    file.seek(max(0, file.size - 2048))
    if b"%%EOF" not in file.read():
        raise ValidationError(_DAMAGED, code="damaged")
    return PDF


def _check_zip(file: File[bytes]) -> DocumentKind:
    try:
        with zipfile.ZipFile(file) as archive:
            entries = archive.infolist()
            _check_entries(entries, file.size)
            kind = _office_kind(archive, {entry.filename for entry in entries})
            _unpack(archive, entries)
    except ValidationError:
        raise
    except (
        zipfile.BadZipFile,
        zlib.error,
        NotImplementedError,  # a feature of ZIP that Python lacks
        RuntimeError,  # encrypted
        OSError,
        EOFError,
        ValueError,
        struct.error,
    ) as error:
        raise ValidationError(_DAMAGED, code="damaged") from error
    return kind


def _check_entries(entries: list[zipfile.ZipInfo], packed: int) -> None:
    unpacked = sum(entry.file_size for entry in entries)
    if (
        len(entries) > ZIP_MAX_ENTRIES
        or unpacked > ZIP_MAX_UNPACKED
        or unpacked > packed * ZIP_MAX_RATIO
    ):
        raise ValidationError(_PACKED_TOO_MUCH, code="packed_too_much")
    names = [entry.filename.lower() for entry in entries]
    if len(set(names)) != len(names) or any(
        entry.compress_type not in {zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED} for entry in entries
    ):
        raise ValidationError(_DAMAGED, code="damaged")
    for name in names:
        if name.startswith("/") or ".." in name.split("/"):
            raise ValidationError(_DAMAGED, code="damaged")
        if "vbaproject" in name or name.endswith((".exe", ".dll", ".js", ".vbs", ".jar", ".bat")):
            raise ValidationError(_MACROS, code="macros")
        if name.startswith(("basic/", "scripts/")) or "/activex/" in name:
            raise ValidationError(_MACROS, code="macros")


def _office_kind(archive: zipfile.ZipFile, names: set[str]) -> DocumentKind:
    if "mimetype" in names and archive.getinfo("mimetype").file_size < _LONG_MIMETYPE:
        declared = archive.read("mimetype").decode("ascii", "replace").strip()
        if declared in _OPEN_DOCUMENTS and "content.xml" in names:
            return _OPEN_DOCUMENTS[declared]
    kinds = [kind for part, kind in _OFFICE_MAIN_PARTS.items() if part in names]
    if len(kinds) != 1 or "[Content_Types].xml" not in names:
        raise ValidationError(_NOT_A_DOCUMENT, code="not_a_document")
    if archive.getinfo("[Content_Types].xml").file_size > MEGABYTE:
        raise ValidationError(_PACKED_TOO_MUCH, code="packed_too_much")
    if b"macroEnabled" in archive.read("[Content_Types].xml"):
        raise ValidationError(_MACROS, code="macros")
    return kinds[0]


def _unpack(archive: zipfile.ZipFile, entries: list[zipfile.ZipInfo]) -> None:
    """Read every entry once, in pieces: the sizes in the directory may be lies.

    zipfile stops at the declared size and compares checksums, so an entry that
    is longer than declared ends as damaged.
    """
    for entry in entries:
        with archive.open(entry) as part:
            while part.read(MEGABYTE):
                pass


def _check_text(file: File[bytes]) -> DocumentKind:
    file.seek(0)
    content = file.read()
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise ValidationError(_NOT_A_DOCUMENT, code="not_a_document") from error
    if any(character < _FIRST_PRINTABLE and character not in "\t\r\n\f" for character in set(text)):
        raise ValidationError(_NOT_A_DOCUMENT, code="not_a_document")
    # Some programs would run or render these whatever we call them.
    if text.lstrip().lower().startswith(("<", "{\\rtf", "#!", "%!ps")):
        raise ValidationError(_NOT_A_DOCUMENT, code="not_a_document")
    # Both are harmless text, so here the name may tell which is meant.
    return CSV if (file.name or "").lower().endswith(".csv") else TEXT


def stored_name(instance: models.Model, filename: str) -> str:
    """Return a name of our own, for ``upload_to``: nothing of the user's remains.

    The extension follows from the content type, which callers put into the name
    by way of ``CleanPhoto.extension`` or ``DocumentKind.extension``; any other
    extension becomes ``.bin``. Folders by model, year and the first two digits,
    so that none grows too large.
    """
    extension = next((known for known in EXTENSIONS.values() if filename.endswith(known)), ".bin")
    name = uuid.uuid4().hex
    folder = instance._meta.model_name
    return f"{folder}/{timezone.now():%Y}/{name[:2]}/{name}{extension}"
