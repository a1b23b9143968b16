"""Each fact of the public record is in the demo, with its day and its source."""

import datetime as dt
from decimal import Decimal

import pytest

from donors.models import CommonApproach, Contribution, Organisation, Partnership, PriorityArea
from meetings.models import Meeting, MinutesState, Participant, Statement
from news.models import Article
from projects.models import KeyMessage, Measurement, OutcomeEvent, Project

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("demo")]

DIALOGUE = dt.date(2023, 3, 13)


def names(queryset):
    return set(queryset.values_list("slug", flat=True))


def test_japan_is_a_tree_of_ministries_and_agencies():
    japan = Organisation.objects.get(slug="japan")
    parents = dict(Organisation.objects.within(japan).values_list("slug", "parent__slug"))
    assert parents == {
        "japan": None,
        "mofa": "japan",
        "mext": "japan",
        "mlit": "japan",
        "jamstec": "mext",
        "jica": "mofa",
        "japan-delegation-unesco": "mofa",
    }
    refs = dict(Organisation.objects.exclude(iati_ref="").values_list("slug", "iati_ref"))
    assert refs == {"unesco": "XM-DAC-41304", "mofa": "XM-DAC-701-2", "jica": "XM-DAC-701-8"}


@pytest.mark.parametrize(
    ("day", "palettes"),
    [
        (dt.date(2022, 2, 7), ["heritage", "esd", "ocean", "art", "drr", "ai"]),
        (DIALOGUE, ["heritage", "esd", "ocean", "art", "drr", "ai"]),
        (dt.date(2024, 4, 23), ["heritage", "esd", "drr", "ocean", "ai", "art"]),
        (dt.date(2025, 5, 20), ["heritage", "esd", "drr", "ocean", "ai"]),
    ],
)
def test_areas_in_force_change_with_the_reviews(day, palettes):
    areas = PriorityArea.objects.filter(partnership__slug="japan-unesco").agreed_on(day)
    assert list(areas.values_list("palette", flat=True)) == palettes


def test_later_areas_continue_earlier_ones():
    later = PriorityArea.objects.filter(
        partnership__slug="japan-unesco", start__gt=dt.date(2021, 12, 31)
    )
    assert later.count() == 11
    assert not later.filter(predecessors=None).exists()


def test_common_approaches_stressed_by_ambassador_oike():
    assert names(CommonApproach.objects.all()) == {
        "environment-and-resilience",
        "role-of-communities",
        "digital-policy-and-tools",
    }


def test_reviews_are_chained_from_2020_to_2025():
    reviews = Meeting.objects.annual_reviews().filter(is_demo=False).order_by("starts_at")
    assert [(r.first_day, r.last_day, r.modality) for r in reviews] == [
        (dt.date(2020, 2, 27), dt.date(2020, 2, 28), "hybrid"),
        (dt.date(2021, 2, 15), dt.date(2021, 2, 19), "online"),
        (dt.date(2022, 2, 7), dt.date(2022, 2, 7), ""),
        (DIALOGUE, DIALOGUE, ""),
        (dt.date(2024, 4, 23), dt.date(2024, 4, 26), "hybrid"),
        (dt.date(2025, 5, 20), dt.date(2025, 5, 23), "hybrid"),
    ]
    reviews = list(reviews)
    assert [review.previous for review in reviews] == [None, *reviews[:-1]]
    parts = Meeting.objects.exclude(part_of=None).values_list("slug", "part_of__slug")
    assert set(parts) == {
        ("strategic-dialogue-2023", "annual-review-2023"),
        ("programme-exchanges-2025", "annual-review-2025"),
    }


def test_people_stand_in_their_capacity_at_the_time():
    people = Participant.objects.filter(person__is_demo=False).exclude(
        delegation__meeting__slug="annual-review-2025"
    )
    held = {
        (
            participant.delegation.meeting.slug,
            participant.person.safe_translation_getter("name", language_code="en"),
            participant.safe_translation_getter("capacity", language_code="en"),
        )
        for participant in people
    }
    assert held == {
        ("annual-review-2021", "Audrey Azoulay", "Director-General of UNESCO"),
        (
            "strategic-dialogue-2023",
            "Atsuyuki Oike",
            "Ambassador, Permanent Delegate of Japan to UNESCO",
        ),
        ("strategic-dialogue-2023", "Xing Qu", "Deputy Director-General of UNESCO"),
        (
            "annual-review-2024",
            "Takehiro Kano",
            "Ambassador, Permanent Delegation of Japan to UNESCO",
        ),
    }
    assert set(Statement.objects.values_list("kind", flat=True)) == {"indirect"}
    # The minutes of 2025 are with the delegates still.
    shown = Statement.objects.exclude(participant__delegation__meeting__slug="annual-review-2025")
    assert Statement.objects.count() == 5
    assert set(Statement.objects.public()) == set(shown)
    assert len(shown) == 4


def test_dialogue_of_2023_brings_together_the_partners_of_the_report():
    dialogue = Meeting.objects.get(slug="strategic-dialogue-2023")
    assert set(dialogue.delegations.values_list("organisation__slug", flat=True)) == {
        "japan-delegation-unesco",
        "mofa",
        "mext",
        "mlit",
        "jamstec",
        "unesco",
    }
    assert dialogue.agenda_items.exclude(area=None).count() == 6


@pytest.mark.parametrize("value", [240, 70])
def test_masons_and_engineers_are_approved_and_evidenced(value):
    measured = Measurement.objects.public().get(
        period__indicator__result__project__slug="haiti-masons-and-engineers", value=value
    )
    assert measured.as_of == DIALOGUE
    assert [proof.document.slug for proof in measured.evidence.all()] == ["report-2023-03"]


def test_seventy_nine_countries_committed():
    project = Project.objects.get(slug="esd-country-commitments")
    assert project.commitments.country_count() == 79
    assert not project.commitments.filter(is_demo=False).exists()
    assert not project.is_demo


def test_kasubi_is_told_as_expected_and_as_achieved():
    event = OutcomeEvent.objects.get(project__slug="kasubi-tombs-rehabilitation")
    assert (event.state, event.expected_since) == ("achieved", DIALOGUE)
    assert (event.decided_on.year, event.decided_on.month) == (2023, 9)
    kinds = KeyMessage.objects.filter(project=event.project).order_by("as_of")
    assert [(m.kind, m.as_of.isoformat()[:7]) for m in kinds] == [
        ("expected", "2023-03"),
        ("achieved", "2023-09"),
    ]
    minutes = Meeting.objects.get(slug="annual-review-2023").minutes.get()
    assert minutes.state == MinutesState.AGREED
    assert "expected but not decided" in minutes.safe_translation_getter("text", language_code="en")


@pytest.mark.parametrize(
    ("amount", "day", "kind", "approximate"),
    [
        (7_000_000, dt.date(2020, 2, 28), 11, False),
        (3_900_000, dt.date(2020, 2, 28), 11, False),
        (4_000_000, dt.date(2021, 2, 19), 11, True),
        (3_800_000, dt.date(2022, 2, 7), 13, False),
        (10_000_000, DIALOGUE, 11, True),
    ],
)
def test_contributions_on_record(amount, day, kind, approximate):
    given = Contribution.objects.public().get(
        fund__is_demo=False, amount=Decimal(amount), value_date=day
    )
    assert (given.type, given.approximate, given.currency) == (kind, approximate, "USD")
    assert given.as_of == day
    assert given.source_document is not None


def test_no_other_contribution_passes_for_a_fact():
    assert Contribution.objects.filter(fund__is_demo=False).count() == 5


@pytest.mark.parametrize(
    ("slug", "figure", "as_of"),
    [
        ("contribution-to-ukraine", "almost USD 10 million", DIALOGUE),
        ("largest-donor-in-ukraine", "largest donor", DIALOGUE),
        ("portfolio-february-2020", "above USD 58 million", dt.date(2020, 2, 28)),
        ("portfolio-february-2021", "above USD 38 million", dt.date(2021, 2, 19)),
        ("supplementary-budget-2021", "over USD 4 million", dt.date(2021, 2, 19)),
        ("new-projects-2022", "USD 3.8 million", dt.date(2022, 2, 7)),
        ("funds-in-trust-since-1969", "since 1969", dt.date(2018, 12, 31)),
        ("forty-years-of-science", "over 40 years", dt.date(2018, 12, 31)),
        ("science-projects-in-jakarta", "12", dt.date(2020, 2, 28)),
    ],
)
def test_claims_are_quoted_with_day_and_source(slug, figure, as_of):
    message = KeyMessage.objects.public().get(slug=slug)
    assert message.safe_translation_getter("quoted_figure", language_code="en") == figure
    assert message.as_of == as_of
    assert message.source_document is not None


def test_ranking_names_its_scope():
    ranking = KeyMessage.objects.get(slug="largest-donor-in-ukraine")
    scope = ranking.safe_translation_getter("scope", language_code="en")
    assert "UNESCO’s programmes in Ukraine" in scope
    assert "13 March 2023" in scope


def test_partnership_and_its_article():
    assert Partnership.objects.get(slug="japan-unesco").start.year == 1969
    article = Article.objects.get(slug="strategic-dialogue-on-crisis-and-transition-2023")
    assert article.date == DIALOGUE
    assert article.meeting.slug == "strategic-dialogue-2023"
    assert article.areas.count() == 6
    assert names(article.projects.all()) == {
        "haiti-masons-and-engineers",
        "esd-country-commitments",
        "kasubi-tombs-rehabilitation",
        "ukraine-emergency-measures",
    }


def test_facts_name_their_source():
    facts = Project.objects.filter(is_demo=False)
    assert facts.count() == 7
    assert not facts.filter(source_as_of=None).exists()
    assert not facts.filter(documents=None).exists()
    # Nothing made up beside them: no budgets and no transactions.
    assert not facts.exclude(budgets=None).exists()
    assert not facts.exclude(transactions=None).exists()
