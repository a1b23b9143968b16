"""How to make a public and a hidden thing of every kind."""

import datetime as dt
from typing import Any

from tests import factories

MAKE: dict[str, Any] = {
    "projects": factories.ProjectFactory,
    "participations": factories.ParticipationFactory,
    "locations": factories.LocationFactory,
    "updates": factories.ProjectUpdateFactory,
    "budgets": factories.BudgetFactory,
    "transactions": factories.TransactionFactory,
    "allocations": factories.AllocationFactory,
    "contributions": factories.ContributionFactory,
    "funds": factories.FundFactory,
    "partnerships": factories.PartnershipFactory,
    "priority-areas": factories.PriorityAreaFactory,
    "common-approaches": factories.CommonApproachFactory,
    "organisations": factories.OrganisationFactory,
    "results": factories.ResultFactory,
    "indicators": factories.IndicatorFactory,
    "periods": factories.PeriodFactory,
    "measurements": factories.MeasurementFactory,
    "outcomes": factories.OutcomeEventFactory,
    "evidence": factories.EvidenceFactory,
    "commitments": factories.CountryCommitmentFactory,
    "key-messages": factories.KeyMessageFactory,
    "lessons": factories.LessonFactory,
    "documents": factories.DocumentFactory,
    "photos": factories.PhotoFactory,
    "articles": factories.ArticleFactory,
    "meetings": factories.MeetingFactory,
    "sessions": factories.SessionFactory,
    "agenda-items": factories.AgendaItemFactory,
    "important-dates": factories.ImportantDateFactory,
    "delegations": factories.DelegationFactory,
    "participants": factories.ParticipantFactory,
    "statements": factories.StatementFactory,
    "minutes": factories.MinutesFactory,
    "decisions": factories.DecisionFactory,
    "actions": factories.AgreedActionFactory,
}
AGREED = {
    "state": "agreed",
    "agreed_at": dt.datetime(2023, 5, 1, tzinfo=dt.UTC),
    "published_at": dt.datetime(2023, 5, 2, tzinfo=dt.UTC),
}
SHOWN: dict[str, dict[str, Any]] = {
    "important-dates": {"visibility": "public"},
    "minutes": AGREED,
}
"""What makes a thing public that its factory leaves private."""
PROJECT = {"project__draft": True}
MEETING = {"meeting__draft": True}
HIDDEN: dict[str, list[dict[str, Any]]] = {
    "participations": [PROJECT, {"organisation__draft": True}],
    "locations": [PROJECT],
    "updates": [PROJECT],
    "budgets": [PROJECT],
    "transactions": [PROJECT],
    "allocations": [
        PROJECT,
        {"contribution__fund__draft": True},
        {"contribution__provider__draft": True},
    ],
    "contributions": [{"fund__draft": True}, {"provider__draft": True}],
    "common-approaches": [{"partnership__draft": True}],
    "results": [PROJECT],
    "indicators": [{"result__project__draft": True}],
    "periods": [{"indicator__result__project__draft": True}],
    "measurements": [
        {"period__indicator__result__project__draft": True},
        {"state": "submitted"},
    ],
    "outcomes": [PROJECT],
    "evidence": [
        {"measurement__period__indicator__result__project__draft": True},
        {"measurement__state": "submitted"},
        {"document__draft": True},
        {"document__access": "partnership"},
        {"photo": factories.PhotoFactory, "photo__draft": True},
    ],
    "commitments": [PROJECT],
    "documents": [{"draft": True}, {"access": "partnership"}, {"access": "internal"}],
    "sessions": [MEETING],
    "agenda-items": [MEETING, {"visibility": "partnership"}],
    "important-dates": [MEETING | SHOWN["important-dates"], {"visibility": "partnership"}],
    "delegations": [MEETING, {"organisation__draft": True}],
    "participants": [
        {"delegation__meeting__draft": True},
        {"delegation__organisation__draft": True},
        {"attendance": "absent"},
    ],
    "statements": [
        {"participant__delegation__meeting__draft": True},
        {"participant__delegation__meeting__stage": "circulated"},
        {"participant__delegation__organisation__draft": True},
        {"visibility": "partnership"},
    ],
    "minutes": [MEETING | AGREED, AGREED | {"published_at": None}, {"state": "circulated"}],
    "decisions": [MEETING, {"meeting__stage": "circulated"}, {"visibility": "internal"}],
    "actions": [
        MEETING,
        {"meeting__stage": "circulated"},
        {"visibility": "partnership"},
        {"owner__draft": True},
    ],
}
"""What hides a thing, each by itself. Others are hidden as drafts."""


def shown(kind: str, **more: Any) -> Any:
    """A public thing of the kind."""
    return MAKE[kind](**SHOWN.get(kind, {}), **more)


def hidden(kind: str) -> list[Any]:
    """Things of the kind that are not public, each for another reason."""
    made = []
    for why in HIDDEN.get(kind, [{"draft": True}]):
        values = dict(why)
        if values.pop("photo", None):
            values = {"photo": factories.PhotoFactory(draft=values.pop("photo__draft"))}
        made.append(MAKE[kind](**values))
    return made
