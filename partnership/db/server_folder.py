"""The folder of a private PostgreSQL: its locks, its data, its log."""

from __future__ import annotations

import contextlib
import fcntl
import os
import pwd
import re
import signal
import subprocess
from pathlib import Path
from typing import NamedTuple, TextIO

LARGEST_LOG_BYTES = 5_000_000


class ServerDidNotStartError(Exception):
    """PostgreSQL could not be started; the message says why and what to do."""


class Owner(NamedTuple):
    """Who PostgreSQL runs as. It refuses to run as root."""

    uid: int
    gid: int

    @classmethod
    def of(cls, path: Path) -> Owner:
        """Who owns `path`; nobody, if that is root."""
        at = path.stat()
        if at.st_uid == 0:
            nobody = pwd.getpwnam("nobody")
            return cls(nobody.pw_uid, nobody.pw_gid)
        return cls(at.st_uid, at.st_gid)

    def may_enter(self, path: Path) -> bool:
        """Whether all folders down to `path` are open to the owner. Only root may ask."""
        test = ["/bin/sh", "-c", 'test -x "$0"', str(path)]
        done = subprocess.run(
            test, check=False, user=self.uid, group=self.gid, extra_groups=[], cwd="/"
        )
        return done.returncode == 0


class ServerFolder:
    """Who uses the server is told by locks alone.

    The kernel lets go of a lock however its holder ends, kill -9 included:

    `clients.lock`     shared by every process that has connected, until it ends
    `supervisor.lock`  held by the one process that started the server and will stop it
    `server.lock`      held by the processes of PostgreSQL, which inherit it
    """

    def __init__(self, home: Path) -> None:
        self.home = home
        self.clients_lock = home / "clients.lock"
        self.supervisor_lock = home / "supervisor.lock"
        self.server_lock = home / "server.lock"
        self.data = home / "data"
        self.log = home / "server.log"

    def ready(self) -> Path | None:
        """The folder of the socket, if PostgreSQL says that it accepts connections."""
        if is_locked(self.server_lock):
            match self._postmaster():
                case [_pid, _data, _started, _port, socket, _address, _memory, status]:
                    return Path(socket) if status.strip() == "ready" else None
        return None

    def stop_server(self) -> None:
        """Tells PostgreSQL to cut all connections, save everything and end."""
        lines = self._postmaster()
        # While its lock is held the number is that of the server, not of a later process.
        if lines and is_locked(self.server_lock):
            with contextlib.suppress(ProcessLookupError):
                os.kill(int(lines[0]), signal.SIGINT)

    def open_log(self) -> TextIO:
        log = os.fdopen(open_file(self.log), "a")
        if log.tell() > LARGEST_LOG_BYTES:
            log.truncate(0)
        return log

    def last_words(self) -> str:
        """The last line of the log that tells of an error."""
        lines = self.log.read_text(errors="replace").splitlines()
        told = [line for line in lines[-30:] if re.search("error|FATAL|PANIC", line)]
        return (told or lines or ["no reason given"])[-1].strip()

    def _postmaster(self) -> list[str]:
        try:
            return (self.data / "postmaster.pid").read_text().splitlines()
        except FileNotFoundError:
            return []


def open_file(path: Path) -> int:
    """Opens a file to append to it; a new one belongs to the owner of its folder."""
    descriptor = os.open(path, os.O_RDWR | os.O_CREAT | os.O_APPEND, 0o600)
    if os.geteuid() == 0:
        os.fchown(descriptor, *Owner.of(path.parent))
    return descriptor


def take_lock(path: Path) -> int | None:
    """Takes the lock for this process alone, until it closes the descriptor or ends.

    None if another process has it.
    """
    descriptor = open_file(path)
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        os.close(descriptor)
        return None
    return descriptor


def is_locked(path: Path) -> bool:
    """Whether some process has the lock for itself alone."""
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
