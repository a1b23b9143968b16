"""Files hold exactly the selection, and no spreadsheet runs what they say."""

import csv
import datetime as dt
import io
import json
from decimal import Decimal

import openpyxl
import pytest
from django.http import QueryDict
from pytest_django.asserts import assertContains

from donors.models import ContributionType
from projects.filters import ProjectFilter
from projects.models import Project
from search.index import catch_up_fully
from tests.factories import (
    AllocationFactory,
    BudgetFactory,
    ContributionFactory,
    FundFactory,
    LessonFactory,
    OrganisationFactory,
    ParticipationFactory,
    ProjectFactory,
    ProjectGoalFactory,
    ProjectSectorFactory,
    RecipientCountryFactory,
    SectorFactory,
    TransactionFactory,
)

pytestmark = pytest.mark.django_db


def fetch(client, kind, query=""):
    response = client.get(f"/projects/export.{kind}{query}")
    assert response.status_code == 200
    assert "attachment" in response["Content-Disposition"]
    return b"".join(response.streaming_content)


def projects(client, query=""):
    return json.loads(fetch(client, "json", query))["projects"]


def lines(client, query="", prefix=""):
    response = client.get(f"{prefix}/projects/export.csv{query}")
    text = b"".join(response.streaming_content).decode("utf-8-sig")
    return list(csv.DictReader(io.StringIO(text)))


@pytest.fixture
def some():
    bridges = ProjectFactory(title="=HYPERLINK(1)", status=2, summary="@x")
    RecipientCountryFactory(project=bridges, country="HT")
    BudgetFactory(project=bridges, amount=1000)
    ParticipationFactory(project=bridges, organisation=OrganisationFactory(name="Payer"))
    ParticipationFactory(
        project=bridges, organisation=OrganisationFactory(name="Shadow", draft=True)
    )
    ProjectFactory(title="Wells", status=4)
    ProjectFactory(title="Kept back", draft=True)


@pytest.mark.usefixtures("some")
def test_csv(client):
    text = fetch(client, "csv", "?status=2").decode("utf-8-sig")
    (row,) = csv.DictReader(io.StringIO(text))

    assert row["Title"] == "'=HYPERLINK(1)"
    assert row["Summary"] == "'@x"
    assert row["Countries"] == "Haiti"
    assert row["Donors"] == "Payer"
    assert row["Budget in US dollars"] == "1000.00"
    assert fetch(client, "csv").startswith(b"\xef\xbb\xbf")


@pytest.mark.usefixtures("some")
def test_names_are_in_the_readers_language(client):
    response = client.get("/fr/projects/export.csv?country=HT")

    assert "Haïti" in b"".join(response.streaming_content).decode()


@pytest.mark.usefixtures("some")
def test_json(client):
    data = json.loads(fetch(client, "json", "?country=HT"))

    assert data["count"] == 1
    assert data["selection"] == [{"filter": "Country", "value": "Haiti"}]
    assert [project["title"] for project in data["projects"]] == ["=HYPERLINK(1)"]


@pytest.mark.usefixtures("some")
def test_xlsx(client):
    book = openpyxl.load_workbook(io.BytesIO(fetch(client, "xlsx", "?country=HT")))
    sheet, about = book.worksheets
    names = [cell.value for cell in sheet[1]]
    row = dict(zip(names, sheet[2], strict=True))

    assert sheet.freeze_panes == "D2"
    assert row["Title"].value == "=HYPERLINK(1)"
    assert row["Title"].data_type == "s"
    assert row["Budget in US dollars"].data_type == "n"
    assert row["Planned start"].is_date
    assert ("Country", "Haiti") in [(line[0].value, line[1].value) for line in about.rows]


@pytest.mark.usefixtures("some")
@pytest.mark.parametrize("kind", ["csv", "json", "xlsx"])
def test_hidden_things_are_not_exported(client, kind):
    content = fetch(client, kind)
    if kind == "xlsx":
        book = openpyxl.load_workbook(io.BytesIO(content))
        content = str([[cell.value for cell in row] for row in book.worksheets[0].rows]).encode()

    assert b"Wells" in content
    assert b"Kept back" not in content
    assert b"Shadow" not in content


def test_unknown_formats_and_choices_are_refused(client):
    assert client.get("/projects/export.exe").status_code == 404
    assert client.get("/projects/export.csv?status=banana").status_code == 400


@pytest.mark.parametrize(
    "address", ["/projects/export.csv", "/projects/export.xlsx", "/iati/activities.xml"]
)
def test_what_is_wrong_with_an_address_is_named_and_the_rest_is_a_link(client, address):
    ProjectFactory(status=2)

    response = client.get(f"{address}?contry=UG&status=2&status=banana&page=2")

    assert response.status_code == 400
    assert list(response.context["problems"]) == ["contry", "page", "status"]
    assertContains(response, "There is no such parameter here. There are: q, area,", 2, 400)
    assertContains(response, "“banana” is not among the choices.", 1, 400)
    assertContains(response, 'href="/projects/?status=2"', 1, 400)


def test_programs_are_told_what_is_wrong_in_their_own_way(client):
    response = client.get("/projects/export.json?contry=UG&year=banana")

    assert response.status_code == 400
    problems = response.json()
    assert problems["year"] == ["“banana” is not among the choices."]
    assert problems["contry"][0].startswith("There is no such parameter here. There are: q, area,")


def test_the_answer_to_many_wrong_parameters_is_short(client):
    wrong = "&".join(f"{number}{'x' * 100}=1" for number in range(70))

    response = client.get(f"/projects/export.json?{wrong}")

    assert response.status_code == 400
    assert len(response.content) < 10_000
    assert all(len(name) < 100 for name in response.json())


@pytest.mark.parametrize("count", [1, 30])
def test_exports_cost_the_same_however_long(client, django_assert_num_queries, count):
    for _ in range(count):
        RecipientCountryFactory()
    catch_up_fully()

    with django_assert_num_queries(11):
        fetch(client, "csv")


def test_money_is_told_by_kind_and_nothing_is_told_where_nothing_is_recorded(client):
    project = ProjectFactory()
    BudgetFactory(project=project, amount=1000)
    AllocationFactory(project=project, amount=70)
    TransactionFactory(project=project, type=1, amount=50)
    TransactionFactory(project=project, type=3, amount=20)
    TransactionFactory(project=project, type=4, amount=5)
    TransactionFactory(project=project, type=2, amount=900)
    ProjectFactory(planned_start=None)

    told, nothing = lines(client)

    money = ["Budget", "Allocated", "Received", "Spent"]
    assert [told[f"{kind} in US dollars"] for kind in money] == [
        "1000.00",
        "70.00",
        "50.00",
        "25.00",
    ]
    assert {nothing[f"{kind} in US dollars"] for kind in money} == {""}


def test_pledges_and_payments_under_a_commitment_are_not_added(client):
    project = ProjectFactory()
    commitment = ContributionFactory()
    payment = ContributionFactory(type=ContributionType.RECEIVED, fulfils=commitment)
    pledge = ContributionFactory(type=ContributionType.PLEDGE)
    # Allocated elsewhere, too, so that what is told once is told once in the whole portal.
    elsewhere = ProjectFactory(status=4)
    AllocationFactory(project=elsewhere, contribution=commitment, amount=100)
    AllocationFactory(project=project, contribution=payment, amount=60)
    AllocationFactory(project=project, contribution=pledge, amount=500)
    AllocationFactory(project=elsewhere, contribution=pledge, amount=500)

    assert [one["allocated_usd"] for one in projects(client, "?status=4")] == ["100.00"]
    assert [one["allocated_usd"] for one in projects(client, "?status=2")] == [None]


def test_money_out_of_what_is_not_public_is_not_told(client):
    project = ProjectFactory()
    AllocationFactory(project=project, contribution__fund=FundFactory(draft=True))
    AllocationFactory(
        project=project, contribution__provider=OrganisationFactory(draft=True), amount=7
    )

    assert [one["allocated_usd"] for one in projects(client)] == [None]


def test_a_sum_that_is_rough_incomplete_or_made_up_is_named(client):
    project = ProjectFactory()
    BudgetFactory(project=project, currency="XAF")
    AllocationFactory(project=project, contribution__approximate=True, amount=1)
    AllocationFactory(project=project, contribution__fund=FundFactory(is_demo=True), amount=2)
    TransactionFactory(project=project, amount=30)
    TransactionFactory(project=project, amount=30, currency="XAF")
    TransactionFactory(project=project, type=1, currency="XAF")

    (one,) = projects(client)
    (line,) = lines(client)

    assert one["approximate"] == one["made_up"] == ["allocated_usd"]
    assert one["incomplete"] == ["budget_usd", "received_usd", "spent_usd"]
    assert (one["budget_usd"], one["received_usd"], one["spent_usd"]) == (None, None, "30.00")
    assert line["Approximate sums"] == "Allocated in US dollars"


def test_days_say_whether_they_were_planned(client):
    day = dt.date(2024, 5, 1)
    ProjectFactory(planned_start=day, actual_start=None, planned_end=None, actual_end=day)

    (one,) = projects(client)

    days = ["planned_start", "actual_start", "planned_end", "actual_end"]
    assert [one[name] for name in days] == ["2024-05-01", None, None, "2024-05-01"]


def test_what_is_made_up_says_so(client):
    ProjectFactory(title="Real")
    made_up = ProjectFactory(title="Made up", is_demo=True)
    BudgetFactory(project=made_up, amount=1000)
    TransactionFactory(project=made_up, type=3, amount=20)

    assert {line["Title"]: line["Demo"] for line in lines(client)} == {
        "Real": "",
        "Made up": "Demo",
    }
    data = json.loads(fetch(client, "json"))
    assert data["demo_count"] == 1
    assert {one["title"]: one["is_demo"] for one in data["projects"]} == {
        "Real": False,
        "Made up": True,
    }
    assert {one["title"]: one["made_up"] for one in data["projects"]} == {
        "Real": [],
        "Made up": ["budget_usd", "spent_usd"],
    }
    about = openpyxl.load_workbook(io.BytesIO(fetch(client, "xlsx"))).worksheets[1]
    assert ("Of these demo content", "1") in [(row[0].value, row[1].value) for row in about.rows]


def test_readers_are_given_words_and_programs_codes(client):
    LessonFactory(project=ProjectFactory(crisis_phase="recovery"))

    (line,) = lines(client, prefix="/fr")
    (one,) = projects(client)

    assert line["Phase de crise"] == "Relèvement"
    assert "Enseignements" in line.values()
    assert (one["phase"], one["has"]) == (["recovery"], ["lessons"])


def test_official_codes_stand_beside_the_names(client):
    project = ProjectFactory(status=2)
    for country in ("UG", "HT"):
        RecipientCountryFactory(project=project, country=country)
    ProjectGoalFactory(project=project)
    ProjectSectorFactory(project=project, sector=SectorFactory(vocabulary="2", code="140"))

    (line,) = lines(client, prefix="/fr")
    (one,) = projects(client)

    named = dict(zip(one["countries"], one["country_codes"], strict=True))
    assert named == {"Haiti": "HT", "Uganda": "UG"}
    assert (line["Code du statut"], one["status_code"]) == ("2", "2")
    assert set(one["region_codes"]) == {"002", "019"}
    assert (one["goal_codes"], one["sector_codes"]) == (["4"], ["140"])
    assert sorted(line["Codes des pays"].split("; ")) == ["HT", "UG"]


def test_moments_are_written_as_other_programs_read_them(client):
    ProjectFactory()

    (line,) = lines(client)

    told = line["Updated at"]
    assert dt.datetime.fromisoformat(told).isoformat(timespec="seconds") == told


@pytest.mark.parametrize(("language", "from_right"), [("ar", True), ("fr", False)])
def test_a_workbook_is_read_the_way_of_its_language(client, language, from_right):
    response = client.get(f"/{language}/projects/export.xlsx")
    book = openpyxl.load_workbook(io.BytesIO(b"".join(response.streaming_content)))

    assert [bool(sheet.sheet_view.rightToLeft) for sheet in book.worksheets] == [from_right] * 2


@pytest.mark.parametrize(
    ("query", "titles"),
    [
        ("", ["B water", "C", "A water"]),
        ("?sort=title", ["A water", "B water", "C"]),
        ("?sort=budget", ["C", "A water", "B water"]),
        ("?sort=updated", ["C", "A water", "B water"]),
        ("?q=water&sort=title", ["A water", "B water"]),
    ],
)
def test_rows_come_in_the_order_of_the_list(client, monkeypatch, query, titles):
    monkeypatch.setattr("projects.exports.records.AT_ONCE", 2)
    for title, year, usd in (("B water", 2022, 7), ("A water", 2020, 50), ("C", 2021, 90)):
        project = ProjectFactory(title=title, planned_start=dt.date(year, 1, 1), actual_start=None)
        BudgetFactory(project=project, amount=usd)

    assert [one["title"] for one in projects(client, query)] == titles


def test_what_fits_a_search_best_comes_first(client):
    ProjectFactory(title="Schools", summary="With water.")
    ProjectFactory(title="Water")

    assert [one["title"] for one in projects(client, "?q=water")] == ["Water", "Schools"]
    assert [one["title"] for one in projects(client)] == ["Schools", "Water"]


def test_programmes_and_their_parts_are_told_apart_so_that_sums_come_out(client):
    programme = ProjectFactory(title="Rivers")
    BudgetFactory(project=programme, amount=100)
    BudgetFactory(project=ProjectFactory(title="Dams", parent=programme), amount=60)
    ProjectFactory(title="Locks", parent=programme, draft=True)
    hidden = ProjectFactory(title="Hidden programme", draft=True)
    BudgetFactory(project=ProjectFactory(title="Quays", parent=hidden), amount=5)
    whole = ProjectFactory(title="Ports")
    BudgetFactory(project=whole, amount=7)
    ProjectFactory(title="Piers", parent=whole, draft=True)
    catch_up_fully()

    told = {one["title"]: one for one in projects(client)}
    read = {line["Title"]: line for line in lines(client)}

    assert {title for title, one in told.items() if one["is_programme"]} == {"Rivers"}
    assert {title: one["part_of"] for title, one in told.items() if one["part_of"]} == {
        "Dams": "Rivers"
    }
    assert (read["Rivers"]["Programme"], read["Dams"]["Programme"]) == ("Programme", "")
    assert (read["Dams"]["Part of"], read["Quays"]["Part of"]) == ("Rivers", "")
    added = sum(
        Decimal(one["budget_usd"])
        for one in told.values()
        if one["budget_usd"] and not one["is_programme"]
    )
    summary = ProjectFilter(QueryDict(), queryset=Project.objects.public()).summary
    assert added == sum(year.usd for year in summary.totals) == 72
    about = openpyxl.load_workbook(io.BytesIO(fetch(client, "xlsx"))).worksheets[1]
    facts = {row[0].value: row[1].value for row in about.rows}
    assert facts["Programmes"].startswith("The budget of a programme is that of its parts")


@pytest.mark.parametrize(
    ("query", "order"),
    [
        ("", "Newest first; those without a start last"),
        ("?sort=date", "Newest first; those without a start last"),
        ("?q=wells", "What fits the search best first"),
        ("?q=-wells", "Newest first; those without a start last"),
        ("?q=wells&sort=title", "By title"),
        ("?sort=budget", "Largest budget first; those without one last"),
        ("?sort=updated", "Last changed first"),
    ],
)
def test_a_workbook_says_how_its_rows_are_sorted_and_where_columns_are_explained(
    client, query, order
):
    ProjectFactory(title="Wells")

    about = openpyxl.load_workbook(io.BytesIO(fetch(client, "xlsx", query))).worksheets[1]

    facts = {row[0].value: row[1].value for row in about.rows}
    assert facts["Order of the rows"] == order
    assert facts["What the columns mean"] == "http://testserver/api/#files"
