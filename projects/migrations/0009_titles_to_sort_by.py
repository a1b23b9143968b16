from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("projects", "0008_lessons_are_validated_for"),
    ]

    operations = [
        migrations.AddField(
            model_name="projectfacets",
            name="sort_titles",
            field=models.JSONField(
                blank=True,
                # So that what still runs of the last version can add rows.
                db_default={},
                default=dict,
                help_text="By language, without accents and case; the first under an empty name.",
                verbose_name="titles to sort by",
            ),
        ),
    ]
