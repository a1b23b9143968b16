"""The money of a dossier, against sums made another way."""

import datetime as dt
from decimal import Decimal

import pytest

from meetings.dossier.compile import compile_dossier
from meetings.dossier.outline import all_words, outline
from meetings.dossier.scope import Scope
from meetings.models import Meeting
from projects.models import Transaction
from publishing.models import Visibility
from publishing.rows import read_record
from tests.factories import (
    AllocationFactory,
    BudgetFactory,
    ContributionFactory,
    MeetingFactory,
    PriorityAreaFactory,
    ProjectFactory,
    ProjectPriorityAreaFactory,
    TransactionFactory,
)

pytestmark = pytest.mark.django_db

DAY = dt.date(2023, 1, 10)


@pytest.fixture
def review():
    return MeetingFactory()


@pytest.fixture
def project(review):
    return ProjectFactory(partnership=review.partnership)


def compiled(review, kind="project"):
    return [
        read_record(one.data)
        for one in compile_dossier(Scope(review), Visibility.PUBLIC)
        if one.kind == kind
    ]


def give(project, amount, kind, fulfils=None, **values):
    contribution = ContributionFactory(
        fund__partnership=project.partnership,
        type=kind,
        amount=amount,
        value_date=DAY,
        fulfils=fulfils,
        **values,
    )
    AllocationFactory(project=project, contribution=contribution, amount=amount)
    return contribution


def usd(total):
    return total and total["usd"]


def test_pledges_are_listed_and_never_added(review, project):
    give(project, 500, 13)
    give(project, 70, 11)

    (told,) = compiled(review)

    assert usd(told["money"]["allocated"]) == 70
    assert [one["is_pledge"] for one in told["allocations"]] == [True, False]


def test_a_payment_under_a_commitment_is_counted_once(review, project):
    commitment = give(project, 100, 11)
    give(project, 60, 1, fulfils=commitment)

    (told,) = compiled(review)

    assert usd(told["money"]["allocated"]) == 100


def test_currencies_are_added_through_their_dated_dollars_only(review, project):
    give(project, 1000, 11, currency="JPY", usd_amount=7, usd_quoted=True, usd_source="UN")
    give(project, 10, 11)

    (told,) = compiled(review)

    assert usd(told["money"]["allocated"]) == 17


def test_a_balance_is_told_only_of_totals_that_are_whole(review, project):
    TransactionFactory(project=project, type=1, date=DAY, amount=100)
    TransactionFactory(project=project, type=4, date=DAY, amount=30)
    other = ProjectFactory(partnership=review.partnership)
    TransactionFactory(project=other, type=1, date=DAY, amount=100)
    TransactionFactory(project=other, type=4, date=DAY, amount=30, currency="XAF")

    told = {one["id"]: one["money"] for one in compiled(review)}

    assert usd(told[project.pk]["balance"]) == 70
    assert told[other.pk]["balance"] is None
    assert not told[other.pk]["spent"]["is_complete"]


def test_nothing_is_told_of_spending_that_nobody_recorded(review, project):
    give(project, 100, 11)

    (told,) = compiled(review)

    assert (told["money"]["spent"], told["money"]["unspent"]) == (None, None)


def test_money_that_moved_after_the_review_is_not_in_it(review, project):
    TransactionFactory(project=project, type=4, date=dt.date(2023, 3, 13), amount=30)
    TransactionFactory(project=project, type=4, date=dt.date(2023, 3, 14), amount=50)

    (told,) = compiled(review)

    assert usd(told["money"]["spent"]) == 30


def test_a_programme_and_its_parts_are_not_added(review, project):
    part = ProjectFactory(partnership=review.partnership, parent=project)
    for one in (project, part):
        BudgetFactory(project=one, amount=100)

    (glance,) = compiled(review, "glance")

    assert usd(glance["money"]["budget"]) == 100
    assert (glance["projects"], glance["programmes"]) == (2, 1)


def test_money_is_divided_between_areas_by_the_shares_stated(review, project):
    areas = PriorityAreaFactory.create_batch(2, partnership=review.partnership)
    for area, share in zip(areas, (75, 25), strict=True):
        ProjectPriorityAreaFactory(project=project, area=area, percentage=share)
    silent = ProjectFactory(partnership=review.partnership)
    for area in areas:
        ProjectPriorityAreaFactory(project=silent, area=area, percentage=None)
    for one in (project, silent):
        give(one, 1000, 11)

    (glance,) = compiled(review, "glance")

    told = {one["id"]: usd(one["allocated"]) for one in glance["areas"]}
    assert told == {areas[0].pk: 750, areas[1].pk: 250}
    assert glance["unshared"] == 1


def test_totals_of_the_demo_are_those_of_its_rows(demo):
    """Added up from the rows by hand, without any of the dossier's own questions."""
    review = Meeting.objects.get(slug="annual-review-2023")
    (glance,) = compiled(review, "glance")
    keys = {
        one.object_id
        for one in compile_dossier(Scope(review), Visibility.PUBLIC)
        if one.kind == "project"
    }
    moved = [
        one
        for one in Transaction.objects.select_related("project")
        if one.project_id in keys
        and one.date <= review.last_day
        and not one.project.children.exists()
    ]
    received = sum((one.usd_amount for one in moved if one.type == 1), Decimal(0))
    spent = sum((one.usd_amount for one in moved if one.type in {3, 4}), Decimal(0))

    assert len(moved) > 50
    assert usd(glance["money"]["received"]) == received
    assert usd(glance["money"]["spent"]) == spent
    assert usd(glance["money"]["balance"]) == received - spent


@pytest.mark.parametrize("count", [1, 4])
def test_a_dossier_costs_the_same_however_many_projects(
    review, django_assert_max_num_queries, count
):
    for project in ProjectFactory.create_batch(count, partnership=review.partnership):
        give(project, 100, 11)
        BudgetFactory(project=project)
        TransactionFactory(project=project, type=4, date=DAY)
    scope = Scope(review)
    compile_dossier(scope, Visibility.PUBLIC)

    with django_assert_max_num_queries(16) as queries:
        compile_dossier(scope, Visibility.PUBLIC)

    # Three parts look for the review before one that names none.
    assert len(queries) == 16


def words(review):
    return all_words(outline(compile_dossier(Scope(review), Visibility.PUBLIC)))


def test_a_balance_below_zero_is_explained(review, project):
    TransactionFactory(project=project, type=1, date=DAY, amount=100)
    TransactionFactory(project=project, type=3, date=DAY, amount=30)
    TransactionFactory(project=project, type=4, date=DAY, amount=120)

    said = words(review)

    assert "Balance (received less spent) | -50 | –" in said
    assert "The balance is below zero by USD\xa050: that much more was spent" in said
    assert "Spent: disbursed to partners: USD\xa030; own expenditure: USD\xa0120." in said
    assert f"{project.title}: USD\xa050 below zero" in said, "among the projects of the portfolio"


def test_sentences_say_what_is_rough_and_what_they_leave_out(review, project):
    TransactionFactory(project=project, type=1, date=DAY, amount=100)
    TransactionFactory(project=project, type=3, date=DAY, amount=30, approximate=True)
    TransactionFactory(project=project, type=4, date=DAY, amount=120)
    TransactionFactory(project=project, type=4, date=DAY, amount=9, currency="XAF")

    said = words(review)

    assert (
        "Spent: disbursed to partners: about USD\xa030; own expenditure: USD\xa0120, some amounts "
        "left out for want of a rate." in said
    )


def test_a_balance_below_zero_that_is_rough_says_so(review, project):
    TransactionFactory(project=project, type=1, date=DAY, amount=100, approximate=True)
    TransactionFactory(project=project, type=4, date=DAY, amount=120)

    said = words(review)

    assert "below zero by about USD\xa020" in said
    assert f"{project.title}: about USD\xa020 below zero" in said


def test_what_cannot_be_told_says_for_want_of_what(review, project):
    give(project, 100, 11)
    TransactionFactory(project=project, type=4, date=DAY, amount=30, currency="XAF")

    said = words(review)

    assert "Budget in force (planned); Received (incoming funds)." in said
    assert "“Received (incoming funds)” is not recorded" in said
    assert (
        "Still to be spent (allocated less spent): cannot be told, since some amounts have no "
        "value in dollars." in said
    )


def test_the_tables_of_balances_add_up_to_the_portfolio(review):
    both, received, spent = ProjectFactory.create_batch(3, partnership=review.partnership)
    for one, kind, amount in ((both, 1, 100), (both, 4, 30), (received, 1, 7), (spent, 4, 5)):
        TransactionFactory(project=one, type=kind, date=DAY, amount=amount)

    (glance,) = compiled(review, "glance")

    told = [
        (one["group"], one["projects"], usd(one["first"]), usd(one["second"]), usd(one["left"]))
        for one in glance["reconciled"]["balance"]
    ]
    assert told == [
        ("both", 1, 100, 30, 70),
        ("first", 1, 7, None, None),
        ("second", 1, None, 5, None),
    ]
    assert "All | 3 | 107 | 35 | –" in words(review)


def test_the_table_of_areas_adds_up_to_the_portfolio(review, project):
    area, former = PriorityAreaFactory.create_batch(2, partnership=review.partnership)
    former.end = dt.date(2022, 1, 1)
    former.save()
    for one, share in ((area, 75), (former, 25)):
        ProjectPriorityAreaFactory(project=project, area=one, percentage=share)
    without = ProjectFactory(partnership=review.partnership)
    for one in (project, without):
        give(one, 1000, 11)

    (glance,) = compiled(review, "glance")

    assert [usd(one["allocated"]) for one in glance["areas"]] == [750]
    assert usd(glance["outside"]["allocated"]) == 1250
    assert "In no row above | – | 1,250 | none recorded" in words(review)
    assert "All projects, each counted once | 2 | 2,000 | none recorded" in words(review)
