"""Money by year and priority area says what it is made of."""

import datetime as dt

import pytest

from projects.area_money import area_money
from projects.progress import shades
from tests.factories import AllocationFactory, ProjectFactory, ProjectPriorityAreaFactory

pytestmark = pytest.mark.django_db

ALLOCATED = 100
"""What a factory allocates, in dollars."""


@pytest.fixture
def area():
    return ProjectPriorityAreaFactory(area__name="Water")


def money_of(area):
    return area_money([{"id": area.area_id, "name": "Water", "palette": "ocean"}])


def give(area, year, **contribution):
    AllocationFactory(
        project=area.project,
        contribution__value_date=dt.date(year, 3, 1),
        **{f"contribution__{name}": value for name, value in contribution.items()},
    )


def test_what_a_source_says_only_roughly_stays_so_in_every_sum(area):
    give(area, 2022)
    give(area, 2023, approximate=True)

    money = money_of(area)

    assert {year.year: year.approximate for year in money.years} == {2022: False, 2023: True}
    assert [one["approximate"] for one in money.areas] == [True]
    assert money.approximate


def test_made_up_money_is_told_beside_every_sum_it_is_in(area):
    give(area, 2022)
    give(area, 2023, fund__is_demo=True)
    give(area, 2023)

    money = money_of(area)

    assert {year.year: year.demo for year in money.years} == {2022: 0, 2023: ALLOCATED}
    assert [one["demo"] for one in money.areas] == [ALLOCATED]
    assert money.demo == ALLOCATED


def test_what_a_demo_project_was_given_is_made_up_whoever_gave_it(area):
    type(area.project).objects.filter(pk=area.project.pk).update(is_demo=True)
    give(area, 2022)

    money = money_of(area)

    assert (money.demo, money.total) == (ALLOCATED, ALLOCATED)


def test_what_projects_without_an_area_got_is_told_beside_the_areas(area):
    give(area, 2022, amount=1000)
    without, in_hidden = ProjectFactory(), ProjectPriorityAreaFactory(area__draft=True).project
    for project in (without, in_hidden):
        AllocationFactory(
            project=project,
            amount=300,
            contribution__amount=1000,
            contribution__value_date=dt.date(2023, 3, 1),
        )
    this = [{"id": area.area_id, "name": "Water", "palette": "ocean"}]

    money = area_money(this, and_without=True)

    assert [(one["name"], one["total"]) for one in money.areas][1:] == [("No priority area", 600)]
    assert {year.year: [part.name for part in year.segments] for year in money.years} == {
        2023: ["No priority area"],
        2022: ["Water"],
    }
    assert [one["name"] for one in money_of(area).areas] == ["Water"]


def test_the_share_of_a_hidden_area_is_told_as_without_area(area):
    type(area).objects.filter(pk=area.pk).update(percentage=60)
    ProjectPriorityAreaFactory(project=area.project, area__draft=True, percentage=40)
    give(area, 2022)
    this = [{"id": area.area_id, "name": "Water", "palette": "ocean"}]

    money = area_money(this, and_without=True)

    assert [one["total"] for one in money.areas] == [60, 40]
    assert not money.left_out


def test_areas_of_one_colour_have_shades_of_their_own():
    assert shades(["ocean", "art", "ocean", "ocean", "art"]) == [0, 0, 1, 2, 1]


def test_only_areas_whose_own_money_is_rough_say_about(area):
    other = ProjectPriorityAreaFactory(area__name="Art")
    give(area, 2022)
    give(other, 2022, approximate=True, currency="JPY", usd_amount=None)
    rows = [{"id": one.area_id, "name": "", "palette": "ocean"} for one in (area, other)]

    money = area_money(rows)

    assert money.left_out
    assert [one["approximate"] for one in money.areas] == [False]
    assert [year.approximate for year in money.years] == [False]
