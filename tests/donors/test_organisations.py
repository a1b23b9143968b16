import datetime as dt

import pytest
from django.core.exceptions import ValidationError

from donors.models import Appointment, Organisation, PriorityArea
from tests.factories import AppointmentFactory, OrganisationFactory, PriorityAreaFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def tree():
    """A government, its ministry, the ministry's agency; and a stranger."""
    government = OrganisationFactory(slug="government")
    ministry = OrganisationFactory(slug="ministry", parent=government)
    OrganisationFactory(slug="agency", parent=ministry)
    OrganisationFactory(slug="stranger")
    return government


def test_within_finds_all_levels(tree):
    found = Organisation.objects.within(tree)

    assert set(found.values_list("slug", flat=True)) == {"government", "ministry", "agency"}


def test_within_ends_even_when_the_tree_is_a_circle(tree):
    agency = Organisation.objects.get(slug="agency")
    Organisation.objects.filter(pk=tree.pk).update(parent=agency)

    assert Organisation.objects.within(tree).count() == 3
    ancestors = Organisation.objects.ancestors()
    for slug in ("government", "ministry", "agency"):
        one = Organisation.objects.get(slug=slug).pk
        assert len(ancestors[one]) == 2
        assert one not in ancestors[one]


def test_an_editor_cannot_make_a_circle(tree):
    tree.parent = Organisation.objects.get(slug="agency")

    with pytest.raises(ValidationError, match="a part of itself"):
        tree.full_clean()


@pytest.mark.parametrize(
    ("day", "titles"),
    [
        (dt.date(2022, 12, 31), {"Always"}),
        (dt.date(2023, 1, 1), {"Always", "Ambassador"}),
        (dt.date(2024, 6, 30), {"Always", "Ambassador"}),
        (dt.date(2024, 7, 1), {"Always"}),
    ],
)
def test_offices_held_on_a_day(day, titles):
    AppointmentFactory(title="Ambassador", start=dt.date(2023, 1, 1), end=dt.date(2024, 6, 30))
    AppointmentFactory(title="Always")

    assert {str(office) for office in Appointment.objects.held_on(day)} == titles


def test_priority_areas_change_over_the_years():
    old = PriorityAreaFactory(slug="old", start=dt.date(2021, 1, 1), end=dt.date(2024, 4, 22))
    new = PriorityAreaFactory(slug="new", start=dt.date(2024, 4, 23))
    new.predecessors.add(old)

    agreed = {
        year: set(PriorityArea.objects.agreed_on(dt.date(year, 6, 1)))
        for year in (2020, 2022, 2025)
    }

    assert agreed == {2020: set(), 2022: {old}, 2025: {new}}
    assert list(old.successors.all()) == [new]
