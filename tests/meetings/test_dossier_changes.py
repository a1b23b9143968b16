"""What changed since the last review, each by the record that knows it."""

import datetime as dt
from decimal import Decimal

import pytest
from django.contrib.contenttypes.models import ContentType
from django.utils import translation

from meetings.dossier.blocks import labelled, plain
from meetings.dossier.compile import compile_dossier
from meetings.dossier.outline import all_words, outline
from meetings.dossier.scope import Scope
from projects.models import Project
from publishing.models import PublicationEvent, Revision, Visibility
from publishing.snapshots import take
from tests.factories import (
    AllocationFactory,
    BudgetFactory,
    ContributionFactory,
    CountryCommitmentFactory,
    IndicatorFactory,
    MeasurementFactory,
    MeetingFactory,
    OutcomeEventFactory,
    PeriodFactory,
    ProjectFactory,
    TransactionFactory,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def review():
    before = MeetingFactory(
        title="The review before",
        starts_at=dt.datetime(2022, 2, 7, 9, tzinfo=dt.UTC),
        ends_at=dt.datetime(2022, 2, 7, 17, tzinfo=dt.UTC),
    )
    return MeetingFactory(previous=before, partnership=before.partnership)


@pytest.fixture
def project(review):
    return ProjectFactory(
        partnership=review.partnership,
        status=2,
        planned_start=dt.date(2021, 1, 1),
        planned_end=dt.date(2023, 12, 31),
    )


def publish(project, *, at, **then):
    """The page as it is, with what differed then, as published on a day."""
    snapshot = take(project)
    (page,) = snapshot["projects.project"].values()
    page |= {name: value for name, value in then.items() if name in page}
    for text in snapshot["projects.projecttranslation"].values():
        text |= {name: value for name, value in then.items() if name in text}
    if "budget" in then:
        for row in snapshot["projects.budget"].values():
            row["amount"] = row["usd_amount"] = then["budget"]
    kind = ContentType.objects.get_for_model(Project)
    revision = Revision.objects.create(
        content_type=kind, object_id=project.pk, snapshot=snapshot, state="approved"
    )
    step = PublicationEvent.objects.create(
        content_type=kind, object_id=project.pk, revision=revision, step="published"
    )
    PublicationEvent.objects.filter(pk=step.pk).update(at=at)


def changes(review):
    entries = compile_dossier(Scope(review), Visibility.PUBLIC)
    (data,) = [one.data for one in entries if one.kind == "project"]
    return {one["what"]: one for one in data["changes"]}, all_words(outline(entries))


JANUARY_2022 = dt.datetime(2022, 1, 10, tzinfo=dt.UTC)
JUNE_2022 = dt.datetime(2022, 6, 10, tzinfo=dt.UTC)
APRIL_2023 = dt.datetime(2023, 4, 10, tzinfo=dt.UTC)


def test_status_plans_budget_and_texts_are_compared_by_what_was_published(review, project):
    BudgetFactory(project=project, amount=Decimal(500))
    publish(
        project,
        at=JANUARY_2022,
        status=1,
        planned_end="2022-12-31",
        budget="300.00",
        summary="Once it said this.",
    )
    publish(project, at=JUNE_2022, summary="Then it said that, and why so.")

    found, words = changes(review)

    assert found.keys() == {"status", "planned_end", "budget", "texts"}
    assert "What | 7 February 2022 | 13 March 2023 | Difference" in words
    assert "Status | In preparation | Under way | –" in words
    assert "Planned end | 31 December 2022 | 31 December 2023 | 365 days later" in words
    assert "Budget in force | USD\xa0300 | USD\xa0500 | USD\xa0200 more (+67 %)" in words
    assert "Texts rewritten: summary (4 words, now 7 words)." in words
    assert "Planned end: 365 days later; Budget in force: USD\xa0200 more (+67 %); texts" in words
    assert "Once it said this." not in words


@pytest.mark.parametrize(
    ("first", "second"),
    [({"type": 2}, {"type": 2}), ({"type": 1, "period_end": dt.date(2024, 12, 31)}, {"type": 2})],
    ids=["two revised", "revised in part"],
)
def test_budgets_that_contradict_each_other_are_no_sum_and_no_change(
    review, project, first, second
):
    one = BudgetFactory(project=project, amount=Decimal(500), **first)
    publish(project, at=JANUARY_2022)
    BudgetFactory(project=project, amount=Decimal(700), **second)
    publish(project, at=JUNE_2022)
    project.budgets.exclude(pk=one.pk).delete()

    found, words = changes(review)

    assert "budget" not in found
    assert "1,200" not in words


def test_no_budget_on_that_day_is_none_recorded_and_not_nought(review, project):
    publish(project, at=JUNE_2022)
    BudgetFactory(project=project, amount=Decimal(500))
    publish(project, at=APRIL_2023)

    entries = compile_dossier(Scope(review), Visibility.PUBLIC)

    [data] = [one.data for one in entries if one.kind == "project"]
    assert data["money"]["budget"] is None


def test_what_was_published_after_the_review_is_no_change_before_it(review, project):
    publish(project, at=JANUARY_2022)
    publish(project, at=APRIL_2023, status=4)

    found, words = changes(review)

    assert found == {}
    assert "No change is on record." in words
    assert "Nothing on record has changed in 1 project." in words


def test_a_draft_is_no_change(review, project):
    publish(project, at=JANUARY_2022)
    Revision.objects.create(
        content_type=ContentType.objects.get_for_model(Project),
        object_id=project.pk,
        snapshot={"projects.project": {}},
        state="working",
    )

    assert changes(review)[0] == {}


def test_where_no_version_is_kept_the_dossier_says_so(review, project):
    publish(project, at=JUNE_2022)

    found, words = changes(review)

    assert found == {}
    assert "No version of the page from then is kept" in words
    assert "Of 1 project no version of its page is kept" in words


def test_values_are_compared_by_the_days_they_were_right(review, project):
    period = PeriodFactory(
        indicator=IndicatorFactory(result__project=project, title="Masons trained", unit="people"),
        start=dt.date(2021, 1, 1),
        end=dt.date(2023, 12, 31),
    )
    for value, day, state in (
        (80, dt.date(2022, 1, 31), "approved"),
        (240, dt.date(2023, 3, 1), "approved"),
        (900, dt.date(2023, 3, 2), "submitted"),
        (333, dt.date(2023, 6, 1), "approved"),
    ):
        MeasurementFactory(period=period, value=value, as_of=day, state=state)

    found, words = changes(review)

    assert found.keys() == {"value"}
    assert "Masons trained | 80 people | 240 people (1 March 2023) | 160 more" in words
    assert "Masons trained: 240 people (160 more)" in words
    assert "900 people" not in words
    assert "333 people" not in words


def test_a_corrected_value_is_not_told(review, project):
    period = PeriodFactory(
        indicator=IndicatorFactory(result__project=project, unit="people"),
        start=dt.date(2022, 1, 1),
    )
    wrong = MeasurementFactory(
        period=period, value=777, as_of=dt.date(2023, 2, 1), state="approved"
    )
    MeasurementFactory(
        period=period, value=77, as_of=dt.date(2023, 2, 1), state="approved", corrects=wrong
    )

    _found, words = changes(review)

    assert "777 people" not in words


def test_money_outcomes_and_work_are_compared_by_their_own_days(review, project):
    project.actual_start = dt.date(2022, 5, 1)
    project.save()
    for day, amount in ((dt.date(2022, 1, 1), 100), (dt.date(2022, 8, 1), 40)):
        TransactionFactory(project=project, type=4, date=day, amount=amount)
    OutcomeEventFactory(
        project=project, title="The site is safe", state="achieved", decided_on=dt.date(2023, 1, 5)
    )
    OutcomeEventFactory(
        project=project,
        title="The list is shorter",
        state="achieved",
        expected_since=dt.date(2022, 9, 1),
        decided_on=dt.date(2023, 9, 1),
        description="The committee met in September.",
    )

    found, words = changes(review)

    assert found.keys() == {"started", "spent", "outcome", "expected"}
    assert "Work began | planned for 1 January 2021 | 1 May 2022 | 485 days later" in words
    assert "Spent | USD\xa0100 | USD\xa0140 | USD\xa040 more" in words
    assert "The site is safe | – | Achieved (5 January 2023) | –" in words
    assert "Expected since 1 September 2022: The list is shorter." in words
    assert "Expected: The list is shorter." in words
    assert "The committee met in September." not in words, "it tells what came later"


def test_a_first_review_compares_nothing():
    review = MeetingFactory()
    ProjectFactory(partnership=review.partnership)

    found, words = changes(review)

    assert found == {}
    assert "No earlier review is on record" in words
    assert "What has changed since the last review" not in words


def test_a_review_that_names_none_is_compared_with_the_latest_before(review, project):
    year = dt.timedelta(days=365)
    coming = MeetingFactory(
        partnership=review.partnership,
        starts_at=review.starts_at + year,
        ends_at=review.ends_at + year,
    )

    _found, words = changes(coming)

    assert f"Compared with {review}" in words


def test_a_hidden_review_before_is_not_spoken_of(review, project):
    before = review.previous
    before.state = "draft"
    before.save()

    _found, words = changes(review)

    assert "The review before" not in words
    assert "7 February 2022" not in words


def test_a_first_value_is_compared_with_the_baseline(review, project):
    indicator = IndicatorFactory(
        result__project=project, title="Reached in time", unit="per cent", measure=2, baseline=40
    )
    period = PeriodFactory(indicator=indicator, start=dt.date(2022, 1, 1))
    MeasurementFactory(period=period, value=49, as_of=dt.date(2023, 2, 1), state="approved")

    _found, words = changes(review)

    now = "49 % (1 February 2023) | 9 percentage points more than the baseline"
    assert f"Reached in time | no value yet; baseline 40 % | {now}" in words


def test_allocations_are_told_in_their_currency_and_as_a_sum_then_and_now(review, project):
    for amount, day in ((500, dt.date(2021, 5, 1)), (700, dt.date(2022, 5, 1))):
        contribution = ContributionFactory(
            fund__partnership=project.partnership,
            provider__name="The giver",
            amount=amount,
            currency="JPY",
            usd_amount=amount / 100,
            usd_quoted=True,
            usd_source="UN",
            value_date=day,
        )
        AllocationFactory(project=project, contribution=contribution, amount=amount)

    found, words = changes(review)

    assert found.keys() == {"given", "allocated"}
    assert "Allocated by donors | USD\xa05 | USD\xa012 | USD\xa07 more" in words
    assert "New: JPY\xa0700 allocated by The giver, 1 May 2022." in words
    assert "Allocated by donors (commitments) | 5 | 12 | 7 more" in words, "of the portfolio, too"


def test_no_difference_is_told_of_sums_from_which_an_amount_is_missing(review, project):
    TransactionFactory(project=project, type=4, date=dt.date(2022, 1, 1), amount=100)
    TransactionFactory(project=project, type=4, date=dt.date(2022, 8, 1), amount=40, currency="XAF")

    _found, words = changes(review)

    now = "USD\xa0100, some amounts left out for want of a rate"
    assert f"Spent | USD\xa0100 | {now} | –" in words


def test_countries_are_counted_then_and_now_where_each_has_its_day(review, project):
    for country, day in (("KE", dt.date(2021, 5, 1)), ("UG", dt.date(2022, 5, 1))):
        CountryCommitmentFactory(project=project, country=country, committed_on=day)

    assert "Countries that committed | 1 | 2 | 1 country more" in changes(review)[1]

    CountryCommitmentFactory(project=project, country="RW", committed_on=None)

    assert "Countries that committed | – | – | 1 country more" in changes(review)[1]


def test_characters_are_counted_in_a_language_without_spaces(review):
    project = ProjectFactory(partnership=review.partnership, title="石工", summary="谷の石工。")
    project.translations.update(language_code="ja")
    publish(project, at=JANUARY_2022, title="石の工", summary="<p>谷の 石工</p>")
    publish(project, at=JUNE_2022, title="石工", summary="<p>谷の石工を\n育てます。</p>")

    found, words = changes(review)

    assert found["texts"]["characters"] == {"title": [3, 2], "summary": [4, 10]}
    assert "title (3 characters, now 2 characters)" in words
    assert "summary (4 characters, now 10 characters)" in words


def test_texts_in_two_languages_are_not_compared_by_their_length(review, project):
    publish(project, at=JANUARY_2022, language_code="ja", summary="谷の石工")
    publish(project, at=JUNE_2022, summary="Then it said that.")

    _found, words = changes(review)

    assert "Texts rewritten: summary." in words


@pytest.mark.parametrize(
    ("language", "said"), [("en", "Title: A"), ("fr", "Title : A"), ("ja", "Title：A")]
)
def test_a_name_stands_before_what_is_said_as_its_language_writes_it(language, said):
    with translation.override(language):
        assert plain(labelled("Title", ["A"])) == said
