"""Typed text is never lost by a click."""

from __future__ import annotations

import re

import pytest
from django.contrib.auth.models import User
from playwright.sync_api import Dialog, Page, expect

from tests.factories import ProjectFactory

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def editing(page: Page, live_server, client) -> Page:
    """The admin's page of a project, opened by an editor."""
    client.force_login(User.objects.create_superuser("editor"))
    session = client.cookies["sessionid"].value
    page.context.add_cookies([{"name": "sessionid", "value": session, "url": live_server.url}])
    page.goto(f"/admin/projects/project/{ProjectFactory(title='Wells').pk}/change/")
    return page


def test_a_language_tab_asks_before_it_throws_typed_text_away(editing):
    asked: list[str] = []

    def stay(dialog: Dialog) -> None:
        asked.append(dialog.type)
        dialog.dismiss()

    editing.on("dialog", stay)
    editing.locator("textarea[name=summary]").fill("Not saved yet")

    editing.get_by_role("link", name="French").first.click(no_wait_after=True)

    expect(editing.locator("textarea[name=summary]")).to_have_value("Not saved yet")
    assert asked == ["beforeunload"]


def test_nobody_is_asked_where_nothing_was_typed_or_all_is_saved(editing):
    editing.on("dialog", lambda dialog: pytest.fail(f"asked: {dialog.type}"))

    editing.get_by_role("link", name="French").first.click()
    expect(editing).to_have_title(re.compile("French"))
    editing.go_back()
    editing.locator("textarea[name=summary]").fill("Saved")
    editing.locator("input[name=_save]").first.click()

    expect(editing.locator(".messagelist .success")).to_be_visible()
