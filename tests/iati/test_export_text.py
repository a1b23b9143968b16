"""Exported elements are the text that a tree of the same would be written as."""

from hypothesis import example, given
from hypothesis import strategies as st
from lxml import etree

from iati.exporting.xml import Element, add, clean, hold, narratives, put

TEXTS = st.text(max_size=30) | st.text(alphabet="&<>\"'\t\n\r\x00\ufffe\ud800é]x", max_size=12)


@given(TEXTS, TEXTS)
@example("a & b <c> ]]>", 'said "yes" & \t\r\n')
def test_any_text_is_written_as_a_library_writes_it(text, value):
    element = Element("activity", iati_ref=value, empty="", none=None, type_=3)
    put(element, "title", text, iso_date=value)
    put(add(element, "location"), "point")

    root = etree.Element("activity")
    if value:
        root.set("iati-ref", clean(value))
    root.set("type", "3")
    title = etree.SubElement(root, "title")
    if value:
        title.set("iso-date", clean(value))
    if text:
        title.text = clean(text)
    etree.SubElement(etree.SubElement(root, "location"), "point")
    assert str(element) == etree.tostring(root, encoding="unicode")


@given(TEXTS)
def test_narratives_that_say_nothing_are_left_out(text):
    element = Element("activity")
    hold(element, "title", narratives({"en": text, "ja": text}))

    found = etree.fromstring(str(element)).findall("title/narrative")
    assert len(found) == (2 if clean(text).strip() else 0)
    assert [dict(one.attrib) for one in found][1:] == [
        {"{http://www.w3.org/XML/1998/namespace}lang": "ja"} for _one in found[1:]
    ]
