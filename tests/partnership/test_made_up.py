"""What is made up says so beside every number that it is in, and what is not does not."""

import pytest

from search.index import catch_up_fully
from tests.factories import (
    AgreedActionFactory,
    AllocationFactory,
    BudgetFactory,
    CountryCommitmentFactory,
    KeyMessageFactory,
    MeasurementFactory,
    ProjectFactory,
    ProjectPriorityAreaFactory,
    RecipientCountryFactory,
)

pytestmark = pytest.mark.django_db


def words(client, address):
    response = client.get(address)
    assert response.status_code == 200
    return " ".join(response.content.decode().split())


@pytest.fixture
def area():
    """An area with two projects in Kenya, each with money and a figure; one of them is demo."""
    link = ProjectPriorityAreaFactory(area__slug="water")
    made_up = ProjectFactory(is_demo=True, title="Made up")
    ProjectPriorityAreaFactory(area=link.area, project=made_up)
    for project, amount in ((link.project, 100), (made_up, 7777)):
        RecipientCountryFactory(project=project, country="KE")
        BudgetFactory(project=project, amount=amount)
        MeasurementFactory(period__indicator__result__project=project)
    AllocationFactory(project=link.project, amount=100)
    AllocationFactory(project=made_up, amount=300)
    catch_up_fully()
    return link.area


@pytest.mark.parametrize(
    ("address", "told"),
    [
        ("/", ["2 projects of which demo 1", "of which demo 300"]),
        ("/projects/", ["of which demo 1", "of which demo 7,777"]),
        ("/priority-areas/", ["of which demo 1"]),
        ("/priority-areas/water/", ["of which demo 1", "of which demo 300"]),
        ("/countries/KE/", ["of which demo 7,777"]),
    ],
)
def test_sums_and_counts(client, area, address, told):
    said = words(client, address).replace('<small class="sample"> ', "").replace("</small>", "")
    for one in told:
        assert one in said, one


def test_nothing_is_marked_where_nothing_is_made_up(client):
    project = ProjectPriorityAreaFactory(area__slug="water").project
    RecipientCountryFactory(project=project, country="KE")
    BudgetFactory(project=project)
    AllocationFactory(project=project)
    MeasurementFactory(period__indicator__result__project=project)
    catch_up_fully()

    for address in ("/", "/projects/", "/priority-areas/water/", "/countries/KE/", "/results/"):
        said = words(client, address)
        assert "of which demo" not in said, address
        assert ">Demo</small>" not in said, address


def test_figures_of_demo_projects(client, area):
    said = words(client, "/results/")

    assert said.count(">Demo</small>") == 1
    assert said.index("Made up") < said.index(">Demo</small>")


def test_key_figures(client):
    KeyMessageFactory(on_home=True, is_demo=True)

    assert ">Demo</small>" in words(client, "/")


def test_commitments_on_the_page_of_their_project(client):
    project = ProjectFactory()
    CountryCommitmentFactory(project=project, country="KE")
    assert "<b>1</b> <span>country committed</span>" in words(client, project.get_absolute_url())

    CountryCommitmentFactory(project=project, country="UG", is_demo=True)

    said = words(client, project.get_absolute_url())
    assert "<b>2</b> <span>countries committed</span>" in said
    assert "of which demo 1" in said


def test_agreed_actions(client):
    kept = {"visibility": "public", "meeting__stage": "closed"}
    AgreedActionFactory(**kept)
    assert "emo" not in words(client, "/actions/").partition("<main")[2].partition("</main")[0]

    AgreedActionFactory(**kept, is_demo=True)
    AgreedActionFactory(**kept, meeting__is_demo=True)
    AgreedActionFactory(**kept, is_demo=True, status="dropped", closed_on="2023-12-01")

    assert client.get("/actions/").context["meter"].demo == 2
    assert "of which demo 2" in words(client, "/actions/")
