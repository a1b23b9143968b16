"""Whoever asks for a page that a list does not have is led to those it has."""

import pytest
from pytest_django.asserts import assertContains, assertNotContains

from search.index import catch_up_fully
from tests.factories import ProjectFactory

pytestmark = pytest.mark.django_db

LISTS = [
    "/projects/",
    "/results/",
    "/commitments/",
    "/lessons/",
    "/statements/",
    "/meetings/",
    "/actions/",
    "/documents/",
    "/news/",
]


@pytest.mark.parametrize("address", LISTS)
def test_every_list_leads_from_a_page_that_it_does_not_have_to_its_first(client, address):
    response = client.get(f"{address}?page=2")

    assertContains(response, "This list has no such page", status_code=404)
    assertContains(response, '<a class="btn" href="?">', 1, 404)
    assertNotContains(response, "To the last page", 404)
    assert client.get(f"{address}?page=").status_code == 200
    assert client.get(f"{address}?page=last").status_code == 200


@pytest.mark.parametrize("page", ["0", "4", "x", "-1", "9" * 30, "9" * 5000])
@pytest.mark.parametrize("address", ["/search/?kind=project&q=basalt", "/projects/?q=basalt"])
def test_the_way_back_keeps_the_selection(client, address, page):
    for number in range(45):
        ProjectFactory(title=f"Basalt {number}")
    catch_up_fully()

    response = client.get(f"{address}&page={page}")

    assert response.status_code == 404
    _path, _mark, query = address.partition("?")
    query = query.replace("&", "&amp;")
    assertContains(response, "It has 3 pages.", 1, 404)
    assertContains(response, f'href="?{query}"', 1, 404)
    assertContains(response, f'href="?{query}&amp;page=3"', 1, 404)
