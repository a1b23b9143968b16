"""Words are looked up in an index; what finds and counts entries need not read past them."""

from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("search", "0006_areas_and_funds")]

    operations = [
        migrations.RunSQL(
            # It holds for entries that are written from now on: manage.py search_index --rebuild
            "ALTER TABLE search_searchentry SET (toast_tuple_target = 128)",
            "ALTER TABLE search_searchentry RESET (toast_tuple_target)",
        )
    ]
