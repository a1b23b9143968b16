"""Projects, their results and what was learned, in the admin."""

from projects.admin.evidence import (
    CountryCommitmentAdmin,
    EvidenceAdmin,
    KeyMessageAdmin,
    LessonAdmin,
    OutcomeEventAdmin,
)
from projects.admin.money import AllocationAdmin, TransactionAdmin
from projects.admin.projects import ProjectAdmin, SectorAdmin
from projects.admin.results import (
    IndicatorAdmin,
    MeasurementAdmin,
    PeriodAdmin,
    ResultAdmin,
)
from projects.admin.saved import SavedSearchAdmin, SubscriptionAdmin

__all__ = [
    "AllocationAdmin",
    "CountryCommitmentAdmin",
    "EvidenceAdmin",
    "IndicatorAdmin",
    "KeyMessageAdmin",
    "LessonAdmin",
    "MeasurementAdmin",
    "OutcomeEventAdmin",
    "PeriodAdmin",
    "ProjectAdmin",
    "ResultAdmin",
    "SavedSearchAdmin",
    "SectorAdmin",
    "SubscriptionAdmin",
    "TransactionAdmin",
]
