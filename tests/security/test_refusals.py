"""What malformed requests and a missing database are answered."""

import pytest
from django.contrib.auth.models import User
from django.db import connection
from django.db.migrations.loader import MigrationLoader
from django.db.migrations.recorder import MigrationRecorder
from django.db.utils import OperationalError
from django.test import Client

from partnership.malformed import LONGEST_ADDRESS

pytestmark = [pytest.mark.django_db, pytest.mark.urls("tests.security.urls")]


@pytest.fixture
def client():
    return Client(raise_request_exception=False)


@pytest.mark.parametrize("method", ["TRACE", "TRACK", "CONNECT", "PUT", "DELETE", "PATCH", "BREW"])
def test_methods_nobody_needs_are_refused(client, method):
    response = client.generic(method, "/plain/")

    assert response.status_code == 405
    assert response["Allow"] == "GET, HEAD, POST, OPTIONS"


@pytest.mark.parametrize(
    "path", ["/plain/%00", "/plain/?q=%00", "/plain/?q=a&%00=b", "/no%00where"]
)
def test_nul_in_an_address_is_a_bad_request(client, path):
    assert client.get(path).status_code == 400


def test_nul_in_a_cookie_is_a_bad_request(client):
    # Written as an octal escape, which Python's cookie parser turns into NUL.
    response = client.get("/admin/", headers={"cookie": r'sessionid="a\000b"'})

    assert response.status_code == 400


@pytest.mark.parametrize("path", ["/plain/", "/fr/plain/", "/api/v1/projects/"])
def test_an_address_without_end_is_answered_with_what_to_do(client, path):
    response = client.get(f"{path}?{'country=HT&' * 5_000}")
    said = response.content.decode()

    assert response.status_code == 414
    if path.startswith("/api/"):
        assert "Choose fewer values, and ask in several parts" in response.json()["detail"]
    else:
        assert ('lang="fr"' in said) == path.startswith("/fr/")
        assert said.count("<h1>") == 1
        assert f'href="{"/fr/" if path.startswith("/fr/") else "/"}"' in said
        assert len(said) < 5_000


def test_the_longest_address_that_is_read(client):
    longest = LONGEST_ADDRESS - len("/plain/")

    assert client.get(f"/plain/?{'x' * longest}").status_code == 200
    assert client.get(f"/plain/?{'x' * (longest + 1)}").status_code == 414


def test_an_escaped_per_cent_sign_is_fine(client):
    assert client.get("/plain/?q=100%2500").status_code == 200


@pytest.mark.parametrize("path", ["/away/", "/closed/"])
def test_database_errors_are_temporary(client, path, django_assert_num_queries):
    with django_assert_num_queries(0):
        response = client.get(path)

    assert response.status_code == 503
    assert response["Retry-After"] == "5"
    assert "try again in a few seconds" in response.content.decode()


def test_statement_timeout_is_temporary(client, settings):
    client.force_login(User.objects.create_superuser("ada"))
    settings.PORTAL_DEMO = True

    def too_slow(execute, sql, params, many, context):
        raise OperationalError("canceling statement due to statement timeout")

    with connection.execute_wrapper(too_slow):  # fails where the session is loaded
        response = client.get("/admin/")

    assert response.status_code == 503


def test_other_errors_are_not(client, django_assert_num_queries):
    with django_assert_num_queries(0):
        response = client.get("/broken/")

    assert response.status_code == 500
    assert "Retry-After" not in response


def test_alive_without_a_database(client, django_assert_num_queries):
    with django_assert_num_queries(0):
        response = client.get("/healthz")

    assert (response.status_code, response.content) == (200, b"ok")


def test_ready_when_migrated(client):
    response = client.get("/readyz")

    assert (response.status_code, response.content) == (200, b"ok")


def test_not_ready_with_a_migration_pending(client):
    leaves = MigrationLoader(connection).graph.leaf_nodes("partnership")
    MigrationRecorder(connection).record_unapplied(*leaves[0])

    response = client.get("/readyz")

    assert response.status_code == 503
    assert response["Retry-After"] == "5"
    assert b"manage.py migrate" in response.content


def test_not_ready_without_a_database(client):
    def refused(execute, sql, params, many, context):
        raise OperationalError("connection refused")

    with connection.execute_wrapper(refused):
        response = client.get("/readyz")

    assert (response.status_code, response.content) == (503, b"database unreachable")
