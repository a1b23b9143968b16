"""Dossiers as Word files, by python-docx: real styles, tables with heads, alternative texts."""

from __future__ import annotations

import io
import re
import unicodedata
from collections.abc import Callable
from typing import Any

from django.conf import settings
from django.utils import translation
from django.utils.translation import gettext as _
from docx import Document
from docx.enum.text import WD_ALIGN_PARAGRAPH, WD_LINE_SPACING
from docx.opc.constants import RELATIONSHIP_TYPE
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Cm, Length, Pt, RGBColor

from meetings.dossier.blocks import (
    Block,
    Facts,
    Heading,
    Items,
    Link,
    Outline,
    Paragraph,
    Picture,
    Run,
    Runs,
    Table,
    labelled,
    plain,
)
from meetings.dossier.word_styles import (
    MARGIN,
    PAGE,
    element,
    is_right_to_left,
    locale_of,
    mirror,
    set_up,
)
from publishing.figures import LEFT_TO_RIGHT
from publishing.rows import Text

QUIET = {"val": "single", "sz": "4", "color": "C9C3B4"}
CHARACTERS, WIDEST, PADDING = 86, 40, 3
"""Characters of a line; of a column, those that count at most and those of its edges."""
UNBROKEN = re.compile(r"[^\s\u3000-\u9fff\uf900-\uffef]+")
"""What Word keeps in one line: words, but not the letters of Japanese."""
RIGHT_TO_LEFT = "\u200f"
STYLES = {"quote": "Intense Quote", "lede": "Body Text", "note": "Caption", "meta": "Caption"}


def _is_number(words: str) -> bool:
    """No letter of any script is in it."""
    return any(map(str.isdecimal, words)) and not any(map(str.isalpha, words))


class WordDossier:
    """Writes the blocks of an outline into a Word document."""

    def __init__(self, outline: Outline, pictures: dict[int, bytes]) -> None:
        self.outline = outline
        self.pictures = pictures
        self.language = outline.language
        self.rtl = is_right_to_left(outline.language)
        self.marks: dict[str, int] = {}
        self.headed = False
        """Nothing but a note or a picture stands between the last heading and this."""
        self.below_table = False
        """Nothing stands yet between the last table and what follows it."""
        self.file = Document()
        set_up(self.file, outline.title, outline.language)

    def save(self, as_of: str, checksum: str) -> bytes:
        """The whole file."""
        title = self.file.add_paragraph(style="Title")
        self._write(title, [self.outline.title])
        self._blocks(self.outline.cover)
        self._gap()
        if self.outline.holds:
            held = " · ".join(plain(labelled(name, n)) for n, name in self.outline.holds)
            self._write(self.file.add_paragraph(style="Body Text"), [held])
        as_of = _("Data as of %(at)s") % {"at": as_of}
        self._write(self.file.add_paragraph(style="Caption"), [as_of])
        if checksum:
            line = self.file.add_paragraph(style="Caption")
            self._write(line, [_("Checksum (SHA-256):"), " ", checksum])
        self._contents()
        self._blocks(self.outline.body)
        self._gap()
        self._footer(as_of)
        target = io.BytesIO()
        self.file.save(target)
        return target.getvalue()

    def _contents(self) -> None:
        head = self.file.add_paragraph(style="TOC Heading")
        head.paragraph_format.page_break_before = True
        self._write(head, [_("Contents")])
        # What else than Word opens the file shows them as they stand here, without numbers.
        chapters = self.outline.contents
        for place, chapter in enumerate(chapters):
            paragraph = self.file.add_paragraph(style=f"toc {chapter.level}")
            if place == 0:
                self._begin_field(paragraph, 'TOC \\o "1-2" \\h \\z \\u')
            self._write(paragraph, [Link(chapter.text, f"#{chapter.anchor}")])
            if place == len(chapters) - 1:
                self._end_field(paragraph)

    def _begin_field(self, paragraph: Any, instruction: str) -> None:
        for kind in ("begin", "", "separate"):
            made = element("w:fldChar", fldCharType=kind)
            if not kind:
                made = element("w:instrText")
                made.set(qn("xml:space"), "preserve")
                made.text = instruction
            paragraph.add_run()._r.append(made)  # noqa: SLF001  python-docx has no fields

    def _end_field(self, paragraph: Any) -> None:
        paragraph.add_run()._r.append(element("w:fldChar", fldCharType="end"))  # noqa: SLF001

    def _field(self, paragraph: Any, instruction: str, shown: str) -> None:
        """What Word computes, such as a page number."""
        self._begin_field(paragraph, instruction)
        paragraph.add_run(shown)
        self._end_field(paragraph)
        self._direct(paragraph)

    def _footer(self, as_of: str) -> None:
        paragraph = self.file.sections[0].footer.paragraphs[0]
        self._write(paragraph, [f"{self.outline.title} · {as_of} · "])
        self._field(paragraph, "PAGE", "1")
        header = self.file.sections[0].header.paragraphs[0]
        # By its number: the name of the style is another in each language of Word.
        self._field(header, "STYLEREF 1", "")

    def _blocks(self, blocks: list[Block]) -> None:
        writers: dict[type[Any], Callable[[Any], None]] = {
            Heading: self._heading,
            Paragraph: self._paragraph,
            Items: self._items,
            Facts: self._facts,
            Table: self._table,
            Picture: self._picture,
        }
        for block in blocks:
            if not isinstance(block, Heading):
                self._gap()
            between = isinstance(block, Picture) or (
                isinstance(block, Paragraph) and block.kind == "meta"
            )
            self.headed = isinstance(block, Heading) or (self.headed and between)
            self.below_table = isinstance(block, Facts | Table)
            writers[type(block)](block)

    def _gap(self) -> None:
        """Parts a table from what is not a heading, which has its own space above.

        A line of its own before a chapter would stand on a page of its own where the table fills
        the one before.
        """
        if self.below_table:
            gap = self.file.add_paragraph().paragraph_format
            gap.space_after, gap.line_spacing = Pt(0), Pt(8)
            gap.line_spacing_rule = WD_LINE_SPACING.EXACTLY
            self.below_table = False

    def _heading(self, block: Heading) -> None:
        paragraph = self.file.add_paragraph(style=f"Heading {block.level}")
        if block.level == 1:
            paragraph.paragraph_format.page_break_before = True
        number = str(self._mark(block.anchor))
        start = element("w:bookmarkStart", id=number, name=_bookmark(block.anchor))
        paragraph._p.append(start)  # noqa: SLF001
        self._write(paragraph, [block.text])
        paragraph._p.append(element("w:bookmarkEnd", id=number))  # noqa: SLF001

    def _mark(self, anchor: str) -> int:
        return self.marks.setdefault(anchor, len(self.marks) + 1)

    def _paragraph(self, block: Paragraph) -> None:
        style = STYLES.get(block.kind, "Normal")
        paragraph = self.file.add_paragraph(style=style)
        if self.headed or block.kind == "quote":
            paragraph.paragraph_format.keep_with_next = True
        self._write(paragraph, block.runs)

    def _items(self, block: Items) -> None:
        for item in block.items:
            self._write(self.file.add_paragraph(style="List Bullet"), item)

    def _facts(self, block: Facts) -> None:
        rows: list[list[Runs]] = [[[name], stands] for name, stands in block.facts]
        self._grid(None, rows, frozenset(), frozenset(), "")

    def _table(self, block: Table) -> None:
        if not block.headed:
            caption = self.file.add_paragraph(style="Caption")
            caption.paragraph_format.keep_with_next = True
            self._write(caption, [block.caption])
        self._grid(block.head, block.rows, block.numbers, block.unbroken, block.caption)

    def _grid(
        self,
        head: list[str] | None,
        rows: list[list[Runs]],
        numbers: frozenset[int],
        unbroken: frozenset[int],
        caption: str,
    ) -> None:
        heads: list[list[Runs]] = [[[name] for name in head]] if head else []
        widths = _widths([*heads, *rows], numbers | unbroken)
        table = self.file.add_table(rows=0, cols=len(widths), style="Table Grid")
        table.autofit = False
        for column, width in zip(table.columns, widths, strict=True):
            column.width = width
        properties = table._tbl.tblPr  # noqa: SLF001
        properties.find(qn("w:tblLayout")).addprevious(_borders())
        if self.rtl:
            properties.insert(1, element("w:bidiVisual"))
        if caption:
            properties.append(element("w:tblCaption", val=caption))
        if head:
            row = table.add_row()
            # Repeated on each page, and read out as heads.
            row._tr.get_or_add_trPr().append(element("w:tblHeader"))  # noqa: SLF001
            for cell, name, width in zip(row.cells, head, widths, strict=True):
                cell.width = width
                cell.paragraphs[0].paragraph_format.keep_with_next = True
                self._write(cell.paragraphs[0], [name], bold=True)
        for cells in rows:
            row = table.add_row()
            row._tr.get_or_add_trPr().append(element("w:cantSplit"))  # noqa: SLF001
            for at, (cell, runs) in enumerate(zip(row.cells, cells, strict=True)):
                cell.width = widths[at]
                paragraph = cell.paragraphs[0]
                paragraph.paragraph_format.space_after = Pt(2)
                self._write(paragraph, runs)
                if at in numbers:
                    # In lines that run from right to left, Word takes this for the other side.
                    paragraph.alignment = WD_ALIGN_PARAGRAPH.RIGHT

    def _picture(self, block: Picture) -> None:
        if block.photo not in self.pictures:
            return
        paragraph = self.file.add_paragraph()
        paragraph.paragraph_format.keep_with_next = True
        made = paragraph.add_run().add_picture(io.BytesIO(self.pictures[block.photo]), width=Cm(8))
        properties = made._inline.docPr  # noqa: SLF001
        properties.set("descr", block.alternative_text.plain)
        self._direct(paragraph)
        caption = self.file.add_paragraph(style="Caption")
        caption.paragraph_format.keep_with_next = self.headed
        self._write(caption, [block.caption, " ", block.credit])

    def _write(self, paragraph: Any, said: Runs, *, bold: bool = False) -> None:
        for one in said:
            if isinstance(one, Link):
                self._link(paragraph, one)
            elif one:
                self._run(paragraph, one, bold=bold)
        self._direct(paragraph)

    def _run(self, paragraph: Any, said: Run, *, bold: bool = False) -> Any:
        language = said.language if isinstance(said, Text) else self.language
        rtl = is_right_to_left(language)
        # Without a mark the full stop of a foreign sentence goes to the other end of it.
        mark = "" if rtl == self.rtl else RIGHT_TO_LEFT if rtl else LEFT_TO_RIGHT
        run = paragraph.add_run(f"{mark}{said}{mark}")
        if bold:
            run.bold = True
        properties = run._r.get_or_add_rPr()  # noqa: SLF001
        # A number alone is written from left to right, its minus in front.
        if rtl and not _is_number(str(said)):
            properties.append(element("w:rtl"))
        if language and language != self.language:
            locale = locale_of(language)
            name = (
                "bidi" if is_right_to_left(language) else "eastAsia" if language == "ja" else "val"
            )
            properties.append(element("w:lang", **{name: locale}))
        return run

    def _link(self, paragraph: Any, link: Link) -> None:
        made = OxmlElement("w:hyperlink")
        if link.url.startswith("#"):
            made.set(qn("w:anchor"), _bookmark(link.url[1:]))
        else:
            part = paragraph.part
            key = part.relate_to(link.url, RELATIONSHIP_TYPE.HYPERLINK, is_external=True)
            made.set(qn("r:id"), key)
        run = self._run(paragraph, link.text)
        run.font.color.rgb = RGBColor(0x1C, 0x4A, 0x94)
        run.font.underline = True
        made.append(run._r)  # noqa: SLF001
        paragraph._p.append(made)  # noqa: SLF001

    def _direct(self, paragraph: Any) -> None:
        """From right to left where the dossier is."""
        if self.rtl:
            properties = paragraph._p.get_or_add_pPr()  # noqa: SLF001
            if properties.find(qn("w:bidi")) is None:
                mirror(properties)


def _widths(rows: list[list[Runs]], whole: frozenset[int]) -> list[Any]:
    """How wide the columns of a table are, which together fill the page.

    Each is as wide as its longest word, or as its longest text if it is among the ``whole``: no
    amount is broken between its digits. What is left is shared by the lengths of the texts.
    """
    needs, wishes = [], []
    for at, column in enumerate(zip(*rows, strict=True)):
        texts = [plain(cell) for cell in column]
        # The heads say in many words what the cells below say in few.
        kept = texts[1:] if at in whole and len(texts) > 1 else []
        words = [word for text in texts for word in UNBROKEN.findall(text)]
        needs.append(PADDING + max(map(_width, [*kept, *words]), default=1))
        wishes.append(PADDING + min(WIDEST, max(map(_width, texts))))
    spare = max(0, CHARACTERS - sum(needs))
    more = [max(0, wish - need) for need, wish in zip(needs, wishes, strict=True)]
    shares = [
        need + (spare * extra / sum(more) if sum(more) else spare / len(needs))
        for need, extra in zip(needs, more, strict=True)
    ]
    return [Length(int((PAGE - 2 * MARGIN) * share / sum(shares))) for share in shares]


def _width(words: str) -> int:
    """How many characters of a Latin line they take: a letter of Japanese takes two."""
    return len(words) + sum(unicodedata.east_asian_width(letter) in "WF" for letter in words)


def _borders() -> Any:
    """Quiet lines between the rows of a table, and none between its columns."""
    made = element("w:tblBorders")
    for side in ("top", "left", "bottom", "right", "insideH", "insideV"):
        drawn = {"val": "nil"} if side in {"left", "right", "insideV"} else QUIET
        made.append(element(f"w:{side}", **drawn))
    return made


def _bookmark(anchor: str) -> str:
    """Word's names of places have no hyphens."""
    return f"d_{anchor}".replace("-", "_")[:40]


def make_word(
    outline: Outline,
    *,
    as_of: str,
    pictures: dict[int, bytes],
    checksum: str = "",
) -> bytes:
    """The dossier as a Word file in the language of its outline."""
    code = outline.language if outline.language in dict(settings.LANGUAGES) else "en"
    with translation.override(code):
        return WordDossier(outline, pictures).save(as_of, checksum)
