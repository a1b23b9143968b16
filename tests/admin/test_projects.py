"""The page of a project: all of it in one place, in every language, within its rules."""

from __future__ import annotations

from decimal import Decimal

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from projects.admin.projects import ProjectAdmin
from projects.models import Project
from publishing.names import country_codes
from tests import factories
from tests.admin.forms import errors, filled, url
from tests.factories import (
    AllocationFactory,
    BudgetFactory,
    ContributionFactory,
    CountryCommitmentFactory,
    ExchangeRateFactory,
    IndicatorFactory,
    LocationFactory,
    MeasurementFactory,
    PriorityAreaFactory,
    ProjectFactory,
    ProjectSectorFactory,
    RecipientCountryFactory,
    RecipientRegionFactory,
    ResultFactory,
    SectorFactory,
)

pytestmark = pytest.mark.django_db

COUNTRIES = sorted(country_codes())
# What a second row of the same kind needs, to be another one.
DIFFERENT = {
    "country": lambda n: COUNTRIES[n],
    "code": lambda n: f"R{n}",
    "target": lambda n: f"4.{n}",
    "marker": lambda n: n,
}
ROWS = [inline.model for inline in ProjectAdmin.inlines]
FACTORIES = {
    factory._meta.model: factory
    for factory in (getattr(factories, name) for name in factories.__all__)
    if factory._meta.model in ROWS
}


def add_rows(project, start, stop):
    for model in ROWS:
        names = {field.name for field in model._meta.fields}
        for number in range(start, stop):
            if "marker" in names and number > 12:
                continue
            varied = {name: vary(number) for name, vary in DIFFERENT.items() if name in names}
            FACTORIES[model](project=project, **varied)


def test_costs_the_same_with_one_row_and_with_thirty_of_each_kind(admin_page):
    project = ProjectFactory(title="Kasubi")

    def cost():
        admin_page.get(url(project))
        with CaptureQueriesContext(connection) as queries:
            response = admin_page.get(url(project))
        assert response.status_code == 200
        return [query["sql"] for query in queries]

    add_rows(project, 1, 2)
    IndicatorFactory(result=project.results.get())
    few = cost()
    add_rows(project, 2, 31)
    for result in project.results.all():
        IndicatorFactory(result=result)
    many = cost()

    assert len(few) == len(many), set(many) - set(few)
    assert len(many) < 90


def project_form(page, **changes):
    return filled(page.get(url(Project, "add"))) | changes


def test_is_written_and_edited_in_two_languages(admin_page):
    sent = project_form(
        admin_page,
        title="Masons of Kasubi",
        summary="They rebuild.",
        slug="kasubi",
        state="published",
    )
    response = admin_page.post(url(Project, "add"), sent)
    assert errors(response) == ""
    project = Project.objects.get(slug="kasubi")

    french = f"{url(project)}?language=fr"
    sent = filled(admin_page.get(french))
    assert "title" not in sent
    response = admin_page.post(french, sent | {"title": "Les maçons de Kasubi"})
    assert errors(response) == ""
    response = admin_page.post(
        url(project), filled(admin_page.get(url(project))) | {"summary": "They rebuilt."}
    )
    assert errors(response) == ""

    texts = project.translations.values_list("language_code", "title", "summary")
    assert set(texts) == {
        ("en", "Masons of Kasubi", "They rebuilt."),
        ("fr", "Les maçons de Kasubi", ""),
    }
    assert "They rebuilt." in admin_page.get(project.get_absolute_url()).content.decode()


def test_translating_the_project_does_not_ask_for_its_places_and_results(admin_page):
    project = ProjectFactory()
    place = LocationFactory(project=project, name="Port Salut")
    result = ResultFactory(project=project, title="Masons trained")
    french = f"{url(project)}?language=fr"

    sent = filled(admin_page.get(french)) | {"title": "Projet", "results-0-title": "Maçons formés"}
    response = admin_page.post(french, sent)

    assert errors(response) == ""
    assert set(place.translations.values_list("language_code", "name")) == {("en", "Port Salut")}
    assert set(result.translations.values_list("language_code", "title")) == {
        ("en", "Masons trained"),
        ("fr", "Maçons formés"),
    }


def row(prefix, number, **fields):
    return {f"{prefix}-{number}-{name}": str(value) for name, value in fields.items()} | {
        f"{prefix}-TOTAL_FORMS": str(number + 1)
    }


def post(page, project, *rows):
    sent = filled(page.get(url(project)))
    for changes in rows:
        sent |= changes
    return page.post(url(project), sent)


def test_editor_is_told_when_areas_do_not_make_a_whole(admin_page):
    project, area = ProjectFactory(), PriorityAreaFactory()

    response = post(admin_page, project, row("priority_areas", 0, area=area.pk, percentage=60))

    assert "The shares add up to 60, not to 100." in errors(response)
    assert not project.priority_areas.exists()


def test_sectors_make_a_whole_in_each_vocabulary(admin_page):
    project = ProjectFactory()
    one, other = SectorFactory(), SectorFactory(vocabulary="2")

    response = post(
        admin_page,
        project,
        row("sectors", 0, sector=one.pk, percentage=100),
        row("sectors", 1, sector=other.pk, percentage=50),
    )
    assert "The shares add up to 50, not to 100." in errors(response)

    response = post(
        admin_page,
        project,
        row("sectors", 0, sector=one.pk, percentage=100),
        row("sectors", 1, sector=other.pk, percentage=100),
    )
    assert errors(response) == ""
    assert project.sectors.count() == 2


@pytest.mark.parametrize(
    ("share", "told"), [(40, ""), (50, "The shares add up to 110, not to 100.")]
)
def test_countries_and_regions_make_one_whole(admin_page, share, told):
    project = ProjectFactory()
    RecipientCountryFactory(project=project)
    RecipientRegionFactory(project=project)

    response = post(
        admin_page,
        project,
        {"countries-0-percentage": "60", "regions-0-percentage": str(share)},
    )

    assert told in errors(response)
    assert errors(response) == "" or told
    assert project.countries.get().percentage == (None if told else 60)


def test_a_share_for_some_only_is_refused(admin_page):
    project = ProjectFactory()
    ProjectSectorFactory(project=project)

    response = post(
        admin_page, project, row("sectors", 1, sector=SectorFactory().pk, percentage=100)
    )

    assert "Give a share for all of them or for none." in errors(response)


def test_deleting_a_row_that_breaks_the_whole_is_refused(admin_page):
    project = ProjectFactory()
    for country in ("HT", "KE"):
        RecipientCountryFactory(project=project, country=country, percentage=50)

    response = post(admin_page, project, {"countries-0-DELETE": "on"})

    assert "The shares add up to 50" in errors(response)
    assert project.countries.count() == 2


def test_editor_is_told_how_much_of_a_contribution_is_free(admin_page):
    contribution = ContributionFactory(amount=1000)
    AllocationFactory(contribution=contribution, amount=900)
    project = ProjectFactory()

    response = post(
        admin_page, project, row("allocations", 0, contribution=contribution.pk, amount=200)
    )

    assert "Only 100.00 USD of this contribution are still free." in errors(response)


def test_a_contribution_is_not_cut_below_what_is_given_on(admin_page):
    """The rule is the database's, checked at the end; its answer is shown in the form."""
    contribution = ContributionFactory(amount=1000)
    AllocationFactory(contribution=contribution, amount=900)

    sent = filled(admin_page.get(url(contribution))) | {"amount": "500", "note": "Cut"}
    response = admin_page.post(url(contribution), sent)

    assert "Allocate less, or correct the contribution." in errors(response)
    assert response.context["adminform"].form["note"].value() == "Cut"
    contribution.refresh_from_db()
    assert contribution.amount == 1000


def test_a_dollar_value_of_ones_own_needs_its_box(admin_page):
    ExchangeRateFactory(currency="JPY", usd_per_unit=Decimal("0.0075"))
    project = ProjectFactory()
    BudgetFactory(project=project, currency="JPY", amount=1000)

    response = post(admin_page, project, {"budgets-0-usd_amount": "9"})
    assert "Tick the box to keep a value of your own." in errors(response)

    own = {
        "budgets-0-usd_amount": "9",
        "budgets-0-usd_quoted": "on",
        "budgets-0-usd_source": "Report",
    }
    assert errors(post(admin_page, project, own)) == ""
    assert project.budgets.get().usd_amount == 9

    converted = {"budgets-0-amount": "2000", "budgets-0-usd_quoted": ""}
    assert errors(post(admin_page, project, converted)) == ""
    assert project.budgets.get().usd_amount == 15


def test_countries_and_currencies_are_chosen_by_name(admin_page):
    project = ProjectFactory()
    CountryCommitmentFactory(project=project, country="KE")
    RecipientCountryFactory(project=project, country="HT")
    BudgetFactory(project=project)

    page = admin_page.get(url(project)).content.decode()

    assert '<option value="HT" selected>Haiti</option>' in page
    assert '<option value="USD" selected>US Dollar (USD)</option>' in page


def test_from_project_to_the_value_of_an_indicator_and_back(admin_page, editor):
    measurement = MeasurementFactory()
    period = measurement.period
    indicator, project = period.indicator, period.indicator.result.project

    assert f'href="{url(indicator)}"' in admin_page.get(url(project)).content.decode()
    page = admin_page.get(url(indicator)).content.decode()
    assert f'href="{url(measurement)}"' in page
    assert f'href="{url(project)}"' in page
    add = f"{url(measurement, 'add')}?period={period.pk}"
    assert f'href="{add}"' in page

    sent = filled(admin_page.get(add)) | {"value": "250", "as_of": "2022-06-30"}
    response = admin_page.post(add, sent)

    assert errors(response) == ""
    added = period.measurements.latest("pk")
    assert (added.value, added.state, added.recorded_by) == (250, "submitted", editor)
    assert f'href="{url(project)}"' in admin_page.get(url(added)).content.decode()
