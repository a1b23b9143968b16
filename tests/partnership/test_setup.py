"""What stops `make` says in its last line how to go on."""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
from pathlib import Path

import pytest
from django.core.management import call_command
from django.core.management.base import CommandError

PROJECT = Path(__file__).resolve().parents[2]


@pytest.fixture
def checkout(tmp_path: Path) -> Path:
    """A checkout in which nothing was made yet."""
    for part in ("scripts", "requirements"):
        shutil.copytree(PROJECT / part, tmp_path / part)
    return tmp_path


def set_up(checkout: Path, **environment: str) -> tuple[int, str]:
    """The exit code and the last line of the set-up."""
    done = subprocess.run(
        ["sh", "scripts/setup", "base"],
        check=False,
        cwd=checkout,
        env={**os.environ, **environment},
        capture_output=True,
        text=True,
    )
    return done.returncode, (done.stderr.strip().splitlines() or [""])[-1]


def python_that(checkout: Path, behaviour: str) -> str:
    """A program in the place of Python, whose installer behaves as told."""
    python = checkout / "python"
    python.write_text(
        "#!/bin/sh\n"
        'case "$*" in\n'
        '*"-m venv"*) mkdir -p .venv/bin && cp "$0" .venv/bin/python ;;\n'
        f'*"-m pip"*) {behaviour} ;;\n'
        "*) exit 0 ;;\n"
        "esac\n"
    )
    python.chmod(0o755)
    return str(python)


def test_python_too_old(checkout: Path) -> None:
    code, line = set_up(checkout, PYTHON="false")
    assert code == 1
    assert line.startswith("Python 3.11 or newer is needed, and false is not: install it, or name")


@pytest.mark.parametrize(
    ("trouble", "remedy"),
    [
        ("Failed to establish a new connection", "check the network or the proxy, and try again."),
        ("OSError: [Errno 28] No space left on device", "The disk is full: make room"),
        ("THESE PACKAGES DO NOT MATCH THE HASHES", "is not the one that was locked"),
    ],
)
def test_packages_not_installed(checkout: Path, trouble: str, remedy: str) -> None:
    code, line = set_up(checkout, PYTHON=python_that(checkout, f"echo '{trouble}'; exit 1"))
    assert code == 1
    assert remedy in line
    # So that the next try does not take the half for the whole.
    assert not (checkout / ".venv" / "installed.txt").exists()


def test_what_is_installed_is_not_installed_again(checkout: Path) -> None:
    python = python_that(checkout, "echo pip >>calls")
    assert [set_up(checkout, PYTHON=python)[0] for _ in range(3)] == [0, 0, 0]
    assert (checkout / "calls").read_text() == "pip\n"

    with (checkout / "requirements" / "base.txt").open("a") as requirements:
        requirements.write("# another version\n")
    set_up(checkout, PYTHON=python)
    assert (checkout / "calls").read_text() == "pip\npip\n"


def test_port_taken() -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        with pytest.raises(CommandError) as refused:
            call_command("prepare_demo", host="127.0.0.1", port=port)
    assert str(refused.value) == (
        f"127.0.0.1:{port} can't be served on (Address already in use): stop what runs "
        f"there, or choose another with PORT={port + 1}."
    )
