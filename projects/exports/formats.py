"""The formats of the files, each written piece by piece."""

from __future__ import annotations

import csv
import datetime as dt
import tempfile
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import IO, Any

import xlsxwriter
from django.core.serializers.json import DjangoJSONEncoder
from django.utils.translation import get_language_bidi
from django.utils.translation import gettext as _

from projects.exports.columns import COLUMNS, SEPARATOR

BOM = "\ufeff"
"""Tells spreadsheet programs that the file is UTF-8."""
FORMULA = ("=", "+", "-", "@", "\t", "\r")
"""What makes a spreadsheet program take a text for a formula when it begins with it."""
LINES_AT_ONCE = 200
LONGEST_CELL = 32_767
"""Excel's limit."""
Record = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class About:
    """Where a file comes from, so that it can be understood without the portal."""

    site: str
    url: str
    """Address of the list with this selection."""
    described: str
    """Address of the page that says what the columns mean."""
    at: dt.datetime
    chosen: list[tuple[str, str]]
    """Each filter in force, with its value."""
    order: str
    """What the rows are sorted by."""
    total: int
    demo: int
    """Projects of these that are made up."""


def safe(text: str) -> str:
    """The text so that no spreadsheet program runs it."""
    return f"'{text}" if text.startswith(FORMULA) else text


def _flat(value: Any) -> Any:
    return SEPARATOR.join(value) if isinstance(value, list) else value


def _cell(value: Any) -> Any:
    value = _flat(value)
    if isinstance(value, str):
        return safe(value)
    # With a T, as ISO 8601 and JSON have it.
    return value.isoformat(timespec="seconds") if isinstance(value, dt.datetime) else value


class _Echo:
    """A file that hands back what is written to it."""

    def write(self, text: str) -> str:
        return text


def as_csv(records: Iterable[Record], about: About) -> Iterator[str]:
    """Comma-separated values with one line of names; texts cannot become formulas."""
    writer = csv.writer(_Echo())
    lines = [BOM + writer.writerow([str(label) for label in COLUMNS.values()])]
    for record in records:
        lines.append(writer.writerow([_cell(record[name]) for name in COLUMNS]))
        if len(lines) >= LINES_AT_ONCE:
            yield "".join(lines)
            lines = []
    yield "".join(lines)


def as_json(records: Iterable[Record], about: About) -> Iterator[str]:
    """One object with the source, the selection and the projects."""
    encoder = DjangoJSONEncoder(ensure_ascii=False)
    head = {
        "source": about.site,
        "url": about.url,
        "generated_at": about.at,
        "selection": [{"filter": name, "value": value} for name, value in about.chosen],
        "count": about.total,
        "demo_count": about.demo,
    }
    yield encoder.encode(head)[:-1] + ', "projects": ['
    first = True
    for record in records:
        yield ("\n" if first else ",\n") + encoder.encode(record)
        first = False
    yield "\n]}\n"


def as_xlsx(records: Iterable[Record], about: About) -> IO[bytes]:
    """A workbook with typed columns, and a sheet that says where it comes from."""
    file = tempfile.TemporaryFile()  # noqa: SIM115  the answer reads and closes it
    book = xlsxwriter.Workbook(
        file, {"constant_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    )
    bold = book.add_format({"bold": True, "text_wrap": True, "bottom": 1})
    day = book.add_format({"num_format": "yyyy-mm-dd"})
    money = book.add_format({"num_format": "#,##0.00"})
    sheet = book.add_worksheet(_("Projects")[:31])
    told = book.add_worksheet(_("About")[:31])
    if get_language_bidi():
        sheet.right_to_left()
        told.right_to_left()
    sheet.freeze_panes(1, 3)
    for column, (name, label) in enumerate(COLUMNS.items()):
        sheet.set_column(column, column, 50 if name in {"title", "summary"} else 18)
        sheet.write_string(0, column, str(label), bold)
    for row, record in enumerate(records, start=1):
        for column, name in enumerate(COLUMNS):
            value = _flat(record[name])
            if value is None or value == "":
                continue
            if isinstance(value, dt.datetime):
                sheet.write_datetime(row, column, value.replace(tzinfo=None), day)
            elif isinstance(value, dt.date):
                # XlsxWriter takes a day for what it is.
                sheet.write_datetime(row, column, value, day)
            elif isinstance(value, str):
                sheet.write_string(row, column, value[:LONGEST_CELL])
            else:
                sheet.write_number(row, column, value, money)
    told.set_column(0, 0, 24)
    told.set_column(1, 1, 90)
    facts = [
        (_("Source"), about.site),
        (_("Address"), about.url),
        (_("What the columns mean"), about.described),
        (_("Made on"), about.at.strftime("%Y-%m-%d %H:%M UTC")),
        (_("Projects"), str(about.total)),
        (_("Order of the rows"), about.order),
        (_("Of these demo content"), str(about.demo)),
        (
            _("Sums"),
            _(
                "At the exchange rates of their days. What was allocated has no pledges in it, and "
                "payments under a commitment are counted with it. Incomplete sums lack amounts "
                "of which no exchange rate is known."
            ),
        ),
        (
            _("Programmes"),
            _(
                "The budget of a programme is that of its parts: leave programmes out when you "
                "add up budgets."
            ),
        ),
        *about.chosen,
    ]
    for row, (name, fact) in enumerate(facts):
        told.write_string(row, 0, name, bold)
        told.write_string(row, 1, fact[:LONGEST_CELL])
    book.close()
    file.seek(0)
    return file
