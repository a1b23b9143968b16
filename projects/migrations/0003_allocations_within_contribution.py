"""The allocations of a contribution never exceed it, checked when the transaction ends."""

from django.db import migrations

FORWARDS = """
CREATE FUNCTION projects_check_allocations() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    checked bigint;
    available numeric;
    given numeric;
BEGIN
    IF TG_TABLE_NAME = 'donors_contribution' THEN
        checked := NEW.id;
    ELSE
        checked := NEW.contribution_id;
    END IF;
    -- The lock makes two allocations made at once see each other.
    SELECT amount INTO available FROM donors_contribution WHERE id = checked FOR UPDATE;
    SELECT SUM(amount) INTO given FROM projects_allocation WHERE contribution_id = checked;
    IF given > available THEN
        RAISE EXCEPTION 'Allocations of % exceed contribution % of %.', given, checked, available
            USING ERRCODE = 'check_violation',
                  CONSTRAINT = 'projects_allocations_within_contribution',
                  HINT = 'Allocate less, or correct the contribution.';
    END IF;
    RETURN NULL;
END $$;
CREATE CONSTRAINT TRIGGER allocations_within_contribution
    AFTER INSERT OR UPDATE ON projects_allocation
    DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION projects_check_allocations();
CREATE CONSTRAINT TRIGGER allocations_within_contribution
    AFTER UPDATE OF amount ON donors_contribution
    DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION projects_check_allocations();
"""

BACKWARDS = """
DROP TRIGGER allocations_within_contribution ON donors_contribution;
DROP TRIGGER allocations_within_contribution ON projects_allocation;
DROP FUNCTION projects_check_allocations();
"""


class Migration(migrations.Migration):
    dependencies = [("projects", "0002_shares_total_100"), ("donors", "0001_initial")]

    operations = [migrations.RunSQL(FORWARDS, BACKWARDS)]
