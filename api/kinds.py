"""Every public kind, by its place in the address."""

from __future__ import annotations

from api.fields import Thing
from api.serializers import donors, library, meetings, money, projects, results

KINDS: dict[str, type[Thing]] = {
    "projects": projects.ProjectSerializer,
    "participations": projects.ParticipationSerializer,
    "locations": projects.LocationSerializer,
    "updates": projects.ProjectUpdateSerializer,
    "budgets": money.BudgetSerializer,
    "transactions": money.TransactionSerializer,
    "allocations": money.AllocationSerializer,
    "contributions": money.ContributionSerializer,
    "funds": donors.FundSerializer,
    "partnerships": donors.PartnershipSerializer,
    "priority-areas": donors.PriorityAreaSerializer,
    "common-approaches": donors.CommonApproachSerializer,
    "organisations": donors.OrganisationSerializer,
    "results": results.ResultSerializer,
    "indicators": results.IndicatorSerializer,
    "periods": results.PeriodSerializer,
    "measurements": results.MeasurementSerializer,
    "outcomes": results.OutcomeEventSerializer,
    "evidence": results.EvidenceSerializer,
    "commitments": results.CountryCommitmentSerializer,
    "key-messages": results.KeyMessageSerializer,
    "lessons": results.LessonSerializer,
    "documents": library.DocumentSerializer,
    "photos": library.PhotoSerializer,
    "articles": library.ArticleSerializer,
    "meetings": meetings.MeetingSerializer,
    "sessions": meetings.SessionSerializer,
    "agenda-items": meetings.AgendaItemSerializer,
    "important-dates": meetings.ImportantDateSerializer,
    "delegations": meetings.DelegationSerializer,
    "participants": meetings.ParticipantSerializer,
    "statements": meetings.StatementSerializer,
    "minutes": meetings.MinutesSerializer,
    "decisions": meetings.DecisionSerializer,
    "actions": meetings.AgreedActionSerializer,
}
