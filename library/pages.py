"""What pages show of documents and photos."""

from __future__ import annotations

from typing import Any

from library.models import Photo
from publishing.rows import Row, choice, day, text


def document_fields(prefix: str = "") -> dict[str, Any]:
    """What ``includes/_document.html`` shows; ``prefix`` reaches the document from the row.

    The caller sees to it that the documents are public.
    """
    return {
        "slug": f"{prefix}slug",
        "title": text(f"{prefix}title"),
        "description": text(f"{prefix}description"),
        "category": choice(f"{prefix}category"),
        "language": f"{prefix}language",
        "file": f"{prefix}file",
        "url": f"{prefix}url",
        "size": f"{prefix}size",
        "pages": f"{prefix}pages",
        "dated": day(f"{prefix}dated"),
        "edition": f"{prefix}edition",
        "is_demo": f"{prefix}is_demo",
    }


PHOTO_FIELDS = (
    *("slug", "image", "renditions_of", "width", "height", "focal_x", "focal_y"),
    *("credit", "licence"),
)


def photo_fields(prefix: str = "") -> dict[str, Any]:
    """What ``shown_photo`` needs of a photo; ``prefix`` reaches the photo from the row.

    The caller sees to it that the photos are public.
    """
    texts = {name: text(f"{prefix}{name}") for name in ("alternative_text", "caption")}
    return {name: f"{prefix}{name}" for name in PHOTO_FIELDS} | texts


def shown_photo(row: Row) -> Row:
    """What ``includes/_photo.html`` shows: the row with the addresses of its copies."""
    photo = Photo(**{name: row[name] for name in PHOTO_FIELDS})
    return {
        **row,
        "address": photo.get_absolute_url(),
        "sources": photo.sources,
        "srcset": photo.srcset,
        "focus": photo.focus,
    }
