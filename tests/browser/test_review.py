"""A change of a live project, from its draft to the public, in a real browser."""

from __future__ import annotations

import re

import pytest
from django.contrib.auth.models import Group, User
from django.test import Client
from django.urls import reverse
from playwright.sync_api import Page, expect

from partnership.accounts.roles import EDITOR, REVIEWER, make_groups
from projects.models import Measurement
from publishing.models import OpenPage
from tests.factories import (
    MeasurementFactory,
    PartnershipFactory,
    PartnershipMemberFactory,
    PhotoFactory,
    RecipientCountryFactory,
)

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.browser]

PASSWORD = "correct horse battery"


def member(name, role, partnership):
    user = User.objects.create_user(name, f"{name}@example.org", PASSWORD, is_staff=True)
    user.groups.add(Group.objects.get(name=role))
    PartnershipMemberFactory(user=user, partnership=partnership)
    return user


def sign_in(page: Page, name: str) -> None:
    page.goto("about:blank")  # or the page left would still tell who is here, without a cookie
    page.context.clear_cookies()
    page.goto("/admin/")
    page.get_by_label("Login").fill(name)
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("button", name="Sign in", exact=True).click()
    page.wait_for_selector("#site-name")


def test_an_editor_changes_a_live_project_and_a_reviewer_publishes_it(page: Page):  # noqa: PLR0915  one story
    make_groups()
    partnership = PartnershipFactory()
    measurement = MeasurementFactory(value=200, state="draft")
    project = measurement.period.indicator.result.project
    project.partnership, project.summary = partnership, "Masons rebuild."
    project.save()
    RecipientCountryFactory(project=project, country="HT")
    RecipientCountryFactory(project=project, country="KE")
    photo = PhotoFactory(draft=True, alternative_text="A mason at work")
    member("ada", EDITOR, partnership)
    member("grace", REVIEWER, partnership)
    member("joan", EDITOR, partnership)
    address, public = reverse("admin:projects_project_change", args=[project.pk]), project.slug
    public = project.get_absolute_url()
    before = Client().get(public).content

    # Ada: texts in two languages, a value, a deleted row, a photo.
    sign_in(page, "ada")
    page.goto(address)
    joan = page.context.browser.new_context(base_url=page.url.split("/admin/")[0])
    other = joan.new_page()
    sign_in(other, "joan")
    other.goto(address)
    page.fill("#id_summary", "Masons teach masons.")
    page.locator("#countries-1 input[type=checkbox][name$=DELETE]").check()
    page.get_by_role("heading", name="project photos").or_(
        page.locator("#photos-heading")
    ).first.click()
    page.get_by_role("button", name=re.compile("Add another", re.IGNORECASE)).filter(
        has_text=re.compile("photo", re.IGNORECASE)
    ).click()
    page.click("#photos-0 .select2-selection")
    page.keyboard.type("mason at work")
    page.click(".select2-results__option >> text=A mason at work")
    # It saves itself while she works.
    expect(page.locator("#autosave")).to_contain_text("Draft saved at", timeout=15_000)
    page.locator("[name=_continue]").first.click()
    expect(page.locator(".messagelist .success")).to_contain_text("The public page stays as it is")
    page.goto(f"{address}?language=fr")
    page.fill("#id_title", "Les maçons de Kasubi")
    page.locator("[name=_continue]").first.click()
    expect(page.locator(".messagelist .success")).to_be_visible()
    page.goto(reverse("admin:projects_measurement_change", args=[measurement.pk]))
    page.fill("#id_value", "240")
    page.locator("[name=_continue]").first.click()
    expect(page.locator(".messagelist .success")).to_be_visible()

    # The preview, beside the form, shows what nobody else sees yet.
    page.goto(address)
    page.get_by_role("button", name="Show the preview beside the form").click()
    frame = page.frame_locator("iframe.beside")
    expect(frame.get_by_text("Masons teach masons.").first).to_be_visible()
    assert Client().get(public).content == before
    assert Measurement.objects.get().value == 200

    # Joan opened the page before all that: hers is put aside, and merged by hand.
    other.fill("#id_summary", "Masons train others.")
    other.locator("[name=_continue]").first.click()
    expect(other.locator("legend")).to_contain_text("Summary", ignore_case=True)
    assert Client().get(public).content == before
    other.get_by_label("Theirs").check()
    other.get_by_role("button", name="Save both together").click()
    expect(other.locator(".messagelist .success")).to_contain_text("merged")
    joan.close()

    page.goto(address)
    page.locator("[name=_submit]").first.click()
    expect(page.locator(".messagelist .success")).to_contain_text("waits for its review")
    assert Client().get(public).content == before
    assert OpenPage.objects.filter(user__username="ada").exists()

    # Grace looks at what has changed, and approves it.
    sign_in(page, "grace")
    page.get_by_role("link", name=str(project)).first.click()
    page.get_by_role("link", name="Changes to the public page").click()
    expect(page.locator("ins").filter(has_text="teach").first).to_be_visible()
    page.go_back()
    page.get_by_role("button", name="Approve and publish").click()
    expect(page.locator(".messagelist .success")).to_contain_text("Published")

    page.goto(public)
    expect(page.locator(".lede")).to_have_text("Masons teach masons.")
    expect(page.locator("main")).not_to_contain_text("Kenya")
    assert Measurement.objects.get().value == 240
    assert set(project.photos.values_list("photo", flat=True)) == {photo.pk}
    page.goto(f"/fr{public}")
    expect(page.get_by_role("heading", level=1)).to_have_text("Les maçons de Kasubi")
