"""Circulated minutes are read and signed: neither they nor one of their languages are deleted."""

from django.db import migrations

FORWARDS = """
CREATE FUNCTION meetings_circulated_is_kept() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    kept boolean;
BEGIN
    IF TG_TABLE_NAME = 'meetings_minutes' THEN
        kept := OLD.state = 'circulated';
    ELSE
        SELECT state = 'circulated' INTO kept FROM meetings_minutes WHERE id = OLD.master_id;
    END IF;
    IF kept THEN
        RAISE EXCEPTION 'Circulated minutes are not deleted.'
            USING ERRCODE = 'check_violation', CONSTRAINT = 'meetings_circulated_is_kept',
                  HINT = 'Write a new version.';
    END IF;
    RETURN OLD;
END $$;
CREATE TRIGGER circulated_is_kept BEFORE DELETE ON meetings_minutes
    FOR EACH ROW EXECUTE FUNCTION meetings_circulated_is_kept();
CREATE TRIGGER circulated_is_kept BEFORE DELETE ON meetings_minutes_translation
    FOR EACH ROW EXECUTE FUNCTION meetings_circulated_is_kept();
"""

BACKWARDS = """
DROP TRIGGER circulated_is_kept ON meetings_minutes_translation;
DROP TRIGGER circulated_is_kept ON meetings_minutes;
DROP FUNCTION meetings_circulated_is_kept();
"""


class Migration(migrations.Migration):
    dependencies = [("meetings", "0016_demo_actions")]

    operations = [migrations.RunSQL(FORWARDS, BACKWARDS)]
