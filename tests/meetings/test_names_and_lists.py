"""Names and lists of a review as each language writes them."""

import pytest
from django.utils import translation

from meetings.actions import wording
from meetings.dossier.compile import compile_dossier
from meetings.dossier.outline import all_words, outline
from meetings.dossier.scope import Scope
from meetings.models import Delegation, Meeting, Participant, Statement
from publishing import names
from publishing.models import Visibility
from publishing.names import form_of_address

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("demo")]


@pytest.fixture
def review():
    return Meeting.objects.get(slug="annual-review-2023")


def words(review, language):
    with translation.override(language):
        return all_words(outline(compile_dossier(Scope(review), Visibility.PUBLIC)))


NAMES = {"ja": "尾池厚之", "ar": "أتسويوكي أويكي"}


@pytest.mark.parametrize(
    ("honorific", "name", "shown"),
    [
        ("H.E. Mr", "Atsuyuki Oike", "H.E. Mr"),
        ("H.E. Mr", "尾池厚之", ""),
        ("Ms", "هانا ميهون", ""),
        ("Mr", "Émile Zola", "Mr"),
        ("閣下", "尾池厚之", "閣下"),
        ("", "尾池厚之", ""),
        ("", "Atsuyuki Oike", ""),
    ],
)
def test_no_form_of_address_stands_before_a_name_of_another_script(honorific, name, shown):
    assert form_of_address(honorific, name) == shown


@pytest.mark.parametrize("language", NAMES)
def test_dossiers_name_people_without_english_titles(review, language):
    said = words(review, language)

    assert NAMES[language] in said
    assert f"Mr {NAMES[language]}" not in said
    assert "Ms " not in said
    assert "H.E. Mr Atsuyuki Oike" in words(review, "en")


@pytest.mark.parametrize("language", NAMES)
def test_pages_name_people_without_english_titles(client, language):
    page = client.get(f"/{language}/meetings/strategic-dialogue-2023/").content.decode()

    assert NAMES[language] in page
    assert "H.E." not in page
    comma = {"ja": "、", "ar": "، "}[language]
    assert f"{NAMES[language]}{comma}" in page
    assert "H.E. Mr" in client.get("/meetings/strategic-dialogue-2023/").content.decode()


@pytest.mark.parametrize("language", NAMES)
def test_minutes_name_people_without_english_titles(review, language):
    spoken = Statement.objects.filter(
        participant__person__honorific="H.E. Mr", participant__delegation__meeting__part_of=review
    )
    with translation.override(language):
        (said,) = map(wording.statement, spoken)

    assert f"<strong>{NAMES[language]}" in said
    assert "H.E." not in said


def test_parts_with_commas_of_their_own_are_parted_as_the_language_does(review, monkeypatch):
    written = {", ": "、", "; ": "；"}
    monkeypatch.setattr(names, "pgettext", lambda _context, text: written[text])

    said = words(review, "en")
    people = Participant.objects.filter(delegation__meeting__part_of=review)
    present = wording.present(Delegation.objects.first().organisation, people)

    assert "None recorded: Budget in force (planned)；Received (incoming funds)；" in said
    delegates = said.split("\nParticipants\n")[1].split("\nAgenda\n")[0]
    assert "；" in delegates
    assert "; " not in delegates
    assert "；" in present
    assert "; " not in present
