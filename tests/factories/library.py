from __future__ import annotations

import factory

from library.models import Document, DocumentCategory, Photo, PhotoConsent, Rendition
from publishing.models import Visibility
from tests.factories.publishing import PublishableFactory


class DocumentFactory(PublishableFactory):
    class Meta:
        model = Document

    title = factory.Sequence("Document {}".format)
    slug = factory.Sequence("document-{}".format)
    category = DocumentCategory.A08
    access = Visibility.PUBLIC
    url = factory.Sequence("https://example.org/documents/{}".format)


class PhotoFactory(PublishableFactory):
    class Meta:
        model = Photo

    alternative_text = factory.Sequence("A picture of house {}".format)
    slug = factory.Sequence("photo-{}".format)
    image = factory.django.ImageField(width=40, height=30)
    credit = "A photographer"
    consent = PhotoConsent.NOT_NEEDED


class RenditionFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Rendition

    photo = factory.SubFactory(PhotoFactory)
    format = Rendition.Format.WEBP
    width = factory.Sequence(lambda n: 20 + n)
    height = 15
    file = factory.django.FileField(data=b"RIFF")
