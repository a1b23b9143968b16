"""The paragraphs of minutes, as comments count them."""

from __future__ import annotations

import re
from html import unescape
from typing import Any

from django.utils.html import strip_tags
from lxml import html

from meetings.models import MinutesComment
from publishing.rows import Text

END_OF_LINE = re.compile(r"</(?:p|li|h\d|tr)>|<br\s*/?>")


def paragraphs(text: str, language: str) -> list[Text]:
    """The blocks of a rich text, as they are counted by comments."""
    if not text.strip():
        return []
    parse: Any = html.fragments_fromstring
    blocks: list[Any] = parse(text)
    written = (
        block
        if isinstance(block, str)
        else html.tostring(block, encoding="unicode", with_tail=False)
        for block in blocks
    )
    return [Text(one, language) for one in written if one.strip()]


def quoted(comment: MinutesComment) -> list[str]:
    """The lines, without mark-up, of the paragraph that a comment is about. Runs a query."""
    texts = comment.minutes.translations.filter(language_code=comment.language).first()
    if texts is None or not comment.paragraph:
        return []
    found = paragraphs(texts.text, comment.language)[comment.paragraph - 1 : comment.paragraph]
    words = unescape(strip_tags(END_OF_LINE.sub("\n", "".join(found))))
    return [line.strip() for line in words.splitlines() if line.strip()]
