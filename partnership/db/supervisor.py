"""Starts a private PostgreSQL, waits until nobody uses it any more, and stops it.

A program of its own, so that the server outlives the process that happened to
connect first: `python -m partnership.db.supervisor FOLDER WHEEL`. It returns when
the server is ready, and leaves a process behind that watches over it.
"""

from __future__ import annotations

import fcntl
import hashlib
import os
import shutil
import stat
import subprocess
import sys
import tempfile
import time
from contextlib import suppress
from pathlib import Path
from typing import Any

from partnership.db.server_folder import (
    Owner,
    ServerDidNotStartError,
    ServerFolder,
    is_locked,
    open_file,
    take_lock,
)

DATABASE = USER = "partnership"
LOOK_EVERY_SECONDS = 0.25
LONGEST_SOCKET_FOLDER = 90
"""The kernel allows 107 bytes for the path of a socket, file name included."""


class Supervisor:
    def __init__(self, folder: ServerFolder, wheel: Path) -> None:
        self.folder = folder
        self.wheel = wheel
        self.owner = Owner.of(folder.home)
        self.server: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        """Returns when the server is ready.

        There is at most one supervisor, so nobody else starts a server meanwhile;
        but one that lost its supervisor may still run, or be about to stop.
        """
        while not self.folder.ready():
            if is_locked(self.folder.server_lock):
                time.sleep(LOOK_EVERY_SECONDS)
            else:
                self._start_server()

    def watch(self) -> None:
        """Returns when the server has stopped, or was stopped because all clients had left.

        The lock of the clients, once taken, is kept until the end of this process:
        whoever arrives meanwhile waits for it, and then starts the server anew.
        """
        while is_locked(self.folder.server_lock):
            time.sleep(LOOK_EVERY_SECONDS)
            if take_lock(self.folder.clients_lock) is not None:
                self.folder.stop_server()
        if self.server:
            self.server.wait()
        if (socket := self._socket_folder()) != self.folder.home:
            with suppress(OSError):
                socket.rmdir()

    def _start_server(self) -> None:
        programs = self._programs()
        socket = self._socket_folder()
        # Nobody holds the lock of the server: these tell of one that was killed,
        # and PostgreSQL would take any process that got its number for it.
        for left in (self.folder.data / "postmaster.pid", socket / ".s.PGSQL.5432.lock"):
            left.unlink(missing_ok=True)
        if not self.folder.data.exists():
            self._make_database(programs)
        with os.fdopen(open_file(self.folder.server_lock)) as lock, self.folder.open_log() as log:
            fcntl.flock(lock, fcntl.LOCK_EX)
            self.server = subprocess.Popen(
                [
                    programs / "postgres",
                    *("-D", self.folder.data),
                    *("-k", socket),
                    *("-c", "listen_addresses="),
                    *("-c", "unix_socket_permissions=0700"),
                ],
                pass_fds=[lock.fileno()],
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                **self._as_owner(),
            )
        while not self.folder.ready():
            if self.server.poll() is not None:
                raise ServerDidNotStartError(self.folder.last_words())
            time.sleep(0.02)

    def _make_database(self, programs: Path) -> None:
        """Under another name first: a start that was cut short leaves no half a database."""
        new = self.folder.home / "data.new"
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
        new.rename(self.folder.data)

    def _run(self, command: list[str | Path], *, says: str = "") -> None:
        with self.folder.open_log() as log:
            done = subprocess.run(
                command,
                check=False,
                input=says,
                text=True,
                stdout=log,
                stderr=log,
                **self._as_owner(),
            )
        if done.returncode:
            raise ServerDidNotStartError(self.folder.last_words())

    def _as_owner(self) -> dict[str, Any]:
        if os.geteuid() != 0:
            return {}
        return {"user": self.owner.uid, "group": self.owner.gid, "extra_groups": []}

    def _programs(self) -> Path:
        """The folder of PostgreSQL's programs, copied to where their user may enter."""
        programs = Path("pginstall", "bin")
        original = self.wheel / programs / "postgres"
        if os.geteuid() != 0 or self.owner.may_enter(original):
            return original.parent
        copy = self.folder.home / f"programs-{original.stat().st_mtime_ns}"
        if not copy.exists():
            new = self.folder.home / "programs.new"
            shutil.rmtree(new, ignore_errors=True)
            # Side by side as in the wheel: the programs look for their libraries there.
            for part in (self.wheel, self.wheel.with_suffix(".libs")):
                if part.exists():
                    shutil.copytree(part, new / part.name, symlinks=True)
            new.chmod(0o755)
            new.rename(copy)
        return copy / self.wheel.name / programs

    def _socket_folder(self) -> Path:
        home = self.folder.home
        if len(os.fsencode(home)) <= LONGEST_SOCKET_FOLDER:
            return home
        digest = hashlib.sha256(os.fsencode(home)).hexdigest()[:12]
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


def supervise(home: Path, wheel: Path) -> None:
    reader, writer = os.pipe()
    if os.fork():
        os.close(writer)
        with os.fdopen(reader) as pipe:
            if error := pipe.read():
                sys.exit(error)
        return
    os.chdir("/")
    folder = ServerFolder(home)
    lock = take_lock(folder.supervisor_lock)
    if lock is None:
        return
    os.ftruncate(lock, 0)
    os.write(lock, f"{os.getpid()}\n".encode())  # for whoever wonders who that is
    with folder.open_log() as log:
        for descriptor in (0, 1, 2):
            os.dup2(log.fileno(), descriptor)
    supervisor = Supervisor(folder, wheel)
    try:
        supervisor.start()
    except (OSError, ServerDidNotStartError) as error:
        os.write(writer, str(error).encode())
        raise
    finally:
        os.close(writer)
    supervisor.watch()
    # Before the lock of the clients, so that whoever waits for that finds no supervisor.
    os.close(lock)


if __name__ == "__main__":
    supervise(Path(sys.argv[1]), Path(sys.argv[2]))
