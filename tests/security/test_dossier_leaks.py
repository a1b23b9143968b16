"""No dossier holds anything that is not for its readers, on screen, as PDF or as Word."""

import datetime as dt
import io
import zipfile

import pytest
from django.apps import apps
from django.db import transaction
from django.template.loader import render_to_string
from pypdf import PdfReader

from meetings.dossier.compile import compile_dossier
from meetings.dossier.outline import all_words, outline
from meetings.dossier.pdf import make_pdf, pictures_of
from meetings.dossier.scope import Scope
from meetings.dossier.word import make_word
from meetings.models import Meeting
from publishing.models import Visibility
from tests.security.leaks import plant, word

NOW = dt.datetime(2023, 3, 10, tzinfo=dt.UTC)
ALSO = {
    Visibility.PUBLIC: (),
    Visibility.PARTNERSHIP: ("partnershiponly",),
    Visibility.INTERNAL: ("partnershiponly", "internalonly"),
}
"""Beside what is public, these are for the audience."""


@pytest.fixture(scope="module")
def planted(django_db_setup, django_db_blocker):
    with django_db_blocker.unblock(), transaction.atomic():
        yield plant()
        transaction.set_rollback(True)


@pytest.fixture(autouse=True)
def _database(db):
    """Each test in a transaction of its own, within that of the module."""


def forms(entries):
    """All forms of a dossier, as one could search them."""
    drawn = outline(entries)
    page = render_to_string("meetings/dossier/print.html", {"outline": drawn, "data_as_of": NOW})
    given = {"data_as_of": NOW, "pictures": pictures_of(drawn)}
    with zipfile.ZipFile(io.BytesIO(make_word(drawn, **given))) as book:
        written = b"".join(book.read(name) for name in book.namelist()).decode(errors="replace")
    reader = PdfReader(io.BytesIO(make_pdf(drawn, **given)))
    printed = "".join(page.extract_text() for page in reader.pages)
    kept = repr([one.data for one in entries])
    return {
        "data": kept,
        "words": all_words(drawn),
        "page": page,
        "word": written,
        "pdf": "".join(printed.split()),
    }


@pytest.mark.parametrize("audience", list(ALSO))
def test_a_dossier_holds_only_what_is_for_its_readers(planted, audience):
    meeting = planted.things[Meeting, "live"]
    meeting.starts_at = dt.datetime(2098, 1, 1, tzinfo=dt.UTC)
    meeting.ends_at = dt.datetime(2099, 1, 1, tzinfo=dt.UTC)

    made = forms(compile_dossier(Scope(meeting), audience))

    closed = {
        hidden: said
        for hidden, said in planted.hidden.items()
        if not said.endswith(tuple(f": {state}" for state in ALSO[audience]))
    }
    assert len(closed) > 100
    told = {
        (form, said)
        for form, text in made.items()
        for hidden, said in closed.items()
        if hidden in text.lower()
    }
    assert told == set()


def test_the_control_what_is_for_the_readers_is_there(planted):
    meeting = planted.things[Meeting, "live"]
    project = word(apps.get_model("projects.Project").__name__, "live")
    said = {audience: forms(compile_dossier(Scope(meeting), audience)) for audience in ALSO}

    for made in said.values():
        for form, text in made.items():
            assert project in text.lower(), form
    for model in ("AgendaItem", "AgreedAction", "Decision", "Statement"):
        for form in ("data", "words", "page", "word", "pdf"):
            both, ours = word(model, "partnershiponly"), word(model, "internalonly")
            present = {one for one in ALSO if both in said[one][form].lower()}
            assert present == {Visibility.PARTNERSHIP, Visibility.INTERNAL}, (model, form)
            present = {one for one in ALSO if ours in said[one][form].lower()}
            assert present == {Visibility.INTERNAL}, (model, form)
