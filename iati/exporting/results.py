"""Results, indicators, periods and approved values of an activity."""

from __future__ import annotations

from iati.exporting.rows import Row, Rows, said
from iati.exporting.xml import Element, add, number, put, say


def add_results(element: Element, key: int, rows: Rows) -> None:
    """Add the results that have an indicator, as the standard demands."""
    for row in rows.results[key]:
        if not rows.indicators[row["id"]]:
            continue
        texts = rows.result_texts[row["id"]]
        result = add(element, "result", type=row["type"])
        say(result, "title", said(texts, "title"))
        say(result, "description", said(texts, "description"))
        for indicator in rows.indicators[row["id"]]:
            _add_indicator(result, indicator, rows)


def _flag(value: object) -> str:
    return "1" if value else "0"


def _add_indicator(result: Element, row: Row, rows: Rows) -> None:
    texts = rows.indicator_texts[row["id"]]
    indicator = add(
        result,
        "indicator",
        measure=row["measure"],
        ascending=_flag(row["ascending"]),
        aggregation_status=_flag(row["aggregable"]),
    )
    say(indicator, "title", said(texts, "title"))
    say(indicator, "description", said(texts, "description"))
    if row["baseline_on"]:
        baseline = add(
            indicator,
            "baseline",
            year=row["baseline_on"].year,
            iso_date=row["baseline_on"],
            value=None if row["baseline"] is None else number(row["baseline"]),
        )
        say(baseline, "comment", said(texts, "baseline_comment"))
    for one in rows.periods[row["id"]]:
        _add_period(indicator, one, rows)


def _add_period(indicator: Element, row: Row, rows: Rows) -> None:
    period = add(indicator, "period")
    put(period, "period-start", iso_date=row["start"])
    put(period, "period-end", iso_date=row["end"])
    comments = said(rows.period_texts[row["id"]], "target_comment")
    if row["target"] is not None or comments:
        target = add(
            period, "target", value=None if row["target"] is None else number(row["target"])
        )
        say(target, "comment", comments)
    for value in rows.values[row["id"]]:
        comments = said(rows.value_texts[value["id"]], "comment")
        if value["value"] is not None or comments:
            actual = add(
                period, "actual", value=None if value["value"] is None else number(value["value"])
            )
            say(actual, "comment", comments)
        for part in rows.parts[value["id"]]:
            actual = add(period, "actual", value=number(part["value"]))
            put(actual, "dimension", name=part["dimension"], value=part["category"])
