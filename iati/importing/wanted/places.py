"""Places and documents of a project."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal

from django.utils.translation import gettext as _

from iati.importing.rows import Row
from iati.importing.wanted.context import Context
from iati.reading import records
from projects.codes import Exactness, LocationClass
from projects.models import Location, ProjectDocument
from publishing.names import country_codes

MAX_NAME = 300
DEGREES = Decimal("0.000001")
ISO_COUNTRIES = "A4"


def locations(context: Context) -> Iterator[Row]:
    for place in context.each(context.activity.locations):
        texts = context.texts(
            {"name": MAX_NAME},
            name=place.names,
            description=_together(place.descriptions, place.activity_descriptions),
        )
        if place.point is None and not texts:
            context.warn(_("A location with neither name nor position is left out; name it."))
            continue
        precision = context.optional_code(Exactness, place.exactness, _("exactness"))
        yield Row(
            Location,
            {
                "country": _country(context, place),
                "latitude": place.point and place.point.latitude.quantize(DEGREES),
                "longitude": place.point and place.point.longitude.quantize(DEGREES),
                "exactness": precision or Exactness.APPROXIMATE,
                "location_class": context.optional_code(
                    LocationClass, place.location_class, _("location class")
                ),
            },
            texts,
        )


def documents(context: Context) -> Iterator[Row]:
    for order, document in enumerate(dict.fromkeys(context.documents.values())):
        yield Row(ProjectDocument, {"document_id": document, "order": order})


def _country(context: Context, place: records.Location) -> str:
    """The country the place says it is in, or the only one the activity works in."""
    stated = [area.code for area in place.administrative if area.vocabulary == ISO_COUNTRIES]
    stated += [code.code for code in place.ids if code.vocabulary == ISO_COUNTRIES]
    stated += [share.code for share in context.activity.countries[:2]]
    codes = [code.upper() for code in stated if code.upper() in country_codes()]
    alone = len(context.activity.countries) == 1 or len(stated) > len(context.activity.countries)
    return codes[0] if codes and alone else ""


def _together(first: records.Texts, second: records.Texts) -> dict[str, str]:
    return {
        language: "\n\n".join(filter(None, [first.get(language), second.get(language)]))
        for language in {**first, **second}
    }
