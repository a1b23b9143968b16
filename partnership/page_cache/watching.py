"""The database tells when anything that a public page shows has changed.

The table ``content_generation`` holds a few tokens. Each transaction that writes to a watched
table replaces one of them by a random one, which is seen by others at the moment the transaction
is: whoever reads the same tokens twice has seen the same content. Writers never wait for each
other, as each takes a token that no other has in hand, or adds one if all are; there are as many
as there were ever writers at a time.

A counter would not do. Counted in one row it would make all writers wait for the slowest; a
sequence or the latest number of a log moves before its transaction commits, so that a reader who
still sees the old content would keep it under the new number.
"""

from __future__ import annotations

from django.apps import apps
from django.db import connections

TRIGGER = "content_generation"
UNSEEN = {
    "account.EmailAddress": "accounts",
    "account.EmailConfirmation": "accounts",
    "admin.LogEntry": "what editors did",
    "auditlog.LogEntry": "what editors did",
    "auth.Group": "accounts",
    "auth.Group_permissions": "accounts",
    "auth.Permission": "accounts",
    "auth.User_groups": "accounts",
    "auth.User_user_permissions": "accounts",
    "django_tasks_database.DBTaskResult": "work for later",
    "donors.PartnershipMember": "accounts",
    "iati.ImportedActivity": "where a project came from, for the next import",
    "meetings.LinkOpening": "who opened a delegate's link",
    "meetings.Notice": "who was written to",
    "mfa.Authenticator": "accounts",
    "projects.Subscription": "who is written to",
    "publishing.BegunPage": "what editors begin",
    "publishing.MailLanguage": "who is written to",
    "publishing.OpenPage": "who edits",
    "publishing.PreviewLink": "previews are never kept",
    "publishing.PublicationEvent": "what editors did; calendars, which read it, are never kept",
    "publishing.Revision": "drafts; calendars, which read it, are never kept",
    "sessions.Session": "accounts",
}
"""Models that no public page shows, with the reason. All others are watched."""


def watched_tables() -> set[str]:
    """Tables that public pages may read: those of all models but the unseen."""
    models = apps.get_models(include_auto_created=True)
    return {model._meta.db_table for model in models if model._meta.label not in UNSEEN}


def watch_tables(*, using: str) -> None:
    """Let the database note each change of what is watched; called after each ``migrate``.

    So a new model is watched without anybody thinking of it.
    """
    with connections[using].cursor() as cursor:
        cursor.execute("SELECT to_regproc(%s) IS NULL", [f"{TRIGGER}_moves"])
        if cursor.fetchone()[0]:
            return  # not migrated that far
        cursor.execute(
            "SELECT tgrelid::regclass::text FROM pg_trigger WHERE tgname = %s", [TRIGGER]
        )
        present = {table for (table,) in cursor.fetchall()}
        existing = set(connections[using].introspection.table_names(cursor))
        wanted = watched_tables() & existing
        for table in sorted(wanted - present):
            cursor.execute(
                f"CREATE TRIGGER {TRIGGER} AFTER INSERT OR UPDATE OR DELETE OR TRUNCATE "
                f'ON "{table}" FOR EACH STATEMENT EXECUTE FUNCTION {TRIGGER}_moves()'
            )
        for table in sorted(present - wanted):
            cursor.execute(f'DROP TRIGGER {TRIGGER} ON "{table}"')
