"""How titles begin, compared with what a reader has typed so far."""

from __future__ import annotations

import re
import unicodedata

from django.db.models import F, Func, TextField

LONGEST = 100
"""Characters of a title that are compared; an index cannot hold rows of any length."""
_PASSED_OVER = r"[\u0300-\u036f\u0640\u064b-\u065f\u0670\u0027\"‘’“”„]|«\s*|\s*»"
"""Accents, vowel signs and quotation marks: who types a beginning may leave them out."""
_LIKE = str.maketrans({"\\": r"\\", "%": r"\%", "_": r"\_"})


def typed(text: str) -> str:
    """What was typed, as its beginning is compared with that of a title."""
    bare = re.sub(_PASSED_OVER, "", unicodedata.normalize("NFKD", text.replace("\x00", "")))
    return " ".join(bare.lower().split())[:LONGEST]


def beginning_like(text: str) -> str:
    """The pattern of LIKE for titles that begin with what was typed."""
    return typed(text).translate(_LIKE) + "%"


class Beginning(Func):
    """The same of a title, in the database, which has an index of it."""

    template = (
        "left(ltrim(lower(regexp_replace(normalize(%(expressions)s, NFKD), "
        f"'{_PASSED_OVER}', '', 'g'))), {LONGEST})"
    )
    output_field = TextField()

    @classmethod
    def of(cls, title: str) -> str:
        """It in plain SQL, of that column."""
        return cls.template % {"expressions": title}

    def __init__(self) -> None:
        super().__init__(F("title"))
