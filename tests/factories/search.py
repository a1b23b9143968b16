from __future__ import annotations

import factory

from search.models import Mark, Renewal, SearchEntry, SearchWord


class SearchEntryFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = SearchEntry

    kind = "project"
    object_id = factory.Sequence(lambda n: 1_000_000 + n)
    language = "en"
    title = factory.Sequence("Entry {}".format)
    words = factory.LazyAttribute(lambda entry: entry.title)


class SearchWordFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = SearchWord

    word = factory.Sequence("word{}".format)


class MarkFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Mark

    kind = "project"
    object_id = factory.Sequence(lambda n: 1_000_000 + n)


class RenewalFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Renewal

    kind = "project"
    objects_renewed = [1]
