"""What the admin of every app is built from, and the list of revisions."""

from publishing.admin.forms import PlainForm, RowFormSet, StoredFileInput, TranslatedForm
from publishing.admin.pages import (
    PlainAdmin,
    PlainStacked,
    PlainTabular,
    TranslatedAdmin,
    TranslatedStacked,
    TranslatedTabular,
    edit_link,
)
from publishing.admin.publishables import PublishableAdmin
from publishing.admin.revisions import FormerAddressAdmin, ReadOnlyAdmin, RevisionAdmin

__all__ = [
    "FormerAddressAdmin",
    "PlainAdmin",
    "PlainForm",
    "PlainStacked",
    "PlainTabular",
    "PublishableAdmin",
    "ReadOnlyAdmin",
    "RevisionAdmin",
    "RowFormSet",
    "StoredFileInput",
    "TranslatedAdmin",
    "TranslatedForm",
    "TranslatedStacked",
    "TranslatedTabular",
    "edit_link",
]
