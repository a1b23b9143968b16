"""Shares of a project add up to 100 per vocabulary, checked when the transaction ends."""

from django.db import migrations

FORWARDS = """
CREATE FUNCTION projects_check_shares() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    checked bigint;
    wrong text;
BEGIN
    FOREACH checked IN ARRAY ARRAY_REMOVE(
        ARRAY[CASE WHEN TG_OP <> 'DELETE' THEN NEW.project_id END,
              CASE WHEN TG_OP <> 'INSERT' THEN OLD.project_id END], NULL)
    LOOP
        -- The lock makes two transactions that change the shares at once see each other.
        PERFORM 1 FROM projects_project WHERE id = checked FOR NO KEY UPDATE;
        SELECT what INTO wrong FROM (
            SELECT 'priority areas' AS what, percentage AS share, '' AS vocabulary
                FROM projects_projectpriorityarea WHERE project_id = checked
            UNION ALL
            SELECT 'sectors', ps.percentage, s.vocabulary
                FROM projects_projectsector ps JOIN projects_sector s ON s.id = ps.sector_id
                WHERE ps.project_id = checked
            UNION ALL
            -- Countries stand for a part of the whole in each list of regions.
            SELECT 'countries and regions', c.percentage, v.vocabulary
                FROM projects_recipientcountry c
                CROSS JOIN (
                    SELECT DISTINCT vocabulary FROM projects_recipientregion
                        WHERE project_id = checked
                    UNION ALL
                    SELECT '' WHERE NOT EXISTS (
                        SELECT 1 FROM projects_recipientregion WHERE project_id = checked)
                ) v WHERE c.project_id = checked
            UNION ALL
            SELECT 'countries and regions', percentage, vocabulary
                FROM projects_recipientregion WHERE project_id = checked
        ) shares
        GROUP BY what, vocabulary
        HAVING COUNT(share) > 0
            AND (COUNT(share) < COUNT(*) OR ABS(SUM(share) - 100) > 0.01)
        LIMIT 1;
        IF wrong IS NOT NULL THEN
            RAISE EXCEPTION 'The shares of the % of project % do not add up to 100.',
                wrong, checked
                USING ERRCODE = 'check_violation', CONSTRAINT = 'projects_shares_total_100',
                      HINT = 'Give all of them, adding up to 100, or none.';
        END IF;
    END LOOP;
    RETURN NULL;
END $$;
"""

TABLES = [
    "projects_projectpriorityarea",
    "projects_projectsector",
    "projects_recipientcountry",
    "projects_recipientregion",
]


class Migration(migrations.Migration):
    dependencies = [("projects", "0001_initial")]

    operations = [
        migrations.RunSQL(FORWARDS, "DROP FUNCTION projects_check_shares()"),
        *(
            migrations.RunSQL(
                f"CREATE CONSTRAINT TRIGGER shares_total_100 "
                f"AFTER INSERT OR UPDATE OR DELETE ON {table} "
                f"DEFERRABLE INITIALLY DEFERRED FOR EACH ROW "
                f"EXECUTE FUNCTION projects_check_shares()",
                f"DROP TRIGGER shares_total_100 ON {table}",
            )
            for table in TABLES
        ),
    ]
