import datetime as dt
from decimal import Decimal

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction

from projects.models import (
    CountryCommitment,
    Indicator,
    KeyMessage,
    Measurement,
    MeasurementState,
    Period,
)
from tests.factories import (
    CountryCommitmentFactory,
    DisaggregationFactory,
    IndicatorFactory,
    KeyMessageFactory,
    MeasurementFactory,
    PeriodFactory,
    ProjectFactory,
)

pytestmark = pytest.mark.django_db

FINAL = "An approved value never changes"


@pytest.fixture
def approved():
    measurement = MeasurementFactory(comment="Counted on site")
    DisaggregationFactory(measurement=measurement)
    return measurement


def refuse(write):
    with pytest.raises(IntegrityError, match=FINAL), transaction.atomic():
        write()


@pytest.mark.parametrize(
    "change",
    [
        {"value": Decimal(999)},
        {"as_of": dt.date(2020, 1, 1)},
        {"approximate": True},
        {"state": MeasurementState.DRAFT},
    ],
    ids=str,
)
def test_an_approved_value_never_changes(approved, change):
    refuse(lambda: Measurement.objects.filter(pk=approved.pk).update(**change))

    for field, value in change.items():
        setattr(approved, field, value)
    with pytest.raises(ValidationError, match=FINAL):
        approved.full_clean()


def test_nor_do_its_comment_and_its_parts_and_it_cannot_be_deleted(approved):
    refuse(lambda: approved.translations.update(comment="Guessed"))
    refuse(lambda: approved.disaggregations.update(value=1))
    refuse(approved.disaggregations.all().delete)
    refuse(approved.delete)
    refuse(approved.period.indicator.result.project.delete)


def test_an_approved_value_can_be_withdrawn_and_stays_on_record(approved):
    approved.state = MeasurementState.WITHDRAWN
    approved.full_clean()
    approved.save()

    assert list(Measurement.objects.approved()) == []
    refuse(approved.delete)


def test_a_comment_in_a_further_language_may_come_later(approved):
    approved.create_translation("fr", comment="Compté sur place")

    assert approved.translations.count() == 2


def test_a_correction_takes_the_place_of_what_it_corrects_once_it_is_approved(approved):
    correction = MeasurementFactory(
        period=approved.period, value=Decimal(239), corrects=approved, state="submitted"
    )
    assert list(Measurement.objects.approved()) == [approved]

    correction.state = MeasurementState.APPROVED
    correction.save()

    assert list(Measurement.objects.approved()) == [correction]


def test_a_draft_value_is_changed_and_deleted_freely():
    draft = MeasurementFactory(state="draft")
    draft.value = Decimal(1)
    draft.full_clean()
    draft.save()

    draft.delete()

    assert not Measurement.objects.exists()


def test_a_locked_period_takes_no_value():
    period = PeriodFactory(locked=True)

    with pytest.raises(ValidationError, match="locked"):
        MeasurementFactory.build(period=period).full_clean()


def test_only_approved_values_of_public_projects_are_public(approved):
    MeasurementFactory(state="submitted")
    MeasurementFactory(period__indicator__result__project__draft=True)

    assert list(Measurement.objects.public()) == [approved]
    assert IndicatorFactory() in Indicator.objects.public()


def test_periods_that_owe_a_value(approved):
    owing = MeasurementFactory(state="submitted").period

    assert set(Period.objects.without_value()) == {owing}


@pytest.mark.parametrize(
    ("baseline", "target", "value", "percent"),
    [(None, 300, 240, 80), (100, 300, 240, 70), (None, None, 240, None), (300, 300, 240, None)],
)
def test_per_cent_of_target(baseline, target, value, percent):
    measurement = MeasurementFactory(
        value=value, period__target=target, period__indicator__baseline=baseline
    )

    assert measurement.percent_of_target() == percent


def test_countries_are_counted_from_their_commitments():
    project = ProjectFactory()
    for country in ("KE", "UG", "JP"):
        CountryCommitmentFactory(project=project, country=country)
    CountryCommitmentFactory(country="KE")

    assert project.commitments.country_count() == 3
    assert CountryCommitment.objects.country_count() == 3


def test_a_key_message_is_public_only_if_what_it_quotes_is(approved):
    shown = KeyMessageFactory(measurement=approved)
    plain = KeyMessageFactory()
    KeyMessageFactory(draft=True)
    KeyMessageFactory(measurement=MeasurementFactory(state="submitted"))
    KeyMessageFactory(project=ProjectFactory(draft=True))
    KeyMessageFactory(
        measurement=MeasurementFactory(period__indicator__result__project__draft=True)
    )

    assert set(KeyMessage.objects.public()) == {shown, plain}


def test_a_key_message_never_shows_a_value_that_was_corrected(approved):
    message = KeyMessageFactory(measurement=approved)
    MeasurementFactory(period=approved.period, value=Decimal(99), corrects=approved)

    assert message not in KeyMessage.objects.public()


def test_a_value_cannot_be_from_before_its_period():
    period = PeriodFactory(start=dt.date(2022, 1, 1))

    with pytest.raises(ValidationError, match="before the period"):
        MeasurementFactory.build(period=period, as_of=dt.date(2021, 12, 31)).full_clean()


@pytest.mark.parametrize(
    ("measure", "value", "shown"),
    [(1, Decimal(70), "<b>70</b>"), (2, Decimal(70), "<b>70%</b>"), (5, None, "Good progress")],
)
def test_values_are_shown_as_what_they_are(client, measure, value, shown):
    measurement = MeasurementFactory(
        value=value, comment="Good progress", period__indicator__measure=measure
    )
    project = measurement.period.indicator.result.project

    html = client.get(project.get_absolute_url()).content.decode()

    assert shown in html
    assert "<b></b>" not in html


@pytest.mark.parametrize(("baseline", "explained"), [(40, True), (0, False)])
def test_per_cent_of_target_says_that_it_is_counted_from_the_baseline(client, baseline, explained):
    measurement = MeasurementFactory(
        value=60, period__target=80, period__indicator__baseline=baseline
    )

    html = client.get(f"/results/{measurement.period.indicator_id}/").content.decode()

    assert "% of target" in html
    assert ('/glossary/#target">counted from the baseline' in html) == explained
