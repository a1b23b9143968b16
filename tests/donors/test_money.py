import datetime as dt
from decimal import Decimal

import pytest
from django.core.exceptions import ValidationError

from donors.models import Contribution, ContributionType, UsdTotal
from tests.factories import ContributionFactory, ExchangeRateFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def rates():
    """The yen at two rates, in force from different days."""
    ExchangeRateFactory(date=dt.date(2023, 1, 1), usd_per_unit=Decimal("0.0075"), source="Rates")
    ExchangeRateFactory(date=dt.date(2023, 3, 1), usd_per_unit=Decimal("0.0080"), source="Rates")


def yen(**fields):
    return ContributionFactory(currency="JPY", amount=Decimal(1_000_001), **fields)


@pytest.mark.usefixtures("rates")
@pytest.mark.parametrize(
    ("day", "value", "source"),
    [
        (dt.date(2022, 12, 31), None, ""),
        (dt.date(2023, 1, 1), Decimal("7500.01"), "Rates, 2023-01-01"),
        (dt.date(2023, 2, 28), Decimal("7500.01"), "Rates, 2023-01-01"),
        (dt.date(2023, 3, 13), Decimal("8000.01"), "Rates, 2023-03-01"),
    ],
)
def test_the_rate_in_force_on_the_value_date_counts(day, value, source):
    contribution = yen(value_date=day)

    assert (contribution.usd_amount, contribution.usd_source) == (value, source)


@pytest.mark.usefixtures("rates")
def test_a_dollar_value_stated_by_the_source_is_kept():
    contribution = yen(usd_quoted=True, usd_amount=Decimal(7000), usd_source="The report")

    contribution.save()

    contribution.refresh_from_db()
    assert (contribution.usd_amount, contribution.usd_source) == (Decimal(7000), "The report")


@pytest.mark.usefixtures("rates")
def test_a_corrected_amount_is_converted_anew():
    contribution = yen()
    contribution.amount = Decimal(2_000_000)

    contribution.save()

    assert contribution.usd_amount == Decimal("16000.00")


@pytest.mark.usefixtures("rates")
def test_a_total_says_what_it_left_out_and_whether_it_is_exact():
    ContributionFactory(amount=Decimal(9900000), approximate=True)
    yen()
    ContributionFactory(currency="EUR", amount=Decimal(5))

    total = Contribution.objects.all().usd_total()

    assert total == UsdTotal(
        amount=Decimal("9908000.01"), counted=2, without_usd=1, approximate=True
    )
    assert not total.is_complete


def test_pledges_commitments_and_receipts_are_never_added():
    pledge = ContributionFactory(type=ContributionType.PLEDGE, amount=Decimal(10))
    commitment = ContributionFactory(
        type=ContributionType.COMMITMENT, amount=Decimal(8), fulfils=pledge
    )
    ContributionFactory(type=ContributionType.RECEIVED, amount=Decimal(5), fulfils=commitment)

    totals = Contribution.objects.totals()

    assert {kind: total.amount for kind, total in totals.items()} == {
        ContributionType.PLEDGE: Decimal(10),
        ContributionType.COMMITMENT: Decimal(8),
        ContributionType.RECEIVED: Decimal(5),
    }


def test_a_pledge_fulfils_nothing():
    pledge = ContributionFactory(
        type=ContributionType.PLEDGE,
        fulfils=ContributionFactory(type=ContributionType.COMMITMENT),
    )

    with pytest.raises(ValidationError, match="not the other way round"):
        pledge.full_clean()
