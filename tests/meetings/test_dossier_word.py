"""How dossiers are laid out in Word."""

import io
import zipfile

import pytest
from docx import Document
from docx.oxml.ns import qn
from docx.table import Table as DrawnTable
from PIL import Image

from meetings.dossier.blocks import Facts, Heading, Outline, Paragraph, Picture, Table
from meetings.dossier.word import make_word
from publishing.rows import Text

NOTE = Paragraph(["Demo content"], "meta")
PHOTO = Picture(1, "a", Text("A wall", "en"), Text("The wall", "en"), "by A", 800, 600)


def jpeg():
    file = io.BytesIO()
    Image.new("RGB", (8, 6)).save(file, "JPEG")
    return file.getvalue()


def made(*blocks, language="en", cover=()):
    drawn = Outline(language, "A title", list(cover), list(blocks))
    return Document(io.BytesIO(make_word(drawn, as_of="", pictures={1: jpeg()})))


def pieces(book):
    """The paragraphs and tables of the body in their order."""
    return list(book.iter_inner_content())


def test_nothing_stands_between_a_table_and_the_next_chapter():
    """An empty line would be a page of its own where the table fills the page before."""
    table = Facts([("Place", ["Paris"])])
    book = made(Heading(1, "First", "a"), table, Heading(1, "Second", "b"))

    said = pieces(book)
    place = next(at for at, one in enumerate(said) if isinstance(one, DrawnTable))
    assert said[place + 1].text == "Second"
    assert said[place + 1].paragraph_format.page_break_before
    assert 'w:type="page"' not in book.element.xml, "a break of its own makes an empty page, too"


@pytest.mark.parametrize("after", [Facts([("Day", ["1 May"])]), Paragraph(["More"])])
def test_a_table_is_parted_from_what_is_no_heading(after):
    table = Table("Money", ["What"], [[["Spent"]]])
    said = pieces(made(Heading(1, "First", "a"), table, after))

    place = next(at for at, one in enumerate(said) if isinstance(one, DrawnTable))
    assert said[place + 1].text == ""
    assert said[place + 1].paragraph_format.line_spacing.pt == 8


def test_a_title_is_not_left_alone_at_the_foot_of_a_page():
    blocks = [Heading(3, "A school", "s"), NOTE, PHOTO, Paragraph(["What it does"], "lede")]
    said = {one.text: one.paragraph_format for one in made(*blocks).paragraphs}

    for held in ("Demo content", "", "The wall by A"):
        assert said[held].keep_with_next, held
    assert not said["What it does"].keep_with_next


def test_words_stay_with_who_said_them_and_not_with_the_next():
    by = Paragraph(["Said by A"], "meta")
    said = made(Heading(1, "Said", "s"), Paragraph(["Words"], "quote"), by).paragraphs

    kept = {one.text: one.paragraph_format.keep_with_next for one in said}
    assert kept["Words"]
    assert not kept["Said by A"]


def test_the_head_of_a_table_stays_with_its_first_row():
    (table,) = made(Table("Money", ["What"], [[["Spent"]]])).tables

    head, row = (one.cells[0].paragraphs[0].paragraph_format for one in table.rows)
    assert head.keep_with_next
    assert not row.keep_with_next


@pytest.mark.parametrize("language", ["en", "fr", "ja", "ar"])
def test_no_letters_are_slanted(language):
    styles = made(language=language).styles

    for name in ("Heading 3", "Heading 4", "Intense Quote", "Caption", "Normal"):
        assert styles[name].font.italic is False, name
        assert styles[name].font.cs_italic is False, name


def test_word_numbers_the_contents_when_it_opens_the_file():
    book = made(Heading(1, "First", "a"), Heading(2, "Part", "b"), language="ar")

    assert book.settings.element.xpath("w:updateFields/@w:val") == ["true"]
    order = [one.tag for one in book.settings.element]
    assert order.index(qn("w:updateFields")) < order.index(qn("w:compat")), "as the schema has it"
    contents = {one.text: one for one in book.paragraphs if one.style.name.startswith("toc ")}
    assert {name: one.style.name for name, one in contents.items()} == {
        "First": "toc 1",
        "Part": "toc 2",
    }
    for one in contents.values():
        (tab,) = one.style.paragraph_format.tab_stops
        assert tab.leader is not None
        marks = [mark.tag for mark in one.style.element.pPr]
        assert marks.index(qn("w:bidi")) < marks.index(qn("w:spacing")), "as the schema has it"


def test_the_head_of_each_page_names_its_chapter_in_every_language_of_word():
    drawn = Outline("ja", "", [], [Heading(1, "第一章", "a")])
    content = make_word(drawn, as_of="", pictures={})

    with zipfile.ZipFile(io.BytesIO(content)) as book:
        heads = [book.read(name).decode() for name in book.namelist() if "header" in name]
    assert any(">STYLEREF 1<" in head for head in heads)
    assert not any("Heading 1" in head for head in heads)
