import pytest
from django.contrib.auth.models import User
from django.test import Client

from publishing.richtext import importmap_hash

pytestmark = [pytest.mark.django_db, pytest.mark.urls("tests.security.urls")]

HEADERS = {
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": (
        "accelerometer=(), autoplay=(), browsing-topics=(), camera=(), display-capture=(), "
        "geolocation=(), gyroscope=(), magnetometer=(), microphone=(), midi=(), payment=(), usb=()"
    ),
    "Referrer-Policy": "strict-origin-when-cross-origin",
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
}
POLICY = {
    "default-src": {"'none'"},
    "script-src": {"'self'"},
    "style-src": {"'self'"},
    "img-src": {"'self'"},
    "font-src": {"'self'"},
    "connect-src": {"'self'"},
    "manifest-src": {"'self'"},
    "form-action": {"'self'"},
    "base-uri": {"'none'"},
    "frame-ancestors": {"'none'"},
}


def policy(response):
    directives = (part.split() for part in response["Content-Security-Policy"].split(";"))
    return {name: set(sources) for name, *sources in directives}


def headers(response):
    return {name: response.get(name) for name in HEADERS}


@pytest.fixture
def client(settings):
    settings.WHITENOISE_USE_FINDERS = True
    settings.WHITENOISE_AUTOREFRESH = True
    return Client(raise_request_exception=False)


@pytest.mark.parametrize(
    ("path", "status"),
    [
        ("/accounts/login/", 200),
        ("/healthz", 200),
        ("/plain/", 200),
        ("/static/richtext/editor.css", 200),
        ("/nothing-here/", 404),
        ("/nothing%00here/", 400),
        ("/broken/", 500),
        ("/away/", 503),
    ],
)
def test_every_answer_has_the_headers(client, path, status):
    response = client.get(path)
    response.close()

    assert response.status_code == status
    assert headers(response) == HEADERS
    assert policy(response) == POLICY


@pytest.mark.parametrize("path", ["/admin/", "/admin/auth/user/add/", "/admin/no-such-page/"])
def test_admin_policy_differs_only_by_the_import_map(client, settings, path):
    settings.PORTAL_DEMO = True
    client.force_login(User.objects.create_superuser("ada"))

    response = client.get(path)

    assert headers(response) == HEADERS
    assert policy(response) == {
        **POLICY,
        "script-src": {"'self'", importmap_hash()},
        "frame-src": {"'self'"},  # previews
    }


@pytest.mark.parametrize("path", ["/report/", "/picture/"])
def test_stored_files_are_sandboxed(client, path):
    response = client.get(path)
    response.close()

    assert headers(response) == HEADERS
    assert policy(response) == {
        "default-src": {"'none'"},
        "sandbox": set(),
        "frame-ancestors": {"'none'"},
    }


def test_https_is_remembered_for_a_year(client, settings):
    settings.SECURE_HSTS_SECONDS = 365 * 24 * 3600
    settings.SECURE_HSTS_INCLUDE_SUBDOMAINS = True
    settings.SECURE_HSTS_PRELOAD = True

    over_https = client.get("/healthz", secure=True)
    over_http = client.get("/healthz")

    assert over_https["Strict-Transport-Security"] == (
        "max-age=31536000; includeSubDomains; preload"
    )
    assert "Strict-Transport-Security" not in over_http
