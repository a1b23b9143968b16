"""Staff choose the language of their own mail."""

import pytest
from django.urls import reverse

from meetings.recipients import language_of
from publishing.models import MailLanguage
from tests.factories import MailLanguageFactory
from tests.factories.publishing import UserFactory

pytestmark = pytest.mark.django_db

PAGE = "/accounts/mail/"


@pytest.fixture
def hana(client):
    user = UserFactory(email="hana@example.org")
    client.force_login(user)
    return user


def test_a_language_is_chosen_and_taken_back(client, hana):
    other = MailLanguageFactory(user__email="else@example.org", language="ar")

    saved = client.post(PAGE, {"language": "ja"}, follow=True).content.decode()
    assert "Your language is saved." in saved
    assert '<option value="ja" selected>日本語</option>' in saved
    assert language_of("hana@example.org") == "ja"

    client.post(PAGE, {"language": "fr"})
    assert language_of("hana@example.org") == "fr"
    client.post(PAGE, {"language": ""})
    assert list(MailLanguage.objects.all()) == [other]
    assert language_of("hana@example.org") == "en"


def test_a_language_that_is_none_is_refused(client, hana):
    answer = client.post(PAGE, {"language": "xx"})

    assert "Select a valid choice" in answer.content.decode()
    assert not MailLanguage.objects.exists()


def test_only_who_has_signed_in_chooses(client):
    for answer in (client.get(PAGE), client.post(PAGE, {"language": "fr"})):
        assert answer.status_code == 302
        assert answer.url == f"{reverse('account_login')}?next={PAGE}"
    assert not MailLanguage.objects.exists()


def test_the_page_is_in_the_language_of_its_reader(client, hana):
    shown = client.get(PAGE, headers={"accept-language": "fr"}).content.decode()
    assert '<html lang="fr"' in shown
    assert "votre langue" in shown.lower()


def test_staff_find_it_in_the_admin_and_beside_how_they_sign_in(admin_page):
    for address in (reverse("admin:index"), reverse("mfa_index")):
        assert f'href="{PAGE}"' in admin_page.get(address).content.decode()


def test_the_admin_is_in_the_language_that_was_chosen(admin_page):
    admin_page.post(PAGE, {"language": "ja"})
    assert '<html lang="ja"' in admin_page.get(reverse("admin:index")).content.decode()

    admin_page.post(PAGE, {"language": ""})
    shown = admin_page.get(reverse("admin:index"), headers={"accept-language": "ar"})
    assert '<html lang="ar"' in shown.content.decode()
