from publishing.models.accounts import MailLanguage
from publishing.models.addresses import FormerAddress, FormerAddressQuerySet
from publishing.models.begun import BegunPage
from publishing.models.publishable import (
    PublicationState,
    Publishable,
    PublishableQuerySet,
    TranslatedPublishableQuerySet,
    Visibility,
)
from publishing.models.revisions import (
    PublicationEvent,
    PublicationStep,
    Revision,
    RevisionQuerySet,
    RevisionState,
)
from publishing.models.sharing import ExpiringLink, ExpiringLinkQuerySet, OpenPage, PreviewLink

__all__ = [
    "BegunPage",
    "ExpiringLink",
    "ExpiringLinkQuerySet",
    "FormerAddress",
    "FormerAddressQuerySet",
    "MailLanguage",
    "OpenPage",
    "PreviewLink",
    "PublicationEvent",
    "PublicationState",
    "PublicationStep",
    "Publishable",
    "PublishableQuerySet",
    "Revision",
    "RevisionQuerySet",
    "RevisionState",
    "TranslatedPublishableQuerySet",
    "Visibility",
]
