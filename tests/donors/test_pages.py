"""What the pages of donors and funds say of their sums."""

import pytest

from donors.models import ContributionType
from tests.factories import ContributionFactory, FundFactory, OrganisationFactory

pytestmark = pytest.mark.django_db

AMOUNT = 300


def words_of(client, address):
    response = client.get(address)
    assert response.status_code == 200
    return " ".join(response.content.decode().split())


def test_every_sum_says_what_of_it_is_made_up(client):
    japan = OrganisationFactory(name="Japan", slug="japan")
    mext = OrganisationFactory(name="MEXT", parent=japan)
    ContributionFactory(provider=japan)
    assert "of which demo" not in words_of(client, "/donors/japan/")

    ContributionFactory(provider=mext, amount=7777, fund__is_demo=True)

    words = words_of(client, "/donors/japan/")
    assert "USD 8,777" in words
    in_total_and_in_year = 2
    assert words.count("of which demo 7,777") == in_total_and_in_year
    assert "of which demo 7,777" in words_of(client, "/donors/")


def test_an_organisation_has_one_total_wherever_it_is_told(client):
    japan = OrganisationFactory(name="Japan", slug="japan")
    ministry = OrganisationFactory(name="Ministry", slug="ministry", parent=japan)
    agency = OrganisationFactory(name="Agency", slug="agency", parent=ministry)
    other = OrganisationFactory(name="Other", slug="other", parent=japan)
    for giver, amount in ((ministry, 500), (agency, 300), (other, 700)):
        ContributionFactory(provider=giver, amount=amount)

    def sheets(giving):
        return [
            (one.organisation["name"], one.level, one.directly, one.committed.amount)
            for one in (giving.total, *giving.parts)
        ]

    on_its_page = client.get("/donors/ministry/").context["giving"]
    in_the_list = client.get("/donors/").context["donors"]

    assert sheets(on_its_page) == [
        ("Ministry", 0, False, 800),
        ("Agency", 1, False, 300),
        ("Ministry", 1, True, 500),
    ]
    assert sheets(in_the_list[0]) == [
        ("Japan", 0, False, 1500),
        ("Ministry", 1, False, 800),
        ("Agency", 2, False, 300),
        ("Ministry", 2, True, 500),
        ("Other", 1, False, 700),
    ]


def test_a_donor_is_listed_however_far_below_it_the_money_is_given(client):
    level = OrganisationFactory(name="Level 0")
    for number in range(1, 5):
        level = OrganisationFactory(name=f"Level {number}", parent=level)
    ContributionFactory(provider=level, amount=AMOUNT)

    [listed] = client.get("/donors/").context["donors"]

    assert listed.total.organisation["name"] == "Level 0"
    assert [part.level for part in listed.parts] == [1, 2, 3, 4]
    assert {one.committed.amount for one in (listed.total, *listed.parts)} == {AMOUNT}


def test_a_part_of_something_hidden_still_counts_in_the_total(client):
    japan = OrganisationFactory(name="Japan", slug="japan")
    hidden = OrganisationFactory(name="Hidden", parent=japan, draft=True)
    ContributionFactory(provider=OrganisationFactory(name="Agency", parent=hidden), amount=AMOUNT)

    giving = client.get("/donors/japan/").context["giving"]

    [listed] = client.get("/donors/").context["donors"]
    for one in (giving, listed):
        assert [(part.organisation["name"], part.level) for part in one.parts] == [("Agency", 1)]
        assert one.total.organisation["name"] == "Japan"
        assert one.total.committed.amount == AMOUNT
    assert "Hidden" not in words_of(client, "/donors/japan/")
    assert "Hidden" not in words_of(client, "/donors/")


def test_what_a_donor_gives_itself_stands_beside_what_its_parts_give(client):
    japan = OrganisationFactory(name="Japan", slug="japan")
    ContributionFactory(provider=japan)
    assert "Directly" not in words_of(client, "/donors/")

    ContributionFactory(provider=OrganisationFactory(name="MEXT", parent=japan))

    assert "Directly, not through one of its parts" in words_of(client, "/donors/")


def test_who_paid_most_comes_before_who_promised_most(client):
    promised, paid = OrganisationFactory(name="A"), OrganisationFactory(name="B")
    ContributionFactory(provider=promised, amount=900)
    ContributionFactory(provider=paid, amount=AMOUNT, type=ContributionType.RECEIVED)

    listed = client.get("/donors/").context["donors"]

    assert [one.total.organisation["name"] for one in listed] == ["B", "A"]


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
