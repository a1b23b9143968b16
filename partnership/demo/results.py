"""Results, indicators, periods, values and what shows that they are right."""

from __future__ import annotations

import datetime as dt

from library.models import Document
from partnership.demo.shelf import Row, Shelf, read
from projects.models import (
    CountryCommitment,
    Disaggregation,
    Evidence,
    Indicator,
    Measurement,
    OutcomeEvent,
    Period,
    Project,
    Result,
)


class ProjectResults:
    """Writes the results of projects."""

    def __init__(self, shelf: Shelf) -> None:
        self.shelf = shelf
        self.kinds = {row["key"]: row for row in read("indicators")["indicator"]}

    def add(self, row: Row, project: Project) -> None:
        """Results spelled out in the row, made-up ones by the key of their indicator, outcomes."""
        for order, result in enumerate(row.get("results", [])):
            self._result(project, result, order)
        for order, (key, series) in enumerate(row.get("indicators", {}).items()):
            kind = self.kinds[key]
            self._result(project, {**kind, "indicators": [{**kind, **series}]}, order)
        for outcome in row.get("outcomes", []):
            event = self.shelf.own(OutcomeEvent, project=project, **outcome)
            self._evidence(outcome, outcome_event=event)
        for country in row.get("commitments", "").split():
            self.shelf.own(
                CountryCommitment,
                project=project,
                country=country,
                committed_on=row["source_as_of"],
                is_demo=True,
            )

    def _result(self, project: Project, row: Row, order: int) -> None:
        own = self.shelf.own
        result = own(
            Result,
            project=project,
            type=row.get("type", 1),
            order=order,
            title=row["result"],
        )
        for place, line in enumerate(row["indicators"]):
            indicator = own(
                Indicator,
                result=result,
                order=place,
                title=line["title"],
                unit=line["unit"],
                measure=line.get("measure", 1),
                ascending=line.get("ascending", True),
                aggregable=line.get("measure", 1) == 1,
                baseline=line.get("baseline"),
                baseline_on=line.get("baseline_on"),
            )
            for period in line["periods"]:
                self._period(indicator, period)

    def _period(self, indicator: Indicator, row: Row) -> None:
        start = row.get("start") or dt.date(row["year"], 1, 1)
        end = row.get("end") or dt.date(row["year"], 12, 31)
        period = self.shelf.own(
            Period,
            indicator=indicator,
            start=start,
            end=end,
            target=row.get("target"),
            locked=row.get("locked", False),
            target_comment=row.get("target_comment", {}),
        )
        if "value" not in row:
            return
        value = self.shelf.own(
            Measurement,
            period=period,
            value=row["value"],
            as_of=row.get("as_of", end),
            approximate=row.get("approximate", False),
            state=row.get("state", "approved"),
            comment=row.get("comment", {}),
        )
        if "women" in row:
            for category, count in (
                ("women", row["women"]),
                ("men", row["value"] - row["women"]),
            ):
                self.shelf.own(
                    Disaggregation,
                    measurement=value,
                    dimension="sex",
                    category=category,
                    value=count,
                )
        self._evidence(row, measurement=value)

    def _evidence(self, row: Row, **subject: Measurement | OutcomeEvent) -> None:
        for slug in row.get("evidence", []):
            document = self.shelf.find(Document, slug)
            self.shelf.own(
                Evidence,
                document=document,
                as_of=document.dated,
                title=read("sentences")["evidence"],
                **subject,
            )
