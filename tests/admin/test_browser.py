"""The admin in a real browser, under the Content-Security-Policy."""

from __future__ import annotations

import pytest
from django.contrib.auth.models import User
from django.core.cache import cache

from tests.admin.forms import url
from tests.factories import (
    LocationFactory,
    MeasurementFactory,
    OrganisationFactory,
    PhotoFactory,
    ProjectFactory,
)

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.browser]

PASSWORD = "correct horse battery"


@pytest.fixture
def logged_in(page, settings):
    settings.PORTAL_DEMO = True
    cache.clear()
    User.objects.create_superuser("ada", "ada@example.org", PASSWORD)
    page.goto("/accounts/login/?next=/admin/")
    page.fill("[name=login]", "ada")
    page.fill("[name=password]", PASSWORD)
    page.get_by_role("button", name="Sign in", exact=True).click()
    page.wait_for_selector("#site-name")
    return page


def test_editing_a_project(logged_in):
    page = logged_in
    project = ProjectFactory(title="Masons of Kasubi", summary="They rebuild.")
    place = LocationFactory(project=project, name="Kampala")
    ministry = OrganisationFactory(name="Ministry of Education")
    page.goto(url(project))

    page.fill("#id_summary", "They rebuilt.")
    page.get_by_role("button", name="Add another Participation").click()
    page.click("#participations-0 .select2-selection")
    page.keyboard.type("Education")
    page.click(".select2-results__option >> text=Ministry of Education")
    page.select_option("#id_participations-0-role", "1")
    page.click("[name=_continue] >> nth=0")
    page.wait_for_selector(".messagelist .success")
    assert not project.participations.exists()
    page.get_by_role("link", name="French", exact=True).click()
    page.wait_for_selector("text=(French)")
    page.fill("#id_title", "Les maçons de Kasubi")
    page.click("[name=_publish] >> nth=0")
    page.wait_for_selector(".messagelist .success")

    assert {str(one.organisation) for one in project.participations.all()} == {str(ministry)}
    assert set(project.translations.values_list("language_code", "title", "summary")) == {
        ("en", "Masons of Kasubi", "They rebuilt."),
        ("fr", "Les maçons de Kasubi", ""),
    }
    assert place.translations.count() == 1
    page.goto(project.get_absolute_url())
    assert page.get_by_text("They rebuilt.").first.is_visible()


def test_other_pages_keep_to_the_policy(logged_in):
    page = logged_in
    measurement = MeasurementFactory()
    photo = PhotoFactory()

    for thing in (measurement, measurement.period.indicator, photo):
        assert page.goto(url(thing)).status == 200
    picture = page.locator(".field-preview img")
    width = picture.evaluate("async image => { await image.decode(); return image.naturalWidth; }")
    assert width == 40
    for model in (ProjectFactory._meta.model, type(photo), type(measurement)):
        assert page.goto(url(model, "changelist")).status == 200
