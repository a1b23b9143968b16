"""An approved value never changes; it can only be withdrawn or corrected by a new one."""

from django.db import migrations

FORWARDS = """
CREATE FUNCTION projects_approved_is_final() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    final boolean;
BEGIN
    IF TG_TABLE_NAME = 'projects_measurement' THEN
        final := OLD.state IN ('approved', 'withdrawn');
        IF TG_OP = 'UPDATE' THEN
            final := final AND NOT (
                (NEW.state = OLD.state OR NEW.state = 'withdrawn')
                AND (NEW.period_id, NEW.value, NEW.as_of, NEW.approximate, NEW.corrects_id,
                     NEW.recorded_at)
                    IS NOT DISTINCT FROM
                    (OLD.period_id, OLD.value, OLD.as_of, OLD.approximate, OLD.corrects_id,
                     OLD.recorded_at));
        END IF;
    ELSIF TG_TABLE_NAME = 'projects_measurement_translation' THEN
        SELECT state IN ('approved', 'withdrawn') INTO final
            FROM projects_measurement WHERE id = OLD.master_id;
        IF TG_OP = 'UPDATE' THEN
            final := final AND NEW IS DISTINCT FROM OLD;
        END IF;
    ELSE
        SELECT state IN ('approved', 'withdrawn') INTO final
            FROM projects_measurement WHERE id = OLD.measurement_id;
        IF TG_OP = 'UPDATE' THEN
            final := final AND NEW IS DISTINCT FROM OLD;
        END IF;
    END IF;
    IF final THEN
        RAISE EXCEPTION 'An approved value never changes.'
            USING ERRCODE = 'check_violation', CONSTRAINT = 'projects_approved_is_final',
                  HINT = 'Add a new value that corrects it, or withdraw it.';
    END IF;
    RETURN CASE WHEN TG_OP = 'DELETE' THEN OLD ELSE NEW END;
END $$;
"""

TABLES = [
    "projects_measurement",
    "projects_measurement_translation",
    "projects_disaggregation",
]


class Migration(migrations.Migration):
    dependencies = [("projects", "0003_allocations_within_contribution")]

    operations = [
        migrations.RunSQL(FORWARDS, "DROP FUNCTION projects_approved_is_final()"),
        *(
            migrations.RunSQL(
                f"CREATE TRIGGER approved_is_final BEFORE UPDATE OR DELETE ON {table} "
                f"FOR EACH ROW EXECUTE FUNCTION projects_approved_is_final()",
                f"DROP TRIGGER approved_is_final ON {table}",
            )
            for table in TABLES
        ),
    ]
