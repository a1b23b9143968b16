"""Texts of packages that lack one of our languages, found here to be translated with our own.

Django asks our catalogues before those of the packages.
"""

from django.utils.translation import gettext_noop

AUDITLOG = (
    gettext_noop("Audit log"),
    gettext_noop("Audit log: %s"),
    gettext_noop("Changes"),
    gettext_noop("Click to filter by records with this correlation id"),
    gettext_noop("Correlation ID"),
    gettext_noop("Created"),
    gettext_noop("Created {repr:s}"),
    gettext_noop("Deleted {repr:s}"),
    gettext_noop("Logged {repr:s}"),
    gettext_noop("Updated {repr:s}"),
    gettext_noop("No field changes"),
    gettext_noop("No log entries found."),
    gettext_noop("Action"),
    gettext_noop("Field"),
    gettext_noop("From"),
    gettext_noop("To"),
    gettext_noop("Objects"),
    gettext_noop("Relationship"),
    gettext_noop("Resource"),
    gettext_noop("Resource Type"),
    gettext_noop("User"),
    gettext_noop("View"),
    gettext_noop("access"),
    gettext_noop("action"),
    gettext_noop("actor"),
    gettext_noop("actor email"),
    gettext_noop("additional data"),
    gettext_noop("change message"),
    gettext_noop("content type"),
    gettext_noop("create"),
    gettext_noop("delete"),
    gettext_noop("log entries"),
    gettext_noop("log entry"),
    gettext_noop("object id"),
    gettext_noop("object pk"),
    gettext_noop("object representation"),
    gettext_noop("remote address"),
    gettext_noop("remote port"),
    gettext_noop("system"),
    gettext_noop("timestamp"),
    gettext_noop("update"),
)
PARLER = (
    gettext_noop("Are you sure?"),
    gettext_noop("Cannot delete %(name)s"),
    gettext_noop("Delete Translation"),
    gettext_noop("Languages"),
    gettext_noop("{0} Translation"),
    gettext_noop("{0} translation of {1}"),
)

DJANGO = (gettext_noop("April"),)
"""Its Arabic spells the month as Babel does not."""
