"""Results with their indicators, periods and measured values."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator

from django.utils.translation import gettext as _

from iati.importing.rows import Row
from iati.importing.wanted.context import Context
from iati.reading import records
from projects.codes import IndicatorMeasure, ResultType
from projects.models import (
    Disaggregation,
    Indicator,
    Measurement,
    MeasurementState,
    Period,
    Result,
)

MAX_TITLE = 500
MAX_PART = 100


def results(context: Context) -> Iterator[Row]:
    for order, result in enumerate(context.each(context.activity.results)):
        kind = context.code(ResultType, result.type, _("result type"))
        if kind is None:
            continue
        yield Row(
            Result,
            {"type": kind, "order": order},
            context.texts(
                {"title": MAX_TITLE}, title=result.titles, description=result.descriptions
            ),
            [
                _indicator(context, result, indicator, place)
                for place, indicator in enumerate(result.indicators)
            ],
        )


def _indicator(
    context: Context, result: records.Result, indicator: records.Indicator, order: int
) -> Row:
    context.line = indicator.line
    measure = context.optional_code(IndicatorMeasure, indicator.measure, _("indicator measure"))
    additive = indicator.aggregation
    if additive is None:
        additive = result.aggregation
    baseline = _baseline(context, indicator)
    figure = baseline.figure if baseline else None
    return Row(
        Indicator,
        {
            "measure": measure or IndicatorMeasure.UNIT,
            "ascending": indicator.ascending,
            "aggregable": bool(additive),
            "baseline": context.number(figure, _("baseline")) if figure else None,
            "baseline_on": _day(baseline) if baseline else None,
            "order": order,
        },
        context.texts(
            {"title": MAX_TITLE},
            title=indicator.titles,
            description=indicator.descriptions,
            baseline_comment=_comment(context, [figure] if figure else []),
        ),
        list(_periods(context, indicator)),
    )


def _baseline(context: Context, indicator: records.Indicator) -> records.Baseline | None:
    """The baseline for all; those of one dimension or place have no home yet."""
    for_all = [baseline for baseline in indicator.baselines if not _part(baseline.figure)]
    if len(for_all) < len(indicator.baselines):
        context.warn(_("A baseline of one dimension or place is left out."))
    if len(for_all) > 1:
        context.warn(_("A second baseline of an indicator is left out; give one for all."))
    return for_all[0] if for_all else None


def _day(baseline: records.Baseline) -> dt.date | None:
    """The day of the baseline, or the last one of its year."""
    if baseline.date or not baseline.year:
        return baseline.date
    return dt.date(baseline.year, 12, 31)


def _periods(context: Context, indicator: records.Indicator) -> Iterator[Row]:
    together: dict[tuple[dt.date, dt.date], list[records.Period]] = {}
    for period in indicator.periods:
        context.line = period.line
        if period.start is None or period.end is None:
            context.warn(_("A period of a result without start or end is left out; date it."))
        else:
            together.setdefault((period.start, period.end), []).append(period)
    for (start, end), periods in together.items():
        context.line = periods[0].line
        targets = [target for period in periods for target in period.targets]
        for_all = [target for target in targets if not _part(target)]
        if len(for_all) < len(targets):
            context.warn(_("A target of one dimension or place is left out."))
        if len(for_all) > 1:
            context.warn(_("A second target of a period is left out; give one for all."))
        target = for_all[0] if for_all else None
        yield Row(
            Period,
            {
                "start": start,
                "end": end,
                "target": context.number(target, _("target")) if target else None,
            },
            context.texts(target_comment=_comment(context, for_all[:1])),
            _measurements(context, end, [actual for row in periods for actual in row.actuals]),
        )


def _measurements(context: Context, day: dt.date, actuals: list[records.Figure]) -> list[Row]:
    """One approved value for each figure for all, as of the end of the period.

    The parts belong to the first of them, or to a value without a number where the file gives
    parts only: their sum need not be the whole.
    """
    for_all = [figure for figure in actuals if not _part(figure)]
    parts = [(figure, part) for figure in actuals if (part := _part(figure))]
    values = [
        _measurement(context, day, figure) for figure in for_all if figure.text or figure.comments
    ]
    if parts:
        if not values:
            values = [_measurement(context, day, None)]
        values[0].below = list(_disaggregations(context, parts))
    return values


def _measurement(context: Context, day: dt.date, figure: records.Figure | None) -> Row:
    return Row(
        Measurement,
        {
            "value": context.number(figure, _("actual value")) if figure else None,
            "as_of": day,
            "state": MeasurementState.APPROVED,
        },
        context.texts(comment=_comment(context, [figure] if figure else [])),
    )


def _disaggregations(
    context: Context, parts: list[tuple[records.Figure, tuple[str, str]]]
) -> Iterator[Row]:
    seen = set()
    for figure, (dimension, category) in parts:
        value = context.number(figure, _("actual value"))
        part = tuple(context.cut(name, MAX_PART, "dimension") for name in (dimension, category))
        if value is None:
            context.warn(_("A part of a value is left out because it is not a number."))
        elif part in seen:
            context.warn(_("A second value of the same dimension is left out; give one."))
        else:
            seen.add(part)
            yield Row(Disaggregation, {"dimension": part[0], "category": part[1], "value": value})


def _part(figure: records.Figure) -> tuple[str, str] | None:
    """Of which part of the whole the figure is, as dimension and category; None for all."""
    named = [*figure.dimensions, *(("location", ref) for ref in figure.locations)]
    if not named:
        return None
    names, values = zip(*named, strict=True)
    return " / ".join(names), " / ".join(values)


def _comment(context: Context, figures: list[records.Figure]) -> dict[str, str]:
    """The comments, with the value itself before them where it is words and not a number."""
    texts: dict[str, str] = {}
    for figure in figures:
        texts |= figure.comments
        if figure.text and figure.number is None:
            for language in texts or {context.activity.default_language: ""}:
                texts[language] = "\n\n".join(filter(None, [figure.text, texts.get(language)]))
    return texts
