"""The texts of a snapshot, language by language."""

from __future__ import annotations

import hashlib
import json
from typing import Any


def texts_in(snapshot: dict[str, Any], language: str) -> list[Any]:
    """All texts in a language, in an order of their own."""
    return [
        [label, row["master_id"], sorted((k, v) for k, v in row.items() if k != "master_id")]
        for label, rows in sorted(snapshot.items())
        for _key, row in sorted(rows.items())
        if row.get("language_code") == language and "master_id" in row
    ]


def digest(snapshot: dict[str, Any], language: str) -> str:
    """Tells whether the texts in a language have changed."""
    return hashlib.sha256(json.dumps(texts_in(snapshot, language)).encode()).hexdigest()[:16]
