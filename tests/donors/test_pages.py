"""What the pages of donors and funds say of their sums."""

import pytest

from donors.models import ContributionType
from tests.factories import ContributionFactory, FundFactory, OrganisationFactory

pytestmark = pytest.mark.django_db


def words_of(client, address):
    response = client.get(address)
    assert response.status_code == 200
    return " ".join(response.content.decode().split())


def test_sums_with_made_up_money_say_so(client):
    ContributionFactory(provider__name="Japan", provider__slug="japan")
    assert "with demo amounts" not in words_of(client, "/donors/")

    ContributionFactory(
        provider=OrganisationFactory(name="Norway", slug="norway"), fund__is_demo=True
    )

    assert "with demo amounts" in words_of(client, "/donors/")
    assert "with demo amounts" in words_of(client, "/donors/norway/")
    assert "with demo amounts" not in words_of(client, "/donors/japan/")


def test_what_a_donor_gives_itself_stands_beside_what_its_parts_give(client):
    japan = OrganisationFactory(name="Japan", slug="japan")
    ContributionFactory(provider=japan)
    assert "Directly" not in words_of(client, "/donors/")

    ContributionFactory(provider=OrganisationFactory(name="MEXT", parent=japan))

    assert "Directly, not through one of its parts" in words_of(client, "/donors/")


def test_a_fund_of_which_nothing_is_known_has_no_statement(client):
    fund = FundFactory(slug="fund")

    assert "No amount has been published yet." in words_of(client, "/funds/fund/")

    ContributionFactory(fund=fund, approximate=True)
    words = words_of(client, "/funds/fund/")
    assert "no payment published" in words
    assert "Sources together" in words
    assert "about 1,000" in words

    ContributionFactory(fund=fund, type=ContributionType.RECEIVED)
    assert "no payment published" not in words_of(client, "/funds/fund/")


def test_years_say_which_of_their_amounts_are_rough(client):
    giver = OrganisationFactory(name="Japan", slug="japan")
    ContributionFactory(provider=giver, approximate=True)
    ContributionFactory(provider=giver, type=ContributionType.RECEIVED, amount=700)

    words = words_of(client, "/donors/japan/")

    assert "<bdi>about 1,000</bdi>" in words
    assert "<bdi>700</bdi>" in words
