"""What waits for somebody on the first page of the admin."""

from __future__ import annotations

import datetime as dt

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from projects.models import Project
from publishing import actions
from publishing.snapshots import take
from publishing.worklists import Kind, work_of
from tests.factories import (
    PartnershipFactory,
    ProjectFactory,
)
from tests.publishing.people import drafted

pytestmark = pytest.mark.django_db


def test_work_lists(project, ada, grace):
    drafted(project, ada, agency_code="A2")
    soon = ProjectFactory(
        partnership=project.partnership, publish_at=timezone.now() + dt.timedelta(days=1)
    )
    old = ProjectFactory(partnership=project.partnership)
    Project.objects.filter(pk=old.pk).update(updated_at=timezone.now() - dt.timedelta(days=400))
    ProjectFactory(partnership=PartnershipFactory())

    def listed(user, kind):
        return {task.thing for task in work_of(user)[kind]}

    assert listed(ada, Kind.MINE) == {project}
    assert listed(ada, Kind.SCHEDULED) == {soon}
    assert listed(ada, Kind.STALE) == {old}
    assert listed(ada, Kind.TRANSLATE) >= {project, old}
    actions.submit(thing=project, user=ada)
    assert listed(grace, Kind.REVIEW) == {project}
    assert listed(ada, Kind.REVIEW) == set()
    actions.request_changes(thing=project, user=grace, comment="Again")
    assert listed(ada, Kind.RETURNED) == {project}


def test_work_lists_cost_the_same_however_long(client, grace, project, ada):
    """Each list grows: public pages, drafts to review, and what was set aside."""
    client.force_login(grace)

    def grow(count):
        for number in range(count):
            one = ProjectFactory(partnership=project.partnership)
            actions.set_aside(thing=one, snapshot=take(one), user=grace, based_on=None)
            drafted(one, ada, agency_code=f"B{number}")
            actions.submit(thing=one, user=ada)

    def cost():
        with CaptureQueriesContext(connection) as queries:
            assert client.get(reverse("admin:index")).status_code == 200
        return len(queries)

    grow(1)
    client.get(reverse("admin:index"))
    few = cost()
    grow(3)

    assert cost() == few
    assert [len(work_of(grace)[kind]) for kind in (Kind.REVIEW, Kind.ASIDE)] == [4, 4]


def test_many_are_published_at_once_from_the_work_list(client, project, ada, grace):
    others = [ProjectFactory(draft=True, partnership=project.partnership) for _ in range(2)]
    for one in others:
        actions.submit(thing=one, user=ada)
    client.force_login(grace)

    client.post(
        reverse("admin:index"),
        {
            "step": "publish",
            "chosen": [f"projects.project-{one.pk}" for one in others]
            + ["nonsense", "auth.user-1"],
        },
    )

    assert set(others) <= set(Project.objects.public())
