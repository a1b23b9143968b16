from publishing.models.addresses import FormerAddress, FormerAddressQuerySet
from publishing.models.publishable import (
    PublicationState,
    Publishable,
    PublishableQuerySet,
    TranslatedPublishableQuerySet,
    Visibility,
)
from publishing.models.revisions import Revision, RevisionQuerySet, RevisionState

__all__ = [
    "FormerAddress",
    "FormerAddressQuerySet",
    "PublicationState",
    "Publishable",
    "PublishableQuerySet",
    "Revision",
    "RevisionQuerySet",
    "RevisionState",
    "TranslatedPublishableQuerySet",
    "Visibility",
]
