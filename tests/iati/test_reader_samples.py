"""Real publishers' files read alike by our reader and by plain XPath over the whole tree."""

import dataclasses
from collections import Counter
from collections.abc import Iterator, Mapping
from decimal import Decimal

import pytest
from lxml import etree

from iati.reading import Activity, UnreadableFileError, read_activities
from iati.reading.records import Document
from tests.iati.shared import SHARED, needs_shared

pytestmark = needs_shared

ACTIVITIES = {
    "examples/activity-standard-example-annotated.xml": 1,
    "examples/golden-portal-example.xml": 1,
    "examples/iati-act-no-errors.xml": 1,
    "samples/111111_publisher-activities.xml": 18,
    "samples/CAF-ActivityFile-2025-10-10.xml": 478,
    "samples/acfspain-ph.xml": 6,
    "samples/example_activity_203_purchase_of_equity.xml": 2,
    "samples/usaid-bo.xml": 63,
    "samples/who-arg.xml": 157,
    "samples/worldbank-sv.xml": 13,
    "samples/wri-521257057-strategic-plan-2023-2027.xml": 1,
}

ROWS = {
    "activities": "/iati-activities/iati-activity",
    "participations": "//iati-activity/participating-org",
    "dates": "//iati-activity/activity-date[@iso-date]",
    "countries": "//iati-activity/recipient-country[@code != '']",
    "regions": "//iati-activity/recipient-region[@code != '']",
    "sectors": "//iati-activity/sector[@code != '']",
    "tags": "//iati-activity/tag[@code != '']",
    "policy markers": "//iati-activity/policy-marker[@code != '']",
    "points": "//iati-activity/location/point[pos]",
    "budgets": "//iati-activity/budget",
    "transactions": "//iati-activity/transaction",
    "transaction sectors": "//transaction/sector",
    "documents": "//document-link",
    "related": "//iati-activity/related-activity",
    "conditions": "//condition",
    "results": "//iati-activity/result",
    "indicators": "//indicator",
    "baselines": "//indicator/baseline",
    "periods": "//indicator/period",
    "figures": "//baseline | //target | //actual",
    "dimensions": "//dimension",
}


def read(name: str) -> list[Activity]:
    return list(read_activities(SHARED / name))


def rows(activities: list[Activity]) -> dict[str, int]:
    results = [result for activity in activities for result in activity.results]
    indicators = [indicator for result in results for indicator in result.indicators]
    periods = [period for indicator in indicators for period in indicator.periods]
    baselines = [baseline for indicator in indicators for baseline in indicator.baselines]
    figures = [baseline.figure for baseline in baselines]
    figures += [figure for period in periods for figure in period.targets + period.actuals]
    transactions = [row for activity in activities for row in activity.transactions]

    def count(field: str) -> int:
        return sum(len(getattr(activity, field)) for activity in activities)

    return {
        "activities": len(activities),
        "participations": count("participations"),
        "dates": count("dates"),
        "countries": count("countries"),
        "regions": count("regions"),
        "sectors": count("sectors"),
        "tags": count("tags"),
        "policy markers": count("policy_markers"),
        "points": sum(place.point is not None for row in activities for place in row.locations),
        "budgets": count("budgets"),
        "transactions": len(transactions),
        "transaction sectors": sum(len(row.sectors) for row in transactions),
        "documents": sum(isinstance(item, Document) for item in walk(activities)),
        "related": count("related"),
        "conditions": count("conditions"),
        "results": len(results),
        "indicators": len(indicators),
        "baselines": len(baselines),
        "periods": len(periods),
        "figures": len(figures),
        "dimensions": sum(len(figure.dimensions) for figure in figures),
    }


def walk(item: object) -> Iterator[object]:
    """The item and everything inside it."""
    yield item
    if isinstance(item, Mapping):
        for value in item.values():
            yield from walk(value)
    elif isinstance(item, list | tuple):
        for value in item:
            yield from walk(value)
    elif dataclasses.is_dataclass(item):
        for field in dataclasses.fields(item):
            yield from walk(getattr(item, field.name))


@pytest.mark.parametrize("name", ACTIVITIES)
def test_no_row_is_lost_or_made_up(name):
    tree = etree.parse(SHARED / name)

    read_rows = rows(read(name))

    assert read_rows == {what: len(tree.xpath(path)) for what, path in ROWS.items()}
    assert read_rows["activities"] == ACTIVITIES[name]


@pytest.mark.parametrize("name", ACTIVITIES)
@pytest.mark.parametrize("kind", ["transaction", "budget"])
def test_sums_per_currency_are_exact(name, kind):
    expected: Counter[str] = Counter()
    for value in etree.parse(SHARED / name).xpath(f"//iati-activity/{kind}/value"):
        default = value.xpath("string(ancestor::iati-activity/@default-currency)")
        expected[value.get("currency") or default] += Decimal(value.text)

    sums: Counter[str] = Counter()
    for activity in read(name):
        for row in activity.transactions if kind == "transaction" else activity.budgets:
            sums[row.money.currency] += row.money.value

    assert dict(sums) == dict(expected)


@pytest.mark.parametrize("name", ACTIVITIES)
def test_every_text_is_read_in_its_language(name):
    narratives = etree.parse(SHARED / name).xpath(
        "//narrative[normalize-space()][not(ancestor::contact-info or parent::activity-date or "
        "ancestor::country-budget-items or ancestor::*[namespace-uri()])]"
    )
    expected = Counter(
        (
            (narrative.xpath("string(ancestor-or-self::*[@xml:lang][1]/@xml:lang)") or "en"),
            " ".join(narrative.text.split()),
        )
        for narrative in narratives
    )

    texts = Counter(
        (language, " ".join(text.split()))
        for item in walk(read(name))
        if isinstance(item, Mapping)
        for language, text in item.items()
        if isinstance(text, str)
    )

    assert texts == expected


@pytest.mark.parametrize("name", ACTIVITIES)
def test_lines_and_identifiers_are_those_of_the_file(name):
    elements = etree.parse(SHARED / name).xpath("/iati-activities/iati-activity")

    assert [(activity.line, activity.identifier) for activity in read(name)] == [
        (element.sourceline, element.findtext("iati-identifier").strip()) for element in elements
    ]


@pytest.mark.parametrize("name", ACTIVITIES)
def test_nothing_real_is_refused(name):
    assert [activity.identifier for activity in read(name) if activity.refused] == []


def outcome(name: str) -> str:
    """How many activities are read and refused, or the beginning of the file's error."""
    try:
        activities = read(f"invalid/{name}")
    except UnreadableFileError as error:
        return str(error).split(" (")[0].split(";")[0]
    return f"{len(activities)} read, {sum(activity.refused for activity in activities)} refused"


ORGANISATION = "Line 2: this is an organisation file"
NOT_IATI = "Line 1: the root element is “tag”, so this is not an IATI activity file"


def test_official_invalid_files_end_as_they_should():
    names = sorted(path.name for path in (SHARED / "invalid").glob("*.xml"))

    assert {name: outcome(name) for name in names} == {
        "broken-xml.xml": NOT_IATI,
        "iati-act-atLeastOne-error-01.xml": "1 read, 0 refused",
        "iati-act-codelist-basic.xml": "1 read, 0 refused",
        "iati-act-dateOrder-error.xml": "1 read, 0 refused",
        "iati-act-identifier-exists-07-1-act-x-refs-not-found.xml": "1 read, 0 refused",
        "iati-act-no-errors-old-version.xml": (
            "Line 8: the file says it is in IATI version “1.03”"
        ),
        "iati-act-noSpaces-error.xml": "1 read, 0 refused",
        "iati-act-oneOrAll-error.xml": "1 read, 1 refused",
        "iati-act-range-ifThen-error.xml": "1 read, 0 refused",
        "iati-act-root-only.xml": "Line 1: the file holds no activities",
        "iati-act-schema-errors.xml": "1 read, 1 refused",
        "iati-act-strictSum-error.xml": "1 read, 0 refused",
        "iati-act-timeLimit-error.xml": "1 read, 0 refused",
        "iati-act-title-no-narrative.xml": "1 read, 1 refused",
        "iati-act-unique-startsWith-error.xml": "1 read, 0 refused",
        "iati-act-xml-errors.xml": "Line 7: this is not well-formed XML",
        "iati-dup-activity-ids.xml": "2 read, 0 refused",
        "iati-org-betweenDates-error.xml": ORGANISATION,
        "iati-org-schema-errors.xml": ORGANISATION,
        "multi-activity-one-with-errors.xml": "3 read, 0 refused",
        "xml-but-not-iati.xml": NOT_IATI,
    }
