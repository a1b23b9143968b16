from __future__ import annotations

import datetime as dt

import factory

from iati.models import ImportedActivity
from tests.factories.projects import ProjectFactory


class ImportedActivityFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = ImportedActivity

    project = factory.SubFactory(ProjectFactory)
    digest = "0" * 64
    rows = {"Budget": [1]}
    source = "activities.xml"
    imported_at = dt.datetime(2024, 1, 1, tzinfo=dt.UTC)
