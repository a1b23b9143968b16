"""What lists of news show."""

from __future__ import annotations

from typing import Any

from publishing.rows import day, text


def article_fields() -> dict[str, Any]:
    """What ``news/_row.html`` shows."""
    return {
        "slug": "slug",
        "title": text("title"),
        "lead": text("lead"),
        "date": day("date"),
        "is_demo": "is_demo",
    }
