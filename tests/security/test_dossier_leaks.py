"""No dossier holds anything that is not for its readers, on screen, as PDF or as Word."""

import datetime as dt
import io
import zipfile

import pytest
from django.apps import apps
from django.db import transaction
from django.template.loader import render_to_string
from pypdf import PdfReader

from meetings.dossier import actions, files
from meetings.dossier.compare import entries_of
from meetings.dossier.compile import checksum, compile_dossier
from meetings.dossier.outline import all_words, outline
from meetings.dossier.pdf import make_pdf, pictures_of
from meetings.dossier.scope import Scope
from meetings.dossier.views import public_dossier
from meetings.dossier.word import make_word
from meetings.models import Meeting
from publishing.figures import moment
from publishing.models import Visibility
from tests.factories import (
    AgendaItemFactory,
    AllocationFactory,
    ContributionFactory,
    DocumentFactory,
    EvidenceFactory,
    IndicatorFactory,
    KeyMessageFactory,
    LessonFactory,
    MeasurementFactory,
    MeetingFactory,
    OrganisationFactory,
    ParticipationFactory,
    PeriodFactory,
    PhotoFactory,
    ProjectFactory,
    ProjectPhotoFactory,
    ProjectPriorityAreaFactory,
    ReviewDossierFactory,
)
from tests.security.leaks import plant, word

NOW = dt.datetime(2023, 3, 10, tzinfo=dt.UTC)
UNREPORTED = "not in published minutes"
ALSO = {
    Visibility.PUBLIC: (),
    Visibility.PARTNERSHIP: ("partnershiponly", UNREPORTED),
    Visibility.INTERNAL: ("partnershiponly", UNREPORTED, "internalonly"),
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
    page = render_to_string(
        "meetings/dossier/print.html", {"outline": drawn, "as_of": moment(NOW, "UTC")}
    )
    given = {"as_of": moment(NOW, "UTC"), "pictures": pictures_of(drawn)}
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


def leaked(made, planted, audience):
    """What of the hidden things is said to an audience that may not read it, and in which form."""
    closed = {
        hidden: said
        for hidden, said in planted.hidden.items()
        if not said.endswith(tuple(f": {state}" for state in ALSO[audience]))
    }
    assert len(closed) > 100
    return {
        (form, said)
        for form, text in made.items()
        for hidden, said in closed.items()
        if hidden in text.lower()
    }


@pytest.mark.parametrize("audience", list(ALSO))
def test_a_dossier_holds_only_what_is_for_its_readers(planted, audience):
    meeting = planted.things[Meeting, "live"]
    meeting.starts_at = dt.datetime(2098, 1, 1, tzinfo=dt.UTC)
    meeting.ends_at = dt.datetime(2099, 1, 1, tzinfo=dt.UTC)

    made = forms(compile_dossier(Scope(meeting), audience))

    assert leaked(made, planted, audience) == set()


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


@pytest.mark.parametrize("audience", list(ALSO))
def test_of_the_last_review_a_dossier_tells_what_is_for_its_readers(planted, audience):
    last = planted.things[Meeting, "live"]
    review = MeetingFactory(
        partnership=last.partnership,
        previous=last,
        starts_at=dt.datetime(2098, 1, 1, tzinfo=dt.UTC),
        ends_at=dt.datetime(2099, 1, 1, tzinfo=dt.UTC),
    )

    made = forms(compile_dossier(Scope(review), audience))

    assert leaked(made, planted, audience) == set()
    both, ours = Visibility.PARTNERSHIP, Visibility.INTERNAL
    for model in ("Decision", "Statement"):
        for form, text in made.items():
            for state, readers in (("partnershiponly", {both, ours}), ("internalonly", {ours})):
                told = word(model, state) in text.lower()
                assert told == (audience in readers), (model, state, form)


@pytest.fixture
def nested(monkeypatch, editor):
    """A frozen public dossier, and what its entries name, each with a word of its own."""
    monkeypatch.setattr(files, "make_pdf", lambda _drawn, **_given: b"%PDF-")
    monkeypatch.setattr(files, "make_word", lambda _drawn, **_given: b"PK")
    day = dt.date(2023, 1, 10)
    before = MeetingFactory(
        title="nestedmeeting",
        starts_at=dt.datetime(2022, 2, 7, 9, tzinfo=dt.UTC),
        ends_at=dt.datetime(2022, 2, 7, 17, tzinfo=dt.UTC),
    )
    review = MeetingFactory(previous=before, partnership=before.partnership)
    project = ProjectFactory(partnership=review.partnership, title="This one stays")
    other = ProjectFactory(title="nestedproject")
    item = AgendaItemFactory(meeting=review)
    item.projects.add(other)
    general = LessonFactory(project=other, title="The lesson stays")
    general.applied_in.add(other)
    own = LessonFactory(project=project, title="nestedlesson", drawn_on=day)
    item.lessons.add(general)
    areas = [
        ProjectPriorityAreaFactory(
            project=project, area__name=name, area__partnership=review.partnership
        ).area
        for name in ("nestedarea", "The area stays")
    ]
    partner, giver = (OrganisationFactory(name=f"nested{name}") for name in ("partner", "giver"))
    ParticipationFactory(project=project, organisation=partner)
    allocation = AllocationFactory(
        project=project,
        contribution=ContributionFactory(
            provider=giver, fund__name="nestedfund", value_date=day, note="nestednote"
        ),
    )
    period = PeriodFactory(
        indicator=IndicatorFactory(result__project=project), start=dt.date(2022, 1, 1)
    )
    value = MeasurementFactory(period=period, as_of=day, state="approved")
    paper, shown = (
        DocumentFactory(title="nestedpaper"),
        PhotoFactory(alternative_text="nestedshown"),
    )
    EvidenceFactory(measurement=value, title="nestedevidence", document=paper)
    EvidenceFactory(measurement=value, title="nestedsight", document=None, photo=shown)
    photo = PhotoFactory(alternative_text="nestedphoto", caption="nestedcaption")
    ProjectPhotoFactory(project=project, photo=photo)
    source = DocumentFactory(title="nestedsource")
    KeyMessageFactory(
        partnership=review.partnership, project=project, as_of=day, source_document=source
    )
    dossier = ReviewDossierFactory(meeting=review, audience=Visibility.PUBLIC)
    actions.ask_to_build(dossier=dossier, user=editor)
    actions.freeze(dossier=dossier, user=editor)
    fund = allocation.contribution.fund
    things = [before, other, own, areas[0], partner, giver, fund, paper, shown, photo, source]
    return review, dossier, things


def test_what_was_withdrawn_is_named_nowhere_in_a_frozen_public_dossier(nested, client):
    review, dossier, things = nested
    address = f"{review.get_absolute_url()}dossier/"
    assert "nestedproject" in client.get(address).content.decode()
    file = client.get(f"{address}pdf/")
    assert b"".join(file.streaming_content) == b"%PDF-"
    for thing in things:
        type(thing).objects.filter(pk=thing.pk).update(state="draft")

    shown = public_dossier(Scope(review))
    said = forms(shown.entries)
    page = client.get(address).content.decode()

    assert {form for form, text in said.items() if "nested" in text.lower()} == set()
    assert "nested" not in page.lower()
    for words in ("This one stays", "The lesson stays", "The area stays"):
        assert words in page
    assert "(withdrawn)" in page
    assert "parts of this sheet were taken back" in page
    assert f"{shown.withdrawn} parts were withdrawn since" in page
    assert client.get(f"{address}pdf/").status_code == 404
    dossier.refresh_from_db()
    assert dossier.checksum == checksum(entries_of(dossier))
    assert dossier.checksum in page


def test_each_thing_withdrawn_is_hidden_by_itself(nested):
    review, _dossier, things = nested
    whole = len(repr([one.data for one in public_dossier(Scope(review)).entries]))
    for thing in things:
        type(thing).objects.filter(pk=thing.pk).update(state="draft")

        shown = public_dossier(Scope(review))

        name = str(thing) if str(thing).startswith("nested") else thing.alternative_text
        assert shown.withdrawn > 0, name
        assert name not in repr([one.data for one in shown.entries])
        type(thing).objects.filter(pk=thing.pk).update(state="published")
    assert len(repr([one.data for one in public_dossier(Scope(review)).entries])) == whole
