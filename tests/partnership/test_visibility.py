"""Each page shows what is public, and nothing else, with something hidden planted on it."""

import datetime as dt
from decimal import Decimal

import pytest

from tests.factories import (
    AgendaItemFactory,
    AgreedActionFactory,
    AllocationFactory,
    ContributionFactory,
    CountryCommitmentFactory,
    DecisionFactory,
    DocumentFactory,
    EvidenceFactory,
    FundFactory,
    KeyMessageFactory,
    LessonFactory,
    LocationFactory,
    MeasurementFactory,
    MeetingFactory,
    OrganisationFactory,
    ParticipationFactory,
    PartnershipFactory,
    PhotoFactory,
    PriorityAreaFactory,
    ProjectFactory,
    ProjectPriorityAreaFactory,
    RecipientCountryFactory,
    StatementFactory,
)

pytestmark = pytest.mark.django_db

DRAFT = {"draft": True}


def html_of(client, address):
    response = client.get(address)
    assert response.status_code == 200
    return response.content.decode()


def assert_shows(html, *texts):
    assert {text for text in texts if text not in html} == set()
    assert "Hidden" not in html


def test_countries_count_public_projects_only(client):
    RecipientCountryFactory(country="UG", project__title="Shown")
    RecipientCountryFactory(country="UG", project__draft=True)
    RecipientCountryFactory(country="KE", project__draft=True)
    CountryCommitmentFactory(country="JP", project__draft=True)

    html = html_of(client, "/countries/")

    assert_shows(html, "Uganda")
    assert "Kenya" not in html
    assert "/countries/JP/" not in html
    assert html.count("world__dot") == 1


def test_country_shows_public_projects_and_names_places_without_their_coordinates(client):
    project = RecipientCountryFactory(country="UG", project__title="Shown tombs").project
    RecipientCountryFactory(country="UG", project__title="Hidden project", project__draft=True)
    CountryCommitmentFactory(country="UG", statement="Hidden promise", project__draft=True)
    LessonFactory(project=project, title="Hidden lesson", **DRAFT)
    LessonFactory(project=project, title="Shown lesson")
    LocationFactory(
        project=project,
        country="UG",
        name="Shown place",
        latitude=Decimal("0.33"),
        longitude=Decimal("32.55"),
        sensitive=True,
    )

    html = html_of(client, "/countries/UG/")

    assert_shows(html, "Shown tombs", "Shown lesson", "Shown place")
    assert "32.55" not in html


@pytest.mark.parametrize("address", ["/countries/KE/", "/countries/XX/", "/countries/uganda/"])
def test_a_country_without_anything_public_looks_like_one_that_does_not_exist(client, address):
    RecipientCountryFactory(country="KE", project__draft=True)

    assert client.get(address.upper().replace("COUNTRIES", "countries")).status_code == 404


def test_donors_are_public_and_give_what_is_public(client):
    japan = OrganisationFactory(slug="japan", name="Japan")
    ministry = OrganisationFactory(name="Shown ministry", parent=japan)
    ContributionFactory(provider=ministry, type=1, amount=Decimal(1111))
    ContributionFactory(provider=ministry, type=1, amount=Decimal(2222), fund__draft=True)
    ContributionFactory(
        provider=OrganisationFactory(name="Hidden ministry", parent=japan, **DRAFT), type=1
    )
    ParticipationFactory(organisation__name="Hidden payer", organisation__draft=True)
    FundFactory(name="Hidden fund", **DRAFT)
    KeyMessageFactory(
        partnership__donor=japan, scope="Hidden scope", quoted_figure="Hidden rank", **DRAFT
    )
    KeyMessageFactory(
        partnership__donor=japan, scope="among all, until March", quoted_figure="largest donor"
    )

    for address in ("/donors/", "/donors/japan/"):
        html = html_of(client, address)
        assert_shows(html, "Shown ministry", "USD\xa01,111")
        assert "2,222" not in html
    assert_shows(html, "largest donor", "among all, until March")


def test_a_project_that_two_ministries_pay_for_counts_once(client):
    japan = OrganisationFactory(slug="japan")
    project = ProjectFactory()
    for name in ("First", "Second"):
        ParticipationFactory(
            project=project, organisation=OrganisationFactory(name=name, parent=japan)
        )

    giving = client.get("/donors/japan/").context["giving"]

    assert [sheet.projects for sheet in giving.parts] == [1, 1]
    assert giving.total.projects == 1


def test_funds_show_public_contributions_to_public_projects(client):
    fund = FundFactory(slug="trust", name="Shown trust")
    FundFactory(name="Hidden trust", **DRAFT)
    given = ContributionFactory(fund=fund, amount=Decimal(1000))
    AllocationFactory(contribution=given, amount=Decimal(300), project__title="Shown use")
    AllocationFactory(contribution=given, amount=Decimal(200), project__draft=True)
    ContributionFactory(fund=fund, provider__name="Hidden donor", provider__draft=True)

    assert_shows(html_of(client, "/funds/"), "Shown trust", "USD\xa01,000")
    html = html_of(client, "/funds/trust/")
    assert_shows(html, "Shown use")
    statement = client.get("/funds/trust/").context["statement"]
    assert (statement.sources, statement.used, statement.balance) == (1000, 300, 700)
    assert client.get("/funds/hidden/").status_code == 404


def test_results_show_approved_values_and_public_evidence(client):
    shown = MeasurementFactory(value=Decimal(240))
    MeasurementFactory(period=shown.period, state="submitted", value=Decimal(987654))
    EvidenceFactory(measurement=shown, title="Shown register")
    EvidenceFactory(measurement=shown, title="Hidden paper", document__draft=True)
    EvidenceFactory(
        measurement=shown, title="Hidden photo", document=None, photo=PhotoFactory(**DRAFT)
    )
    hidden = MeasurementFactory(
        period__indicator__title="Hidden count", period__indicator__result__project__draft=True
    )

    html = html_of(client, f"/results/{shown.period.indicator_id}/")

    assert_shows(html, "240", "Shown register")
    assert "987,654" not in html
    assert_shows(html_of(client, "/results/"), "240")
    assert client.get(f"/results/{hidden.period.indicator_id}/").status_code == 404


def test_lessons_name_public_projects_and_areas_only(client):
    lesson = LessonFactory(
        title="Shown lesson", project=ProjectFactory(title="Hidden source", **DRAFT)
    )
    lesson.applied_in.add(ProjectFactory(title="Hidden user", **DRAFT))
    lesson.areas.add(PriorityAreaFactory(name="Hidden area", **DRAFT))
    LessonFactory(title="Hidden lesson", **DRAFT)

    assert_shows(html_of(client, "/lessons/"), "Shown lesson")


def test_documents_are_those_that_everybody_may_read(client):
    DocumentFactory(title="Shown report")
    DocumentFactory(title="Hidden draft", **DRAFT)
    DocumentFactory(title="Hidden inside", access="internal")
    DocumentFactory(title="Hidden between the two", access="partnership")

    assert_shows(html_of(client, "/documents/"), "Shown report")


def test_commitments_are_those_to_public_projects(client):
    CountryCommitmentFactory(country="UG", statement="Shown promise")
    CountryCommitmentFactory(country="UG", statement="Another promise")
    CountryCommitmentFactory(
        country="KE", statement="Hidden promise", project=ProjectFactory(**DRAFT)
    )
    CountryCommitmentFactory(
        source_document=DocumentFactory(title="Hidden source", access="internal")
    )

    response = client.get("/commitments/")

    assert_shows(response.content.decode(), "Shown promise", "Another promise")
    assert response.context["country_count"] == 2


def test_actions_are_public_ones_of_public_meetings(client):
    AgreedActionFactory(title="Shown action").projects.add(
        ProjectFactory(title="Hidden project", **DRAFT)
    )
    AgreedActionFactory(title="Hidden for both sides", visibility="partnership")
    AgreedActionFactory(title="Hidden with its meeting", meeting__draft=True)
    AgreedActionFactory(title="Hidden with its owner", owner__draft=True)

    response = client.get("/actions/")

    assert_shows(response.content.decode(), "Shown action")
    assert response.context["meter"].total == 1


def test_agenda_item_shows_public_records_only(client):
    meeting = MeetingFactory(slug="review")
    item = AgendaItemFactory(meeting=meeting, number="3.1", title="Shown item")
    AgendaItemFactory(meeting=meeting, number="3", title="Hidden item", visibility="internal")
    item.projects.add(ProjectFactory(title="Shown project"))
    item.projects.add(ProjectFactory(title="Hidden project", **DRAFT))
    item.documents.add(DocumentFactory(title="Hidden paper", access="partnership"))
    item.lessons.add(LessonFactory(title="Hidden lesson", **DRAFT))
    StatementFactory(agenda_item=item, text="Hidden words", visibility="internal")
    DecisionFactory(
        meeting=meeting, agenda_item=item, text="Hidden decision", visibility="internal"
    )
    AgreedActionFactory(
        meeting=meeting, agenda_item=item, title="Hidden action", visibility="partnership"
    )

    assert_shows(html_of(client, "/meetings/review/agenda/3.1/"), "Shown item", "Shown project")
    for address in ("/meetings/review/agenda/3/", "/meetings/review/agenda/9/"):
        assert client.get(address).status_code == 404


def test_the_agenda_of_a_meeting_that_is_not_public_is_not_either(client):
    AgendaItemFactory(meeting=MeetingFactory(slug="kept", **DRAFT), number="1")

    assert client.get("/meetings/kept/agenda/1/").status_code == 404


def test_areas_over_the_years_are_public_ones(client):
    area = PriorityAreaFactory(slug="now", name="Shown now", start=dt.date(2024, 1, 1))
    area.predecessors.add(
        PriorityAreaFactory(name="Shown before", end=dt.date(2023, 12, 31)),
        PriorityAreaFactory(name="Hidden before", **DRAFT),
    )
    ProjectPriorityAreaFactory(area=area, project__draft=True)

    assert_shows(html_of(client, "/priority-areas/"), "Shown now", "Shown before")
    assert_shows(html_of(client, "/priority-areas/now/"), "Shown before")
    assert client.get("/priority-areas/now/").context["page"]["project_count"] == 0


def test_about_names_public_sides_and_the_public_agreement(client):
    PartnershipFactory(
        name="Shown partnership",
        donor=OrganisationFactory(name="Hidden donor", **DRAFT),
        agreement=DocumentFactory(title="Hidden agreement", access="internal"),
    )
    PartnershipFactory(name="Hidden partnership", **DRAFT)

    assert_shows(html_of(client, "/about/"), "Shown partnership")


@pytest.mark.parametrize(
    "address",
    [
        "/lessons/?kind=nonsense&area=nowhere&phase=never&q=%27",
        "/documents/?category=Z99&language=xx&year=abc",
        "/documents/?year=99999999999999999999",
        "/commitments/?country=ZZ&project=none&year=-5",
        "/commitments/?year=1e400",
        "/actions/?status=lost&meeting=none&owner=nobody&counterpart=x&year=0",
        "/statements/?person=x&meeting=none&area=%27&project=no&language=zz&page=1",
        "/statements/?person=99999999999999999999999999",
        "/lessons/?project=x&applied=x&meeting=x&validated=maybe",
        "/results/?area=none&country=ZZ&type=42",
        "/lessons/?page=999",
        "/results/?page=abc",
        "/results/99999999999999999999999999/",
        "/meetings/none/agenda/1/",
        "/funds/none/",
        "/countries/1/",
    ],
)
def test_nonsense_is_answered_and_never_an_error_of_ours(client, address):
    assert client.get(address).status_code in {200, 404}
