"""The page, the styles and the settings of a dossier as a Word file."""

from __future__ import annotations

from typing import Any

from django.utils.translation import get_language_info
from django.utils.translation import gettext as _
from docx.document import Document
from docx.enum.section import WD_ORIENT
from docx.enum.style import WD_STYLE_TYPE
from docx.enum.text import WD_TAB_ALIGNMENT, WD_TAB_LEADER
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Cm, Length, Pt, RGBColor

INK = RGBColor(0x18, 0x21, 0x32)
PAGE, MARGIN = Cm(21), Cm(2)
LATIN, JAPANESE, ARABIC = "Georgia", "Yu Mincho", "Arial"
LOCALES = {"en": "en-GB", "fr": "fr-FR", "ja": "ja-JP", "ar": "ar-SA"}
"""What Word calls the languages of the site; others by their code."""
OF_CONTENTS = (1, 2)
"""The levels of headings that the contents name."""


def is_right_to_left(language: str) -> bool:
    """Whether the language is written from right to left."""
    try:
        return bool(get_language_info(language)["bidi"])
    except KeyError:
        return False


def locale_of(language: str) -> str:
    """What Word calls the language."""
    return LOCALES.get(language, language)


def element(tag: str, **attributes: str) -> Any:
    """A piece of the file for which python-docx has no name."""
    made = OxmlElement(tag)
    for name, value in attributes.items():
        made.set(qn(f"w:{name}"), value)
    return made


def mirror(properties: Any) -> None:
    """Makes the paragraphs run from right to left."""
    later = ("spacing", "ind", "contextualSpacing", "jc", "outlineLvl", "rPr", "sectPr")
    properties.insert_element_before(element("w:bidi"), *(f"w:{name}" for name in later))


def set_up(file: Document, title: str, language: str) -> None:
    """Makes the new file one of ours."""
    section = file.sections[0]
    section.orientation = WD_ORIENT.PORTRAIT
    section.page_width, section.page_height = PAGE, Cm(29.7)
    section.left_margin = section.right_margin = MARGIN
    section.top_margin = section.bottom_margin = Cm(2.2)
    properties = file.core_properties
    properties.title = title
    properties.language = locale_of(language)
    properties.author = str(_("Partnership Portal"))
    for name in (
        "Normal",
        "Title",
        "Caption",
        "Intense Quote",
        "Body Text",
        *(f"Heading {level}" for level in range(1, 5)),
    ):
        _set_style(file.styles[name], language)
    file.styles["Normal"].font.size = Pt(10)
    caption = file.styles["Caption"].font
    caption.bold = caption.cs_bold = False
    _add_styles_of_contents(file, language)
    compatibility = file.settings.element.find(qn("w:compat"))
    compatibility.addprevious(element("w:updateFields", val="true"))


def _set_style(style: Any, language: str) -> None:
    style.font.name = LATIN
    style.font.color.rgb = INK
    # The template slants some; Japanese and Arabic letters are never slanted.
    style.font.italic = style.font.cs_italic = False
    properties = style.element.get_or_add_rPr()
    fonts = properties.get_or_add_rFonts()
    for name in ("asciiTheme", "hAnsiTheme", "eastAsiaTheme", "cstheme"):
        fonts.attrib.pop(qn(f"w:{name}"), None)
    fonts.set(qn("w:eastAsia"), JAPANESE)
    fonts.set(qn("w:cs"), ARABIC)
    for old in properties.findall(qn("w:lang")):
        properties.remove(old)
    locale = locale_of(language)
    properties.append(element("w:lang", val=locale, eastAsia="ja-JP", bidi="ar-SA"))


def _add_styles_of_contents(file: Document, language: str) -> None:
    """Word writes the contents in these when it refreshes them; the template has none."""
    for level in OF_CONTENTS:
        style: Any = file.styles.add_style(f"toc {level}", WD_STYLE_TYPE.PARAGRAPH, builtin=True)
        style.base_style = file.styles["Normal"]
        lines = style.paragraph_format
        lines.left_indent, lines.space_after = Cm(0.6 * (level - 1)), Pt(2)
        lines.tab_stops.add_tab_stop(
            Length(PAGE - 2 * MARGIN), WD_TAB_ALIGNMENT.RIGHT, WD_TAB_LEADER.DOTS
        )
        if is_right_to_left(language):
            mirror(style.element.get_or_add_pPr())
