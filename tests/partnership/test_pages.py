"""Home, priority area, organisation, meeting and news pages."""

import datetime as dt
import re

import pytest
from django.utils import timezone

from tests.factories import (
    AgendaItemFactory,
    AgreedActionFactory,
    AllocationFactory,
    ArticleFactory,
    CountryCommitmentFactory,
    DecisionFactory,
    DelegationFactory,
    KeyMessageFactory,
    LessonFactory,
    MeasurementFactory,
    MeetingFactory,
    OrganisationFactory,
    ParticipantFactory,
    PartnershipFactory,
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


def test_home_shows_todays_areas_with_their_public_projects(client):
    today = timezone.localdate()
    area = PriorityAreaFactory(name="Heritage", start=today)
    PriorityAreaFactory(name="Bygone", end=today - dt.timedelta(days=1))
    PriorityAreaFactory(name="Hidden", **DRAFT)
    ProjectPriorityAreaFactory(area=area)
    ProjectPriorityAreaFactory(area=area, project__draft=True)

    html = html_of(client, "/")

    assert "Heritage" in html
    assert "Bygone" not in html
    assert "Hidden" not in html
    assert "<b>1</b> project," in " ".join(html.split())


def test_home_reads_figures_from_their_records(client):
    project = ProjectFactory()
    for country in ("KE", "UG", "JP"):
        CountryCommitmentFactory(project=project, country=country)
    KeyMessageFactory(on_home=True, text="masons trained", measurement=MeasurementFactory())
    KeyMessageFactory(
        on_home=True, text="countries committed", project=project, counts_commitments=True
    )
    KeyMessageFactory(on_home=True, text="in Ukraine", quoted_figure="Largest donor")
    KeyMessageFactory(on_home=False, text="Elsewhere")

    html = "".join(line.strip() for line in html_of(client, "/").splitlines())

    assert "<b>240</b><span>masons trained</span>" in html
    assert "<b>3</b><span>countries committed</span>" in html
    assert "Largest donor" in html
    assert "Elsewhere" not in html


def test_home_tells_the_money_of_the_areas_agreed_last_first(client):
    for name, year in (("Old", 2015), ("New", 2023)):
        area = PriorityAreaFactory(name=name, start=dt.date(year, 1, 1))
        AllocationFactory(project=ProjectPriorityAreaFactory(area=area).project)

    areas = client.get("/").context["money"].areas

    assert [one["name"] for one in areas] == ["New", "Old"]


def test_countries_that_only_a_made_up_entry_names_are_marked(client):
    project = ProjectFactory()
    CountryCommitmentFactory(project=project, country="KE")
    CountryCommitmentFactory(project=project, country="UG", is_demo=True)
    KeyMessageFactory(on_home=True, project=project, counts_commitments=True)
    told = "They say nothing about what these countries committed to"

    assert "of which demo 1" in html_of(client, "/")
    assert "of which demo 1" in html_of(client, "/commitments/")
    assert told in html_of(client, "/commitments/")
    assert told in html_of(client, "/countries/UG/")
    assert told not in html_of(client, "/countries/KE/")
    committed = {
        one["code"]: one["committed"].demo for one in client.get("/countries/").context["countries"]
    }
    assert committed == {"KE": 0, "UG": 1}


def review_day(year, hour):
    return dt.datetime(year, 3, 13, hour, tzinfo=dt.UTC)


def test_home_lets_each_side_of_the_last_meeting_with_statements_speak_once(client):
    earlier = MeetingFactory(starts_at=review_day(2022, 9), ends_at=review_day(2022, 17))
    review = MeetingFactory()
    MeetingFactory(starts_at=review_day(2024, 9), ends_at=review_day(2024, 17))
    for side in ("donor", "agency"):
        speaker = ParticipantFactory(delegation__meeting=review, delegation__side=side)
        for words in ("first", "later"):
            StatementFactory(text=f"What the {side} said {words}.", participant=speaker)
    StatementFactory(text="Said elsewhere.", participant__delegation__meeting=earlier)

    html = html_of(client, "/")

    assert "What the donor said first." in html
    assert "What the agency said first." in html
    assert "said later" not in html
    assert "Said elsewhere." not in html


def test_home_names_its_only_partnership(client):
    PartnershipFactory(name="Japan and UNESCO")

    assert "· Japan and UNESCO</title>" in html_of(client, "/")


def test_area_shows_its_years_projects_lessons_and_reviews(client):
    area = PriorityAreaFactory(slug="heritage", name="Heritage")
    successor = PriorityAreaFactory(name="Heritage in danger")
    successor.predecessors.add(area)
    ProjectPriorityAreaFactory(area=area, project__title="Kasubi")
    ProjectPriorityAreaFactory(area=area, project__title="Hidden project", project__draft=True)
    LessonFactory(title="Hidden lesson", **DRAFT).areas.add(area)
    LessonFactory(title="Begin early").areas.add(area)
    MeetingFactory(title="Review 2023").priority_areas.add(area)
    MeetingFactory(title="Hidden review", **DRAFT).priority_areas.add(area)

    html = html_of(client, "/priority-areas/heritage/")

    for shown in ("Heritage in danger", "Kasubi", "Begin early", "Review 2023"):
        assert shown in html
    assert "Hidden" not in html


def test_meeting_shows_public_records_only(client):
    meeting = MeetingFactory(slug="review-2023", title="Dialogue 2023")
    MeetingFactory(previous=meeting, title="Hidden next", **DRAFT)
    AgendaItemFactory(meeting=meeting, title="Lessons of crises")
    AgendaItemFactory(meeting=meeting, title="Hidden item", visibility="internal")
    delegation = DelegationFactory(meeting=meeting, organisation__name="Ministry")
    DelegationFactory(meeting=meeting, organisation__name="Hidden body", organisation__draft=True)
    speaker = ParticipantFactory(delegation=delegation, capacity="Ambassador")
    StatementFactory(participant=speaker, text="She stressed the role of communities.")
    StatementFactory(participant=speaker, text="Hidden words", visibility="partnership")
    DecisionFactory(meeting=meeting, text="To meet again")
    DecisionFactory(meeting=meeting, text="Hidden decision", visibility="internal")
    AgreedActionFactory(meeting=meeting, title="Send the report")
    AgreedActionFactory(meeting=meeting, title="Hidden action", visibility="partnership")

    html = html_of(client, "/meetings/review-2023/")

    for shown in (
        "13 March 2023",
        "Lessons of crises",
        "Ministry",
        "Ambassador",
        "She stressed the role of communities.",
        "To meet again",
        "Send the report",
        "overdue",
    ):
        assert shown in html
    assert "Hidden" not in html


def test_article_links_to_public_things_only(client):
    article = ArticleFactory(slug="dialogue", meeting=MeetingFactory(title="Hidden", **DRAFT))
    article.projects.add(ProjectFactory(title="Masons"), ProjectFactory(title="Hidden", **DRAFT))

    html = html_of(client, "/news/dialogue/")

    assert "Masons" in html
    assert "Hidden" not in html


@pytest.mark.parametrize(
    ("factory", "address"),
    [
        (PriorityAreaFactory, "/priority-areas/{}/"),
        (OrganisationFactory, "/donors/{}/"),
        (MeetingFactory, "/meetings/{}/"),
        (ArticleFactory, "/news/{}/"),
        (ProjectFactory, "/projects/{}/"),
    ],
)
def test_a_draft_looks_as_if_it_did_not_exist(client, factory, address):
    draft = factory(slug="kept-back", **DRAFT)
    address = address.format("kept-back")
    hidden = client.get(address)
    draft.delete()
    missing = client.get(address)

    assert hidden.status_code == missing.status_code == 404
    assert hidden.content == missing.content


def test_who_was_absent_did_not_take_part_and_a_cancelled_meeting_says_so(client):
    meeting = MeetingFactory(slug="called-off", stage="cancelled")
    ParticipantFactory(
        delegation__meeting=meeting, attendance="absent", person__name="Hidden Person"
    )

    html = html_of(client, "/meetings/called-off/")

    assert "Hidden Person" not in html
    assert "Cancelled" in html
    assert "Cancelled" in html_of(client, "/meetings/")


def test_a_meeting_names_no_organisation_that_is_not_public(client):
    hidden = OrganisationFactory(name="Hidden body", **DRAFT)
    meeting = MeetingFactory(slug="review")
    AgreedActionFactory(meeting=meeting, owner=hidden, title="Hidden action")
    AgreedActionFactory(meeting=meeting, counterpart=hidden, title="Hidden action")
    delegation = DelegationFactory(meeting=meeting, organisation=hidden)
    StatementFactory(participant__delegation=delegation, text="Hidden words")

    assert "Hidden" not in html_of(client, "/meetings/review/")


@pytest.mark.parametrize(
    "hidden", [{"contribution__fund__draft": True}, {"contribution__provider__draft": True}]
)
def test_hidden_money_makes_nobody_a_donor(client, hidden):
    government = OrganisationFactory(slug="government")
    allocation = AllocationFactory(
        contribution__provider__parent=government, project__title="Wells", **hidden
    )
    provider = allocation.contribution.provider.slug

    choices = html_of(client, "/projects/")

    assert 'value="government"' not in choices
    assert f'value="{provider}"' not in choices
    assert "Wells" not in html_of(client, "/donors/government/")


def test_countries_stand_in_the_order_of_the_readers_alphabet(client):
    project = ProjectFactory()
    for code in ("CY", "CI", "CO", "AR", "AM"):
        CountryCommitmentFactory(project=project, country=code)

    def order(address, names):
        html = html_of(client, address)
        listed = html[html.index("<tbody") :]
        return sorted(names, key=listed.index)

    english = ["Argentina", "Armenia", "Colombia", "Côte d’Ivoire", "Cyprus"]
    french = ["Argentine", "Arménie", "Chypre", "Colombie", "Côte d’Ivoire"]
    for address in ("countries/", "commitments/"):
        assert order(f"/{address}", english) == english
        assert order(f"/fr/{address}", french) == french


def test_a_country_shows_the_key_figures_of_its_public_projects(client):
    here, draft = RecipientCountryFactory(country="UG"), ProjectFactory(draft=True)
    RecipientCountryFactory(country="UG", project=draft)
    elsewhere = RecipientCountryFactory(country="KE")
    for project, said in (
        (here.project, "masons trained"),
        (draft, "secret figure"),
        (elsewhere.project, "figure of Kenya"),
    ):
        KeyMessageFactory(project=project, text=said)

    found = client.get("/countries/UG/").context["key_messages"]

    assert [message["text"] for message in found] == ["masons trained"]


def at(year):
    return dt.datetime(year, 3, 13, 9, tzinfo=dt.UTC)


def test_a_country_names_the_public_meetings_held_there_or_about_its_projects(client):
    project = RecipientCountryFactory(country="UG").project
    draft = RecipientCountryFactory(country="UG", project__draft=True).project
    public = {"visibility": "public"}
    MeetingFactory(slug="held", country="UG", starts_at=at(2022), ends_at=at(2022))
    MeetingFactory(slug="held-but-draft", country="UG", draft=True)
    MeetingFactory(slug="elsewhere", country="KE")
    for slug, of, seen in (
        ("discussed", project, public),
        ("behind-closed-doors", project, {"visibility": "internal"}),
        ("about-a-draft", draft, public),
    ):
        item = AgendaItemFactory(
            meeting__slug=slug,
            meeting__country="FR",
            meeting__starts_at=at(2023),
            meeting__ends_at=at(2023),
            **seen,
        )
        item.projects.add(of)

    response = client.get("/countries/UG/")

    assert [meeting["slug"] for meeting in response.context["meetings"]] == ["discussed", "held"]
    assert "/meetings/discussed/" in response.content.decode()


REPORT = "Report an error on this page"


def test_an_error_on_a_page_is_reported_to_the_partnership(client):
    partnership = PartnershipFactory(contact_email="office@example.org")
    project = ProjectFactory(partnership=partnership, slug="wells")

    html = html_of(client, "/projects/wells/?page=2")

    subject = "subject=Error%20on%20http%3A//testserver/projects/wells/"
    assert f'href="mailto:office@example.org?{subject}"' in html
    assert "office@example.org" in html_of(client, "/about/")
    # The address of a page for one person is that person's.
    assert REPORT not in client.get("/accounts/login/").text

    type(partnership).objects.filter(pk=partnership.pk).update(contact_email="")
    assert REPORT not in html_of(client, project.get_absolute_url())


def test_readers_of_several_partnerships_choose_to_whom_they_write(client):
    PartnershipFactory(name="First", contact_email="first@example.org")
    PartnershipFactory(name="Second")
    hidden = PartnershipFactory(contact_email="hidden@example.org", **DRAFT)

    assert 'href="/about/#contact"' in html_of(client, "/meetings/")
    html = " ".join(html_of(client, "/about/").split())
    assert "mailto:first@example.org" in html
    assert "Second: no address has been given" in html
    assert hidden.contact_email not in html


def test_home_leads_to_questions_whose_answers_are_there(client):
    html = html_of(client, "/")

    links = re.findall(r'<a\s+href="([^"]+)"', html[html.index('id="h-further"') :])[:6]
    assert "/projects/?has=evidence" in links
    for link in links:
        assert client.get(link).status_code == 200
