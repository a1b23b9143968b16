"""Editors read the admin and the login in their language; public addresses say their own."""

from __future__ import annotations

import pytest
from django.conf import settings

from tests.factories import ProjectFactory

pytestmark = pytest.mark.django_db

FRENCH = {"Accept-Language": "fr-CH, en;q=0.5"}
OWN = ["/admin/", "/admin/projects/project/", "/accounts/login/", "/admin/no-such-page/"]


def language(client, path, headers=None):
    response = client.get(path, headers=headers, follow=True)
    return response.headers["Content-Language"]


@pytest.mark.parametrize("path", OWN)
def test_the_browser_says_the_language(admin_page, path):
    assert language(admin_page, path) == "en"
    assert language(admin_page, path, FRENCH) == "fr"
    assert language(admin_page, path, {"Accept-Language": "zz"}) == "en"


@pytest.mark.parametrize("path", OWN)
def test_the_cookie_goes_before_the_browser(admin_page, path):
    admin_page.cookies[settings.LANGUAGE_COOKIE_NAME] = "ar"

    assert language(admin_page, path, FRENCH) == "ar"


def test_the_login_is_translated_and_says_what_it_depends_on(client):
    response = client.get("/accounts/login/", headers=FRENCH)

    assert '<html lang="fr"' in response.content.decode()
    assert {"Accept-Language", "Cookie"} <= set(response.headers["Vary"].split(", "))


def test_public_pages_have_the_language_of_their_address(client):
    client.cookies[settings.LANGUAGE_COOKIE_NAME] = "ar"

    assert language(client, "/", FRENCH) == "en"
    assert language(client, "/projects/", FRENCH) == "en"
    assert language(client, "/ja/", FRENCH) == "ja"


@pytest.mark.parametrize("code", ["zz", "", "x" * 300, "en%00"])
def test_an_unknown_language_of_the_contents_is_the_source_language(admin_page, code):
    project = ProjectFactory(title="Wells")

    for path in ("add/", f"{project.pk}/change/"):
        response = admin_page.get(f"/admin/projects/project/{path}?language={code}")
        assert response.status_code in {200, 400}
