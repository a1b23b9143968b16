"""Real publishers' files imported: what is stored is what plain XPath finds in them."""

import re
from collections import Counter, defaultdict
from decimal import ROUND_HALF_EVEN, Decimal
from typing import Any

import pytest
from django.db import connection
from django.db.models import Sum
from lxml import etree

from iati.importing import Importer, Outcome, activities
from iati.reading import read_activities
from library.models import Document
from projects.models import (
    Budget,
    Disaggregation,
    Indicator,
    Location,
    Measurement,
    Participation,
    Period,
    PolicyMarker,
    Project,
    ProjectDocument,
    ProjectGoal,
    ProjectSector,
    RecipientCountry,
    RecipientRegion,
    RelatedProject,
    Result,
    Transaction,
)
from tests.iati.shared import SHARED, needs_shared
from tests.iati.test_reader_samples import ACTIVITIES

pytestmark = [needs_shared, pytest.mark.django_db]

NAME = "normalize-space(string((narrative[@xml:lang='en'] | narrative[not(@xml:lang)])[1]))"
ORGANISATIONS = "(reporting-org | participating-org | transaction/*[narrative])[@ref != '']"
TABLES = ("projects_", "donors_", "library_", "iati_")


def own_or_of_transactions(activity, path, key):
    own = activity.xpath(path)
    return {key(row) for row in own or activity.xpath(f"transaction/{path}")}


def coded(row):
    return (row.get("vocabulary") or "1", row.get("code"))


def expected_rows(tree) -> dict[str, int]:
    """Distinct rows per activity, counted without our code."""
    count: Counter[str] = Counter()
    for activity in tree.xpath("/iati-activities/iati-activity"):
        places = "recipient-country | recipient-region"
        around = activity if activity.xpath(places) else activity.xpath("transaction")
        around = around if isinstance(around, list) else [around]
        refs = {row.xpath(NAME): row.get("ref") for row in activity.xpath(ORGANISATIONS)}
        distinct = {
            "participations": {
                (row.get("ref") or refs.get(row.xpath(NAME), row.xpath(NAME)), row.get("role"))
                for row in activity.xpath("participating-org")
            },
            "countries": {
                row.get("code").upper()
                for part in around
                for row in part.xpath("recipient-country")
            },
            "regions": {coded(row) for part in around for row in part.xpath("recipient-region")},
            "sectors": own_or_of_transactions(activity, "sector", coded),
            "goals": {
                row.get("code") for row in activity.xpath("tag[@vocabulary='2' or @vocabulary='3']")
            }
            | own_or_of_transactions(
                activity, "sector[@vocabulary='7' or @vocabulary='8']", lambda row: row.get("code")
            ),
            "markers": {
                row.get("code")
                for row in activity.xpath("policy-marker[not(@vocabulary) or @vocabulary='1']")
            },
            "documents": set(activity.xpath(".//document-link/@url")),
            "related": {
                (row.get("ref"), row.get("type")) for row in activity.xpath("related-activity")
            },
            "periods": {
                (indicator, *period.xpath("period-start/@iso-date | period-end/@iso-date"))
                for indicator in activity.xpath("result/indicator")
                for period in indicator.xpath("period")
            },
        }
        count.update({what: len(rows) for what, rows in distinct.items()})
    for what, path in {
        "projects": "/iati-activities/iati-activity",
        "locations": "//iati-activity/location",
        "budgets": "//iati-activity/budget",
        "transactions": "//iati-activity/transaction",
        "results": "//iati-activity/result",
        "indicators": "//indicator",
        "values": "//actual[@value != '' or comment/narrative][not(dimension or location)]",
        "parts": "//actual[@value][dimension or location]",
    }.items():
        count[what] = len(tree.xpath(path))
    return dict(count)


def stored_rows() -> dict[str, int]:
    models: dict[str, Any] = {
        "projects": Project,
        "participations": Participation,
        "countries": RecipientCountry,
        "regions": RecipientRegion,
        "sectors": ProjectSector,
        "goals": ProjectGoal,
        "markers": PolicyMarker,
        "documents": ProjectDocument,
        "related": RelatedProject,
        "locations": Location,
        "budgets": Budget,
        "transactions": Transaction,
        "results": Result,
        "indicators": Indicator,
        "periods": Period,
        "parts": Disaggregation,
    }
    values = Measurement.objects.exclude(value=None, translations=None)
    return {what: model.objects.count() for what, model in models.items()} | {
        "values": values.count()
    }


def expected_sums(tree, kind: str) -> dict[tuple[str, str], Decimal]:
    """By code of the type and currency, each amount to the cent."""
    sums: dict[tuple[str, str], Decimal] = defaultdict(Decimal)
    for row in tree.xpath(f"/iati-activities/iati-activity/{kind}"):
        value = row.find("value")
        currency = value.get("currency") or row.getparent().get("default-currency")
        code = row.get("type") or row.xpath("string(transaction-type/@code)") or "1"
        sums[code, currency] += Decimal(value.text).quantize(Decimal("0.01"), ROUND_HALF_EVEN)
    return dict(sums)


def stored_sums(model: Any) -> dict[tuple[str, str], Decimal]:
    rows = model.objects.order_by().values("type", "currency").annotate(total=Sum("amount"))
    return {(str(row["type"]), row["currency"]): row["total"] for row in rows}


def expected_titles(tree) -> set[tuple[str, str, str]]:
    """Identifier, language and title."""
    return {
        (
            activity.findtext("iati-identifier").strip(),
            (row.xpath("string(ancestor-or-self::*[@xml:lang][1]/@xml:lang)") or "en").lower(),
            " ".join(row.text.split())[:500],
        )
        for activity in tree.xpath("/iati-activities/iati-activity")
        for row in activity.xpath("title/narrative[normalize-space()]")
    }


def versions() -> dict[str, str]:
    """Where the newest version of each row is: any update moves it."""
    found = {}
    with connection.cursor() as cursor:
        for table in connection.introspection.table_names(cursor):
            if table.startswith(TABLES):
                rows = f"SELECT array_agg((ctid, xmin) ORDER BY ctid)::text FROM {table}"  # noqa: S608
                cursor.execute(rows)
                found[table] = cursor.fetchone()[0]
    return found


class Writes(list):
    """The statements that are no plain reading."""

    def __call__(self, execute, sql, *rest):
        if not sql.startswith("SELECT") or "FOR UPDATE" in sql:
            self.append(sql)
        return execute(sql, *rest)


def take(name: str) -> Counter[Outcome]:
    importer = Importer()
    return Counter(importer.take(row, name).outcome for row in read_activities(SHARED / name))


@pytest.mark.parametrize("name", [name for name in ACTIVITIES if ACTIVITIES[name] < 100])
def test_rows_that_are_right_already_are_all_known_again(name, monkeypatch):
    take(name)
    before = stored_rows()

    monkeypatch.setattr(activities, "MAPPING", activities.MAPPING + 1)

    assert take(name) == {Outcome.UNCHANGED: ACTIVITIES[name]}
    assert stored_rows() == before


@pytest.mark.parametrize("name", ACTIVITIES)
def test_all_is_stored_and_a_second_import_writes_nothing(name):
    tree = etree.parse(SHARED / name)

    outcomes = take(name)

    assert outcomes == {Outcome.CREATED: ACTIVITIES[name]}
    assert stored_rows() == expected_rows(tree)
    assert stored_sums(Transaction) == expected_sums(tree, "transaction")
    assert stored_sums(Budget) == expected_sums(tree, "budget")
    assert set(
        Project.objects.values_list(
            "iati_identifier", "translations__language_code", "translations__title"
        )
    ) >= expected_titles(tree)
    assert set(Document.objects.values_list("url", flat=True)) == {
        re.sub("^(https?):/*", r"\1://", url) for url in tree.xpath("//document-link/@url")
    }
    assert Project.objects.public().count() == ACTIVITIES[name]

    before = versions()
    with connection.execute_wrapper(writes := Writes()):
        assert take(name) == {Outcome.UNCHANGED: ACTIVITIES[name]}
    assert writes == []
    assert versions() == before
