from __future__ import annotations

import datetime as dt

import factory
from django.contrib.auth.models import User
from django.contrib.contenttypes.models import ContentType
from django.utils import timezone

from publishing.models import (
    BegunPage,
    FormerAddress,
    MailLanguage,
    OpenPage,
    PreviewLink,
    PublicationEvent,
    PublicationState,
    PublicationStep,
    Revision,
)
from publishing.snapshots import take


class PublishableFactory(factory.django.DjangoModelFactory):
    """Public since a day in the past, or a draft."""

    class Meta:
        abstract = True

    class Params:
        draft = factory.Trait(state=PublicationState.DRAFT, publish_at=None)

    state = PublicationState.PUBLISHED
    publish_at = dt.datetime(2020, 1, 1, tzinfo=dt.UTC)


class FormerAddressFactory(factory.django.DjangoModelFactory):
    """A former address of a kind of thing that every database has."""

    class Meta:
        model = FormerAddress

    content_type = factory.LazyFunction(lambda: ContentType.objects.get_for_model(Revision))
    slug = factory.Sequence("former-{}".format)
    object_id = 1


class RevisionFactory(factory.django.DjangoModelFactory):
    """A revision of ``content``, which the test must give."""

    class Meta:
        model = Revision
        exclude = ["content"]

    content = None
    content_type = factory.LazyAttribute(
        lambda made: ContentType.objects.get_for_model(made.content)
    )
    object_id = factory.LazyAttribute(lambda made: made.content.pk)
    snapshot = factory.LazyAttribute(lambda made: take(made.content))


class UserFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = User

    username = factory.Sequence("user{}".format)
    email = factory.LazyAttribute(lambda made: f"{made.username}@example.org")
    password = "!"
    is_staff = True


class BegunPageFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = BegunPage

    user = factory.SubFactory(UserFactory)
    content_type = factory.LazyFunction(lambda: ContentType.objects.get_for_model(Revision))


class MailLanguageFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = MailLanguage

    user = factory.SubFactory(UserFactory)
    language = "fr"


class AboutAThingFactory(factory.django.DjangoModelFactory):
    """A record about something; about a user account unless the test says otherwise."""

    class Meta:
        abstract = True

    content_type = factory.LazyFunction(lambda: ContentType.objects.get_for_model(Revision))
    object_id = factory.Sequence(lambda number: number + 1)


class PublicationEventFactory(AboutAThingFactory):
    class Meta:
        model = PublicationEvent

    step = PublicationStep.SAVED


class PreviewLinkFactory(AboutAThingFactory):
    class Meta:
        model = PreviewLink

    created_by = factory.SubFactory(UserFactory)
    expires_at = factory.LazyFunction(lambda: timezone.now() + dt.timedelta(days=7))


class OpenPageFactory(AboutAThingFactory):
    class Meta:
        model = OpenPage

    user = factory.SubFactory(UserFactory)
