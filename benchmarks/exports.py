"""How fast the list is written to files, beside the least that yields the same.

The floor is one statement of plain SQL for the projects that ``find.py`` makes, which holds what
the file says of each and is read as it comes, written by the same library or, for XML, put
together by PostgreSQL. It knows only what these projects have: no transactions, no documents,
one language.
"""

from __future__ import annotations

import csv
import json
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

TURNS = 2
"""The faster one counts; the first loads what is loaded once."""
PUBLIC = (
    "p.state = 'published' AND (p.publish_at IS NULL OR p.publish_at <= now()) "
    "AND (p.expire_at IS NULL OR p.expire_at > now())"
)
TEXTS = "JOIN projects_project_translation t ON t.master_id = p.id AND t.language_code = 'en'"


def _names(table: str, key: str, of: str) -> str:
    """The names of what a project is linked to."""
    return (
        f"(SELECT string_agg(n.name, '; ') FROM {table} l JOIN {of}_translation n "
        f"ON n.master_id = l.{key} AND n.language_code = 'en' WHERE l.project_id = p.id)"
    )


def _values(table: str, value: str) -> str:
    return f"(SELECT string_agg({value}, '; ') FROM {table} l WHERE l.project_id = p.id)"


def _sum(kinds: str) -> str:
    return (
        "(SELECT sum(usd_amount) FROM projects_transaction m "
        f"WHERE m.project_id = p.id AND m.type IN ({kinds}))"
    )


RECORDS = f"""
SELECT p.iati_identifier, p.agency_code, t.title, p.is_demo,
    EXISTS (SELECT FROM projects_project c WHERE c.parent_id = p.id),
    (SELECT title FROM projects_project_translation u WHERE u.master_id = p.parent_id
        AND u.language_code = 'en'),
    t.summary, p.status, p.planned_start, p.actual_start, p.planned_end, p.actual_end,
    (SELECT sum(usd_amount) FROM projects_budget b WHERE b.project_id = p.id),
    {_sum("2, 11")}, {_sum("1")}, {_sum("3, 4")},
    {_names("projects_projectpriorityarea", "area_id", "donors_priorityarea")},
    {_names("projects_project_common_approaches", "commonapproach_id", "donors_commonapproach")},
    {_values("projects_recipientregion", "code")},
    {_values("projects_recipientcountry", "country")},
    {_names("projects_participation", "organisation_id", "donors_organisation")},
    {_values("projects_projectgoal", "goal::text")},
    (SELECT string_agg(s.code, '; ') FROM projects_projectsector l
        JOIN projects_sector s ON s.id = l.sector_id WHERE l.project_id = p.id),
    p.crisis_phase, p.updated_at, '/en/projects/' || p.slug || '/'
FROM projects_project p {TEXTS} WHERE {PUBLIC} ORDER BY p.planned_start DESC, p.id
"""


def _party(ref: str) -> str:
    return f"""'<{ref}-org ref="' || o.iati_ref || '" type="' || o.type || """


NARRATIVE = """'"><narrative>' || n.name || '</narrative></' || """
ACTIVITIES = f"""
SELECT '<iati-activity last-updated-datetime="' || p.updated_at || '" xml:lang="en">'
    || '<iati-identifier>' || p.iati_identifier || '</iati-identifier>'
    || (SELECT {_party("reporting")} {NARRATIVE} 'reporting-org>' FROM donors_organisation o
        JOIN donors_organisation_translation n ON n.master_id = o.id AND n.language_code = 'en'
        WHERE o.id = p.reporting_organisation_id)
    || '<title><narrative>' || t.title || '</narrative></title>'
    || '<description type="1"><narrative>' || t.summary || '</narrative></description>'
    || '<description type="4"><narrative>' || regexp_replace(t.background, '<[^>]*>', ' ', 'g')
    || '</narrative></description>'
    || (SELECT string_agg({_party("participating")} '" role="' || l.role || {NARRATIVE}
            'participating-org>', '')
        FROM projects_participation l JOIN donors_organisation o ON o.id = l.organisation_id
        JOIN donors_organisation_translation n ON n.master_id = o.id AND n.language_code = 'en'
        WHERE l.project_id = p.id)
    || '<other-identifier ref="' || p.agency_code || '" type="A1"/>'
    || '<activity-status code="' || p.status || '"/>'
    || '<activity-date iso-date="' || p.planned_start || '" type="1"/>'
    || '<activity-date iso-date="' || p.planned_end || '" type="3"/>'
    || (SELECT string_agg('<recipient-country code="' || country || '"/>', '')
        FROM projects_recipientcountry l WHERE l.project_id = p.id)
    || (SELECT string_agg('<sector vocabulary="' || s.vocabulary || '" code="' || s.code || '"/>',
            '') FROM projects_projectsector l JOIN projects_sector s ON s.id = l.sector_id
        WHERE l.project_id = p.id)
    || (SELECT string_agg('<tag vocabulary="2" code="' || goal || '"/>', '')
        FROM projects_projectgoal l WHERE l.project_id = p.id)
    || (SELECT string_agg('<budget type="' || type || '" status="' || status
            || '"><period-start iso-date="' || period_start || '"/><period-end iso-date="'
            || period_end || '"/><value currency="' || currency || '" value-date="' || value_date
            || '">' || trim_scale(amount) || '</value></budget>', '')
        FROM projects_budget l WHERE l.project_id = p.id)
    || '</iati-activity>'
FROM projects_project p {TEXTS} WHERE {PUBLIC} ORDER BY p.id
"""


def streamed(statement: str) -> Iterator[tuple[Any, ...]]:
    """The rows as they come, so that memory stays the same however many there are."""
    from django.db import connection, transaction

    with transaction.atomic(), connection.chunked_cursor() as cursor:
        cursor.execute(statement)
        while some := cursor.fetchmany(2000):
            yield from some


class Nowhere:
    """A file that keeps nothing but how much was written to it."""

    size = 0

    def write(self, text: str | bytes) -> int:
        self.size += len(text)
        return len(text)


def floor_csv() -> int:
    file = Nowhere()
    csv.writer(file).writerows(streamed(RECORDS))
    return file.size


def floor_json() -> int:
    return sum(len(json.dumps(row, default=str)) for row in streamed(RECORDS))


def floor_xlsx() -> int:
    import xlsxwriter

    with tempfile.TemporaryFile() as file:
        book = xlsxwriter.Workbook(
            file,
            {"constant_memory": True, "default_date_format": "yyyy-mm-dd", "remove_timezone": True},
        )
        sheet = book.add_worksheet()
        for number, row in enumerate(streamed(RECORDS)):
            sheet.write_row(number, 0, row)
        book.close()
        return file.tell()


def floor_iati() -> int:
    return sum(len(text) for (text,) in streamed(ACTIVITIES))


def peak(work: Callable[[], int]) -> tuple[float, float, int]:
    """Seconds, megabytes of memory that were needed on top at most, and what was made."""
    # Linux forgets what the most was until now.
    Path("/proc/self/clear_refs").write_text("5")
    before = _megabytes("VmRSS")
    start = time.perf_counter()
    made = work()
    return time.perf_counter() - start, _megabytes("VmHWM") - before, made


def _megabytes(name: str) -> float:
    for line in Path("/proc/self/status").read_text().splitlines():
        if line.startswith(name):
            return int(line.split()[1]) / 1024
    raise LookupError(name)


def measure(count: int, say: Callable[[str], None]) -> dict[str, float]:
    """Write all projects to each format, in turns with its floor; seconds by format."""
    from django.http import QueryDict
    from django.utils import timezone

    from iati.exporting.activities import activities
    from iati.exporting.xml import document
    from projects.exports.formats import About, as_csv, as_json, as_xlsx
    from projects.exports.records import records
    from projects.facets.choices import Choices
    from projects.filters import ProjectFilter
    from projects.models import Project

    choices = Choices.load()
    about = About("", "", "", timezone.now(), [], "", count, 0)
    everything = ProjectFilter(QueryDict(""), queryset=Project.objects.public(), choices=choices)
    everything.is_valid()
    selected = everything.filter_queryset(everything.queryset, order=False)

    def rows(*, coded: bool = False) -> Any:
        return records(everything.ordered(selected), choices, "", coded=coded)

    def xlsx() -> int:
        with as_xlsx(rows(), about) as file:
            return file.seek(0, 2)

    def iati() -> int:
        return sum(map(len, document("iati-activities", activities(selected, ""), generated="")))

    formats: dict[str, tuple[Callable[[], int], Callable[[], int]]] = {
        "CSV": (lambda: sum(map(len, as_csv(rows(), about))), floor_csv),
        "JSON": (lambda: sum(map(len, as_json(rows(coded=True), about))), floor_json),
        "XLSX": (xlsx, floor_xlsx),
        "IATI": (iati, floor_iati),
    }
    found = {}
    for name, (ours, floor) in formats.items():
        turns = [(peak(ours), peak(floor)) for _turn in range(TURNS)]
        mine, least = min(mine for mine, _ in turns), min(least for _, least in turns)
        memory = max(mine[1] for mine, _ in turns)
        found[name] = mine[0]
        say(
            f"  {name:>26}: {count / mine[0]:8,.0f} projects/s, {least[0] / mine[0]:4.0%} of its "
            f"floor's {count / least[0]:8,.0f}; {memory:3.0f} MB on top, "
            f"{mine[2] / 1e6:.1f} MB made beside {least[2] / 1e6:.1f}"
        )
    return found
