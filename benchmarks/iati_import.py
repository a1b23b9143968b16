"""How fast and in how much memory a large IATI file is imported.

    PORTAL_DEMO=1 python benchmarks/iati_import.py FILE [--megabytes 100]

Repeats the activities of FILE, each with an identifier of its own, until the file has the size;
reads it, imports it into an empty database made for this, and imports it again. Each step is a
process of its own, so that its peak memory is its own as well. Compare ratios, not seconds.
"""

from __future__ import annotations

import argparse
import io
import json
import os
import re
import resource
import subprocess
import sys
import tempfile
import time
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "partnership.settings")
os.environ["DATABASE_POOL_SIZE"] = os.environ["DATABASE_STATEMENT_TIMEOUT"] = "0"

MEGABYTE = 1024 * 1024
IDENTIFIER = re.compile(rb"(<iati-identifier>\s*)([^<]*?)(\s*</iati-identifier>)")
STEPS = ("read", "import", "import again")
BEFORE, AFTER = "make the database", "remove the database"


def repeat(source: Path, target: Path, size: int) -> None:
    """Write the activities of the source again and again, each time with new identifiers."""
    data = source.read_bytes()
    start = data.index(b"<iati-activity ")
    end = data.rindex(b"</iati-activities>")
    with target.open("wb") as file:
        file.write(data[:start])
        number = 0
        while file.tell() < size:
            number += 1
            file.write(IDENTIFIER.sub(rb"\g<1>\g<2>-%d\g<3>" % number, data[start:end]))
        file.write(data[end:])


def step(name: str, file: Path) -> None:
    """Do one step and print its figures as JSON."""
    # Not at the top: a process starts with the peak of the one that started it.
    import django
    from django.core.management import CommandError, call_command
    from django.db import connection

    django.setup()
    own = connection.settings_dict["NAME"]
    if name == BEFORE:
        connection.creation.create_test_db(verbosity=0, autoclobber=True)
        return
    connection.settings_dict["NAME"] = f"test_{own}"
    if name == AFTER:
        connection.creation.destroy_test_db(own, verbosity=0)
        return
    started, processor = time.perf_counter(), time.process_time()
    if name == "read":
        from iati.reading import read_activities

        report = f"{sum(1 for _activity in read_activities(file))} read"
    else:
        out = io.StringIO()
        try:
            call_command("iati_import", str(file), stdout=out, stderr=io.StringIO())
        except CommandError as error:
            out.write(f"{error}\n")
        report = out.getvalue().splitlines()[0].partition(": ")[2]
    figures = {
        "report": report,
        "activities": sum(int(number) for number in re.findall(r"\d+", report)),
        "seconds": time.perf_counter() - started,
        "processor": time.process_time() - processor,
        "peak": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024,
    }
    sys.stdout.write(json.dumps(figures))


def run(name: str, file: Path) -> bytes:
    """Do one step in a process of its own and return what it prints."""
    command = [sys.executable, __file__, str(file), "--step", name]
    return subprocess.run(command, check=True, stdout=subprocess.PIPE).stdout


def measure(source: Path, size: int) -> None:
    """Do all steps and print their figures and ratios."""
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "repeated.xml"
        repeat(source, file, size)
        say = sys.stdout.write
        say(f"{file.stat().st_size / MEGABYTE:.0f} MiB by repetition of {source.name}\n")
        run(BEFORE, file)
        alone = 0.0
        for name in STEPS:
            figures = json.loads(run(name, file))
            alone = alone or figures["seconds"]
            say(
                f"{name:>12}: {figures['activities'] / figures['seconds']:7.0f} activities/s, "
                f"{figures['seconds'] / alone:5.1f} x the reader alone, "
                f"processor {figures['processor'] / figures['seconds']:4.0%}, "
                f"peak {figures['peak']:4.0f} MiB ({figures['report']})\n"
            )
            sys.stdout.flush()
        run(AFTER, file)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("file", type=Path)
    parser.add_argument("--megabytes", type=int, default=100)
    parser.add_argument("--step", help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.step:
        step(options.step, options.file)
    else:
        measure(options.file, options.megabytes * MEGABYTE)


if __name__ == "__main__":
    main()
