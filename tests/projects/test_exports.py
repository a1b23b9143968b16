"""Files hold exactly the selection, and no spreadsheet runs what they say."""

import csv
import io
import json

import openpyxl
import pytest

from search.index import catch_up_fully
from tests.factories import (
    BudgetFactory,
    OrganisationFactory,
    ParticipationFactory,
    ProjectFactory,
    RecipientCountryFactory,
)

pytestmark = pytest.mark.django_db


def fetch(client, kind, query=""):
    response = client.get(f"/projects/export.{kind}{query}")
    assert response.status_code == 200
    assert "attachment" in response["Content-Disposition"]
    return b"".join(response.streaming_content)


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
    assert row["Start"].is_date
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


@pytest.mark.parametrize("count", [1, 30])
def test_exports_cost_the_same_however_long(client, django_assert_num_queries, count):
    for _ in range(count):
        RecipientCountryFactory()
    catch_up_fully()

    with django_assert_num_queries(6):
        fetch(client, "csv")
