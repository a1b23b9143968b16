from __future__ import annotations

import datetime as dt

import factory
from django.contrib.contenttypes.models import ContentType

from publishing.models import FormerAddress, PublicationState, Revision


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
    snapshot = factory.LazyFunction(lambda: {"slug": "snapshot"})
