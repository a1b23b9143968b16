"""Whatever stops a publication half-way leaves the old page or the new one, never a mixture."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time

import pytest
from django.conf import settings
from django.contrib.auth.models import User
from django.core.exceptions import ValidationError
from django.db import DatabaseError, connection, transaction
from django.utils import timezone

from projects.models import Project
from publishing import actions
from publishing.drafts import open_thing
from publishing.models import Revision
from publishing.snapshots import take
from tests.admin.forms import url
from tests.connections import looking_at
from tests.factories import CommonApproachFactory, ProjectFactory, RecipientCountryFactory

KILLED = 8
"""How many times a publication is killed, each time a little later."""
PUBLISH = """
import django, os, sys
django.setup()
from django.conf import settings
from django.contrib.auth.models import User
from projects.models import Project
from publishing import actions
print("ready", flush=True)
sys.stdin.readline()
actions.publish(thing=Project.objects.get(pk=int(sys.argv[1])), user=User.objects.get())
print("done", flush=True)
"""


def drafted(project, user):
    """A draft that changes, adds and deletes."""
    snapshot = take(project)
    [main] = snapshot["projects.project"].values()
    main["agency_code"] = "NEW"
    rows = snapshot["projects.recipientcountry"]
    first, *others = rows
    del rows[first]
    for key in others:
        rows[key]["percentage"] = "50.0000"
    return actions.save_draft(
        thing=project, draft=actions.Draft(snapshot), opened=open_thing(project), user=user
    )


def state(project):
    return (
        Project.objects.values_list("agency_code", flat=True).get(pk=project.pk),
        frozenset(project.countries.values_list("country", "percentage")),
        Revision.objects.of(project).order_by("-pk").first().state,
    )


@pytest.fixture
def project():
    project = ProjectFactory(agency_code="OLD")
    for country in ("HT", "KE", "FJ"):
        RecipientCountryFactory(project=project, country=country)
    return project


@pytest.mark.django_db
def test_a_publication_stopped_at_any_statement_changes_nothing():
    """On the smallest kind of page with rows of its own, as the sweep costs their square."""
    user = User.objects.create_superuser("root")
    approach = CommonApproachFactory()
    thing = approach.partnership
    snapshot = take(thing)
    del snapshot["donors.commonapproach"], snapshot["donors.commonapproachtranslation"]
    opened = open_thing(thing)
    actions.save_draft(thing=thing, draft=actions.Draft(snapshot), opened=opened, user=user)
    live = take(thing)
    stopped = 0
    while _is_stopped(thing, user, stopped):
        assert take(thing) == live
        assert Revision.objects.of(thing).open().count() == 1
        stopped += 1

    assert stopped > 20
    assert take(thing) == snapshot
    assert not Revision.objects.of(thing).open().exists()


def _is_stopped(thing, user, number):
    """Whether a publication whose n-th statement fails fails as a whole."""
    counted = 0

    def stop(execute, *args):
        nonlocal counted
        counted += 1
        if counted > number:
            raise DatabaseError("stopped by the test")
        return execute(*args)

    try:
        with transaction.atomic(), connection.execute_wrapper(stop):
            actions.publish(thing=thing, user=user)
    except DatabaseError:
        return True
    return False


@pytest.mark.django_db(transaction=True)
def test_a_killed_publication_leaves_the_old_page_or_the_new_one(project):
    user = User.objects.create_superuser("root")
    drafted(project, user)
    old = state(project)
    new = ("NEW", frozenset({("FJ", 50), ("KE", 50)}), "approved")
    name = settings.DATABASES["default"]["NAME"]
    program = PUBLISH.replace(
        "django.setup()",
        f"django.setup(); from django.db import connections; "
        f"connections['default'].settings_dict['NAME'] = {name!r}",
    )
    seen = set()
    for number in range(KILLED):
        running = subprocess.Popen(
            [sys.executable, "-c", program, str(project.pk)],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            cwd=settings.BASE_DIR,
            env={**os.environ, "DJANGO_SETTINGS_MODULE": "tests.settings"},
            text=True,
        )
        assert running.stdout.readline() == "ready\n"
        running.stdin.write("\n")
        running.stdin.flush()
        time.sleep(0.015 * number**1.5)
        running.send_signal(signal.SIGKILL)
        running.communicate()
        # A transaction that its client left is over once its lock can be had.
        with transaction.atomic():
            actions.lock(project)
        now = state(project)
        assert now in (old, new)
        seen.add(now)
        if now == new:
            break
    assert old in seen


@pytest.mark.django_db(transaction=True)
def test_a_thing_is_deleted_with_its_drafts_while_nobody_else_can_save_one():
    user = User.objects.create_superuser("root")
    project = ProjectFactory(draft=True)
    drafted_before = take(project)
    actions.save_draft(
        thing=project, draft=actions.Draft(drafted_before), opened=open_thing(project), user=user
    )

    with looking_at('DELETE FROM "publishing_revision"', project) as held:
        actions.delete(thing=project)

    assert held
    assert all(one == [True] for one in held)
    assert not Project.objects.exists()
    assert not Revision.objects.exists()
    actions.delete(thing=project)


@pytest.mark.django_db
def test_what_somebody_else_has_just_published_is_not_deleted(admin_page, editor, monkeypatch):
    asked, published = ProjectFactory(draft=True), ProjectFactory(draft=True)
    known = Project.objects.get(pk=published.pk)
    actions.publish(thing=published, user=editor)

    with pytest.raises(ValidationError, match="Archive it instead"):
        actions.delete(thing=known)

    # The page had looked whether it may be deleted before it was published.
    monkeypatch.setattr(
        "publishing.admin.publishables.actions.why_published_kept", lambda thing: ""
    )
    Project.objects.filter(pk=asked.pk).update(first_published_at=timezone.now())
    answer = admin_page.post(url(asked, "delete"), {"post": "yes"}, follow=True)
    assert "has been public. Archive it instead." in answer.content.decode()
    assert set(Project.objects.all()) == {asked, published}
