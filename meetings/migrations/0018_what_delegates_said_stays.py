"""What somebody wrote about circulated minutes is theirs: it is answered, never rewritten."""

from django.db import migrations

FORWARDS = """
CREATE FUNCTION meetings_comment_stays() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'DELETE'
       OR (NEW.minutes_id, NEW.side, NEW.author_name, NEW.paragraph, NEW.language, NEW.text)
          IS DISTINCT FROM
          (OLD.minutes_id, OLD.side, OLD.author_name, OLD.paragraph, OLD.language, OLD.text) THEN
        RAISE EXCEPTION 'A comment on minutes stays as it was written.'
            USING ERRCODE = 'check_violation', CONSTRAINT = 'meetings_comment_stays',
                  HINT = 'Answer it, or settle it.';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER comment_stays BEFORE UPDATE OR DELETE ON meetings_minutescomment
    FOR EACH ROW EXECUTE FUNCTION meetings_comment_stays();
"""

BACKWARDS = """
DROP TRIGGER comment_stays ON meetings_minutescomment;
DROP FUNCTION meetings_comment_stays();
"""


class Migration(migrations.Migration):
    dependencies = [("meetings", "0017_circulated_is_not_deleted")]

    operations = [migrations.RunSQL(FORWARDS, BACKWARDS)]
