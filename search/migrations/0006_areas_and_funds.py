"""Priority areas and funds are searched, too: each change marks them, as in ``0003_marks``."""

from django.db import migrations

TOUCHES = {
    "area": "donors_priorityarea",
    "fund": "donors_fund",
}

TRANSITIONS = {
    "INSERT": ("NEW TABLE AS touched", "SELECT {key} FROM touched"),
    "DELETE": ("OLD TABLE AS touched", "SELECT {key} FROM touched"),
    "UPDATE": (
        "OLD TABLE AS was NEW TABLE AS became",
        "SELECT {key} FROM was UNION SELECT {key} FROM became",
    ),
}


def triggers() -> list[tuple[str, str]]:
    """Each trigger with the statement that removes it."""
    made = []
    for kind, owner in TOUCHES.items():
        for table, key in ((owner, "id"), (f"{owner}_translation", "master_id")):
            for event, (transition, query) in TRANSITIONS.items():
                name = f"search_mark_{kind}_itself_{event.lower()}"
                made.append(
                    (
                        f"CREATE TRIGGER {name} AFTER {event} ON {table} REFERENCING {transition} "
                        "FOR EACH STATEMENT EXECUTE FUNCTION "
                        f"search_mark_touched('{kind}', $${query.format(key=key)}$$)",
                        f"DROP TRIGGER {name} ON {table}",
                    )
                )
    return made


class Migration(migrations.Migration):
    dependencies = [
        ("search", "0005_titles"),
        ("donors", "0001_initial"),
    ]

    operations = [
        *(migrations.RunSQL(forwards, backwards) for forwards, backwards in triggers()),
        # What is there already is entered before the first search, or by the command.
        *(
            migrations.RunSQL(
                f"INSERT INTO search_mark (kind, object_id) SELECT '{kind}', id FROM {owner}",
                migrations.RunSQL.noop,
            )
            for kind, owner in TOUCHES.items()
        ),
    ]
