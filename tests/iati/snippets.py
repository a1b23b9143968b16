"""Small activity files for the tests of the reader."""

import io

from iati.reading import Activity, read_activities

BASIC = "<iati-identifier>XM-1</iati-identifier><title><narrative>Wells</narrative></title>"


def read(text: str | bytes) -> list[Activity]:
    return list(read_activities(io.BytesIO(text.encode() if isinstance(text, str) else text)))


def read_one(inside: str, attributes: str = 'default-currency="USD"', before: str = "") -> Activity:
    (activity,) = read(
        f'<iati-activities version="2.03" {before}><iati-activity {attributes}>{inside}'
        "</iati-activity></iati-activities>"
    )
    return activity
