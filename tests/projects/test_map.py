"""The map of a selection: countries, and places close to each other taken for one."""

from __future__ import annotations

import re
from html import unescape

import pytest

from projects import browsing
from projects.maps import world_map
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


def circles(client, at="", **query):
    """The country circles of the list by title: address, number, whether it is chosen."""
    html = client.get(f"{at}/projects/", query).content.decode()
    drawing = html.partition('<svg\n    class="world')[2].partition("</svg>")[0]
    return {
        found["title"]: (unescape(found["href"] or ""), found["number"], bool(found["chosen"]))
        for found in re.finditer(
            r'<a(?: href="(?P<href>[^"]*)")? tabindex="-1"(?P<chosen> class="is-chosen")?>'
            r"<title>(?P<title>.*?)</title>.*?(?:<text [^>]*>(?P<number>.*?)</text>)?</a>",
            drawing,
            re.DOTALL,
        )
    }


def in_countries(**counts):
    for country, count in counts.items():
        for _ in range(count):
            RecipientCountryFactory(country=country, project__status=2)


def test_circles_name_their_country_and_number_and_choose_it_in_this_selection(client):
    in_countries(HT=1, KE=3)
    RecipientCountryFactory(country="TR", project__status=4)

    assert circles(client, status="2", sort="title") == {
        "Kenya: 3 projects": ("/projects/?status=2&sort=title&country=KE#map", "3", False),
        "Haiti: 1 project": ("/projects/?status=2&sort=title&country=HT#map", None, False),
    }
    assert circles(client, "/fr")["Haïti : 1 projet"][0] == "/fr/projects/?country=HT#map"


def test_the_map_stays_where_a_country_is_chosen_and_leads_back(client):
    in_countries(HT=1, KE=3)

    found = circles(client, country="HT", status="2")
    html = client.get("/projects/", {"country": "HT", "status": "2"}).content.decode()

    assert found == {
        "Haiti: 1 project": ("/projects/?status=2&country=HT#map", None, True),
        "Kenya: 3 projects": ("/projects/?status=2&country=KE#map", "3", False),
    }
    assert re.search(
        r'href="/projects/\?status=2#map"\s*>This selection in all countries</a>', html
    )
    assert "This selection in all countries" not in client.get("/projects/").content.decode()
    assert client.get("/projects/", {"country": "HT"}).context["country_count"] == 0


def test_the_list_of_countries_says_what_the_map_shows_and_can_be_operated(client):
    in_countries(HT=1, KE=3)

    html = client.get("/projects/", {"country": "KE"}).content.decode()

    listed = html.partition('id="where-countries"')[2].partition("</details>")[0]
    assert re.findall(r"<li><a href=\"(.*?)\"(.*?)>(.*?)</a> <small>(.*?)</small>", listed) == [
        ("/projects/?country=KE#map", ' aria-current="true"', "Kenya", "3"),
        ("/projects/?country=HT#map", "", "Haiti", "1"),
    ]


@pytest.mark.parametrize(("most", "leads"), [(8, True), (7, False)])
def test_addresses_are_repeated_up_to_a_length(client, monkeypatch, most, leads):
    in_countries(HT=1)
    monkeypatch.setattr(browsing, "MOST_REPEATED", most)

    [(address, _number, _chosen)] = circles(client, status="2").values()

    assert bool(address) == leads
    html = client.get("/projects/?status=2").content.decode()
    assert ("choose the country in the list below" in html) == leads


def test_what_is_chosen_lies_above_other_circles(client):
    in_countries(KE=3, HT=1, TR=2)

    assert next(reversed(circles(client, country="KE"))) == "Kenya: 3 projects"
    assert next(reversed(circles(client))) == "Haiti: 1 project"


def test_a_map_does_not_repeat_a_long_address(client):
    in_countries(HT=1)

    # Each of its letters is six characters in an address.
    found = circles(client, q="-" + "ميا" * 50)

    assert {address for address, _number, _chosen in found.values()} == {""}


def test_rings_say_how_many_projects_are_near(client):
    for count, place_ in ((3, KATHMANDU), (1, LIMA)):
        for _ in range(count):
            LocationFactory(project=ProjectFactory(), **place_)

    html = client.get("/projects/").content.decode()

    x, y = near(KATHMANDU)
    assert f'cx="{x}" cy="{y}" r="9"><title>3 projects</title>' in html
    assert f'<text class="world__n" x="{x}" y="{y}">3</text>' in html
    assert "<title>1 project</title>" in html
    assert html.count('class="world__n"') == 1


def test_a_number_stands_only_where_it_has_room_and_circles_are_in_proportion():
    drawn_ = {one.code: one for one in world_map({"KE": 4000, "HT": 1000, "JP": 40}).countries}

    assert (drawn_["KE"].number, drawn_["KE"].radius, drawn_["KE"].size) == ("4,000", 16, "s")
    assert (drawn_["HT"].number, drawn_["HT"].radius) == ("", 8)
    assert (drawn_["JP"].number, drawn_["JP"].radius) == ("", 5)


def test_a_map_that_counts_nothing_names_its_countries_and_leads_to_their_pages(client):
    link = RecipientCountryFactory(country="KE")

    for address in ("/countries/KE/", link.project.get_absolute_url()):
        html = client.get(address).content.decode()
        assert '<a href="/countries/KE/" tabindex="-1"><title>Kenya</title>' in html

    in_countries(KE=4)
    html = client.get("/").content.decode()
    assert '<a href="/countries/KE/" tabindex="-1"><title>Kenya: 5 projects</title>' in html
    assert "world__n" not in html
    assert '<text class="world__n" ' in client.get("/countries/").content.decode()
