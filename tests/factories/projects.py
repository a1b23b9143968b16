from __future__ import annotations

import datetime as dt
from decimal import Decimal

import factory

from projects.models import (
    Allocation,
    Budget,
    CountryCommitment,
    Disaggregation,
    Evidence,
    Indicator,
    KeyMessage,
    Lesson,
    Location,
    Measurement,
    MeasurementState,
    OutcomeEvent,
    Participation,
    Period,
    PolicyMarker,
    Project,
    ProjectDocument,
    ProjectFacets,
    ProjectGoal,
    ProjectPhoto,
    ProjectPriorityArea,
    ProjectSector,
    ProjectUpdate,
    RecipientCountry,
    RecipientRegion,
    RelatedProject,
    Result,
    SavedSearch,
    Sector,
    Subscription,
    Transaction,
)
from tests.factories.donors import (
    ContributionFactory,
    OrganisationFactory,
    PartnershipFactory,
    PriorityAreaFactory,
)
from tests.factories.library import DocumentFactory, PhotoFactory
from tests.factories.publishing import PublishableFactory


class ProjectFactory(PublishableFactory):
    class Meta:
        model = Project

    title = factory.Sequence("Project {}".format)
    slug = factory.Sequence("project-{}".format)
    status = 2
    planned_start = dt.date(2021, 1, 1)
    planned_end = dt.date(2024, 12, 31)


class OwnedFactory(factory.django.DjangoModelFactory):
    class Meta:
        abstract = True

    project = factory.SubFactory(ProjectFactory)


class ProjectFacetsFactory(OwnedFactory):
    class Meta:
        model = ProjectFacets

    values = factory.LazyFunction(list)


class RelatedProjectFactory(OwnedFactory):
    class Meta:
        model = RelatedProject

    ref = factory.Sequence("XM-TEST-{}".format)
    type = 3


class ProjectPriorityAreaFactory(OwnedFactory):
    class Meta:
        model = ProjectPriorityArea

    area = factory.SubFactory(PriorityAreaFactory)


class ParticipationFactory(OwnedFactory):
    class Meta:
        model = Participation

    organisation = factory.SubFactory(OrganisationFactory)
    role = 1


class RecipientCountryFactory(OwnedFactory):
    class Meta:
        model = RecipientCountry

    country = "HT"


class RecipientRegionFactory(OwnedFactory):
    class Meta:
        model = RecipientRegion

    code = "298"


class SectorFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Sector

    name = factory.Sequence("Sector {}".format)
    code = factory.Sequence("1{:04}".format)


class ProjectSectorFactory(OwnedFactory):
    class Meta:
        model = ProjectSector

    sector = factory.SubFactory(SectorFactory)


class PolicyMarkerFactory(OwnedFactory):
    class Meta:
        model = PolicyMarker

    marker = 1
    significance = 1


class ProjectGoalFactory(OwnedFactory):
    class Meta:
        model = ProjectGoal

    goal = 4
    target = "4.7"


class LocationFactory(OwnedFactory):
    class Meta:
        model = Location

    name = factory.Sequence("Place {}".format)
    country = "HT"
    latitude = Decimal("18.2")
    longitude = Decimal("-73.75")


class AllocationFactory(OwnedFactory):
    class Meta:
        model = Allocation

    contribution = factory.SubFactory(ContributionFactory)
    amount = Decimal(100)


class BudgetFactory(OwnedFactory):
    class Meta:
        model = Budget

    amount = Decimal(1000)
    value_date = dt.date(2022, 1, 1)
    period_start = dt.date(2022, 1, 1)
    period_end = dt.date(2022, 12, 31)


class TransactionFactory(OwnedFactory):
    class Meta:
        model = Transaction

    type = 3
    date = dt.date(2022, 6, 1)
    value_date = dt.date(2022, 6, 1)
    amount = Decimal(500)


class ResultFactory(OwnedFactory):
    class Meta:
        model = Result

    title = factory.Sequence("Result {}".format)


class IndicatorFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Indicator

    title = factory.Sequence("Indicator {}".format)
    result = factory.SubFactory(ResultFactory)


class PeriodFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Period

    indicator = factory.SubFactory(IndicatorFactory)
    start = dt.date(2022, 1, 1)
    end = dt.date(2022, 12, 31)
    target = Decimal(300)


class MeasurementFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Measurement

    period = factory.SubFactory(PeriodFactory)
    value = Decimal(240)
    as_of = dt.date(2022, 12, 31)
    state = MeasurementState.APPROVED


class DisaggregationFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Disaggregation

    measurement = factory.SubFactory(MeasurementFactory)
    dimension = "sex"
    category = "women"
    value = Decimal(80)


class OutcomeEventFactory(OwnedFactory):
    class Meta:
        model = OutcomeEvent

    title = factory.Sequence("Outcome {}".format)


class CountryCommitmentFactory(OwnedFactory):
    class Meta:
        model = CountryCommitment

    country = "KE"


class EvidenceFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Evidence

    title = factory.Sequence("Evidence {}".format)
    measurement = factory.SubFactory(MeasurementFactory)
    document = factory.SubFactory(DocumentFactory)


class KeyMessageFactory(PublishableFactory):
    class Meta:
        model = KeyMessage

    text = factory.Sequence("masons trained in town {}".format)
    slug = factory.Sequence("key-message-{}".format)
    partnership = factory.SubFactory(PartnershipFactory)
    as_of = dt.date(2023, 3, 13)


class LessonFactory(PublishableFactory):
    class Meta:
        model = Lesson

    title = factory.Sequence("Lesson {}".format)
    text = "Begin with the people who live there."
    slug = factory.Sequence("lesson-{}".format)


class ProjectUpdateFactory(OwnedFactory):
    class Meta:
        model = ProjectUpdate

    title = factory.Sequence("Update {}".format)
    date = dt.date(2022, 5, 1)


class ProjectDocumentFactory(OwnedFactory):
    class Meta:
        model = ProjectDocument

    document = factory.SubFactory(DocumentFactory)


class ProjectPhotoFactory(OwnedFactory):
    class Meta:
        model = ProjectPhoto

    photo = factory.SubFactory(PhotoFactory)


class SavedSearchFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = SavedSearch

    key = factory.Sequence("{:016}".format)
    query = "status=2"


class SubscriptionFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Subscription

    search = factory.SubFactory(SavedSearchFactory)
    email = factory.Sequence("reader{}@example.org".format)
    language = "en"
    told_until = dt.datetime(2020, 1, 1, tzinfo=dt.UTC)
