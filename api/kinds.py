"""Every public kind, by its place in the address."""

from __future__ import annotations

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

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

ABOUT: dict[str, Promise] = {
    "projects": _("A piece of work that one or more donors pay for (an IATI activity)."),
    "participations": _("An organisation's part in a project (IATI participating-org)."),
    "locations": _("A place where a project works. Sensitive places are named, never located."),
    "updates": _("What happened in a project on a day, in a few sentences."),
    "budgets": _("What a project plans to spend in a period (IATI budget)."),
    "transactions": _("One movement or promise of money of a project (IATI transaction)."),
    "allocations": _(
        "A part of a contribution given to a project, in the contribution's currency."
    ),
    "contributions": _("Money a provider pledged, committed or paid into a fund."),
    "funds": _("An account with its own agreement, fed by contributions and spent by projects."),
    "partnerships": _(
        "An agreement between a donor and an international organisation to work together."
    ),
    "priority-areas": _(
        "A subject both sides agreed to put first, for a time. Successors replace it."
    ),
    "common-approaches": _(
        "A way of working both sides stress across areas, such as the role of communities."
    ),
    "organisations": _("A government, ministry, agency, institution or company that takes part."),
    "results": _("What a project brings about: an output, an outcome or an impact."),
    "indicators": _("What is counted to know whether a result came about."),
    "periods": _("A stretch of time with a target for an indicator."),
    "measurements": _(
        "A value somebody measured. Once approved it never changes: correct it by a new one."
    ),
    "outcomes": _("Something that is to happen once, such as a site leaving the List in Danger."),
    "evidence": _("What shows that one value or one outcome is true."),
    "commitments": _("What one country committed to. How many did is counted from these rows."),
    "key-messages": _("A sentence bound to a figure, with its kind, its day and its source."),
    "lessons": _("An experience that others can use."),
    "documents": _(
        "A file we hold, an address elsewhere, or only a reference to what was published."
    ),
    "photos": _("A picture with all that is needed to show it: text, credit, licence, consent."),
    "articles": _("A piece of news about the partnership."),
    "meetings": _("A meeting of the two sides, from its planning to its agreed minutes."),
    "sessions": _("A stretch of the meeting's programme, such as the opening dialogue."),
    "agenda-items": _("A point of the agenda, tied to the projects and areas it is about."),
    "important-dates": _("A day on which something is due before or after a meeting."),
    "delegations": _("An organisation's delegation to a meeting."),
    "participants": _("A person at a meeting, in the capacity held at the time."),
    "statements": _("What somebody said at a meeting."),
    "minutes": _(
        "A version of a meeting's minutes. An agreed one never changes: write a new version."
    ),
    "decisions": _("What the two sides decided under an agenda item."),
    "actions": _(
        "Something one side promised to do until a day, with the other side's counterpart."
    ),
}
"""What each kind is, in the reader's language."""
