import pytest

from publishing.models import FormerAddress
from tests.factories import (
    ArticleFactory,
    DocumentFactory,
    MeetingFactory,
    OrganisationFactory,
    PhotoFactory,
    PriorityAreaFactory,
    ProjectFactory,
)

pytestmark = pytest.mark.django_db


def rename(thing, slug):
    thing.slug = slug
    thing.save()


@pytest.mark.parametrize(
    ("factory", "address"),
    [
        (ProjectFactory, "/projects/{}/"),
        (PriorityAreaFactory, "/priority-areas/{}/"),
        (OrganisationFactory, "/donors/{}/"),
        (MeetingFactory, "/meetings/{}/"),
        (ArticleFactory, "/news/{}/"),
    ],
)
def test_a_renamed_page_is_found_at_all_its_former_addresses(client, factory, address):
    thing = factory(slug="first")
    rename(thing, "second")
    rename(thing, "third")

    for former in ("first", "second"):
        response = client.get(address.format(former))
        assert (response.status_code, response.url) == (301, address.format("third"))


def test_renamed_files_are_found_too_by_those_who_may_have_them(client, admin_client):
    document = DocumentFactory(slug="report")
    photo = PhotoFactory(slug="photo")
    draft = DocumentFactory(slug="inside", access="internal")
    for thing in (document, photo, draft):
        rename(thing, f"new-{thing.slug}")

    assert client.get("/documents/report/").url == "/documents/new-report/"
    assert client.get("/photos/photo/").url == "/photos/new-photo/"
    assert client.get("/documents/inside/").status_code == 404
    assert admin_client.get("/documents/inside/").url == "/documents/new-inside/"


def test_readers_are_led_to_the_page_in_their_language(client):
    project = ProjectFactory(slug="first")
    rename(project, "second")

    assert client.get("/fr/projects/first/").url == "/fr/projects/second/"


def test_a_former_address_tells_nothing_of_what_is_no_longer_public(client):
    project = ProjectFactory(slug="first")
    rename(project, "second")
    project.state = "archived"
    project.save()

    assert client.get("/projects/first/").status_code == 404


def test_an_address_that_was_taken_over_belongs_to_its_new_owner(client):
    rename(ProjectFactory(slug="masons"), "masons-2021")
    ProjectFactory(slug="masons", title="New masons")

    assert "New masons" in client.get("/projects/masons/").content.decode()


def test_a_thing_that_comes_back_to_its_address_is_there(client):
    project = ProjectFactory(slug="first")
    rename(project, "second")
    rename(project, "first")

    assert client.get("/projects/first/").status_code == 200
    assert client.get("/projects/second/").url == "/projects/first/"


def test_a_draft_leaves_no_former_address():
    rename(ProjectFactory(slug="first", draft=True), "second")

    assert not FormerAddress.objects.exists()
