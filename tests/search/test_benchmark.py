"""The projects that benchmarks are run on."""

from __future__ import annotations

import pytest

from benchmarks import find
from projects.models import Project
from search.index import rebuild


@pytest.mark.django_db(transaction=True)
def test_the_projects_of_the_benchmark_can_be_made_listed_and_found(client):
    find.fill(40)
    for kind in ("organisation", "project"):
        list(rebuild(kind))

    assert Project.objects.public().count() == 40
    assert client.get("/projects/").context["filter"].summary.total == 40
    assert client.get("/projects/?q=villages").context["filter"].summary.total == 8
