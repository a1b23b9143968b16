from __future__ import annotations

import datetime as dt
import uuid

import factory
from django.utils import timezone

from meetings.models import (
    ActionUpdate,
    AgendaItem,
    AgreedAction,
    Decision,
    DelegateLink,
    Delegation,
    DossierEntry,
    DossierFile,
    ImportantDate,
    LinkOpening,
    Meeting,
    MeetingNote,
    MeetingStage,
    Minutes,
    MinutesComment,
    Notice,
    Participant,
    Proceedings,
    ReviewDossier,
    Session,
    SignOff,
    Statement,
)
from publishing.models import Visibility
from tests.factories.donors import OrganisationFactory, PartnershipFactory, PersonFactory
from tests.factories.publishing import PublishableFactory, UserFactory


class MeetingFactory(PublishableFactory):
    class Meta:
        model = Meeting

    title = factory.Sequence("Review {}".format)
    slug = factory.Sequence("review-{}".format)
    partnership = factory.SubFactory(PartnershipFactory)
    starts_at = dt.datetime(2023, 3, 13, 9, tzinfo=dt.UTC)
    ends_at = dt.datetime(2023, 3, 13, 17, tzinfo=dt.UTC)
    stage = MeetingStage.CLOSED


class PartOfMeetingFactory(factory.django.DjangoModelFactory):
    class Meta:
        abstract = True

    meeting = factory.SubFactory(MeetingFactory)


class SessionFactory(PartOfMeetingFactory):
    class Meta:
        model = Session

    title = factory.Sequence("Session {}".format)
    starts_at = dt.datetime(2023, 3, 13, 9, tzinfo=dt.UTC)
    ends_at = dt.datetime(2023, 3, 13, 12, tzinfo=dt.UTC)


class AgendaItemFactory(PartOfMeetingFactory):
    class Meta:
        model = AgendaItem

    title = factory.Sequence("Item {}".format)
    number = factory.Sequence(str)
    visibility = Visibility.PUBLIC


class ImportantDateFactory(PartOfMeetingFactory):
    class Meta:
        model = ImportantDate

    title = factory.Sequence("Deadline {}".format)
    on = dt.date(2023, 2, 13)


class DelegationFactory(PartOfMeetingFactory):
    class Meta:
        model = Delegation

    organisation = factory.SubFactory(OrganisationFactory)


class ParticipantFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Participant

    capacity = factory.Sequence("Capacity {}".format)
    delegation = factory.SubFactory(DelegationFactory)
    person = factory.SubFactory(PersonFactory)


class StatementFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Statement

    text = factory.Sequence("The speaker thanked partner {}.".format)
    participant = factory.SubFactory(ParticipantFactory)
    visibility = Visibility.PUBLIC


class ProceedingsFactory(PartOfMeetingFactory):
    class Meta:
        model = Proceedings


class MeetingNoteFactory(PartOfMeetingFactory):
    class Meta:
        model = MeetingNote

    key = factory.LazyFunction(uuid.uuid4)
    last_write = factory.LazyFunction(uuid.uuid4)
    digest = "d0"
    decision = factory.SubFactory(
        "tests.factories.meetings.DecisionFactory", meeting=factory.SelfAttribute("..meeting")
    )


class MinutesFactory(PartOfMeetingFactory):
    class Meta:
        model = Minutes

    text = "<p>The two sides met.</p>"


class MinutesCommentFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = MinutesComment

    minutes = factory.SubFactory(MinutesFactory)
    side = "donor"
    author_name = "A delegate"
    text = "Please name the ministry."


class SignOffFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = SignOff

    minutes = factory.SubFactory(MinutesFactory)
    side = "donor"
    person = factory.SubFactory(PersonFactory)
    signed_at = dt.datetime(2023, 5, 1, tzinfo=dt.UTC)


class DecisionFactory(PartOfMeetingFactory):
    class Meta:
        model = Decision

    text = factory.Sequence("Decision text {}".format)
    number = factory.Sequence("D{}".format)
    visibility = Visibility.PUBLIC


class AgreedActionFactory(PartOfMeetingFactory):
    class Meta:
        model = AgreedAction

    title = factory.Sequence("Action {}".format)
    number = factory.Sequence("A{}".format)
    owner = factory.SubFactory(OrganisationFactory)
    due_on = dt.date(2023, 12, 31)
    visibility = Visibility.PUBLIC


class ActionUpdateFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = ActionUpdate

    action = factory.SubFactory(AgreedActionFactory)
    date = dt.date(2023, 6, 1)
    status = "in_progress"


class ReviewDossierFactory(PartOfMeetingFactory):
    class Meta:
        model = ReviewDossier


class DossierEntryFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = DossierEntry

    dossier = factory.SubFactory(ReviewDossierFactory)
    order = factory.Sequence(int)
    kind = "project"
    data = factory.LazyFunction(lambda: {"title": "A project"})


class DossierFileFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = DossierFile

    dossier = factory.SubFactory(ReviewDossierFactory)
    language = "en"
    format = "pdf"
    file = factory.django.FileField(data=b"%PDF-", filename="dossier.pdf")
    size = 5
    checksum = "0" * 64


class DelegateLinkFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = DelegateLink

    minutes = factory.SubFactory(MinutesFactory)
    side = "donor"
    name = "A delegate"
    created_by = factory.SubFactory(UserFactory)
    expires_at = factory.LazyFunction(lambda: timezone.now() + dt.timedelta(days=7))


class LinkOpeningFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = LinkOpening

    link = factory.SubFactory(DelegateLinkFactory)
    what = "page"


class NoticeFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Notice

    kind = "actions"
    email = factory.Sequence("person{}@example.org".format)
