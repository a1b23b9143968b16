"""What a reader learns who has nothing but the dossier of the review of 2023."""

import datetime as dt

import pytest

from meetings.dossier.compile import compile_dossier
from meetings.dossier.outline import all_words, outline
from meetings.dossier.scope import Scope
from meetings.models import DossierScope, Meeting
from publishing.models import Visibility

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("demo")]


@pytest.fixture
def review():
    return Meeting.objects.get(slug="annual-review-2023")


@pytest.fixture
def entries(review):
    return compile_dossier(Scope(review), Visibility.PUBLIC)


@pytest.fixture
def words(entries):
    return all_words(outline(entries))


def part(words: str, start: str, end: str) -> str:
    """The words between two headings."""
    return words.split(f"\n{start}\n", 1)[1].split(f"\n{end}\n", 1)[0]


def sheet(words: str, title: str) -> str:
    """The sheet of a project, up to the next one."""
    return part(words, "Projects by priority area", "Lessons on the agenda").split(f"\n{title}\n")[
        1
    ][:4000]


def test_what_did_japan_pay_for_in_ukraine(words):
    told = sheet(words, "Emergency measures in Ukraine")

    assert "Paid for by: Government of Japan" in told
    assert "Allocated by donors (commitments) | about 10,000,000 | 13 March 2023" in told
    assert "Government of Japan | Contributions named in public reports | Commitment" in told
    assert "about USD\xa010,000,000" in told
    assert "almost USD 10 million contributed by Japan to UNESCO’s emergency measures" in words
    assert "largest donor to UNESCO’s programmes in Ukraine is Japan" in words


def test_no_spending_is_claimed_where_none_is_recorded(words):
    told = sheet(words, "Emergency measures in Ukraine")

    assert (
        "None recorded: Budget in force (planned); Received (incoming funds); Spent "
        "(disbursements and expenditures)." in told
    )
    assert (
        "Still to be spent (allocated less spent): cannot be told, since “Spent (disbursements "
        "and expenditures)” is not recorded." in told
    )


def test_what_was_trained_in_haiti(words):
    told = sheet(words, "Building back safer in Haiti: masons and engineers trained")

    assert "Masons trained (Output: Masons and engineers can construct resilient buildings)" in told
    assert "| 240 people | none published | – | 13 March 2023" in told
    assert "| 70 people | none published | – | 13 March 2023" in told
    assert "Evidence: Report on the Japan–UNESCO strategic dialogue of 13 March 2023" in told
    assert "240 masons trained in Haiti" in words


def test_what_is_expected_at_kasubi(words):
    told = sheet(words, "Rehabilitating the Tombs of Buganda Kings at Kasubi")

    assert "Expected: Kasubi leaves the List of World Heritage in Danger." in told
    assert "Expected since 13 March 2023." in told
    assert "To be decided by: World Heritage Committee" in told, "in March it had not decided"
    assert "Achieved: Kasubi" not in words
    assert "Decided on" not in told


def test_how_many_countries_committed(words):
    assert "79 countries committed to upscale and mainstream" in words
    assert "79 countries have committed." in words


def test_what_the_last_review_decided(words):
    before = part(words, "What the last review decided and heard", "Decisions and agreed actions")

    assert "Annual consultations 2022, 7 February 2022." in before
    assert "2022/D1 | Demo: New projects name one of the six areas as their main one." in before
    assert "2023/D1" not in before


def test_what_was_agreed(words):
    decided = part(words, "Decided at this review", "Late")
    agreed = words.split("\nAgreed at this review\n")[1].split("\nStatements\n")[0]

    assert "2023/D1 | Demo: Experience from training masons is shared" in decided
    assert "2023/A1 | Demo: Report on Kasubi" in agreed
    assert "30 September 2023 | Open" in agreed
    assert "28 September 2023" not in agreed, "what was done later was not known then"


def test_what_is_late(words):
    late = part(words, "Late", "Open, not due yet")

    assert "2022/A3 | Demo: Print a register of master masons" in late
    assert "31 December 2022 | In progress, overdue" in late
    assert "2022/A4" not in late


def test_what_was_done_since_the_last_review(words):
    done = part(words, "Done or dropped since the last review", "Agreed at this review")

    assert "2022/A1" in done
    assert "Done, 24 June 2022" in done
    assert "2022/A2" in done
    assert "Dropped, 30 November 2022" in done


def test_what_changed_since_2022(words):
    assert "Compared with Annual consultations 2022, 7 February 2022." in words
    haiti = sheet(words, "Building back safer in Haiti: masons and engineers trained")
    assert "Masons trained | no value yet | 240 people (13 March 2023) | –" in haiti
    nepal = sheet(words, "Temple masonry in the Kathmandu Valley")
    assert "Status | Under way | Being finalised | –" in nepal
    assert "Planned end | 31 December 2022 | 30 June 2023 | 181 days later" in nepal
    assert (
        "Budget in force | USD\xa0680,000 | USD\xa0980,000 | USD\xa0300,000 more (+44 %)" in nepal
    )
    assert "Texts rewritten: summary (17 words, now 23 words)." in nepal
    assert "Received | USD\xa0300,000 | USD\xa0720,000 | USD\xa0420,000 more" in nepal
    kasubi = sheet(words, "Rehabilitating the Tombs of Buganda Kings at Kasubi")
    assert "Expected since 13 March 2023: Kasubi leaves the List" in kasubi
    assert "No version of the page from then is kept" in kasubi


def test_what_was_said_and_by_whom(words):
    said = part(words, "Statements", "Annexes")

    assert (
        "Ambassador Oike pointed to what the programmes supported by Japan have in common" in said
    )
    assert "H.E. Mr Atsuyuki Oike, Ambassador, Permanent Delegate of Japan to UNESCO" in said
    assert "Xing Qu, Deputy Director-General of UNESCO" in said


def test_who_took_part_under_which_agenda(words):
    annexes = words.split("\nAnnexes\n")[1]

    for name in (
        "Ministry of Foreign Affairs",
        "Ministry of Education, Culture, Sports, Science and Technology",
        "Ministry of Land, Infrastructure, Transport and Tourism",
        "Japan Agency for Marine-Earth Science and Technology",
    ):
        assert f"{name} | Donor" in annexes
    for area in ("heritage in crisis", "ResiliArt", "Disaster risk reduction", "Ocean Science"):
        assert area in annexes
    assert "Report on the Japan–UNESCO strategic dialogue of 13 March 2023 (" in annexes


def test_who_met_about_what_and_what_is_said_of_an_area(words):
    assert (
        "Japan–UNESCO strategic dialogue 2023: UNESCO’s senior management met senior "
        "representatives of MOFA, MEXT, MLIT and JAMSTEC." in words
    )
    esd = words.split("\nEducation for sustainable development\n")[1][:600]
    assert "Japan is a lead knowledge partner, the report of March 2023 notes." in esd


def test_the_six_areas_have_their_chapters(words):
    sheets = part(words, "Projects by priority area", "Lessons on the agenda")

    for area in (
        "Protection of all forms of heritage in crisis",
        "Education for sustainable development",
        "UN Decade of Ocean Science",
        "ResiliArt",
        "Disaster risk reduction",
        "Ethics of artificial intelligence",
    ):
        assert f"\n{area}\n" in f"\n{sheets}"


def test_every_project_has_one_sheet(entries, words):
    told = outline(entries)
    anchors = [one.anchor for one in told.body if getattr(one, "level", 0) == 3]
    projects = [f"project-{one.object_id}" for one in entries if one.kind == "project"]

    assert sorted(anchors) == sorted(projects)
    every = [one.anchor for one in told.body if one.block == "heading"]
    assert len(every) == len(set(every)), "anchors lead to one place each"


def test_nothing_dated_after_the_review_is_told(words):
    due_then = "30 September 2023 | Open"
    assert "September 2023" not in words.replace(due_then, "")


@pytest.mark.parametrize(
    ("scope", "there", "not_there"),
    [
        (
            {"kind": DossierScope.COUNTRY, "country": "HT"},
            "Building back safer in Haiti: masons and engineers trained",
            "Emergency measures in Ukraine",
        ),
        (
            {"kind": DossierScope.AREA, "area": "resiliart"},
            "Stages reopened in Beirut",
            "Emergency measures in Ukraine",
        ),
        (
            {"kind": DossierScope.ORGANISATION, "organisation": "mext"},
            "Reef watch: fishers and scientists count together",
            "Temple masonry in the Kathmandu Valley",
        ),
    ],
)
def test_a_dossier_about_a_part_tells_of_that_part_only(review, scope, there, not_there):
    asked = Scope.asked(review, {name: value for name, value in scope.items() if name != "kind"})
    assert asked.kind == scope["kind"]

    told = outline(compile_dossier(asked, Visibility.PUBLIC))

    sheets = {str(one.text) for one in told.body if getattr(one, "level", 0) == 3}
    assert there in sheets
    assert not_there not in sheets


def test_a_ministrys_dossier_names_its_agencies_money(review):
    """JICA is below MOFA, JAMSTEC below MEXT: what they pay for is in the ministry's dossier."""
    asked = Scope.asked(review, {"organisation": "japan"})

    words = all_words(outline(compile_dossier(asked, Visibility.PUBLIC)))

    assert "of this, by the organisations of this dossier" in words
    assert "Emergency measures in Ukraine" in words


def test_the_partnership_reads_what_is_for_both_sides_and_the_public_does_not(review, words):
    both = all_words(outline(compile_dossier(Scope(review), Visibility.PARTNERSHIP)))

    assert "2023/D2" in both
    assert "2023/D2" not in words
    assert "Camille Exemple)" in both, "who is responsible"
    assert "Demo: the masters are chosen." not in both, "reports on the work stay with staff"
    ours = all_words(outline(compile_dossier(Scope(review), Visibility.INTERNAL)))
    assert "Demo: the masters are chosen." in ours


def test_a_coming_review_tells_of_today(review):
    review.ends_at = dt.datetime(2199, 1, 1, tzinfo=dt.UTC)

    words = all_words(outline(compile_dossier(Scope(review), Visibility.PUBLIC)))

    assert "Achieved: Kasubi leaves the List of World Heritage in Danger." in words
