"""The letters of the pages come from this site, whole for its languages and small."""

import re
from pathlib import Path

import pytest
from django.conf import settings
from django.contrib.staticfiles import finders
from django.template.loader import render_to_string
from django.utils import translation
from fontTools.ttLib import TTFont

from partnership.webfonts import CUTS


@pytest.fixture(scope="module")
def letters():
    """The characters of each cut, and how many bytes it takes."""
    files = {name: Path(finders.find(f"fonts/{name}")) for name in CUTS}
    return {
        name: (set(TTFont(file).getBestCmap()), file.stat().st_size) for name, file in files.items()
    }


def written(language):
    """Every character of the interface in a language."""
    texts = (settings.BASE_DIR / f"locale/{language}/LC_MESSAGES/django.po").read_text()
    return {
        ord(one)
        for line in re.findall(r'^(?:msgstr\S* )?(".*")$', texts, re.MULTILINE)
        for one in line
    }


@pytest.mark.parametrize(
    ("language", "name"),
    [
        ("fr", "source-serif-4.woff2"),
        ("fr", "public-sans.woff2"),
        ("ar", "noto-sans-arabic.woff2"),
    ],
)
def test_a_language_is_written_in_one_font(letters, language, name):
    has, _size = letters[name]
    wanted = written(language)
    if language == "ar":
        wanted = {one for one in wanted if 0x600 <= one < 0x700}

    assert len(wanted) > 40
    assert {chr(one) for one in wanted - has if not chr(one).isspace()} == set()


def test_the_fonts_leave_room_for_the_page(letters):
    sizes = {name: size for name, (_has, size) in letters.items()}

    assert sizes["source-serif-4.woff2"] + sizes["public-sans.woff2"] < 45_000
    assert sizes["noto-sans-arabic.woff2"] < 40_000


def test_only_the_cuts_are_found():
    assert finders.find("fonts/none.woff2") is None
    assert finders.find("fonts/../settings.py") is None


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("language", "names"),
    [
        ("en", ["source-serif-4.woff2", "public-sans.woff2"]),
        ("ar", ["noto-sans-arabic.woff2"]),
        ("ja", []),
    ],
)
def test_a_page_asks_early_for_the_letters_of_its_language(rf, language, names):
    with translation.override(language):
        page = render_to_string("404.html", request=rf.get("/"))

    assert re.findall(r'href="/static/fonts/([^"]+)"', page) == names
