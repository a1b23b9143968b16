from publishing.models.publishable import (
    PublicationState,
    Publishable,
    PublishableQuerySet,
    TranslatedPublishableQuerySet,
    Visibility,
)
from publishing.models.revisions import Revision, RevisionQuerySet, RevisionState

__all__ = [
    "PublicationState",
    "Publishable",
    "PublishableQuerySet",
    "Revision",
    "RevisionQuerySet",
    "RevisionState",
    "TranslatedPublishableQuerySet",
    "Visibility",
]
