"""The map of a selection: countries, and places close to each other taken for one."""

from __future__ import annotations

import pytest

from projects.projection import CELL, middle, place, project
from tests.factories import LocationFactory, ProjectFactory, RecipientCountryFactory

pytestmark = pytest.mark.django_db

KATHMANDU = {"latitude": "27.700000", "longitude": "85.300000"}
PATAN = {"latitude": "27.670000", "longitude": "85.320000"}
LIMA = {"latitude": "-12.050000", "longitude": "-77.050000"}


def drawn(client, **query):
    """The places on the map of the list, as numbers of projects by the point of the drawing."""
    response = client.get("/projects/", query)
    return {(one.x, one.y): one.count for one in response.context["map"].places}


def near(place_):
    """The middle of the square that a place is drawn in."""
    x, y = project(float(place_["longitude"]), float(place_["latitude"]))
    return int(x // CELL) * CELL + CELL // 2, int(y // CELL) * CELL + CELL // 2


def test_places_close_to_each_other_are_one_circle_of_all_projects_found(client):
    one, other, third = ProjectFactory(title="Bridges"), ProjectFactory(), ProjectFactory()
    LocationFactory(project=one, **KATHMANDU)
    LocationFactory(project=one, **PATAN)
    LocationFactory(project=other, **PATAN)
    LocationFactory(project=third, **LIMA)

    assert drawn(client) == {near(KATHMANDU): 2, near(LIMA): 1}
    assert drawn(client, q="bridges") == {near(KATHMANDU): 1}


def test_places_are_drawn_where_countries_are_chosen(client):
    project_ = ProjectFactory()
    RecipientCountryFactory(project=project_, country="NP")
    LocationFactory(project=project_, **KATHMANDU)
    LocationFactory(project=ProjectFactory(), **LIMA)

    assert drawn(client, country="NP") == {near(KATHMANDU): 1}


def test_sensitive_and_hidden_places_are_not_drawn(client):
    project_ = ProjectFactory()
    RecipientCountryFactory(project=project_, country="NP")
    LocationFactory(project=project_, sensitive=True, **KATHMANDU)
    LocationFactory(project=ProjectFactory(draft=True), **LIMA)

    assert drawn(client) == {}


def test_the_drawing_can_be_read_back():
    x, y = project(85.3, 27.7)

    assert place(x, y) == pytest.approx((85.3, 27.7))
    assert middle(int(x // CELL) << 8 | int(y // CELL)) == near(KATHMANDU)
