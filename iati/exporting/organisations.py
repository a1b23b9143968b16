"""Public organisations as an IATI organisation file."""

from __future__ import annotations

from collections.abc import Iterator

from donors.models import Organisation
from iati.exporting.rows import said, texts_of
from iati.exporting.xml import LANG, Element, hold, narratives, put


def organisations() -> Iterator[Element]:
    """An element for each public organisation that has an IATI identifier."""
    rows = list(Organisation.objects.public().exclude(iati_ref="").order_by("pk").values())
    texts = texts_of(Organisation, [row["id"] for row in rows], "name")
    for row in rows:
        name = narratives(said(texts[row["id"]], "name"))
        element = Element(
            "iati-organisation",
            last_updated_datetime=row["updated_at"].isoformat(timespec="seconds"),
            **{LANG: "en"},
        )
        put(element, "organisation-identifier", row["iati_ref"])
        hold(element, "name", name)
        hold(element, "reporting-org", name, ref=row["iati_ref"], type=row["type"])
        yield element
