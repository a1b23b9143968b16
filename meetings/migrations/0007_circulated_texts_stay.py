"""The texts of circulated minutes stay as they are read and signed; a new version takes over."""

from django.db import migrations

FORWARDS = """
CREATE FUNCTION meetings_circulated_is_fixed() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF NEW IS DISTINCT FROM OLD
       AND (SELECT state = 'circulated' FROM meetings_minutes WHERE id = OLD.master_id) THEN
        RAISE EXCEPTION 'The texts of circulated minutes stay as they are.'
            USING ERRCODE = 'check_violation', CONSTRAINT = 'meetings_circulated_is_fixed',
                  HINT = 'Write a new version.';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER circulated_is_fixed BEFORE UPDATE ON meetings_minutes_translation
    FOR EACH ROW EXECUTE FUNCTION meetings_circulated_is_fixed();
"""

BACKWARDS = """
DROP TRIGGER circulated_is_fixed ON meetings_minutes_translation;
DROP FUNCTION meetings_circulated_is_fixed();
"""


class Migration(migrations.Migration):
    dependencies = [("meetings", "0006_the_review_from_cloning_to_minutes")]

    operations = [migrations.RunSQL(FORWARDS, BACKWARDS)]
