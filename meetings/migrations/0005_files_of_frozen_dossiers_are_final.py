"""The files of a frozen dossier never change, like its entries."""

from django.db import migrations

FORWARDS = """
CREATE TRIGGER frozen_is_final BEFORE INSERT OR UPDATE OR DELETE ON meetings_dossierfile
    FOR EACH ROW EXECUTE FUNCTION meetings_frozen_is_final();
"""

BACKWARDS = "DROP TRIGGER frozen_is_final ON meetings_dossierfile;"


class Migration(migrations.Migration):
    dependencies = [("meetings", "0004_dossiers_built_into_files")]

    operations = [migrations.RunSQL(FORWARDS, BACKWARDS)]
