"""Links that are given to somebody are copied by a button, and selected where that is refused."""

from __future__ import annotations

import pytest
from django.contrib.auth.models import User
from django.urls import reverse
from django.utils import timezone
from playwright.sync_api import Page, expect

from tests.browser.test_review import sign_in
from tests.factories import (
    DelegateLinkFactory,
    MinutesFactory,
    PreviewLinkFactory,
    ProjectFactory,
    ReviewDossierFactory,
)

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.browser]

REFUSE = """
() => { navigator.clipboard.writeText = () => Promise.reject(new Error("refused")) }
"""


def places() -> dict[str, str]:
    """Pages with a link on them, and what its address contains."""
    minutes = MinutesFactory(state="circulated", circulated_at=timezone.now())
    reader = DelegateLinkFactory(minutes=minutes, may_sign=False)
    now = timezone.now()
    dossier = ReviewDossierFactory(frozen_at=now, data_as_of=now, checksum="0" * 64, state="ready")
    delegate = DelegateLinkFactory(minutes=None, dossier=dossier)
    project = ProjectFactory()
    preview = PreviewLinkFactory(content=project)
    return {
        reverse("admin:meetings_minutes_procedure", args=[minutes.pk]): reader.token,
        reverse("admin:meetings_reviewdossier_work", args=[dossier.pk]): delegate.token,
        reverse("admin:projects_project_change", args=[project.pk]): preview.token,
    }


def test_every_link_that_is_given_away_is_copied(page: Page):
    User.objects.create_superuser("ada", "ada@example.org", "correct horse battery")
    sign_in(page, "ada")
    page.context.grant_permissions(["clipboard-read", "clipboard-write"])

    for address, token in places().items():
        page.goto(address)
        button = page.get_by_role("button", name="Copy")
        button.focus()
        page.keyboard.press("Enter")
        expect(page.get_by_role("status").filter(has_text="Copied")).to_be_visible()
        copied = page.evaluate("navigator.clipboard.readText()")
        assert copied.startswith("http"), address
        assert token in copied, address

        page.evaluate(REFUSE)
        button.click()
        expect(page.get_by_role("status").filter(has_text="Selected")).to_be_visible()
        assert token in page.evaluate("getSelection().toString()"), address


def test_a_link_that_signs_is_shown_to_its_delegate_only(admin_page):
    minutes = MinutesFactory(state="circulated", circulated_at=timezone.now())
    signs = DelegateLinkFactory(minutes=minutes, may_sign=True)
    over = DelegateLinkFactory(minutes=minutes, revoked_at=timezone.now())

    page = admin_page.get(reverse("admin:meetings_minutes_procedure", args=[minutes.pk])).text

    assert "signs, so the link goes by mail alone" in page
    for link in (signs, over):
        assert link.token not in page
