"""The words and the kinds of figures the portal uses, explained for its readers.

Pages link to a term by its anchor: ``{% url "glossary" %}#pledge``. A term that stands for one
choice of a code list has the choice in its anchor, such as ``figure-achieved``.
"""

from __future__ import annotations

import dataclasses

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


@dataclasses.dataclass(frozen=True, slots=True)
class Term:
    """A word, where it is linked to, and what it means."""

    anchor: str
    name: str | Promise
    meaning: str | Promise


@dataclasses.dataclass(frozen=True, slots=True)
class TermGroup:
    """Terms that belong together."""

    anchor: str
    name: str | Promise
    terms: tuple[Term, ...]


def glossary() -> tuple[TermGroup, ...]:
    """All terms, by subject."""
    return (
        TermGroup("figures", _("Kinds of figures"), FIGURES),
        TermGroup("money", _("Money"), MONEY),
        TermGroup("results", _("Results"), RESULTS),
        TermGroup("reviews", _("Reviews"), REVIEWS),
        TermGroup("data", _("Data and codes"), DATA),
    )


FIGURES = (
    Term(
        "figure-achieved",
        _("Achieved"),
        _(
            "Measured or counted, recorded by the project and approved by a second person. "
            "Its evidence is linked."
        ),
    ),
    Term(
        "figure-commitment",
        _("Commitment"),
        _(
            "What somebody said they would do, such as countries that committed to a policy. "
            "It is not yet done, and is never added to what is achieved."
        ),
    ),
    Term(
        "figure-expected",
        _("Expected"),
        _(
            "What is hoped for and not yet decided. When it comes true, or does not, its state "
            "and date change; the expectation stays on record."
        ),
    ),
    Term(
        "figure-contribution",
        _("Contribution"),
        _("Money a donor gave or promised, as stated by the source named beside it."),
    ),
    Term(
        "figure-record",
        _("On record"),
        _(
            "A statement quoted from a source, such as a ranking. It holds only among whom, for "
            "what and until when the source says."
        ),
    ),
    Term(
        "approximate",
        pgettext_lazy("approximately", "About"),
        _(
            "The source itself says “about” or “almost”. A sum with such an amount in it is "
            "marked in the same way."
        ),
    ),
    Term(
        "as-of",
        _("As of"),
        _("The day on which the figure was right. It may have changed since."),
    ),
)

MONEY = (
    Term(
        "contribution-13",
        _("Pledge"),
        _(
            "A donor’s announcement that it intends to give. Pledges are shown and never added "
            "to anything: the money may come later as a commitment."
        ),
    ),
    Term(
        "contribution-11",
        _("Commitment of money"),
        _("A firm, written promise of an amount by a donor, such as a signed agreement."),
    ),
    Term(
        "contribution-1",
        _("Received"),
        _(
            "Money that reached the account. A payment under a commitment is the same money "
            "again, so the two are never added."
        ),
    ),
    Term(
        "fund",
        _("Fund"),
        _(
            "An account with an agreement of its own, such as funds-in-trust: donors pay into it "
            "and projects are paid out of it."
        ),
    ),
    Term(
        "fund-statement",
        _("Statement of a fund"),
        _(
            "Its sources, its uses and the balance. Sources are commitments and payments that "
            "fulfil none. Uses are what was allocated to published projects. The balance is what "
            "is left, and the statement says what it could not count."
        ),
    ),
    Term(
        "allocation",
        _("Allocation"),
        _("The part of a contribution that is given to a project."),
    ),
    Term(
        "earmarking",
        _("Earmarking"),
        _("How far the donor narrowed what the money may be used for."),
    ),
    Term(
        "budget",
        _("Budget"),
        _(
            "What a project plans to spend in a period. A revised budget replaces the original "
            "one. Budgets that contradict each other are not added up."
        ),
    ),
    Term(
        "spent",
        _("Spent"),
        _("Payments and expenditures that the project has made."),
    ),
    Term(
        "usd",
        _("Value in US dollars"),
        _(
            "Amounts in different currencies are added only through the dollar value each had on "
            "its own date. The rate and its source are kept with each amount; without a rate an "
            "amount is left out, and the sum says so."
        ),
    ),
    Term(
        "ranking",
        _("Ranking"),
        _(
            "A place among donors is computed over the contributions published here on the day "
            "shown, or quoted with its source. It never stands without its scope."
        ),
    ),
)

RESULTS = (
    Term(
        "result-1",
        _("Output"),
        _("What a project delivers directly, such as people trained."),
    ),
    Term(
        "result-2",
        _("Outcome"),
        _("What changes because of the outputs, such as safer houses built by those trained."),
    ),
    Term(
        "result-3",
        _("Impact"),
        _("The lasting difference that several outcomes make together."),
    ),
    Term(
        "result-9",
        _("Other result"),
        _("A result that its publisher has not placed among output, outcome and impact."),
    ),
    Term(
        "indicator",
        _("Indicator"),
        _("What is counted to know whether a result came about."),
    ),
    Term(
        "baseline",
        _("Baseline"),
        _("The value before the project began. Progress is measured from it."),
    ),
    Term(
        "target",
        _("Target"),
        _(
            "The value to be reached by the end of a period. The share of target is the way from "
            "the baseline to the value, compared with the way to the target."
        ),
    ),
    Term(
        "evidence",
        _("Evidence"),
        _("The document, photo or page that shows that a value or an outcome is true."),
    ),
    Term(
        "lesson",
        _("Lesson"),
        _(
            "An experience others can use: a lesson learned, a good practice or a challenge. "
            "Validated ones were checked by somebody outside the project."
        ),
    ),
    Term(
        "crisis-phase",
        _("Crisis phase"),
        _(
            "Where in the cycle of a crisis a project works: preparedness, emergency, transition, "
            "recovery or development."
        ),
    ),
)

REVIEWS = (
    Term(
        "priority-area",
        _("Priority area"),
        _(
            "A subject both sides agreed to put first, for a time. When they agree anew, the "
            "earlier areas stay on record and lead to their successors."
        ),
    ),
    Term(
        "annual-review",
        _("Annual review"),
        _("The yearly meeting of the two sides about what was agreed, done, paid and learned."),
    ),
    Term(
        "strategic-dialogue",
        _("Strategic dialogue"),
        _("The high-level talk that opens an annual review."),
    ),
    Term(
        "agreed-action",
        _("Agreed action"),
        _(
            "Something one side promised to do until a day. It is overdue when the day has passed "
            "and it is neither done nor dropped."
        ),
    ),
    Term(
        "closed-on-time",
        _("Share closed on time"),
        _(
            "Of the agreed actions that fell due in a year, those done no later than their due "
            "day. Actions that were dropped are left out; one that is still pending after its day "
            "counts as not in time. If both sides move the day, the history of the action says so."
        ),
    ),
    Term(
        "statement",
        _("Statement"),
        _(
            "What a person said at a meeting, in the office then held: reported in our words, or "
            "quoted word for word, as marked."
        ),
    ),
    Term(
        "last-confirmed",
        _("Last confirmed on"),
        _("The day the officer responsible last confirmed that all of the page is still right."),
    ),
)

DATA = (
    Term(
        "iati",
        _("IATI"),
        _(
            "The International Aid Transparency Initiative, an open standard in which publishers "
            "of aid describe their activities. Its identifier names a project for ever."
        ),
    ),
    Term(
        "sdg",
        _("Sustainable Development Goals"),
        _("The seventeen goals and their targets that the United Nations agreed on for 2030."),
    ),
    Term(
        "sector",
        _("Sector"),
        _(
            "The subject of a project by the purpose codes of the OECD Development Assistance "
            "Committee, or by another list named beside it."
        ),
    ),
    Term(
        "policy-marker",
        _("Policy marker"),
        _("How far a project aims at an objective that the OECD tracks, such as gender equality."),
    ),
    Term(
        "demo",
        _("Demo"),
        _("Content made up to show what the portal does. It is marked wherever it stands."),
    ),
)
