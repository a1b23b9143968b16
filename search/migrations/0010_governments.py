"""The names of what an organisation is part of count for the projects of all its parts."""

from django.db import migrations

TREE = """
WITH RECURSIVE tree(id) AS (
    SELECT master_id FROM ({touched}) touched
    UNION SELECT child.id FROM donors_organisation child JOIN tree ON child.parent_id = tree.id
)
SELECT project_id FROM projects_participation WHERE organisation_id IN (SELECT id FROM tree)
UNION ALL SELECT a.project_id FROM projects_allocation a
JOIN donors_contribution c ON c.id = a.contribution_id
WHERE c.provider_id IN (SELECT id FROM tree)
"""
TRANSITIONS = {
    "insert": ("NEW TABLE AS touched", "TABLE touched"),
    "delete": ("OLD TABLE AS touched", "TABLE touched"),
    "update": ("OLD TABLE AS was NEW TABLE AS became", "TABLE was UNION ALL TABLE became"),
}


def _trigger(event: str) -> str:
    transition, touched = TRANSITIONS[event]
    name = f"search_mark_project_{event}"
    return (
        f"DROP TRIGGER {name} ON donors_organisation_translation; "
        f"CREATE TRIGGER {name} AFTER {event} ON donors_organisation_translation "
        f"REFERENCING {transition} FOR EACH STATEMENT EXECUTE FUNCTION "
        f"search_mark_touched('project', $${TREE.format(touched=touched)}$$)"
    )


class Migration(migrations.Migration):
    dependencies = [("search", "0009_beginnings")]

    operations = [
        # The wider triggers serve the narrower names as well.
        migrations.RunSQL(_trigger(event), migrations.RunSQL.noop)
        for event in TRANSITIONS
    ]
