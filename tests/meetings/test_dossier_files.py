"""The dossier as PDF and Word, read back by other libraries."""

import builtins
import dataclasses
import datetime as dt
import io
import zipfile
from itertools import pairwise

import pytest
from django.template.loader import render_to_string
from django.utils import translation
from docx import Document
from docx.shared import Cm
from pypdf import PdfReader

from donors.models import PriorityArea
from meetings.dossier import pdf as pdf_module
from meetings.dossier.blocks import Heading, Outline, Paragraph, Picture, Table
from meetings.dossier.compile import checksum, compile_dossier
from meetings.dossier.outline import all_words, outline
from meetings.dossier.pdf import PangoMissingError, make_pdf, pictures_of
from meetings.dossier.scope import Scope
from meetings.dossier.word import make_word
from meetings.models import DossierScope, Meeting
from publishing.figures import moment
from publishing.models import Visibility
from publishing.rows import Text

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("demo")]

AS_OF = dt.datetime(2023, 3, 10, 9, tzinfo=dt.UTC)
TOKYO = "Asia/Tokyo"
TITLES = {
    "en": "Building back safer in Haiti: masons and engineers trained",
    "fr": "Reconstruire plus sûr en Haïti : maçons et ingénieurs formés",
    "ja": "ハイチでのより安全な再建:石工と技術者の研修",
    "ar": "إعادة بناء أكثر أماناً في هايتي: تدريب البنّائين والمهندسين",
}


@dataclasses.dataclass
class Made:
    outline: object
    content: bytes


@pytest.fixture
def entries():
    review = Meeting.objects.get(slug="annual-review-2023")
    return compile_dossier(Scope(review, DossierScope.COUNTRY, country="HT"), Visibility.PUBLIC)


def make(entries, language, writer):
    with translation.override(language):
        drawn = outline(entries)
        content = writer(
            drawn,
            as_of=moment(AS_OF, TOKYO),
            pictures=pictures_of(drawn),
            checksum=checksum(entries),
        )
    return Made(drawn, content)


@pytest.mark.parametrize("language", TITLES)
def test_the_pdf_is_tagged_and_says_its_language(entries, language):
    made = make(entries, language, make_pdf)
    reader = PdfReader(io.BytesIO(made.content))
    root = reader.trailer["/Root"]

    assert root["/Lang"] == language
    assert root["/MarkInfo"]["/Marked"]
    assert root["/ViewerPreferences"]["/DisplayDocTitle"]
    assert "/StructTreeRoot" in root
    xmp = root["/Metadata"].get_data().decode()
    assert "pdfuaid" in xmp
    assert reader.metadata.title == made.outline.title


def test_the_cover_says_what_the_file_is(entries):
    reader = PdfReader(io.BytesIO(make(entries, "en", make_pdf).content))
    cover = " ".join(reader.pages[0].extract_text().split())
    book = Document(io.BytesIO(make(entries, "en", make_word).content))
    written = "\n".join(one.text for one in book.paragraphs[:12])

    for said in (cover, written):
        assert "Annual review 2023" in said
        assert "Japan–UNESCO partnership" in said
        assert "Data as of 10 March 2023, 18:00 (Asia/Tokyo)" in said
        assert checksum(entries) in said
    assert "13 March 2023" in cover
    assert "Country: Haiti" in cover
    assert "Agreed actions" in cover


def test_arabic_days_stand_before_their_months_on_the_cover(entries):
    with translation.override("ar"):
        given = {"outline": outline(entries), "as_of": moment(AS_OF, TOKYO)}
        page = render_to_string("meetings/dossier/print.html", given)

    assert "10 مارس 2023، 18:00 (Asia/Tokyo)" in page


@pytest.mark.parametrize("language", TITLES)
def test_no_heading_is_said_again_by_the_table_below_it(entries, language):
    with translation.override(language):
        drawn = outline(entries)
    lines = all_words(drawn).splitlines()

    assert [one for one, after in pairwise(lines) if one and one == after] == []
    anchors = {one.anchor for one in drawn.body if isinstance(one, Heading)}
    headed = [one.headed for one in drawn.body if isinstance(one, Table) and one.headed]
    assert len(headed) > 5
    assert set(headed) <= anchors
    book = Document(io.BytesIO(make(entries, language, make_word).content))
    said = [one.text for one in book.paragraphs if one.text]
    contents = len(drawn.contents)
    assert [one for one, after in pairwise(said[contents:]) if one == after] == []


def test_no_heading_stands_at_the_foot_of_a_page():
    review = Meeting.objects.get(slug="annual-review-2023")
    area = PriorityArea.objects.get(slug="heritage-in-crisis")
    entries = compile_dossier(Scope(review, DossierScope.AREA, area=area), Visibility.PUBLIC)
    reader = PdfReader(io.BytesIO(make(entries, "en", make_pdf).content))

    def every(marks):
        for one in marks:
            if isinstance(one, list):
                yield from every(one)
            else:
                yield one

    marks = list(every(reader.outline))
    assert len(marks) > 20
    # The margin is 62 points high; below a heading there is room for lines of its own.
    low = [(one.title, float(one.top)) for one in marks if float(one.top) < 62 + 36]
    assert low == []


@pytest.mark.parametrize("language", TITLES)
def test_the_pdf_has_a_bookmark_for_each_heading(entries, language):
    made = make(entries, language, make_pdf)

    def names(marks):
        for one in marks:
            if isinstance(one, list):
                yield from names(one)
            else:
                yield one.title

    found = set(names(PdfReader(io.BytesIO(made.content)).outline))
    wanted = {
        str(one.text) for one in made.outline.body if isinstance(one, Heading) and one.level <= 3
    }
    assert wanted <= found


@pytest.mark.parametrize("language", TITLES)
def test_the_text_of_the_pdf_is_the_text_that_was_written(entries, language):
    """Read back letter by letter: Arabic and Japanese need fonts that can be read back."""
    made = make(entries, language, make_pdf)
    pages = [page.extract_text() for page in PdfReader(io.BytesIO(made.content)).pages]
    said = "".join("".join(pages).split())

    for word in TITLES[language].replace(":", " ").replace("、", " ").split():
        assert "".join(word.split()) in said, word
    assert "240" in said


def test_the_pdf_numbers_its_pages_and_embeds_its_fonts(entries):
    reader = PdfReader(io.BytesIO(make(entries, "ja", make_pdf).content))

    assert f"2 / {len(reader.pages)}" in reader.pages[1].extract_text()
    fonts = [
        font.get_object()
        for page in reader.pages
        for font in (page["/Resources"].get("/Font") or {}).values()
    ]
    assert fonts
    for font in fonts:
        (descendant,) = font["/DescendantFonts"]
        assert "/FontFile2" in descendant.get_object()["/FontDescriptor"] or (
            "/FontFile3" in descendant.get_object()["/FontDescriptor"]
        )


def figures(root):
    """The figures of the tree of tags, with their alternative texts."""
    found, waiting, seen = [], [root], set()
    while waiting:
        node = waiting.pop()
        node = node.get_object() if hasattr(node, "get_object") else node
        if isinstance(node, list):
            waiting += node
        elif isinstance(node, dict) and id(node) not in seen:
            seen.add(id(node))
            if node.get("/S") == "/Figure":
                found.append(str(node.get("/Alt", "")))
            if "/K" in node:
                waiting.append(node["/K"])
    return found


def test_pictures_of_the_pdf_have_their_alternative_texts(entries):
    made = make(entries, "fr", make_pdf)
    (picture,) = [one for one in made.outline.body if isinstance(one, Picture)]

    told = figures(PdfReader(io.BytesIO(made.content)).trailer["/Root"]["/StructTreeRoot"])

    assert str(picture.alternative_text) in told
    assert picture.alternative_text.startswith("Image générée")


def test_a_pdf_fetches_nothing(entries, monkeypatch):
    drawn = outline(entries)
    template = pdf_module.render_to_string

    def with_an_address(*args):
        return template(*args).replace("<main>", '<main><img alt="x" src="https://example.org/x">')

    monkeypatch.setattr(pdf_module, "render_to_string", with_an_address)

    with pytest.raises(ValueError, match=r"Not a file of ours: https://example\.org/x"):
        make_pdf(drawn, as_of=moment(AS_OF, TOKYO), pictures=pictures_of(drawn))


def test_a_machine_without_pango_is_told_what_to_install(entries, monkeypatch):
    by_python = builtins.__import__

    def without_pango(name, *args):
        if name == "weasyprint":
            raise OSError("cannot load library 'libpango-1.0-0'")
        return by_python(name, *args)

    drawn = outline(entries)
    monkeypatch.setattr(builtins, "__import__", without_pango)

    with pytest.raises(PangoMissingError, match="apt-get install libpango"):
        make_pdf(drawn, as_of=moment(AS_OF, TOKYO), pictures={})


@pytest.mark.parametrize("language", TITLES)
def test_word_has_headings_tables_and_its_language(entries, language):
    made = make(entries, language, make_word)
    file = Document(io.BytesIO(made.content))

    headings = [
        (paragraph.style.name, paragraph.text)
        for paragraph in file.paragraphs
        if paragraph.style.name.startswith("Heading")
    ]
    assert headings == [
        (f"Heading {one.level}", str(one.text))
        for one in made.outline.body
        if isinstance(one, Heading)
    ]
    tables = [one for one in made.outline.body if isinstance(one, Table)]
    with_head = [table for table in file.tables if table.rows[0]._tr.xpath("w:trPr/w:tblHeader")]
    assert len(with_head) == len(tables)
    for drawn in file.tables:
        grid = [int(column.width) for column in drawn.columns]
        assert abs(sum(grid) - Cm(17)) < len(grid) * Cm(0.1)
        assert [cell.width for cell in drawn.rows[0].cells] == grid
    assert any(len({column.width for column in drawn.columns}) > 1 for drawn in file.tables)
    for drawn, table in zip(with_head, tables, strict=True):
        assert [cell.text for cell in drawn.rows[0].cells] == table.head
        assert len(drawn.rows) == len(table.rows) + 1
    locale = {"en": "en-GB", "fr": "fr-FR", "ja": "ja-JP", "ar": "ar-SA"}[language]
    assert file.core_properties.language == locale
    assert file.styles["Normal"].element.xpath("w:rPr/w:lang")[0].values()[0] == locale
    assert TITLES[language] in "\n".join(text for _style, text in headings)


def test_word_pictures_have_alternative_texts_and_contents_are_a_field(entries):
    made = make(entries, "en", make_word)
    file = Document(io.BytesIO(made.content))

    shapes = file.inline_shapes
    assert len(shapes) == 1
    assert shapes[0]._inline.docPr.get("descr").startswith("Generated artwork")
    fields = [one.text for one in file.element.body.iter() if one.tag.endswith("}instrText")]
    assert any("TOC" in field for field in fields)


def test_arabic_runs_from_right_to_left_in_word(entries):
    made = make(entries, "ar", make_word)
    file = Document(io.BytesIO(made.content))

    written = [one for one in file.paragraphs if one.text.strip()]
    assert all(one._p.xpath("w:pPr/w:bidi") for one in written)
    assert all(table._tbl.xpath("w:tblPr/w:bidiVisual") for table in file.tables)
    title = next(one for one in written if one.text == TITLES["ar"])
    assert all(run._r.xpath("w:rPr/w:rtl") for run in title.runs if run.text)


def test_numbers_and_foreign_sentences_keep_their_direction_in_an_arabic_word_file():
    drawn = Outline(
        "ar",
        "عنوان",
        [],
        [Paragraph([Text("A sentence.", "en"), "جملة", "-1,234"])],
    )

    file = Document(io.BytesIO(make_word(drawn, as_of="", pictures={})))

    [written] = [one for one in file.paragraphs if "A sentence." in one.text]
    runs = {run.text.strip("\u200e"): run for run in written.runs}
    assert runs["A sentence."].text == "\u200eA sentence.\u200e"
    marked = {text for text, run in runs.items() if run._r.xpath("w:rPr/w:rtl")}
    assert marked == {"جملة"}


def test_word_is_whole_xml(entries):
    content = make(entries, "en", make_word).content

    with zipfile.ZipFile(io.BytesIO(content)) as book:
        assert book.testzip() is None
        assert "word/document.xml" in book.namelist()


@pytest.mark.parametrize("words", ["とても長い説明" * 9, "A long explanation " * 9])
def test_word_breaks_no_amount_between_its_digits(words):
    amounts = ["JPY 110,000,000", "about USD 10,900,000", "USD 1,034,000"]
    head = [words, words, words, words]
    rows = [[[words], *([amount] for amount in amounts)]]
    drawn = Outline("ja", "", [], [Table("", head, rows, frozenset({1, 2, 3}))])

    [table] = Document(io.BytesIO(make_word(drawn, as_of="", pictures={}))).tables

    widths = [cell.width for cell in table.rows[1].cells]
    widest_digit = Cm(0.19)
    for width, amount in zip(widths[1:], amounts, strict=True):
        assert width >= len(amount) * widest_digit
    assert sum(widths) <= Cm(17.01)
