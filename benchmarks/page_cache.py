"""What a page from memory costs, beside a view that does nothing on the same web server.

    make run PORT=8014      # once, to load the demo; then stop it
    .venv/bin/python benchmarks/page_cache.py [--path /projects/]

Serves the demo twice, each by one process of the production server: as it is, and without any
middleware for the one view that does nothing. Asks in turns, so that what else the machine does
meets all alike. Compare ratios. CPU is that of the web server's process, without PostgreSQL's,
which is told apart.
"""

from __future__ import annotations

import argparse
import os
import socket
import statistics
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
SECONDS = 1.5
"""How long each is asked in a turn."""
TICK = os.sysconf("SC_CLK_TCK")
BARE = """
from django.conf import settings
import partnership.settings as ours
settings.configure(
    **{name: getattr(ours, name) for name in ("SECRET_KEY", "ALLOWED_HOSTS", "USE_TZ")},
    ROOT_URLCONF=__name__,
    MIDDLEWARE=[],
)
from django.core.wsgi import get_wsgi_application
from django.http import HttpResponse
from django.urls import path
length = {"Content-Length": "5000"}
urlpatterns = [path("", lambda request: HttpResponse(b"x" * 5000, headers=length))]
application = get_wsgi_application()
"""


@contextmanager
def served(
    application: str,
    port: int,
    *,
    home: Path = ROOT,
    programs: Path = ROOT / ".venv" / "bin",
    **variables: str,
) -> Iterator[int]:
    """A server of one process in the folder ``home``; the id of the process that answers."""
    given = {**os.environ, "PORTAL_DEMO": "1", "DEBUG": "0", **variables}
    command = [
        str(programs / "granian"),
        "--interface",
        "wsgi",
        "--no-ws",
        "--port",
        str(port),
    ]
    command += ["--workers", "1", "--blocking-threads", "1", "--log-level", "error", application]
    server = subprocess.Popen(command, cwd=home, env=given)
    try:
        for _attempt in range(600):
            with socket.socket() as trial:
                if trial.connect_ex(("127.0.0.1", port)) == 0:
                    break
            time.sleep(0.1)
        ask(port, "/", 200)
        [worker] = Path(f"/proc/{server.pid}/task/{server.pid}/children").read_text().split()
        yield int(worker)
    finally:
        server.terminate()
        server.wait()


def cpu_of(process: int) -> float:
    """Seconds of CPU that the process has used."""
    fields = Path(f"/proc/{process}/stat").read_text().rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / TICK


def postgres_cpu() -> float:
    """The same of all processes of PostgreSQL on this machine."""
    used = 0.0
    for stat in Path("/proc").glob("[0-9]*/stat"):
        try:
            text = stat.read_text()
        except OSError:
            continue
        if "(postgres)" in text:
            used += cpu_of(int(stat.parent.name))
    return used


class Connection:
    """One that is kept open, as browsers do."""

    def __init__(self, port: int) -> None:
        self.socket = socket.create_connection(("127.0.0.1", port))
        self.waiting = b""

    def get(self, path: str, *headers: str) -> tuple[int, dict[str, str], int]:
        """Status, headers and how long the body was."""
        lines = [f"GET {path} HTTP/1.1", "Host: localhost", *headers, "", ""]
        self.socket.sendall("\r\n".join(lines).encode())
        head, _, rest = self._until(b"\r\n\r\n").partition(b"\r\n\r\n")
        first, *fields = head.decode("latin-1").split("\r\n")
        named = {name.lower(): value for name, _, value in (f.partition(": ") for f in fields)}
        length = int(named.get("content-length", 0))
        while len(rest) < length:
            rest += self.socket.recv(1 << 20)
        self.waiting = rest[length:]
        return int(first.split()[1]), named, length

    def _until(self, mark: bytes) -> bytes:
        while mark not in self.waiting:
            piece = self.socket.recv(1 << 20)
            if not piece:
                sys.exit("The server closed the connection.")
            self.waiting += piece
        return self.waiting


def ask(port: int, path: str, status: int, *headers: str) -> dict[str, str]:
    """The headers of one answer; stops if it is not what was expected."""
    found, named, _length = Connection(port).get(path, *headers)
    if status != found:
        sys.exit(f"{path} answered {found}, not {status}")
    return named


def turn(port: int, path: str, worker: int, *headers: str) -> tuple[float, float, float]:
    """Requests a second, and milliseconds of CPU a request: the server's and PostgreSQL's."""
    connection = Connection(port)
    connection.get(path, *headers)
    used, database, done = cpu_of(worker), postgres_cpu(), 0
    start = time.perf_counter()
    while time.perf_counter() < start + SECONDS:
        connection.get(path, *headers)
        done += 1
    taken = time.perf_counter() - start
    ours, theirs = cpu_of(worker) - used, postgres_cpu() - database
    return done / taken, 1000 * ours / done, 1000 * theirs / done


def main() -> None:
    """Measure and print."""
    options = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    options.add_argument("--path", default="/projects/")
    options.add_argument("--turns", type=int, default=5)
    options.add_argument("--port", type=int, default=8140)
    given = options.parse_args()
    bare = ROOT / "var" / "bare.py"
    bare.write_text(BARE)
    python_path = f"{bare.parent}{os.pathsep}{ROOT}"
    first, second, third = given.port, given.port + 1, given.port + 2
    site, accepts = "partnership.wsgi:application", "Accept-Encoding: gzip"
    with (
        served("bare:application", first, PYTHONPATH=python_path) as nothing,
        served(site, second) as kept,
        served(site, third, PAGE_CACHE_MB="0") as plain,
    ):
        ask(second, given.path, 200)
        etag = ask(second, given.path, 200, accepts)["etag"]
        unchanged = f"If-None-Match: {etag}"
        ask(second, given.path, 304, unchanged)
        measured = {
            "view that does nothing": partial(turn, first, "/", nothing),
            "page from memory": partial(turn, second, given.path, kept, accepts),
            "304 from memory": partial(turn, second, given.path, kept, accepts, unchanged),
            "page made": partial(turn, third, given.path, plain),
        }
        found: dict[str, list[tuple[float, float, float]]] = {name: [] for name in measured}
        for _turn in range(given.turns):
            for name, asked in measured.items():
                found[name].append(asked())
    bare.unlink()
    floor = found["view that does nothing"]
    for name, turns in found.items():
        pairs = list(zip(turns, floor, strict=True))
        rate, ours, theirs = (statistics.median(column) for column in zip(*turns, strict=True))
        share = statistics.median(one[0] / least[0] for one, least in pairs)
        work = statistics.median(least[1] / one[1] for one, least in pairs)
        sys.stdout.write(
            f"{name:>24}: {rate:7,.0f}/s  {share:6.1%} of the view that does nothing, "
            f"{work:6.1%} by CPU ({ours:.3f} ms, PostgreSQL {theirs:.3f} ms)\n"
        )


if __name__ == "__main__":
    main()
