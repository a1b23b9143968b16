"""Each change marks what has to be renewed in the search index, in its own transaction.

A mark is never shared: a second transaction that marks the same thing adds a mark of its own, so
that nobody waits for anybody and no mark is taken away by a renewal that did not see the change.
Only within one transaction a thing is marked once.
"""

from django.db import migrations

FUNCTION = """
CREATE FUNCTION search_mark_touched() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    -- TG_ARGV: the kind, and a query for the keys of that kind that the rows in "touched" touch.
    EXECUTE format(
        'INSERT INTO search_mark (kind, object_id) SELECT DISTINCT %L, found.id '
        'FROM (%s) AS found(id) WHERE found.id IS NOT NULL AND NOT EXISTS ('
        'SELECT FROM search_mark own WHERE own.kind = %L AND own.object_id = found.id '
        'AND own.xmin = pg_current_xact_id()::xid)',
        TG_ARGV[0], TG_ARGV[1], TG_ARGV[0]);
    RETURN NULL;
END $$;
"""

OF_PROJECT = "SELECT {column} FROM touched"
BELOW_PROJECT = (
    "SELECT above.project_id FROM touched JOIN {above} above ON above.id = touched.{column}"
)
OF_INDICATOR = (
    "SELECT r.project_id FROM touched JOIN projects_indicator i ON i.id = touched.{column} "
    "JOIN projects_result r ON r.id = i.result_id"
)
OF_MEASUREMENT = (
    "SELECT r.project_id FROM touched "
    "JOIN projects_measurement m ON m.id = touched.{column} "
    "JOIN projects_period p ON p.id = m.period_id "
    "JOIN projects_indicator i ON i.id = p.indicator_id "
    "JOIN projects_result r ON r.id = i.result_id"
)
OF_ORGANISATION = (
    "SELECT project_id FROM projects_participation WHERE organisation_id IN ({keys}) "
    "UNION ALL SELECT a.project_id FROM projects_allocation a "
    "JOIN donors_contribution c ON c.id = a.contribution_id WHERE c.provider_id IN ({keys})"
)
# What an organisation is part of counts for the projects of all its parts.
ORGANISATION_TREE = (
    "WITH RECURSIVE tree(id) AS (SELECT id FROM touched UNION "
    "SELECT child.id FROM donors_organisation child JOIN tree ON child.parent_id = tree.id) "
    + OF_ORGANISATION.format(keys="SELECT id FROM tree")
)
OF_FUND = (
    "SELECT a.project_id FROM projects_allocation a "
    "JOIN donors_contribution c ON c.id = a.contribution_id "
    "WHERE c.fund_id IN (SELECT {column} FROM touched)"
)
OF_AREA = (
    "SELECT project_id FROM projects_projectpriorityarea "
    "WHERE area_id IN (SELECT {column} FROM touched)"
)
OF_APPROACH = (
    "SELECT project_id FROM projects_project_common_approaches "
    "WHERE commonapproach_id IN (SELECT {column} FROM touched)"
)
OF_SECTOR = (
    "SELECT project_id FROM projects_projectsector "
    "WHERE sector_id IN (SELECT {column} FROM touched)"
)
EVIDENCE = (
    "SELECT r.project_id FROM ({evidence}) e "
    "JOIN projects_measurement m ON m.id = e.measurement_id "
    "JOIN projects_period p ON p.id = m.period_id "
    "JOIN projects_indicator i ON i.id = p.indicator_id "
    "JOIN projects_result r ON r.id = i.result_id "
    "UNION ALL SELECT o.project_id FROM ({evidence}) e "
    "JOIN projects_outcomeevent o ON o.id = e.outcome_event_id"
)
OF_FILE = EVIDENCE.format(
    evidence="SELECT * FROM projects_evidence WHERE {file} IN (SELECT id FROM touched)"
)

OWNED = [
    "recipientcountry",
    "recipientregion",
    "projectpriorityarea",
    "participation",
    "projectsector",
    "projectgoal",
    "location",
    "allocation",
    "budget",
    "result",
    "outcomeevent",
    "projectupdate",
    "countrycommitment",
    "projectdocument",
    "project_common_approaches",
    "lesson",
]
OWNED_TEXTS = ["location", "result", "outcomeevent", "projectupdate", "countrycommitment"]

PROJECT = {
    "projects_project": (
        # A programme's money is that of its parts.
        "SELECT id FROM touched UNION ALL SELECT parent_id FROM touched"
    ),
    "projects_project_translation": OF_PROJECT.format(column="master_id"),
    **{f"projects_{table}": OF_PROJECT.format(column="project_id") for table in OWNED},
    **{
        f"projects_{table}_translation": BELOW_PROJECT.format(
            above=f"projects_{table}", column="master_id"
        )
        for table in OWNED_TEXTS
    },
    "projects_indicator": BELOW_PROJECT.format(above="projects_result", column="result_id"),
    "projects_indicator_translation": OF_INDICATOR.format(column="master_id"),
    "projects_period": OF_INDICATOR.format(column="indicator_id"),
    "projects_measurement": (
        "SELECT r.project_id FROM touched JOIN projects_period p ON p.id = touched.period_id "
        "JOIN projects_indicator i ON i.id = p.indicator_id "
        "JOIN projects_result r ON r.id = i.result_id"
    ),
    "projects_measurement_translation": OF_MEASUREMENT.format(column="master_id"),
    "projects_evidence": EVIDENCE.format(evidence="SELECT * FROM touched"),
    "donors_organisation": ORGANISATION_TREE,
    "donors_organisation_translation": OF_ORGANISATION.format(keys="SELECT master_id FROM touched"),
    "donors_fund": OF_FUND.format(column="id"),
    "donors_fund_translation": OF_FUND.format(column="master_id"),
    "donors_contribution": (
        "SELECT project_id FROM projects_allocation "
        "WHERE contribution_id IN (SELECT id FROM touched)"
    ),
    "donors_priorityarea": OF_AREA.format(column="id"),
    "donors_priorityarea_translation": OF_AREA.format(column="master_id"),
    "donors_commonapproach_translation": OF_APPROACH.format(column="master_id"),
    "projects_sector": OF_SECTOR.format(column="id"),
    "projects_sector_translation": OF_SECTOR.format(column="master_id"),
    "library_document": (
        "SELECT project_id FROM projects_projectdocument "
        "WHERE document_id IN (SELECT id FROM touched) UNION ALL "
        + OF_FILE.format(file="document_id")
    ),
    "library_photo": OF_FILE.format(file="photo_id"),
}

OF_DELEGATION = "SELECT meeting_id FROM meetings_delegation WHERE {column} IN ({keys})"
MEETING_PARTS = ["agendaitem", "decision", "agreedaction"]
OF_PARTICIPANT = (
    "SELECT d.meeting_id FROM meetings_delegation d "
    "JOIN meetings_participant p ON p.delegation_id = d.id WHERE p.{column} IN ({keys})"
)
MEETING = {
    "meetings_meeting": "SELECT id FROM touched",
    "meetings_meeting_translation": "SELECT master_id FROM touched",
    **{f"meetings_{part}": "SELECT meeting_id FROM touched" for part in MEETING_PARTS},
    **{
        f"meetings_{part}_translation": (
            f"SELECT part.meeting_id FROM touched "
            f"JOIN meetings_{part} part ON part.id = touched.master_id"
        )
        for part in MEETING_PARTS
    },
    "meetings_delegation": "SELECT meeting_id FROM touched",
    "meetings_participant": OF_DELEGATION.format(
        column="id", keys="SELECT delegation_id FROM touched"
    ),
    "meetings_participant_translation": OF_PARTICIPANT.format(
        column="id", keys="SELECT master_id FROM touched"
    ),
    "meetings_statement": OF_PARTICIPANT.format(
        column="id", keys="SELECT participant_id FROM touched"
    ),
    "meetings_statement_translation": OF_PARTICIPANT.format(
        column="id",
        keys="SELECT s.participant_id FROM touched "
        "JOIN meetings_statement s ON s.id = touched.master_id",
    ),
    "donors_person_translation": OF_PARTICIPANT.format(
        column="person_id", keys="SELECT master_id FROM touched"
    ),
    "donors_organisation": (
        OF_DELEGATION.format(column="organisation_id", keys="SELECT id FROM touched")
        + " UNION ALL SELECT meeting_id FROM meetings_agreedaction WHERE "
        "owner_id IN (SELECT id FROM touched) OR counterpart_id IN (SELECT id FROM touched)"
    ),
    "donors_organisation_translation": OF_DELEGATION.format(
        column="organisation_id", keys="SELECT master_id FROM touched"
    ),
}


def itself(table: str) -> dict[str, str]:
    """A thing whose entry says only what it says itself."""
    return {
        table: "SELECT id FROM touched",
        f"{table}_translation": "SELECT master_id FROM touched",
    }


TOUCHES = {
    "project": PROJECT,
    "organisation": itself("donors_organisation"),
    "document": itself("library_document"),
    "lesson": itself("projects_lesson"),
    "meeting": MEETING,
    "article": itself("news_article"),
}

TRANSITIONS = {
    "INSERT": "NEW TABLE AS touched",
    "DELETE": "OLD TABLE AS touched",
    "UPDATE": "OLD TABLE AS was NEW TABLE AS became",
}
BOTH = "WITH touched AS (TABLE was UNION ALL TABLE became) SELECT * FROM ({query}) rows"


def triggers() -> list[tuple[str, str]]:
    """Each trigger with the statement that removes it."""
    made = []
    for kind, tables in TOUCHES.items():
        for table, query in tables.items():
            for event, transition in TRANSITIONS.items():
                name = f"search_mark_{kind}_{event.lower()}"
                text = BOTH.format(query=query) if event == "UPDATE" else query
                made.append(
                    (
                        f"CREATE TRIGGER {name} AFTER {event} ON {table} REFERENCING {transition} "
                        f"FOR EACH STATEMENT EXECUTE FUNCTION search_mark_touched('{kind}', $${text}$$)",
                        f"DROP TRIGGER {name} ON {table}",
                    )
                )
    return made


class Migration(migrations.Migration):
    dependencies = [
        ("search", "0002_entries"),
        ("donors", "0001_initial"),
        ("library", "0002_document_url_index"),
        ("projects", "0005_facets"),
        ("meetings", "0002_agreed_and_frozen_is_final"),
        ("news", "0001_initial"),
    ]

    operations = [
        # Texts and vectors are kept apart, so that the row itself is narrow and quickly read.
        migrations.RunSQL(
            "ALTER TABLE search_searchentry SET (toast_tuple_target = 128)",
            "ALTER TABLE search_searchentry RESET (toast_tuple_target)",
        ),
        migrations.RunSQL(FUNCTION, "DROP FUNCTION search_mark_touched()"),
        *(migrations.RunSQL(forwards, backwards) for forwards, backwards in triggers()),
        # What is there already is entered before the first search, or by the command.
        *(
            migrations.RunSQL(
                f"INSERT INTO search_mark (kind, object_id) SELECT '{kind}', id FROM {next(iter(tables))}",
                migrations.RunSQL.noop,
            )
            for kind, tables in TOUCHES.items()
        ),
    ]
