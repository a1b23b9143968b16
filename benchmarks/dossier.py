"""How long a dossier takes: compiling it, and making it as PDF and as Word.

    PORTAL_DEMO=1 .venv/bin/python benchmarks/dossier.py

Of the demo's reviews (load the demo first: make run), the one whose dossier has the most pages,
in every language of the site, and all of it together as the background task builds it.
"""

from __future__ import annotations

import io
import os
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import django

sys.path.insert(0, str(Path(__file__).parent.parent))
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "partnership.settings")
django.setup()

from django.conf import settings  # noqa: E402  after the set-up
from django.utils import timezone, translation  # noqa: E402
from pypdf import PdfReader  # noqa: E402

from meetings.dossier.compile import compile_dossier  # noqa: E402
from meetings.dossier.files import in_every_language, source_of  # noqa: E402
from meetings.dossier.outline import outline  # noqa: E402
from meetings.dossier.pdf import make_pdf, pictures_of  # noqa: E402
from meetings.dossier.scope import Scope  # noqa: E402
from meetings.dossier.word import make_word  # noqa: E402
from meetings.models import Meeting  # noqa: E402
from publishing.figures import moment  # noqa: E402
from publishing.models import Visibility  # noqa: E402


def timed(work: Callable[..., Any], *given: Any, **named: Any) -> tuple[float, Any]:
    """Seconds, and what came of it."""
    start = time.perf_counter()
    made = work(*given, **named)
    return time.perf_counter() - start, made


def main() -> None:
    """Print a line for each language."""
    reviews = list(Meeting.objects.annual_reviews().filter(is_demo=False))
    if not reviews:
        sys.exit("There is no review here. Load the demo: make run")
    most = max(reviews, key=lambda one: len(compile_dossier(Scope(one), Visibility.PARTNERSHIP)))
    seconds, entries = timed(compile_dossier, Scope(most), Visibility.PARTNERSHIP)
    whole = seconds
    projects = sum(one.kind == "project" for one in entries)
    print(f"{most}: {projects} projects compiled in {seconds:.2f} s")  # noqa: T201
    pictures: dict[int, bytes] | None = None
    scaling = 0.0
    for code, _name in settings.LANGUAGES:
        with translation.override(code):
            drawing, drawn = timed(outline, entries)
            if pictures is None:
                scaling, pictures = timed(pictures_of, drawn)
                whole += scaling
            given = {"as_of": moment(timezone.now(), "UTC"), "pictures": pictures}
            writing, word = timed(make_word, drawn, **given)
            printing, pdf = timed(make_pdf, drawn, **given)
        whole += drawing + writing + printing
        pages = len(PdfReader(io.BytesIO(pdf)).pages)
        print(  # noqa: T201
            f"{code}: outline {drawing:.2f} s, Word {writing:.2f} s ({len(word) // 1024} KB), "
            f"PDF {printing:.2f} s ({pages} pages, {len(pdf) // 1024} KB, "
            f"{60 * printing / pages:.1f} s for 60 pages)"
        )
    print(f"All of it, one after the other: {whole:.1f} s")  # noqa: T201
    source = source_of(entries, timezone.now(), "UTC")
    together, _made = timed(lambda: list(in_every_language(source)))
    together += seconds + scaling
    print(  # noqa: T201
        f"All of it, as it is built in the background: {together:.1f} s, "
        f"{whole / together:.2f} times as fast"
    )


if __name__ == "__main__":
    main()
