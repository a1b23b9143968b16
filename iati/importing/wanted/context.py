"""What the mapping of one activity works with."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from decimal import ROUND_HALF_EVEN, Decimal
from typing import Any, TypeVar

from django.db.models import Choices
from django.utils.translation import gettext as _

from iati.importing.registers import MAX_LANGUAGE, Registers
from iati.reading import Activity, Problem, records
from library.models import DocumentCategory
from projects.codes import SectorVocabulary

MAX_CODE = 100
MAX_URL = 1000
FOUR_PLACES = Decimal("0.0001")

Lined = TypeVar("Lined", bound=records.Lined)


class Context:
    """An activity, the shared things it names, and the warnings about it.

    Makes the organisations, sectors and documents it needs, so it belongs in a transaction.
    """

    def __init__(self, activity: Activity, registers: Registers) -> None:
        self.activity = activity
        self.warnings: list[Problem] = []
        self.line = activity.line
        """The line that warnings are about."""
        self.rates = registers.rates
        self._organisations = registers.organisations
        self._found = registers.organisations.find(_mentions(activity))
        self.sectors = self._coded_sectors(registers)
        self.documents = self._categorised_documents(registers)

    def warn(self, message: str) -> None:
        self.warnings.append(Problem(self.line, message))

    def each(self, rows: Iterable[Lined]) -> Iterator[Lined]:
        """The rows; warnings are about the one at hand, and afterwards about the activity."""
        for row in rows:
            self.line = row.line
            yield row
        self.line = self.activity.line

    def organisation(self, mention: records.Organisation | None) -> int | None:
        """The key of the organisation; None where the file neither names nor identifies it."""
        return self._found.get(self._organisations.identity(mention)) if mention else None

    def code(self, choices: type[Choices], text: str, what: str) -> Any | None:
        """The code as we store it; None with a warning where it is not in its list."""
        for value in choices.values:
            if text == str(value):
                return value
        self.warn(
            _("The %(what)s “%(code)s” is not in its code list and is left out; correct it.")
            % {"what": what, "code": text}
            if text
            else _("A %(what)s without a code is left out; give it one.") % {"what": what}
        )
        return None

    def optional_code(self, choices: type[Choices], text: str, what: str) -> Any | None:
        """Like ``code``, for what need not be given."""
        return self.code(choices, text, what) if text else None

    def cut(self, text: str, limit: int, what: str) -> str:
        """The text, shortened with a warning to what our field holds."""
        if len(text) > limit:
            self.warn(
                _("The %(what)s is cut after %(limit)d characters; shorten it.")
                % {"what": what, "limit": limit}
            )
        return text[:limit]

    def texts(
        self, limits: Mapping[str, int | None] | None = None, **fields: Mapping[str, str]
    ) -> dict[str, dict[str, str]]:
        """Texts of several fields, by language; ``limits`` are the lengths of short ones."""
        by_language: dict[str, dict[str, str]] = {}
        for field, texts in fields.items():
            limit = (limits or {}).get(field)
            for tag, text in texts.items():
                whole = text if limit is None else self.cut(text, limit, field)
                by_language.setdefault(tag[:MAX_LANGUAGE], {})[field] = whole
        return by_language

    def number(self, figure: records.Figure, what: str) -> Decimal | None:
        """The figure's number as our fields for values hold it; None where it is words."""
        return None if figure.number is None else self.rounded(figure.number, FOUR_PLACES, what)

    def rounded(self, value: Decimal, places: Decimal, what: str) -> Decimal:
        """The number with as many decimal places as our field holds."""
        rounded = value.quantize(places, rounding=ROUND_HALF_EVEN)
        if rounded != value:
            self.warn(
                _("The %(what)s %(value)s is rounded to %(rounded)s.")
                % {"what": what, "value": value, "rounded": rounded}
            )
        return rounded

    def _coded_sectors(self, registers: Registers) -> dict[tuple[str, str], int]:
        names: dict[tuple[str, str], Mapping[str, str]] = {}
        for share in self.each(sectors(self.activity)):
            if share.vocabulary in SectorVocabulary.values and len(share.code) <= MAX_CODE:
                names[share.vocabulary, share.code] = (
                    names.get((share.vocabulary, share.code)) or share.names
                )
        return registers.sectors.find(names)

    def _categorised_documents(self, registers: Registers) -> dict[str, int]:
        wanted: dict[str, tuple[records.Document, str, str]] = {}
        for document in self.each(_documents(self.activity)):
            known = [code for code in document.categories if code in DocumentCategory.values]
            if len(document.url) > MAX_URL:
                self.warn(
                    _("A document is left out because its address is longer than %(limit)d.")
                    % {"limit": MAX_URL}
                )
            elif not known:
                self.code(
                    DocumentCategory, "".join(document.categories[:1]), _("document category")
                )
            elif document.url not in wanted:
                language = (*document.languages, self.activity.default_language)[0].lower()
                wanted[document.url] = (document, known[0], language[:10])
        return registers.documents.find(wanted)


def sectors(activity: Activity) -> Iterable[records.Share]:
    """The activity's sectors, or those of its transactions."""
    return activity.sectors or _without_shares(row.sectors for row in activity.transactions)


def countries_and_regions(
    activity: Activity,
) -> tuple[Iterable[records.Share], Iterable[records.Share]]:
    """The activity's countries and regions, or those of its transactions."""
    if activity.countries or activity.regions:
        return activity.countries, activity.regions
    return (
        _without_shares(row.countries for row in activity.transactions),
        _without_shares(row.regions for row in activity.transactions),
    )


def _without_shares(groups: Iterable[tuple[records.Share, ...]]) -> list[records.Share]:
    once = {
        (share.vocabulary, share.code): records.Share(
            share.vocabulary, share.code, share.names, share.vocabulary_uri, line=share.line
        )
        for shares in groups
        for share in shares
    }
    return list(once.values())


def _mentions(activity: Activity) -> Iterator[records.Organisation]:
    if activity.reporting_org:
        yield activity.reporting_org
    for part in activity.participations:
        yield part.organisation
    for row in activity.transactions:
        if row.provider:
            yield row.provider
        if row.receiver:
            yield row.receiver


def _documents(activity: Activity) -> Iterator[records.Document]:
    yield from activity.documents
    for result in activity.results:
        yield from result.documents
        for indicator in result.indicators:
            yield from indicator.documents
            for baseline in indicator.baselines:
                yield from baseline.figure.documents
            for period in indicator.periods:
                for figure in period.targets + period.actuals:
                    yield from figure.documents
