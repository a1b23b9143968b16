"""What became of a file's activities, in bounded memory."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from iati.importing.activities import Outcome, Told

MAX_KINDS = 100
MAX_LINES = 5
MAX_REFUSALS = 200
_VALUE = re.compile(r"“[^”]*”|\([^)]*\)|-?[0-9][0-9.,]*")


@dataclass(slots=True)
class Warnings:
    """Warnings that differ in their values only."""

    message: str
    count: int = 0
    lines: list[int] = field(default_factory=list)


class Report:
    """Counts outcomes and collects refusals and warnings of one file."""

    def __init__(self, name: str) -> None:
        self.name = name
        self.counts: Counter[Outcome] = Counter()
        self.edited: Counter[Outcome] = Counter()
        self.refusals: list[str] = []
        self.warnings: dict[str, Warnings] = {}
        self.unreadable = ""

    @property
    def total(self) -> int:
        return self.counts.total()

    @property
    def failed(self) -> bool:
        """Something of the file has not been imported."""
        return bool(self.unreadable or self.counts[Outcome.REFUSED])

    def add(self, told: Told) -> None:
        """Take in what became of one activity."""
        self.counts[told.outcome] += 1
        self.edited[told.outcome] += told.edited
        for problem in told.reasons:
            if len(self.refusals) < MAX_REFUSALS:
                self.refusals.append(
                    _("line %(line)d, %(activity)s: %(reason)s")
                    % {
                        "line": problem.line,
                        "activity": told.activity.identifier or _("without identifier"),
                        "reason": problem.message,
                    }
                )
        for problem in told.warnings:
            kind = _VALUE.sub("…", problem.message)
            if kind not in self.warnings and len(self.warnings) >= MAX_KINDS:
                kind = ""
            group = self.warnings.setdefault(
                kind, Warnings(problem.message if kind else _("Warnings of further kinds."))
            )
            group.count += 1
            if len(group.lines) < MAX_LINES and problem.line not in group.lines:
                group.lines.append(problem.line)

    def text(self) -> Iterator[str]:
        """The report, line by line."""
        yield _(
            "%(file)s: %(created)d created, %(updated)d updated, %(unchanged)d unchanged, "
            "%(refused)d refused"
        ) % {
            "file": self.name,
            **{outcome.value: self.counts[outcome] for outcome in Outcome},
        }
        if self.unreadable:
            yield "  " + _("The file could not be read to its end. %(reason)s") % {
                "reason": self.unreadable
            }
        for outcome, sentence in (
            (
                Outcome.UNCHANGED,
                _("%(count)d of the unchanged have been edited here since; that was kept."),
            ),
            (
                Outcome.UPDATED,
                _("%(count)d of the updated had been edited here; what the file says was taken."),
            ),
        ):
            if self.edited[outcome]:
                yield "  " + sentence % {"count": self.edited[outcome]}
        if self.refusals:
            yield "  " + _("Refused:")
            yield from (f"    {refusal}" for refusal in self.refusals)
        if self.warnings:
            yield "  " + _("Warnings, with the first lines they are about:")
        for group in sorted(self.warnings.values(), key=lambda group: -group.count):
            lines = ", ".join(map(str, group.lines))
            more = ", …" if group.count > len(group.lines) else ""
            yield "    " + ngettext(
                "%(count)d time (line %(lines)s): %(message)s",
                "%(count)d times (lines %(lines)s): %(message)s",
                group.count,
            ) % {"count": group.count, "lines": lines + more, "message": group.message}
