"""The projects that benchmarks are run on."""

from __future__ import annotations

import csv
from collections import Counter
from decimal import Decimal

import pytest
from lxml import etree

from benchmarks import exports, find
from iati.exporting.activities import activities
from projects.models import Project
from search.index import rebuild


@pytest.mark.django_db(transaction=True)
def test_the_projects_of_the_benchmark_can_be_made_listed_and_found(client):
    find.fill(40)
    for kind in ("organisation", "project"):
        list(rebuild(kind))

    assert Project.objects.public().count() == 40
    assert client.get("/projects/").context["filter"].summary.total == 40
    assert client.get("/projects/?q=villages").context["filter"].summary.total == 8


def elements(activity: str) -> Counter[tuple[str, str, str]]:
    """Each element within it with its text and its attributes."""
    root = etree.fromstring(activity)
    return Counter(
        (str(one.tag), (one.text or "").strip(), str(sorted(one.attrib.items())))
        for one in root.iter()
        if one is not root
    )


@pytest.mark.django_db(transaction=True)
def test_what_exports_are_measured_beside_says_the_same(client):
    find.fill(40)
    for kind in ("organisation", "project"):
        list(rebuild(kind))

    ours = [elements(str(one)) for one in activities(Project.objects.public(), "")]
    assert ours == [elements(text) for (text,) in exports.streamed(exports.ACTIVITIES)]
    assert len(ours) == 40
    lines = client.get("/projects/export.csv").getvalue().decode().splitlines()
    ours_flat = [
        (
            row["Title"],
            row["Summary"],
            set(row["Donors"].split("; ")),
            Decimal(row["Budget in US dollars"]),
        )
        for row in csv.DictReader(lines)
    ]
    floor = [
        (row[2], row[6], set(row[20].split("; ")), row[12])
        for row in exports.streamed(exports.RECORDS)
    ]
    assert ours_flat == floor
