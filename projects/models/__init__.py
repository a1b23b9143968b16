from projects.models.classification import (
    OwnedQuerySet,
    Participation,
    PolicyMarker,
    ProjectGoal,
    ProjectPriorityArea,
    ProjectSector,
    RecipientCountry,
    RecipientRegion,
    Sector,
    Share,
)
from projects.models.evidence import (
    Evidence,
    FigureKind,
    KeyMessage,
    KeyMessageQuerySet,
)
from projects.models.facets import ProjectFacets
from projects.models.lessons import (
    Lesson,
    LessonKind,
    LessonQuerySet,
)
from projects.models.money import (
    Allocation,
    AllocationQuerySet,
    Budget,
    BudgetQuerySet,
    ProjectMoneyQuerySet,
    Transaction,
    TransactionQuerySet,
)
from projects.models.outcomes import (
    CountryCommitment,
    CountryCommitmentQuerySet,
    OutcomeEvent,
    OutcomeState,
)
from projects.models.places import (
    Location,
    LocationQuerySet,
    TranslatedOwnedQuerySet,
)
from projects.models.projects import (
    Project,
    ProjectQuerySet,
    RelatedProject,
)
from projects.models.results import (
    Disaggregation,
    Indicator,
    IndicatorQuerySet,
    Measurement,
    MeasurementQuerySet,
    MeasurementState,
    Period,
    PeriodQuerySet,
    Result,
)
from projects.models.saved import SavedSearch, Subscription
from projects.models.updates import (
    ProjectDocument,
    ProjectPhoto,
    ProjectUpdate,
)

__all__ = [
    "Allocation",
    "AllocationQuerySet",
    "Budget",
    "BudgetQuerySet",
    "CountryCommitment",
    "CountryCommitmentQuerySet",
    "Disaggregation",
    "Evidence",
    "FigureKind",
    "Indicator",
    "IndicatorQuerySet",
    "KeyMessage",
    "KeyMessageQuerySet",
    "Lesson",
    "LessonKind",
    "LessonQuerySet",
    "Location",
    "LocationQuerySet",
    "Measurement",
    "MeasurementQuerySet",
    "MeasurementState",
    "OutcomeEvent",
    "OutcomeState",
    "OwnedQuerySet",
    "Participation",
    "Period",
    "PeriodQuerySet",
    "PolicyMarker",
    "Project",
    "ProjectDocument",
    "ProjectFacets",
    "ProjectGoal",
    "ProjectMoneyQuerySet",
    "ProjectPhoto",
    "ProjectPriorityArea",
    "ProjectQuerySet",
    "ProjectSector",
    "ProjectUpdate",
    "RecipientCountry",
    "RecipientRegion",
    "RelatedProject",
    "Result",
    "SavedSearch",
    "Sector",
    "Share",
    "Subscription",
    "Transaction",
    "TransactionQuerySet",
    "TranslatedOwnedQuerySet",
]
