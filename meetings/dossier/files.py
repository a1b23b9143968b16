"""The files of a dossier in every language of the site, made side by side where that is safe."""

from __future__ import annotations

import dataclasses
import datetime as dt
import multiprocessing
import os
import threading
from collections.abc import Iterator
from concurrent.futures import ProcessPoolExecutor, as_completed
from typing import Any

from django.conf import settings
from django.utils import translation

from meetings.dossier.compile import Entry, checksum
from meetings.dossier.outline import outline
from meetings.dossier.pdf import make_pdf, pictures_of
from meetings.dossier.word import make_word
from meetings.models import DossierFormat
from publishing.figures import moment

MadeFile = tuple[str, str, bytes]
"""Its language, its format and its content."""


@dataclasses.dataclass(frozen=True, slots=True)
class Source:
    """All that the files are made of: making them asks the database for nothing more."""

    entries: list[Entry]
    data_as_of: dt.datetime
    time_zone: str
    """Of the place of the meeting, on whose clock the files say when their data were read."""
    pictures: dict[int, bytes]
    checksum: str


def source_of(entries: list[Entry], data_as_of: dt.datetime, time_zone: str) -> Source:
    """The entries with their photos, each read and made small once. Runs a query."""
    pictures = pictures_of(outline(entries))
    return Source(entries, data_as_of, time_zone, pictures, checksum(entries))


def in_language(source: Source, code: str) -> list[MadeFile]:
    """The Word file and the PDF in a language."""
    with translation.override(code):
        drawn = outline(source.entries)
        given: dict[str, Any] = {
            "as_of": moment(source.data_as_of, source.time_zone),
            "pictures": source.pictures,
            "checksum": source.checksum,
        }
        return [
            (code, DossierFormat.WORD, make_word(drawn, **given)),
            (code, DossierFormat.PDF, make_pdf(drawn, **given)),
        ]


def in_every_language(source: Source) -> Iterator[list[MadeFile]]:
    """The files of each language as they are ready.

    A process for each core makes them where this one can be forked: it has one thread only, as
    has the worker that builds dossiers. Elsewhere they are made one after the other.
    """
    codes = [code for code, _name in settings.LANGUAGES]
    processes = min(os.cpu_count() or 1, len(codes))
    if (
        processes == 1
        or threading.active_count() > 1
        or "fork" not in multiprocessing.get_all_start_methods()
    ):
        yield from (in_language(source, code) for code in codes)
        return
    forking = multiprocessing.get_context("fork")
    with ProcessPoolExecutor(processes, mp_context=forking) as pool:
        # The processes never touch the connection to the database that they inherit.
        for made in as_completed([pool.submit(in_language, source, code) for code in codes]):
            yield made.result()
