import datetime as dt
import re
from decimal import Decimal

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError

from donors.models import ContributionType
from projects.models import Allocation, Budget, Project, Transaction
from projects.project_record import project_record
from search.index import catch_up_fully
from tests.factories import (
    AllocationFactory,
    BudgetFactory,
    ContributionFactory,
    ExchangeRateFactory,
    ProjectFactory,
    RecipientCountryFactory,
    TransactionFactory,
)
from tests.projects.test_shares import check

pytestmark = pytest.mark.django_db


def test_allocations_may_use_up_a_contribution():
    contribution = ContributionFactory(amount=Decimal(100))
    AllocationFactory(contribution=contribution, amount=Decimal(60))
    AllocationFactory(contribution=contribution, amount=Decimal(40))

    check()


def test_allocations_never_exceed_the_contribution():
    contribution = ContributionFactory(amount=Decimal(100), currency="JPY")
    AllocationFactory(contribution=contribution, amount=Decimal(60))
    second = AllocationFactory(contribution=contribution, amount=Decimal(41))

    with pytest.raises(ValidationError, match=r"Only 40\.00 JPY of this contribution are still"):
        second.full_clean()
    with pytest.raises(IntegrityError, match=r"Allocations of 101\.00 exceed"):
        check()
    second.delete()


def test_a_contribution_never_shrinks_below_its_allocations():
    allocation = AllocationFactory(amount=Decimal(60))
    allocation.contribution.amount = Decimal(50)
    allocation.contribution.save()

    with pytest.raises(IntegrityError, match=r"Allocations of 60\.00 exceed"):
        check()
    allocation.delete()


def test_a_revised_budget_replaces_the_original_of_the_same_time():
    project = ProjectFactory()
    original = {"project": project, "type": 1}
    BudgetFactory(**original, amount=Decimal(100))
    next_year = {"period_start": dt.date(2023, 1, 1), "period_end": dt.date(2023, 12, 31)}
    kept = BudgetFactory(**original, **next_year, amount=Decimal(7))
    revised = BudgetFactory(project=project, type=2, amount=Decimal(80))
    other = BudgetFactory(amount=Decimal(1))

    assert set(Budget.objects.in_force()) == {kept, revised, other}
    assert project.budgets.in_force().usd_total().amount == Decimal(87)


def test_spending_is_what_left_and_never_what_was_promised():
    project = ProjectFactory()
    for kind in range(1, 14):
        TransactionFactory(project=project, type=kind, amount=Decimal(10) ** (kind % 5))
    disbursed = Transaction.objects.get(type=3)
    expended = Transaction.objects.get(type=4)

    assert set(project.transactions.spent()) == {disbursed, expended}
    assert {row.type for row in project.transactions.received()} == {1}
    assert {row.type for row in project.transactions.committed()} == {2}


def test_money_by_year():
    project = ProjectFactory()
    BudgetFactory(project=project, amount=Decimal(1000))
    TransactionFactory(project=project, amount=Decimal(500))
    TransactionFactory(project=project, amount=Decimal(250), date=dt.date(2024, 2, 2))
    TransactionFactory(project=project, type=2, amount=Decimal(9999))
    ExchangeRateFactory(date=dt.date(2022, 1, 1), usd_per_unit=Decimal("0.01"))
    TransactionFactory(
        project=project, currency="JPY", amount=Decimal(10_000), value_date=dt.date(2022, 6, 1)
    )

    years = [
        (year.year, year.budget, year.spent, year.budget_width, year.spent_width)
        for year in project_record(project).money.years
    ]

    assert years == [
        (2022, Decimal(1000), Decimal(600), 1000, 600),
        (2024, Decimal(0), Decimal(250), 0, 250),
    ]


@pytest.mark.parametrize(
    ("first", "second"),
    [
        ({"type": 2}, {"type": 2}),
        ({"type": 1}, {"type": 1}),
        ({"type": 1, "period_end": dt.date(2024, 12, 31)}, {"type": 2}),
    ],
    ids=["two revised", "two original", "revised in part"],
)
def test_budgets_that_contradict_each_other_are_not_added_up(client, first, second):
    project = ProjectFactory()
    BudgetFactory(project=project, approximate=True, **first)
    BudgetFactory(project=project, **second)
    clear = BudgetFactory()

    html = client.get(project.get_absolute_url()).content.decode()

    assert set(Budget.objects.contradictory().values_list("project", flat=True)) == {project.pk}
    assert "overlap in time" in html
    assert "2,000" not in html
    years = project_record(project).money.years
    assert {(one.budget, one.budget_width, one.budget_approximate) for one in years} == {
        (0, 0, False)
    }
    assert Project.objects.with_budget().get(pk=project.pk).budget is None
    assert Project.objects.with_budget().get(pk=clear.project.pk).budget == Decimal(1000)


def test_lists_say_which_budgets_are_rough(client):
    country = RecipientCountryFactory(project=BudgetFactory(approximate=True).project)
    catch_up_fully()

    for address in (f"/countries/{country.country}/", "/projects/"):
        words = " ".join(client.get(address).content.decode().split())
        assert re.search(r"about (</?bdi>)?USD.1,000", words), address


def test_a_budget_is_as_rough_as_what_replaced_it():
    project = ProjectFactory()
    BudgetFactory(project=project, approximate=True)
    BudgetFactory(project=project, type=2)

    assert not Project.objects.with_budget().get().budget_approximate


def test_a_payment_is_allocated_where_its_commitment_is():
    commitment = ContributionFactory()
    payment = ContributionFactory(type=ContributionType.RECEIVED, fulfils=commitment)
    elsewhere = Allocation(project=ProjectFactory(), contribution=payment, amount=Decimal(10))
    elsewhere.clean()
    given = AllocationFactory(contribution=commitment)

    with pytest.raises(ValidationError, match="allocated to other projects"):
        elsewhere.clean()
    Allocation(project=given.project, contribution=payment, amount=Decimal(10)).clean()


def test_a_payment_goes_anywhere_whatever_was_pledged():
    pledge = ContributionFactory(type=ContributionType.PLEDGE)
    AllocationFactory(contribution=pledge)
    payment = ContributionFactory(type=ContributionType.RECEIVED, fulfils=pledge)

    Allocation(project=ProjectFactory(), contribution=payment, amount=Decimal(10)).clean()


def test_a_payment_is_told_once_wherever_it_goes_and_as_far_as_its_commitment_is_public():
    commitment = ContributionFactory()
    payment = ContributionFactory(type=ContributionType.RECEIVED, fulfils=commitment)
    promised = AllocationFactory(contribution=commitment)
    paid = AllocationFactory(contribution=payment)

    assert set(Allocation.objects.public().counted_once()) == {promised}
    type(commitment.fund).objects.filter(pk=commitment.fund_id).update(state="draft")
    assert set(Allocation.objects.public().counted_once()) == {paid}


def test_a_revision_of_the_whole_time_contradicts_nothing():
    project = ProjectFactory()
    BudgetFactory(project=project, type=1)
    BudgetFactory(project=project, type=2, amount=Decimal(80))

    assert not Budget.objects.contradictory().exists()
    assert Project.objects.with_budget().get().budget == Decimal(80)


def test_a_page_says_what_is_rough_and_what_a_total_leaves_out(client):
    project = ProjectFactory()
    BudgetFactory(project=project, approximate=True)
    TransactionFactory(project=project, amount=Decimal(50))
    TransactionFactory(project=project, amount=Decimal(50), currency="EUR")

    html = " ".join(client.get(project.get_absolute_url()).content.decode().split())

    assert "<bdi>about USD 1,000</bdi>" in html
    assert "<bdi>USD 50</bdi> <small" in html
