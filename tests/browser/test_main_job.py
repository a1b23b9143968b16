"""The portal's main job, lived through in a real browser on the demo partnership."""

from __future__ import annotations

import re

import pytest
from django.contrib.auth.models import User
from playwright.sync_api import Page, expect

from partnership.demo import load_demo
from projects.models import Project

pytestmark = pytest.mark.django_db(transaction=True)


def test_a_visitor_finds_a_project_and_staff_change_its_summary(page: Page, settings):
    load_demo()
    User.objects.create_superuser("officer", password="a long password")

    page.goto("/")
    page.get_by_role("link", name="Browse all projects").click()
    page.locator("#more-area summary").click()
    page.get_by_label(re.compile(r"^\s*Disaster risk reduction\s*\d*\s*$")).check()
    expect(page).to_have_url(re.compile("area="))
    expect(page.get_by_role("link", name="Remove filter", exact=False).first).to_be_visible()
    assert 0 < page.locator(".plist li").count() < Project.objects.public().count()
    page.get_by_role("link", name="masons and engineers", exact=False).first.click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("Haiti")
    expect(page.locator("#results").get_by_text("240", exact=True)).to_be_visible()
    public_page = page.url

    project = Project.objects.get(slug=public_page.rstrip("/").rsplit("/", 1)[1])
    page.get_by_role("link", name="Staff").click()
    page.get_by_label("Login").fill("officer")
    page.get_by_label("Password").fill("a long password")
    page.get_by_role("button", name="Sign in", exact=True).click()
    page.goto(f"/admin/projects/project/{project.pk}/change/")
    page.locator("textarea[name=summary]").fill("Masons now teach masons.")
    page.locator("input[name=_publish]").first.click()
    expect(page.locator(".messagelist .success")).to_be_visible()

    page.goto(public_page)
    expect(page.locator(".lede")).to_have_text("Masons now teach masons.")
