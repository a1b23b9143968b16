"""The private PostgreSQL: there when needed, gone when not, whole after every kill."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import psycopg
import pytest
from django.core.exceptions import ImproperlyConfigured
from django.db import connection

from partnership.db import base, private_server
from partnership.db.server_folder import is_locked
from partnership.db.supervisor import LOOK_EVERY_SECONDS

PROJECT = Path(__file__).resolve().parents[2]

# Says when it is connected, then stays until its standard input closes.
CLIENT = """
import sys
from pathlib import Path
from partnership.db import private_server
print(private_server.start(Path(sys.argv[1])), flush=True)
sys.stdin.read()
"""


@pytest.fixture
def folder() -> Iterator[Path]:
    """Where the server of the test lives: a folder that its user may enter, unlike `tmp_path`."""
    with tempfile.TemporaryDirectory() as parent:
        Path(parent).chmod(0o755)
        folder = Path(parent).resolve() / "postgres"
        yield folder
        for home in [home for home in private_server._client_locks if parent in str(home)]:
            os.close(private_server._client_locks.pop(home))
        private_server.stop(folder)


@pytest.fixture
def client(folder: Path) -> Iterator[Callable[[], subprocess.Popen[str]]]:
    """Starts processes that use the server."""
    processes: list[subprocess.Popen[str]] = []

    def start() -> subprocess.Popen[str]:
        process = subprocess.Popen(
            [sys.executable, "-c", CLIENT, str(folder)],
            cwd=PROJECT,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )
        processes.append(process)
        return process

    yield start
    for process in processes:
        process.kill()
        process.communicate()


def socket_of(client: subprocess.Popen[str]) -> str:
    assert client.stdout is not None
    return client.stdout.readline().strip()


def query(socket: str, sql: str) -> list[tuple[object, ...]]:
    with psycopg.connect(host=socket, dbname="partnership", user="partnership") as connected:
        cursor = connected.execute(sql)
        return cursor.fetchall() if cursor.description else []


def stops(folder: Path) -> bool:
    """Whether the server ends within a few seconds."""
    deadline = time.monotonic() + 10
    while is_locked(folder / "server.lock"):
        if time.monotonic() > deadline:
            return False
        time.sleep(0.05)
    return True


def server_pid(folder: Path) -> int:
    return int((folder / "data" / "postmaster.pid").read_text().splitlines()[0])


def test_processes_that_start_at_once_share_one_server_until_the_last_has_left(
    folder: Path, client: Callable[[], subprocess.Popen[str]]
) -> None:
    clients = [client() for _ in range(3)]
    sockets = {socket_of(one) for one in clients}
    pid = server_pid(folder)

    assert len(sockets) == 1
    for one in clients[:2]:
        one.communicate()
    time.sleep(2 * LOOK_EVERY_SECONDS)
    assert query(sockets.pop(), "SHOW fsync") == [("on",)]
    assert server_pid(folder) == pid

    # Not even time to say goodbye.
    clients[2].kill()
    assert stops(folder)


def test_what_was_saved_outlives_a_killed_server_and_the_next_connection_finds_it(
    folder: Path, client: Callable[[], subprocess.Popen[str]]
) -> None:
    survivor = client()
    socket = socket_of(survivor)
    query(socket, "CREATE TABLE kept AS SELECT 1 AS one")
    killed = server_pid(folder)
    os.kill(killed, signal.SIGKILL)

    newcomer = client()
    assert query(socket_of(newcomer), "SELECT one FROM kept") == [(1,)]
    assert server_pid(folder) != killed


def test_a_server_that_lost_its_supervisor_is_stopped_all_the_same(
    folder: Path, client: Callable[[], subprocess.Popen[str]]
) -> None:
    first = client()
    socket_of(first)
    supervisor = int((folder / "supervisor.lock").read_text())
    os.kill(supervisor, signal.SIGKILL)

    second = client()
    assert query(socket_of(second), "SELECT 1") == [(1,)]
    for one in (first, second):
        one.communicate()
    assert stops(folder)


def test_clients_that_come_while_the_server_stops_are_served(
    folder: Path, client: Callable[[], subprocess.Popen[str]]
) -> None:
    for _ in range(5):
        one = client()
        assert query(socket_of(one), "SELECT 1") == [(1,)]
        one.communicate()
        # Around the moment at which the supervisor notices.
        time.sleep(LOOK_EVERY_SECONDS * 0.9)


def test_a_folder_too_deep_for_a_socket_will_do(folder: Path) -> None:
    deep = folder.parent / ("deep" * 25) / "postgres"
    assert query(str(private_server.start(deep)), "SELECT 1") == [(1,)]
    private_server.stop(deep)


def test_the_server_lets_in_its_owner_only(folder: Path) -> None:
    socket = private_server.start(folder)
    assert socket.stat().st_mode & 0o077 == 0
    assert query(str(socket), "SHOW listen_addresses") == [("",)]


@pytest.mark.skipif(os.geteuid() != 0, reason="only root has folders that PostgreSQL can't enter")
def test_root_may_keep_everything_in_folders_of_its_own(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    checkout = folder.parent / "checkout"
    checkout.mkdir(mode=0o700)
    wheel = private_server._wheel()
    for part in (wheel, wheel.with_suffix(".libs")):
        shutil.copytree(part, checkout / part.name, symlinks=True)
    monkeypatch.setattr(private_server, "_wheel", lambda: checkout / wheel.name)
    monkeypatch.setattr(private_server, "ROOTS_SERVERS", folder.parent / "servers")

    socket = private_server.start(checkout / "postgres")
    assert socket.parent == folder.parent / "servers"
    assert query(str(socket), "SELECT 1") == [(1,)]
    private_server.stop(checkout / "postgres")


def test_extensions_of_the_search_are_there(db: None) -> None:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT name FROM pg_available_extensions WHERE name IN ('pg_trgm', 'unaccent')"
        )
        assert {name for (name,) in cursor.fetchall()} == {"pg_trgm", "unaccent"}


def test_letters_of_all_languages_have_case(db: None) -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT lower('ÉÀŒ'), 'Économie' ILIKE 'économie'")
        assert cursor.fetchone() == ("éàœ", True)


def test_without_the_wheel_the_remedy_is_named(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("importlib.util.find_spec", lambda _name: None)
    wrapper = base.DatabaseWrapper({**connection.settings_dict, "PRIVATE_SERVER": folder})
    with pytest.raises(ImproperlyConfigured, match="Set DATABASE_URL to use a PostgreSQL server"):
        wrapper.connect()
