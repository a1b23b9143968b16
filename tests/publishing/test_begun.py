"""What is begun on a page that adds something is kept, however little it is."""

from __future__ import annotations

import pytest
from django.urls import reverse

from partnership.accounts.roles import EDITOR
from projects.models import Project
from publishing.models import BegunPage, Revision
from publishing.worklists import Kind, work_of
from tests.admin.forms import errors, filled, url
from tests.factories import ProjectFactory
from tests.publishing.people import member
from tests.publishing.test_drafts import told

pytestmark = pytest.mark.django_db

ADD = reverse("admin:projects_project_add")


@pytest.fixture
def partnership(project):
    return project.partnership


def begin(client, partnership, button="_continue", **entries):
    page = client.get(ADD)
    given = {"partnership": str(partnership.pk), "summary": "They rebuild."}
    return client.post(ADD, filled(page, button) | given | entries)


def added():
    """The projects beside the one that the users work on."""
    return list(Project.objects.exclude(agency_code="A1"))


def values(page, *names):
    form = page.context["adminform"].form
    return tuple(form[name].value() for name in names)


def test_a_page_that_lacks_something_is_kept_and_completed_later(client, ada, partnership):
    client.force_login(ada)

    refused = begin(client, partnership, title="", slug="")

    assert "kept" in told(refused)
    assert "This field is required" in errors(refused)
    assert added() == []
    [task] = work_of(ada)[Kind.BEGUN]
    assert task.kind == "project"
    again = client.get(task.edit_url)
    assert values(again, "title", "summary") == ("", "They rebuild.")
    assert "This field is required" in errors(again)

    saved = filled(again, "_continue") | {"title": "Kasubi", "slug": "kasubi"}
    response = client.post(task.edit_url, saved)

    # Told once.
    assert "was added successfully" in told(response)
    assert "is saved" not in told(response)
    [project] = added()
    assert project.summary == "They rebuild."
    assert Revision.objects.of(project).open().count() == 1
    assert BegunPage.objects.count() == 0
    assert work_of(ada)[Kind.BEGUN] == []


def test_a_page_kept_anew_stays_one(client, ada, partnership):
    client.force_login(ada)
    refused = begin(client, partnership, title="", slug="")
    begun = BegunPage.objects.get()
    assert f'name="_begun" value="{begun.pk}"' in refused.content.decode()

    client.post(ADD, filled(refused) | {"_begun": str(begun.pk), "title": "Kasubi", "slug": ""})

    begun = BegunPage.objects.get()
    assert (begun.title, begun.entries["title"]) == ("Kasubi", ["Kasubi"])


def test_it_is_kept_while_typing_and_becomes_nothing_by_that(client, ada, partnership):
    client.force_login(ada)

    said = begin(client, partnership, "_autosave", title="Kasubi", slug="kasubi").json()

    assert added() == []
    page = client.get(said["address"])
    assert values(page, "title", "summary") == ("Kasubi", "They rebuild.")
    # Nothing was saved by showing it, and nothing of it is said to be wrong.
    assert added() == []
    assert told(page) == ""
    assert "Nothing is wrong with these entries" in page.content.decode()
    assert errors(page).replace("[{}]", "").strip() == ""
    assert "errornote" not in page.content.decode()
    client.post(said["address"], filled(page, "_continue"))
    assert [project.title for project in added()] == ["Kasubi"]


def test_what_the_address_filled_in_stays_so(client, ada, partnership):
    client.force_login(ada)
    page = client.get(f"{ADD}?partnership={partnership.pk}")

    client.post(f"{ADD}?partnership={partnership.pk}", filled(page) | {"title": ""})

    begun = BegunPage.objects.get()
    assert begun.edit_url == f"{ADD}?partnership={partnership.pk}&begun={begun.pk}"


def test_nobody_sees_or_continues_what_another_began(client, ada, partnership):
    client.force_login(ada)
    begin(client, partnership, title="", slug="")
    begun = BegunPage.objects.get()
    client.force_login(member(EDITOR, name="eve"))

    page = client.get(begun.edit_url)

    assert values(page, "summary") != ("They rebuild.",)
    client.post(begun.edit_url, filled(page) | {"_forget": "1"})
    assert BegunPage.objects.filter(pk=begun.pk).exists()


def test_it_can_be_forgotten(client, ada, partnership):
    client.force_login(ada)
    begin(client, partnership, title="", slug="")
    begun = BegunPage.objects.get()

    response = client.post(begun.edit_url, {"_forget": "1"})

    assert response["Location"] == ADD
    assert BegunPage.objects.count() == 0


@pytest.mark.parametrize("key", ["0", "x", "9" * 30, "-1"])
def test_a_page_that_was_never_begun_is_a_new_one(client, ada, key):
    client.force_login(ada)

    assert client.get(f"{ADD}?begun={key}").status_code == 200


def test_what_has_become_right_meanwhile_is_still_shown_as_typed(admin_page):
    taken = ProjectFactory(slug="kasubi")
    project = ProjectFactory(slug="masons")
    page = admin_page.get(url(project))
    admin_page.post(url(project), filled(page, "_continue") | {"slug": "kasubi", "summary": "New"})
    assert Revision.objects.open().get().problems != []
    Project.objects.filter(pk=taken.pk).update(slug="elsewhere")

    page = admin_page.get(url(project))

    assert values(page, "slug", "summary") == ("kasubi", "New")
    assert "Nothing is wrong with these entries" in page.content.decode()
    assert errors(page).replace("[{}]", "").strip() == ""
    assert "errornote" not in page.content.decode()
    admin_page.post(url(project), filled(page, "_continue"))
    assert Revision.objects.open().get().problems == []
