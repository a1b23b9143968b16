"""``manage.py iati_import`` and its report."""

import io

import pytest
from django.core.management import CommandError, call_command

from projects.models import Project
from tests.factories import PartnershipFactory
from tests.iati.snippets import BASIC

pytestmark = pytest.mark.django_db


def run(*files, **options) -> tuple[str, bool]:
    """The report and whether the command failed."""
    out = io.StringIO()
    try:
        call_command("iati_import", *map(str, files), stdout=out, stderr=io.StringIO(), **options)
    except CommandError:
        return out.getvalue(), True
    return out.getvalue(), False


@pytest.fixture
def write(tmp_path):
    def write(name, *activities):
        path = tmp_path / name
        inside = "\n".join(f"<iati-activity>{activity}</iati-activity>" for activity in activities)
        path.write_text(f'<iati-activities version="2.03">\n{inside}\n</iati-activities>')
        return path

    return write


def activity(number, inside=""):
    return BASIC.replace("XM-1", f"XM-{number}") + inside


def test_the_report_names_what_was_refused_and_groups_the_warnings(write):
    first = write("first.xml", activity(1), activity(2))
    second = write(
        "second.xml",
        activity(1, '<activity-status code="3"/>'),
        activity(2),
        BASIC.replace("XM-1", " "),
        activity(4, '<recipient-country code="ZZ"/>'),
        activity(5, '<recipient-country code="QQ"/>'),
    )
    run(first)

    report, failed = run(second, first.with_name("missing.xml"))

    assert report.splitlines() == [
        "second.xml: 2 created, 1 updated, 1 unchanged, 1 refused",
        "  Refused:",
        (
            "    line 4, without identifier: The activity has no iati-identifier; give it one "
            "that never changes."
        ),
        "  Warnings, with the first lines they are about:",
        (
            "    2 times (lines 5, 6): The country “ZZ” is not in its code list and is left out; "
            "correct it."
        ),
        "missing.xml: 0 created, 0 updated, 0 unchanged, 0 refused",
        (
            "  The file could not be read to its end. No such file or directory; check the name "
            "and the permissions."
        ),
    ]
    assert failed


def test_other_files_are_imported_after_one_that_cannot_be_read(write, tmp_path):
    broken = tmp_path / "broken.xml"
    broken.write_text("<html/>")

    report, failed = run(broken, write("good.xml", activity(1)))

    assert failed
    assert report.splitlines()[0] == "broken.xml: 0 created, 0 updated, 0 unchanged, 0 refused"
    assert report.splitlines()[-1] == "good.xml: 1 created, 0 updated, 0 unchanged, 0 refused"
    assert Project.objects.count() == 1


def test_activities_before_a_syntax_error_are_kept(write):
    path = write("cut.xml", activity(1), activity(2))
    path.write_text(path.read_text()[:-60])

    report, failed = run(path)

    assert failed
    assert report.splitlines()[0] == "cut.xml: 1 created, 0 updated, 0 unchanged, 0 refused"
    assert list(Project.objects.values_list("iati_identifier", flat=True)) == ["XM-1"]


def test_a_clean_import_succeeds_and_an_unknown_partnership_is_named(write):
    path = write("good.xml", activity(1))
    PartnershipFactory(slug="japan")

    with pytest.raises(CommandError, match=r"no partnership “jappan”; give one of: japan\."):
        call_command("iati_import", str(path), partnership="jappan")
    assert run(path, partnership="japan", draft=True) == (
        "good.xml: 1 created, 0 updated, 0 unchanged, 0 refused\n",
        False,
    )
    assert Project.objects.get().partnership.slug == "japan"
