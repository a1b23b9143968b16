from __future__ import annotations

import datetime as dt
from decimal import Decimal

import factory

from donors.models import (
    Appointment,
    CommonApproach,
    Contribution,
    ExchangeRate,
    Fund,
    Organisation,
    Partnership,
    PartnershipMember,
    Person,
    PriorityArea,
)
from tests.factories.publishing import PublishableFactory, UserFactory


class OrganisationFactory(PublishableFactory):
    class Meta:
        model = Organisation

    name = factory.Sequence("Organisation {}".format)
    slug = factory.Sequence("organisation-{}".format)


class PersonFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Person

    name = factory.Sequence("Person {}".format)


class AppointmentFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Appointment

    title = factory.Sequence("Title {}".format)
    person = factory.SubFactory(PersonFactory)
    organisation = factory.SubFactory(OrganisationFactory)


class PartnershipFactory(PublishableFactory):
    class Meta:
        model = Partnership

    name = factory.Sequence("Partnership {}".format)
    slug = factory.Sequence("partnership-{}".format)
    donor = factory.SubFactory(OrganisationFactory)
    agency = factory.SubFactory(OrganisationFactory)


class PriorityAreaFactory(PublishableFactory):
    class Meta:
        model = PriorityArea

    name = factory.Sequence("Area {}".format)
    slug = factory.Sequence("area-{}".format)
    partnership = factory.SubFactory(PartnershipFactory)


class CommonApproachFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = CommonApproach

    name = factory.Sequence("Approach {}".format)
    slug = factory.Sequence("approach-{}".format)
    partnership = factory.SubFactory(PartnershipFactory)


class ExchangeRateFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = ExchangeRate

    currency = "JPY"
    date = factory.Sequence(lambda n: dt.date(2020, 1, 1) + dt.timedelta(days=n))
    usd_per_unit = Decimal("0.0075")
    source = "Test rates"


class FundFactory(PublishableFactory):
    class Meta:
        model = Fund

    name = factory.Sequence("Fund {}".format)
    slug = factory.Sequence("fund-{}".format)
    partnership = factory.SubFactory(PartnershipFactory)


class ContributionFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Contribution

    fund = factory.SubFactory(FundFactory)
    provider = factory.SubFactory(OrganisationFactory)
    amount = Decimal(1000)
    value_date = dt.date(2023, 3, 13)


class PartnershipMemberFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = PartnershipMember

    user = factory.SubFactory(UserFactory)
    partnership = factory.SubFactory(PartnershipFactory)
