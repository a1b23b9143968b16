"""Sums on pages: what is added, what is not, and what is said about it."""

import datetime as dt
from decimal import Decimal

import pytest

from donors.models import PriorityArea
from meetings.followup import action_meter, closed_on_time_by_year
from meetings.models import AgreedAction
from partnership.pages.countries import country_figures
from partnership.pages.funds import fund_statement
from projects.area_money import area_money
from projects.progress import add_progress, axis, time_passed
from publishing.rows import as_rows
from tests.factories import (
    AgreedActionFactory,
    AllocationFactory,
    BudgetFactory,
    ContributionFactory,
    FundFactory,
    PriorityAreaFactory,
    ProjectFactory,
    ProjectPriorityAreaFactory,
    RecipientCountryFactory,
)

pytestmark = pytest.mark.django_db

PLEDGE, COMMITMENT, RECEIVED = 13, 11, 1


def test_pledges_are_listed_and_never_added():
    fund = FundFactory()
    pledge = ContributionFactory(fund=fund, type=PLEDGE, amount=Decimal(5000))
    AllocationFactory(contribution=pledge, amount=Decimal(50))

    statement = fund_statement(fund)

    assert [one["amount"] for one in statement.pledges] == [5000]
    assert (statement.sources, statement.used, statement.balance) == (0, 0, 0)
    assert statement.allocated_from_pledges == 1
    assert not statement.adds_up


def test_a_payment_under_a_commitment_is_the_same_money_and_another_is_not():
    fund, project = FundFactory(), ProjectFactory()
    commitment = ContributionFactory(fund=fund, type=COMMITMENT, amount=Decimal(1000))
    payment = ContributionFactory(fund=fund, type=RECEIVED, amount=Decimal(400), fulfils=commitment)
    ContributionFactory(fund=fund, type=RECEIVED, amount=Decimal(30))
    AllocationFactory(contribution=commitment, project=project, amount=Decimal(600))
    AllocationFactory(contribution=payment, project=project, amount=Decimal(400))

    statement = fund_statement(fund)

    assert (statement.sources, statement.received) == (1030, 430)
    assert (statement.used, statement.balance) == (600, 430)
    assert statement.adds_up


def test_a_statement_says_why_it_does_not_add_up():
    fund = FundFactory()
    ContributionFactory(fund=fund, currency="JPY", amount=Decimal(1000))
    ContributionFactory(fund=fund, amount=Decimal(10), approximate=True)

    statement = fund_statement(fund)

    assert (statement.without_usd, statement.approximate) == (1, True)
    assert not statement.adds_up


def test_a_use_is_rough_if_any_of_its_money_is():
    fund, exact = FundFactory(), ProjectFactory()
    rough = {True: ProjectFactory(), False: ProjectFactory()}
    AllocationFactory(project=exact, contribution__fund=fund)
    for approximate in (True, False):
        for project, is_first in zip(rough.values(), rough, strict=True):
            AllocationFactory(
                project=project,
                contribution__fund=fund,
                contribution__approximate=approximate == is_first,
            )

    uses = {one["project_slug"]: one["approximate"] for one in fund_statement(fund).uses}

    assert uses == {exact.slug: False} | {project.slug: True for project in rough.values()}


def areas():
    return list(
        as_rows(PriorityArea.objects.order_by("pk"), id="pk", name="slug", palette="palette")
    )


def test_an_area_gets_its_share_of_a_project_and_unstated_shares_are_left_out():
    first, second = PriorityAreaFactory(), PriorityAreaFactory()
    shared, alone, unclear = ProjectFactory(), ProjectFactory(), ProjectFactory()
    ProjectPriorityAreaFactory(project=shared, area=first, percentage=Decimal(75))
    ProjectPriorityAreaFactory(project=shared, area=second, percentage=Decimal(25))
    ProjectPriorityAreaFactory(project=alone, area=first)
    for area in (first, second):
        ProjectPriorityAreaFactory(project=unclear, area=area)
    for project, amount in ((shared, 400), (alone, 50), (unclear, 999)):
        AllocationFactory(
            project=project, amount=Decimal(amount), contribution__amount=Decimal(1000)
        )

    money = area_money(areas())

    assert [area["total"] for area in money.areas] == [350, 100]
    assert money.total == 450
    assert money.left_out
    assert [year.year for year in money.years] == [2023]


def test_a_country_gets_its_share_and_a_programme_is_not_told_twice():
    programme = ProjectFactory()
    RecipientCountryFactory(project=programme, country="UG")
    BudgetFactory(project=programme, amount=Decimal(1000))
    part = ProjectFactory(parent=programme, is_demo=True)
    RecipientCountryFactory(project=part, country="UG", percentage=Decimal(40))
    RecipientCountryFactory(project=part, country="KE", percentage=Decimal(60))
    BudgetFactory(project=part, amount=Decimal(1000))
    unclear = ProjectFactory()
    for country in ("UG", "KE"):
        RecipientCountryFactory(project=unclear, country=country)
    BudgetFactory(project=unclear, amount=Decimal(7000), approximate=True)

    figures = country_figures("UG")

    assert (figures.projects, figures.budget, figures.without_share) == (3, Decimal(400), 1)
    assert (figures.demo_budget, figures.approximate) == (Decimal(400), False)


def test_an_action_stands_in_one_place_and_overdue_ones_are_not_in_time():
    today = dt.date(2024, 6, 1)
    before, after = dt.date(2024, 1, 1), dt.date(2025, 1, 1)
    AgreedActionFactory(status="done", due_on=before, closed_on=dt.date(2023, 12, 1))
    AgreedActionFactory(status="done", due_on=before, closed_on=dt.date(2024, 2, 1))
    AgreedActionFactory(status="open", due_on=before)
    AgreedActionFactory(status="in_progress", due_on=after)
    AgreedActionFactory(status="dropped", due_on=before, closed_on=before)

    meter = action_meter(AgreedAction.objects.all(), today)
    (year,) = closed_on_time_by_year(AgreedAction.objects.all(), today)

    assert (meter.done, meter.in_progress, meter.open, meter.overdue) == (2, 1, 0, 1)
    assert (meter.dropped, meter.total) == (1, 4)
    assert [name for name, _start, length in meter.parts if length] == ["done", "prog", "late"]
    assert len(meter.parts) == 3, "what no action is has no segment"
    assert (year.year, year.due, year.on_time, year.percent) == (2024, 3, 1, 33)


def test_progress_is_counted_from_the_baseline():
    day = dt.date(2023, 12, 31)
    period = {"start": day, "end": day, "target": Decimal(80)}
    one = {"id": 1, "as_of": day, "value": Decimal(60)}
    made = add_progress({"baseline": Decimal(40), "periods": [{**period, "measurements": [one]}]})

    assert (made["percent"], made["bar"], made["tick"]) == (50, 750, 1000)
    assert made["latest"]["value"] == 60
    assert made["axis"] == (0, 80)


@pytest.mark.parametrize("numbers", [[], [None], [240, None], [0, 240], [240, 240]])
def test_a_number_without_another_to_compare_it_with_has_no_bar(numbers):
    assert axis([None if one is None else Decimal(one) for one in numbers]) is None


def test_bars_run_from_the_lowest_to_the_highest_number_and_include_nought():
    assert axis([Decimal(40), Decimal(60)]) == (0, 60)
    assert axis([Decimal(-5), Decimal(60)]) == (-5, 60)


def test_progress_without_value_or_target_says_nothing():
    made = add_progress({"baseline": None, "periods": []})

    assert (made["latest"], made["target"], made["percent"], made["series"]) == (
        None,
        None,
        None,
        [],
    )


@pytest.mark.parametrize(
    ("start", "end", "passed"),
    [
        (dt.date(2023, 1, 1), dt.date(2025, 1, 1), 50),
        (dt.date(2025, 1, 1), dt.date(2026, 1, 1), 0),
        (dt.date(2020, 1, 1), dt.date(2021, 1, 1), 100),
        (None, dt.date(2026, 1, 1), None),
    ],
)
def test_time_passed(start, end, passed):
    assert time_passed(start, end, dt.date(2024, 1, 1)) == passed
