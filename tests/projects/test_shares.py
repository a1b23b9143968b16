from decimal import Decimal

import pytest
from django.db import IntegrityError, connection, transaction

from projects.shares import problem_with_shares
from tests.factories import (
    ProjectFactory,
    ProjectPriorityAreaFactory,
    ProjectSectorFactory,
    RecipientCountryFactory,
    RecipientRegionFactory,
    SectorFactory,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def project():
    return ProjectFactory()


def check():
    """Makes the database check now what it would check when the transaction ends."""
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL DEFERRED")


def areas(project, *shares):
    for share in shares:
        ProjectPriorityAreaFactory(project=project, percentage=share)


def sectors(project, *shares, vocabulary="1"):
    for share in shares:
        ProjectSectorFactory(
            project=project, percentage=share, sector=SectorFactory(vocabulary=vocabulary)
        )


def countries(project, *shares):
    for code, share in zip(("HT", "KE", "UG"), shares, strict=False):
        RecipientCountryFactory(project=project, country=code, percentage=share)


def regions(project, *shares, vocabulary="1"):
    for code, share in zip(("298", "489", "798"), shares, strict=False):
        RecipientRegionFactory(project=project, code=code, percentage=share, vocabulary=vocabulary)


@pytest.mark.parametrize("rows", [areas, sectors, countries, regions])
@pytest.mark.parametrize(
    "shares", [(None, None), (100,), (60, 40), (Decimal("33.33"),) * 3], ids=str
)
def test_whole_shares_are_taken(project, rows, shares):
    rows(project, *shares)

    check()

    assert problem_with_shares(shares) is None


@pytest.mark.parametrize("rows", [areas, sectors, countries, regions])
@pytest.mark.parametrize(
    ("shares", "sentence"),
    [
        ((60, 30), "The shares add up to 90, not to 100."),
        ((60, 60), "The shares add up to 120, not to 100."),
        ((100, None), "Give a share for all of them or for none."),
        ((Decimal("99.98"),), "The shares add up to 99.98, not to 100."),
    ],
    ids=str,
)
def test_other_shares_are_refused(project, rows, shares, sentence):
    rows(project, *shares)

    with pytest.raises(IntegrityError, match="do not add up to 100"):
        check()
    assert str(problem_with_shares(shares)) == sentence
    project.delete()


def test_countries_and_regions_are_one_whole(project):
    countries(project, 60)
    regions(project, 40)

    check()


def test_countries_and_regions_together_are_no_more_than_the_whole(project):
    countries(project, 100)
    regions(project, 100)

    with pytest.raises(IntegrityError, match="countries and regions"):
        check()
    project.delete()


def test_each_vocabulary_is_a_whole_of_its_own(project):
    sectors(project, 100)
    sectors(project, 50, 50, vocabulary="99")
    countries(project, 60)
    regions(project, 40, vocabulary="1")
    regions(project, 40, vocabulary="2")

    check()


def test_taking_a_part_away_is_noticed(project):
    areas(project, 60, 40)
    check()

    project.priority_areas.filter(percentage=40).delete()

    with pytest.raises(IntegrityError, match="priority areas"):
        check()
    project.delete()
