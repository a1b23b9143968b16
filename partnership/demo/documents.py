"""Documents: references to sources, and small files of our own."""

from __future__ import annotations

from django.core.files.base import ContentFile

from library.models import Document
from partnership.demo.shelf import Row, Shelf, read

CONTENT_TYPES = {"pdf": "application/pdf", "txt": "text/plain"}


def load_documents(shelf: Shelf) -> None:
    """All documents; those with lines of text become files when they are made."""
    there = shelf.known(Document)
    shelf.add(
        Document,
        (
            _with_file(row) if "lines" in row else row
            for row in read("documents")["document"]
            if row["slug"] not in there
        ),
    )


def _with_file(row: Row) -> Row:
    lines = row["lines"]
    kind = row["kind"]
    content = _pdf(lines) if kind == "pdf" else "\n".join(lines).encode()
    return {
        **row,
        "file": ContentFile(content, name=f"{row['slug']}.{kind}"),
        "content_type": CONTENT_TYPES[kind],
        "size": len(content),
        "pages": 1 if kind == "pdf" else None,
    }


def _pdf(lines: list[str]) -> bytes:
    """One page of plain lines in a font every reader has; Latin letters only."""
    escaped = (line.replace("\\", r"\\").replace("(", r"\(").replace(")", r"\)") for line in lines)
    text = "BT /F1 11 Tf 15 TL 56 780 Td " + " ".join(f"({line}) Tj T*" for line in escaped) + " ET"
    stream = text.encode("cp1252", "replace")
    objects = [
        b"<< /Type /Catalog /Pages 2 0 R /Lang (en) >>",
        b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
        (
            b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 4 0 R "
            b"/Resources << /Font << /F1 5 0 R >> >> >>"
        ),
        b"<< /Length %d >>\nstream\n%s\nendstream" % (len(stream), stream),
        b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica /Encoding /WinAnsiEncoding >>",
    ]
    body, places = b"%PDF-1.4\n", []
    for number, content in enumerate(objects, start=1):
        places.append(len(body))
        body += b"%d 0 obj\n%s\nendobj\n" % (number, content)
    table = b"".join(b"%010d 00000 n \n" % place for place in places)
    return body + (
        b"xref\n0 %d\n0000000000 65535 f \n%strailer\n<< /Size %d /Root 1 0 R >>\n"
        b"startxref\n%d\n%%%%EOF\n" % (len(objects) + 1, table, len(objects) + 1, len(body))
    )
