import pytest
from allauth.mfa.models import Authenticator
from auditlog.context import auditlog_value
from django.contrib.auth.models import User
from django.core import mail
from django.core.cache import cache

from tests.factories import DocumentFactory, PhotoFactory

pytestmark = pytest.mark.django_db

LOGIN = "/accounts/login/"
PASSWORD = "correct horse battery"


@pytest.fixture(autouse=True)
def no_earlier_attempts():
    cache.clear()


@pytest.fixture
def officer():
    return User.objects.create_superuser("ada", "ada@example.org", PASSWORD)


def log_in(client, login="ada", password=PASSWORD):
    return client.post(LOGIN, {"login": login, "password": password})


def enrol(user):
    return Authenticator.objects.create(
        user=user, type=Authenticator.Type.TOTP, data={"secret": "JBSWY3DPEHPK3PXP"}
    )


def test_admin_sends_to_the_one_login_and_back(client):
    response = client.get("/admin/auth/user/", follow=True)

    assert response.redirect_chain[-1] == (
        "/accounts/login/?next=%2Fadmin%2Fauth%2Fuser%2F",
        302,
    )


@pytest.mark.parametrize("login", ["ada", "ada@example.org"])
def test_user_name_and_address_both_log_in(client, officer, login):
    assert log_in(client, login)["Location"] == "/admin/"


def test_nobody_can_sign_up(client):
    fields = {
        "username": "eve",
        "email": "eve@example.org",
        "password1": PASSWORD,
        "password2": PASSWORD,
    }

    client.post("/accounts/signup/", fields)

    assert not User.objects.filter(username="eve").exists()


def test_failed_logins_are_throttled_for_the_account(client, officer):
    for _attempt in range(5):
        log_in(client, password="wrong")

    response = log_in(client)

    assert response.status_code == 200
    assert "Too many failed login attempts" in response.content.decode()


def test_a_wrong_password_and_an_unknown_name_look_alike(client, officer):
    def visible(login):
        text = log_in(client, login, "wrong").content.decode()
        return text.replace(f'value="{login}"', "").split("csrfmiddlewaretoken")[0]

    known, unknown = visible("ada"), visible("eve")

    assert known == unknown


def test_a_password_reset_tells_nothing(client, officer):
    known = client.post("/accounts/password/reset/", {"email": "ada@example.org"})
    unknown = client.post("/accounts/password/reset/", {"email": "eve@example.org"})

    assert known.status_code == unknown.status_code == 302
    assert known["Location"] == unknown["Location"]
    assert [message.to for message in mail.outbox] == [["ada@example.org"]]


def test_the_session_changes_at_login(client, officer):
    client.get(LOGIN)
    session = client.session
    session["before"] = True
    session.save()
    before = session.session_key
    client.cookies["sessionid"] = before

    log_in(client)

    assert client.session.session_key != before


def test_a_session_dies_with_the_account(client, officer, settings):
    settings.PORTAL_DEMO = True
    log_in(client)
    assert client.get("/admin/").status_code == 200

    User.objects.update(is_active=False)

    assert client.get("/admin/").status_code == 302


@pytest.mark.parametrize("path", ["/admin/", "/admin/auth/user/", "/admin/no-such-page/"])
def test_staff_must_add_a_second_factor(client, officer, path):
    log_in(client)

    assert client.get(path)["Location"] == "/accounts/2fa/"


def test_recovery_codes_alone_are_no_second_factor(client, officer):
    Authenticator.objects.create(
        user=officer, type=Authenticator.Type.RECOVERY_CODES, data={"seed": "", "used_mask": 0}
    )
    client.force_login(officer)

    assert client.get("/admin/")["Location"] == "/accounts/2fa/"


def test_staff_with_a_second_factor_reach_the_admin(client, officer):
    enrol(officer)
    client.force_login(officer)

    assert client.get("/admin/").status_code == 200


def test_a_password_alone_no_longer_logs_in_then(client, officer):
    enrol(officer)

    response = log_in(client)

    assert response["Location"] == "/accounts/2fa/authenticate/"
    assert "_auth_user_id" not in client.session


def test_the_demo_forces_nobody(client, officer, settings):
    settings.PORTAL_DEMO = True
    log_in(client)

    assert client.get("/admin/").status_code == 200


def test_those_who_are_not_staff_stay_outside(client):
    User.objects.create_user("visitor", password=PASSWORD)
    log_in(client, "visitor")

    assert client.get("/admin/", follow=True).status_code == 403


def test_public_pages_do_not_look_at_the_session(client, officer, django_assert_num_queries):
    client.force_login(officer)

    with django_assert_num_queries(0):
        response = client.get("/healthz")

    assert "Cookie" not in response.get("Vary", "")


def test_the_audit_log_learns_who_edits_in_the_admin_only(client, officer, monkeypatch):
    enrol(officer)
    client.force_login(officer)
    actors = []
    monkeypatch.setattr(
        "django.contrib.admin.sites.AdminSite.each_context",
        lambda *_args: actors.append(auditlog_value.get()["actor"].pk) or {},
    )

    client.get("/admin/password_change/done/")

    assert actors == [officer.pk]


@pytest.mark.parametrize(
    "path",
    [
        "/accounts/2fa/",
        "/accounts/2fa/webauthn/",
        "/accounts/password/change/",
        "/accounts/logout/",
    ],
)
def test_account_pages_open(client, officer, path):
    log_in(client)
    enrol(officer)

    response = client.get(path)

    assert response.status_code == 200
    assert "<h1>" in response.content.decode()


def test_a_password_alone_opens_no_file_that_is_for_staff(client, officer):
    DocumentFactory(slug="inside", access="internal")
    PhotoFactory(slug="draft", draft=True)
    client.force_login(officer)
    locked = [client.get("/documents/inside/"), client.get("/photos/draft/")]

    enrol(officer)

    assert [response.status_code for response in locked] == [404, 404]
    assert client.get("/documents/inside/").status_code == 302
