"""Whole files: those that are not ours, broken or hostile ones, encodings, memory."""

import io
import os
import subprocess
import sys
from pathlib import Path

import pytest

from iati.reading import Activity, UnreadableFileError, read_activities
from tests.iati.shared import REPOSITORY
from tests.iati.snippets import BASIC, read


def unreadable(text: str | bytes) -> str:
    with pytest.raises(UnreadableFileError) as caught:
        read(text)
    return str(caught.value)


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("", "Line 1: this is not well-formed XML (no element found"),
        (
            '\n<iati-organisations version="2.03"/>',
            "Line 2: this is an organisation file; give the publisher's activity file instead.",
        ),
        ("<html/>", "Line 1: the root element is “html”, so this is not an IATI activity file"),
        (
            '<iati-activities xmlns="urn:x" version="2.03"/>',
            "Line 1: the root element is “{urn:x}iati-activities”, so",
        ),
        (
            '<iati-activities version="1.05"/>',
            "Line 1: the file says it is in IATI version “1.05”; only 2.01, 2.02 and 2.03 are",
        ),
        ("<iati-activities/>", "Line 1: the file says it is in IATI version “”"),
        (
            '<iati-activities version="2.03"/>',
            "Line 1: the file holds no activities; check that it is complete.",
        ),
        (
            (
                '<!DOCTYPE a [<!ENTITY b SYSTEM "file:///etc/passwd">]>\n'
                '<iati-activities version="2.03"/>'
            ),
            "Line 2: files with a document type are not read; remove the <!DOCTYPE …> part.",
        ),
        (
            '<iati-activities version="2.03"><iati-activity>' + "<a>" * 1000,
            "Line 1: this is not well-formed XML (Excessive depth",
        ),
        (
            '<iati-activities version="2.03"><iati-activity>' + "<a/>" * 600_000,
            "Line 1: the activity after this line is too large to read; split it into several.",
        ),
    ],
)
def test_files_that_are_not_ours_say_so_and_how_to_go_on(text, message):
    assert unreadable(text).startswith(message)


def test_entities_do_not_expand_in_attributes_of_the_root():
    bombs = "".join(f'<!ENTITY b{i} "{f"&b{i - 1};" * 10 if i else "x" * 10}">' for i in range(9))

    assert "amplification" in unreadable(
        f'<!DOCTYPE a [{bombs}]><iati-activities version="&b8;"><iati-activity/></iati-activities>'
    )


def test_activities_before_a_syntax_error_are_read_and_the_line_is_named():
    source = io.BytesIO(
        f"""<iati-activities version="2.03">
        <iati-activity>{BASIC}</iati-activity>
        <iati-activity>{BASIC.replace("XM-1", "XM-2")}</iati-activity>
        <iati-activity><title></iati-activity></iati-activities>""".encode()
    )
    read_before: list[Activity] = []

    with pytest.raises(UnreadableFileError) as caught:
        read_before.extend(read_activities(source))

    assert [activity.identifier for activity in read_before] == ["XM-1", "XM-2"]
    assert caught.value.line == 4


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "iso-8859-1"])
def test_every_declared_encoding_is_read(encoding):
    text = (
        f'<?xml version="1.0" encoding="{encoding.removesuffix("-sig")}"?>'
        f'<iati-activities version="2.01"><iati-activity>{BASIC.replace("Wells", "Décès")}'
        "</iati-activity></iati-activities>"
    )

    (activity,) = read(text.encode(encoding))

    assert activity.titles == {"en": "Décès"}


@pytest.mark.skipif(
    not Path("/proc/self/status").exists(), reason="peak memory is read from Linux's /proc"
)
def test_memory_does_not_grow_with_the_file(tmp_path):
    """Neither what activities hold nor their number, nor what lies between them, adds up."""
    activities = 40_000
    activity = f"<iati-activity>{BASIC}<x>{'text ' * 100}</x></iati-activity>\n<z/>"
    large = tmp_path / "large.xml"
    with large.open("w") as file:
        file.write('<iati-activities version="2.03">')
        file.writelines(activity for _ in range(activities))
        file.write("</iati-activities>")
    # Not getrusage: a child starts with the peak of the process that started it.
    program = (
        "import re, sys, pathlib\n"
        "from iati.reading import read_activities\n"
        "status = pathlib.Path('/proc/self/status')\n"
        "peak = lambda: int(re.search(r'VmHWM:\\s+([0-9]+)', status.read_text())[1])\n"
        "before = peak()\n"
        "count = sum(1 for _ in read_activities(pathlib.Path(sys.argv[1])))\n"
        "print(count, peak() - before)\n"
    )

    answer = subprocess.run(
        [sys.executable, "-c", program, str(large)],
        cwd=REPOSITORY,
        env=os.environ | {"DJANGO_SETTINGS_MODULE": "partnership.settings"},
        capture_output=True,
        text=True,
        check=True,
    )

    count, kibibytes = map(int, answer.stdout.split())
    assert count == activities
    assert kibibytes < 4 * 1024
