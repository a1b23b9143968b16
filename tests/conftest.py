"""What several test folders share: the network is closed, and there is a browser."""

from __future__ import annotations

import os
import shutil
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from django.apps import apps
from django.contrib.auth.models import User
from django.core.signals import request_finished, request_started
from django.db import connection, transaction
from django.db.models.signals import post_migrate
from django.test import Client, override_settings
from django.utils import translation

from partnership.accounts.roles import make_groups
from partnership.demo import load_demo

if TYPE_CHECKING:
    from playwright.sync_api import Browser, ConsoleMessage, Error, Page
    from pytest_django import DjangoDbBlocker
    from pytest_django.live_server_helper import LiveServer

BROWSERS = ["chromium", "chromium-browser", "google-chrome"]
FLAGS = [
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    # Nothing but the server under test, whatever a page asks for.
    "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE localhost, EXCLUDE 127.0.0.1",
]


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Tell how much the leak matrix looked at."""
    for report in terminalreporter.stats.get("passed", []):
        for name, said in report.user_properties if report.when == "call" else ():
            terminalreporter.write_line(f"{name}: {said}")


@pytest.fixture(scope="session", autouse=True)
def groups_outlive_flushes() -> None:
    """The groups that a migration makes are there again after a test that empties the tables."""
    post_migrate.connect(
        lambda **_given: make_groups(),
        sender=apps.get_app_config("partnership"),
        weak=False,
        dispatch_uid="groups",
    )


@pytest.fixture(autouse=True)
def english() -> Iterator[None]:
    """Starts each test in English, whatever language the last request left behind."""
    with translation.override("en"):
        yield


@pytest.fixture
def editor(db: None) -> User:
    """Somebody who may edit and publish everything."""
    return User.objects.create_superuser("ada", "ada@example.org", "correct horse battery")


@pytest.fixture
def admin_page(client: Client, editor: User) -> Client:
    """The client of the editor, logged in."""
    client.force_login(editor)
    return client


@pytest.fixture(scope="session", autouse=True)
def no_renditions() -> Iterator[None]:
    """Leaves photos without their copies, which take seconds; ``test_renditions`` makes some."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("library.actions.enqueue_renditions", lambda *, photo: None)
        yield


@pytest.fixture(scope="session")
def django_db_setup(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> None:
    """Test databases without autovacuum, which takes rows that are not committed for none.

    A plan for tables that it found empty may take for ever once a test has filled them.
    """
    with django_db_blocker.unblock(), connection.cursor() as cursor:
        for table in connection.introspection.django_table_names(only_existing=True):
            name = connection.ops.quote_name(table)
            cursor.execute(f"ALTER TABLE {name} SET (autovacuum_enabled = false)")


def gather_statistics() -> None:
    """Tell the planner of rows that are not committed yet.

    Autovacuum takes them for none, and a plan for empty tables may take for ever. It leaves
    tables alone that this transaction has analysed. Our own tables only: those that databases
    share would be locked for the other processes of a test run.
    """
    tables = connection.introspection.django_table_names(only_existing=True, include_views=False)
    with connection.cursor() as cursor:
        cursor.execute(f"ANALYZE {', '.join(map(connection.ops.quote_name, tables))}")


@contextmanager
def demo_loaded(blocker: DjangoDbBlocker, media: Path) -> Iterator[None]:
    """The demo partnership, taken back afterwards; its uploads lie in ``media``."""
    with override_settings(MEDIA_ROOT=media), blocker.unblock(), transaction.atomic():
        load_demo()
        gather_statistics()
        yield
        transaction.set_rollback(True)


@pytest.fixture(scope="module")
def demo(
    django_db_setup: None,
    django_db_blocker: DjangoDbBlocker,
    tmp_path_factory: pytest.TempPathFactory,
) -> Iterator[None]:
    """The demo partnership, loaded once for the tests of a module and taken back after them.

    A test with a live server sees committed rows only: it calls `load_demo()` itself.
    """
    with demo_loaded(django_db_blocker, tmp_path_factory.mktemp("media")):
        yield


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """The browser of this machine, without a window."""
    from playwright.sync_api import expect, sync_playwright

    expect.set_options(timeout=20_000)  # milliseconds; a busy machine takes its time

    program = next(filter(None, map(shutil.which, BROWSERS)), None)
    if program is None:
        pytest.fail("No browser found. Install one: apt-get install chromium", pytrace=False)
    with pytest.MonkeyPatch.context() as patch, sync_playwright() as playwright:
        # Playwright runs an event loop in this thread from now on. Django takes that
        # for a sign of asynchronous code and would refuse the tests their database.
        patch.setenv("DJANGO_ALLOW_ASYNC_UNSAFE", "true")
        # Chromium's sandbox does not work for root.
        browser = playwright.chromium.launch(
            executable_path=program, args=FLAGS, chromium_sandbox=os.geteuid() != 0
        )
        yield browser
        browser.close()


@pytest.fixture(scope="session")
def answering() -> Iterator[set[int]]:
    """The threads that are answering a request now."""
    threads: set[int] = set()

    def start(**_given: object) -> None:
        threads.add(threading.get_ident())

    def finish(**_given: object) -> None:
        threads.discard(threading.get_ident())

    request_started.connect(start)
    request_finished.connect(finish)
    yield threads
    request_started.disconnect(start)
    request_finished.disconnect(finish)


@pytest.fixture(autouse=True)
def pages_are_left(request: pytest.FixtureRequest) -> Iterator[None]:
    """Close all pages and let the server finish before the tables that it reads are emptied."""
    if "live_server" not in request.fixturenames:
        yield
        return
    answering = request.getfixturevalue("answering")
    yield
    for context in request.getfixturevalue("browser").contexts:
        context.close()
    until = time.monotonic() + 30
    while answering - {threading.get_ident()}:
        assert time.monotonic() < until, "The server is still answering a page that was left."
        time.sleep(0.01)


@pytest.fixture
def page(browser: Browser, live_server: LiveServer) -> Iterator[Page]:
    """A page in a fresh browser profile; `page.goto("/")` opens the site.

    The test fails if the page tells of an error, such as a script that the
    Content-Security-Policy refused.
    """
    context = browser.new_context(base_url=live_server.url, locale="en-GB")
    page = context.new_page()
    errors: list[str] = []

    def note(message: ConsoleMessage) -> None:
        # That the page itself answers 403 or 404 may be what the test is about.
        about = message.location["url"]
        if message.type == "error" and about not in (page.url, f"{live_server.url}/favicon.ico"):
            errors.append(f"{message.text} {about}")

    page.on("console", note)

    def note_uncaught(error: Error) -> None:
        # Going on to a page that does not fade in as this one would is no fault.
        if "ViewTransition opt-in disabled" not in str(error):
            errors.append(str(error))

    page.on("pageerror", note_uncaught)
    yield page
    context.close()
    assert errors == []
