"""What a list of documents shows."""

from __future__ import annotations

from typing import Any

from publishing.rows import choice, day, text


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
