"""Agreed minutes and frozen dossiers never change; a new version takes their place."""

from django.db import migrations

FORWARDS = """
CREATE FUNCTION meetings_agreed_is_final() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    final boolean;
BEGIN
    IF TG_TABLE_NAME = 'meetings_minutes' THEN
        final := OLD.state = 'agreed';
        IF TG_OP = 'UPDATE' THEN
            -- The account of a former author may go; the record stays.
            final := final AND
                (NEW.meeting_id, NEW.version, NEW.state, NEW.circulated_at, NEW.agreed_at)
                IS DISTINCT FROM
                (OLD.meeting_id, OLD.version, OLD.state, OLD.circulated_at, OLD.agreed_at);
        END IF;
    ELSIF TG_TABLE_NAME = 'meetings_minutes_translation' THEN
        SELECT state = 'agreed' INTO final FROM meetings_minutes WHERE id = OLD.master_id;
        IF TG_OP = 'UPDATE' THEN
            final := final AND NEW IS DISTINCT FROM OLD;
        END IF;
    ELSE
        SELECT state = 'agreed' INTO final FROM meetings_minutes WHERE id = OLD.minutes_id;
        IF TG_OP = 'UPDATE' THEN
            final := final AND NEW IS DISTINCT FROM OLD;
        END IF;
    END IF;
    IF final THEN
        RAISE EXCEPTION 'Agreed minutes never change.'
            USING ERRCODE = 'check_violation', CONSTRAINT = 'meetings_agreed_is_final',
                  HINT = 'Write a new version.';
    END IF;
    RETURN CASE WHEN TG_OP = 'DELETE' THEN OLD ELSE NEW END;
END $$;
CREATE TRIGGER agreed_is_final BEFORE UPDATE OR DELETE ON meetings_minutes
    FOR EACH ROW EXECUTE FUNCTION meetings_agreed_is_final();
CREATE TRIGGER agreed_is_final BEFORE UPDATE OR DELETE ON meetings_minutes_translation
    FOR EACH ROW EXECUTE FUNCTION meetings_agreed_is_final();
CREATE TRIGGER agreed_is_final BEFORE UPDATE OR DELETE ON meetings_signoff
    FOR EACH ROW EXECUTE FUNCTION meetings_agreed_is_final();

CREATE FUNCTION meetings_frozen_is_final() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    final boolean;
BEGIN
    IF TG_TABLE_NAME = 'meetings_reviewdossier' THEN
        final := OLD.frozen_at IS NOT NULL;
        IF TG_OP = 'UPDATE' THEN
            final := final AND (to_jsonb(NEW) - 'author_id') <> (to_jsonb(OLD) - 'author_id');
        END IF;
    ELSE
        SELECT bool_or(frozen_at IS NOT NULL) INTO final FROM meetings_reviewdossier
            WHERE (TG_OP <> 'DELETE' AND id = NEW.dossier_id)
               OR (TG_OP <> 'INSERT' AND id = OLD.dossier_id);
    END IF;
    IF final THEN
        RAISE EXCEPTION 'A frozen dossier never changes.'
            USING ERRCODE = 'check_violation', CONSTRAINT = 'meetings_frozen_is_final',
                  HINT = 'Compile a new dossier.';
    END IF;
    RETURN CASE WHEN TG_OP = 'DELETE' THEN OLD ELSE NEW END;
END $$;
CREATE TRIGGER frozen_is_final BEFORE UPDATE OR DELETE ON meetings_reviewdossier
    FOR EACH ROW EXECUTE FUNCTION meetings_frozen_is_final();
CREATE TRIGGER frozen_is_final BEFORE INSERT OR UPDATE OR DELETE ON meetings_dossierentry
    FOR EACH ROW EXECUTE FUNCTION meetings_frozen_is_final();
"""

BACKWARDS = """
DROP TRIGGER frozen_is_final ON meetings_dossierentry;
DROP TRIGGER frozen_is_final ON meetings_reviewdossier;
DROP FUNCTION meetings_frozen_is_final();
DROP TRIGGER agreed_is_final ON meetings_signoff;
DROP TRIGGER agreed_is_final ON meetings_minutes_translation;
DROP TRIGGER agreed_is_final ON meetings_minutes;
DROP FUNCTION meetings_agreed_is_final();
"""


class Migration(migrations.Migration):
    dependencies = [("meetings", "0001_initial")]

    operations = [migrations.RunSQL(FORWARDS, BACKWARDS)]
