import datetime as dt
from importlib import import_module
from types import SimpleNamespace

import pytest
from django.apps import apps
from django.db import connection

from projects.models import Project, ProjectFacets
from search.index import catch_up_fully
from tests.factories import ProjectFactory

migration = import_module("projects.migrations.0010_fill_titles_to_sort_by")


@pytest.mark.django_db
def test_titles_to_sort_by_are_filled_in_for_what_is_there(monkeypatch):
    monkeypatch.setattr(migration, "AT_ONCE", 1)
    late = ProjectFactory(title="École")
    early = ProjectFactory(title="Arch", planned_start=dt.date(2020, 1, 1))
    early.create_translation("fr", title="Zébu")
    catch_up_fully()
    made = dict(ProjectFacets.objects.values_list("pk", "sort_titles"))
    ProjectFacets.objects.update(sort_titles={})

    migration.fill(apps, SimpleNamespace(connection=connection))

    assert dict(ProjectFacets.objects.values_list("pk", "sort_titles")) == made
    assert made[early.pk] == {"": "arch", "en": "arch", "fr": "zebu"}
    assert list(Project.objects.by_title()) == [early, late]
