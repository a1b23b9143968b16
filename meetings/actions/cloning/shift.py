"""From last year's calendar, clock and texts to the new ones."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterable
from typing import Any

from meetings.actions.moving import at_clock, on_clock
from meetings.models import Meeting


class Shift:
    """From last year's calendar and clock to the new one's."""

    def __init__(self, last: Meeting, starts_at: dt.datetime, zone: str) -> None:
        self._zones = {last.time_zone: zone}
        then, now = on_clock(last.starts_at, last.time_zone), on_clock(starts_at, zone)
        self.distance = now - then
        self.days = now.date() - then.date()
        self.years = now.year - then.year
        around = "|".join(str(then.year + by) for by in (-1, 0, 1))
        self._year = re.compile(rf"(?<!\d)({around})(?!\d)")
        self.year = str(now.year)

    def zone(self, zone: str) -> str:
        """The zone of what was in this one; what was elsewhere, such as a part, stays there."""
        return self._zones.get(zone, zone)

    def moment(self, moment: dt.datetime, zone: str) -> dt.datetime:
        """The moment at the same distance, from the clock of the zone to that of the new one."""
        return at_clock(on_clock(moment, zone) + self.distance, self.zone(zone))

    def day(self, day: dt.date | None) -> dt.date | None:
        """The same day of another year; 28 February for a 29th that it has not."""
        if day is None:
            return None
        try:
            return day.replace(year=day.year + self.years)
        except ValueError:
            return day.replace(year=day.year + self.years, day=28)

    def text(self, text: str) -> str:
        """The text with its year moved on, and those before and after it: “Figures of 2024”."""
        return self._year.sub(lambda found: str(int(found[0]) + self.years), text)


def make(rows: Iterable[tuple[Any, Any]], shift: Shift, *names: str) -> None:
    """Save new rows of one model, each with these texts of its source, in all its languages.

    Runs two queries, however many rows. The sources bring their translations along.
    """
    pairs = list(rows)
    if not pairs:
        return
    type(pairs[0][0])._default_manager.bulk_create([row for row, _source in pairs])
    say(
        (row, texts.language_code, {name: shift.text(getattr(texts, name)) for name in names})
        for row, source in pairs
        for texts in source.translations.all()
    )


def say(texts: Iterable[tuple[Any, str, dict[str, str]]]) -> None:
    """Save texts of rows of one model, each with its row and its language. Runs a query."""
    given = list(texts)
    if given:
        model = given[0][0].translations.model
        model.objects.bulk_create(
            [model(master=row, language_code=code, **values) for row, code, values in given]
        )
