"""Rows of shares: the editor is told before the database refuses."""

from __future__ import annotations

from collections import defaultdict
from decimal import Decimal
from typing import Any

from projects.shares import problem_with_shares
from publishing.admin import PlainTabular, RowFormSet


class ShareFormSet(RowFormSet):
    """Shares of one page: for each vocabulary they add up to 100, or none is given."""

    def clean(self) -> None:
        super().clean()
        rows = self.kept_rows()
        if rows is None or not self.has_changed():
            return
        shares: dict[str, list[Decimal | None]] = defaultdict(list)
        for row in rows:
            shares[self.vocabulary(row)].append(row.percentage)
        for parts in shares.values():
            if problem := problem_with_shares(parts):
                self.refuse(problem)

    @staticmethod
    def vocabulary(row: Any) -> str:
        """The list whose entries make up a whole."""
        return ""


class SectorFormSet(ShareFormSet):
    """Shares of sectors, each list of sectors on its own."""

    @staticmethod
    def vocabulary(row: Any) -> str:
        return str(row.sector.vocabulary)


class PlaceFormSet(RowFormSet):
    """Countries and regions: countries stand for a part of the whole in each list of regions.

    ``together`` is a list that both sets of rows of a submission enter themselves in.
    """

    def __init__(self, *args: Any, together: list[PlaceFormSet], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.together = together
        together.append(self)

    def clean(self) -> None:
        super().clean()
        if not any(formset.has_changed() for formset in self.together):
            return
        shares: dict[str, list[Decimal | None]] = defaultdict(list)
        for formset in self.together:
            rows = formset.kept_rows()
            if rows is None or (formset is self and not rows):
                # Nothing to say here: the rows with the mistake say it.
                return
            for row in rows:
                shares[getattr(row, "vocabulary", "")].append(row.percentage)
        countries = shares.pop("", [])
        for regions in list(shares.values()) or [[]]:
            if problem := problem_with_shares([*countries, *regions]):
                self.refuse(problem)


class ShareInline(PlainTabular):
    """Rows of shares."""

    formset = ShareFormSet
