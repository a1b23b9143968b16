"""A further language is a setting and a .po file: nothing else is in the way."""

import re
from html.parser import HTMLParser

import pytest
from babel.messages.catalog import Catalog
from babel.messages.mofile import write_mo
from django.utils.translation import trans_real

from partnership.messages import find_messages

pytestmark = pytest.mark.django_db


class Texts(HTMLParser):
    """What a reader reads, in the page's own language."""

    def __init__(self, html):
        super().__init__()
        self.found, self._foreign = [], None
        self.feed(html)

    def handle_starttag(self, tag, attributes):
        given = dict(attributes)
        if tag == "script" or (tag != "html" and given.get("lang")):
            self._foreign = tag
        self.found += [
            given[name] for name in ("placeholder", "aria-label", "alt") if given.get(name)
        ]

    def handle_endtag(self, tag):
        if tag == self._foreign:
            self._foreign = None

    def handle_data(self, data):
        if self._foreign is None:
            self.found.append(data)


@pytest.fixture
def esperanto(settings, tmp_path):
    """Django and the CLDR know Esperanto; we have no texts in it but these."""
    catalog = Catalog(locale="eo")
    for message in find_messages():
        if message.id:
            plural = isinstance(message.id, tuple)
            words = [f"⟦{text}⟧" for text in (message.id if plural else (message.id,))]
            catalog.add(message.id, tuple(words) if plural else words[0], context=message.context)
    folder = tmp_path / "eo" / "LC_MESSAGES"
    folder.mkdir(parents=True)
    with (folder / "django.mo").open("wb") as file:
        write_mo(file, catalog)

    def forget():
        trans_real.reset_cache(setting="LANGUAGES", value=None, enter=None)
        trans_real._translations = {}

    settings.LANGUAGES = [*settings.LANGUAGES, ("eo", "Esperanto")]
    settings.LOCALE_PATHS = [tmp_path, *settings.LOCALE_PATHS]
    forget()
    yield
    forget()


@pytest.mark.parametrize("page", ["/eo/", "/eo/projects/", "/eo/news/", "/eo/meetings/"])
def test_every_text_of_the_interface_is_in_it(client, esperanto, page):
    response = client.get(page)

    html = response.content.decode()
    untranslated = {
        text.strip()
        for text in Texts(html).found
        if re.search(r"[A-Za-z]{3}", text) and "⟦" not in text and "⟧" not in text
    }
    assert response.status_code == 200
    assert '<html lang="eo" dir="ltr">' in html
    assert 'hreflang="eo"' in html
    assert untranslated == set()
