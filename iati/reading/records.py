"""What one ``<iati-activity>`` says, as plain values.

Conventions: texts are ``{language: text}``; a missing code or text is ``""`` or an empty
mapping, a missing number or date is ``None``; codes are the official ones, unchecked. ``line`` is
where a row stands in the file; it is not part of what the row says.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal

Texts = Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Problem:
    """What is wrong at a line of the file and what to do about it."""

    line: int
    message: str
    refuses: bool = False
    """True where importing the activity all the same would make it wrong or unfindable."""


@dataclass(frozen=True, slots=True)
class Lined:
    """A row that knows its line in the file."""

    line: int = field(default=0, compare=False, repr=False, kw_only=True)


@dataclass(frozen=True, slots=True)
class Organisation:
    """An organisation as it is mentioned at one place of the file."""

    ref: str
    type: str
    names: Texts
    activity_id: str = ""
    """The organisation's own activity behind its part here (never for reporting-org)."""


@dataclass(frozen=True, slots=True)
class Participation(Lined):
    organisation: Organisation
    role: str


@dataclass(frozen=True, slots=True)
class OtherIdentifier:
    ref: str
    type: str
    owner: Organisation | None


@dataclass(frozen=True, slots=True)
class Code(Lined):
    """A code with its vocabulary: aid type, tag, reference, gazetteer entry."""

    vocabulary: str
    code: str
    names: Texts
    vocabulary_uri: str = ""


@dataclass(frozen=True, slots=True)
class Share(Code):
    """A sector, country or region with its part of the activity.

    ``percentage`` is 0 to 100, or None where it is not given.
    """

    percentage: Decimal | None = None


@dataclass(frozen=True, slots=True)
class PolicyMarker(Code):
    significance: str = ""


@dataclass(frozen=True, slots=True)
class HumanitarianScope(Code):
    type: str = ""


@dataclass(frozen=True, slots=True)
class Administrative:
    vocabulary: str
    level: str
    code: str


@dataclass(frozen=True, slots=True)
class Point:
    """Degrees on WGS 84, north and east positive."""

    latitude: Decimal
    longitude: Decimal


@dataclass(frozen=True, slots=True)
class Location(Lined):
    ref: str
    reach: str
    ids: tuple[Code, ...]
    names: Texts
    descriptions: Texts
    activity_descriptions: Texts
    administrative: tuple[Administrative, ...]
    point: Point | None
    exactness: str
    location_class: str
    feature_designation: str


@dataclass(frozen=True, slots=True)
class Money:
    """``value`` exactly as written; ``value_date`` is the day of its exchange rate."""

    value: Decimal
    currency: str
    value_date: dt.date | None


@dataclass(frozen=True, slots=True)
class Budget(Lined):
    type: str
    status: str
    start: dt.date
    end: dt.date
    money: Money


@dataclass(frozen=True, slots=True)
class PlannedDisbursement:
    type: str
    start: dt.date
    end: dt.date | None
    money: Money
    provider: Organisation | None
    receiver: Organisation | None


@dataclass(frozen=True, slots=True)
class Transaction(Lined):
    ref: str
    type: str
    date: dt.date
    money: Money
    humanitarian: bool | None
    descriptions: Texts
    provider: Organisation | None
    receiver: Organisation | None
    disbursement_channel: str
    sectors: tuple[Share, ...]
    countries: tuple[Share, ...]
    regions: tuple[Share, ...]
    flow_type: str
    finance_type: str
    aid_types: tuple[Code, ...]
    tied_status: str


@dataclass(frozen=True, slots=True)
class Document(Lined):
    url: str
    format: str
    titles: Texts
    descriptions: Texts
    categories: tuple[str, ...]
    languages: tuple[str, ...]
    date: dt.date | None


@dataclass(frozen=True, slots=True)
class RelatedActivity(Lined):
    ref: str
    type: str


@dataclass(frozen=True, slots=True)
class Condition:
    type: str
    texts: Texts


@dataclass(frozen=True, slots=True)
class Figure:
    """A baseline, target or actual value.

    ``text`` is as written; ``number`` is None where that is not a plain number, which is
    right for a qualitative indicator and a problem for every other.
    """

    text: str
    number: Decimal | None
    comments: Texts
    dimensions: tuple[tuple[str, str], ...]
    locations: tuple[str, ...]
    documents: tuple[Document, ...]


@dataclass(frozen=True, slots=True)
class Baseline:
    year: int | None
    date: dt.date | None
    figure: Figure


@dataclass(frozen=True, slots=True)
class Period(Lined):
    start: dt.date | None
    end: dt.date | None
    targets: tuple[Figure, ...]
    actuals: tuple[Figure, ...]


@dataclass(frozen=True, slots=True)
class Indicator(Lined):
    measure: str
    ascending: bool
    aggregation: bool | None
    titles: Texts
    descriptions: Texts
    references: tuple[Code, ...]
    documents: tuple[Document, ...]
    baselines: tuple[Baseline, ...]
    periods: tuple[Period, ...]


@dataclass(frozen=True, slots=True)
class Result(Lined):
    type: str
    aggregation: bool | None
    titles: Texts
    descriptions: Texts
    references: tuple[Code, ...]
    documents: tuple[Document, ...]
    indicators: tuple[Indicator, ...]


@dataclass(frozen=True, slots=True)
class Activity:
    """One activity; not to be imported when ``refused``."""

    line: int
    identifier: str
    default_currency: str
    default_language: str
    hierarchy: int | None
    humanitarian: bool | None
    last_updated: dt.datetime | None
    reporting_org: Organisation | None
    titles: Texts
    descriptions: Mapping[str, Texts]
    """By description type: 1 general, 2 objectives, 3 target groups, 4 other."""
    participations: tuple[Participation, ...]
    other_identifiers: tuple[OtherIdentifier, ...]
    status: str
    dates: Mapping[str, dt.date]
    """By activity date type: 1 planned start, 2 actual start, 3 planned end, 4 actual end."""
    scope: str
    countries: tuple[Share, ...]
    regions: tuple[Share, ...]
    locations: tuple[Location, ...]
    sectors: tuple[Share, ...]
    tags: tuple[Code, ...]
    humanitarian_scopes: tuple[HumanitarianScope, ...]
    policy_markers: tuple[PolicyMarker, ...]
    collaboration_type: str
    flow_type: str
    finance_type: str
    aid_types: tuple[Code, ...]
    tied_status: str
    budgets: tuple[Budget, ...]
    planned_disbursements: tuple[PlannedDisbursement, ...]
    transactions: tuple[Transaction, ...]
    documents: tuple[Document, ...]
    related: tuple[RelatedActivity, ...]
    conditions: tuple[Condition, ...]
    conditions_attached: bool | None
    results: tuple[Result, ...]
    problems: tuple[Problem, ...]

    @property
    def refused(self) -> bool:
        return any(problem.refuses for problem in self.problems)
