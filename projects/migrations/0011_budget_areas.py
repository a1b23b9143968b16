from django.contrib.postgres.fields import ArrayField
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("projects", "0010_fill_titles_to_sort_by")]

    operations = [
        migrations.AddField(
            model_name="projectfacets",
            name="budget_areas",
            field=ArrayField(
                base_field=models.BigIntegerField(null=True),
                blank=True,
                # So that what still runs of the last version can add rows.
                db_default=[],
                default=list,
                help_text="The key of the priority area of each of the amounts.",
                size=None,
                verbose_name="areas",
            ),
        ),
        migrations.AlterField(
            model_name="projectfacets",
            name="budget_amounts",
            field=ArrayField(
                base_field=models.DecimalField(decimal_places=2, max_digits=18),
                blank=True,
                default=list,
                help_text="US dollars budgeted in each of the years for each of the areas.",
                size=None,
                verbose_name="amounts",
            ),
        ),
        migrations.AlterField(
            model_name="projectfacets",
            name="budget_years",
            field=ArrayField(
                base_field=models.IntegerField(),
                blank=True,
                default=list,
                help_text="The year of each of the amounts.",
                size=None,
                verbose_name="years",
            ),
        ),
        # The column stays for what still runs of the last version: the next one drops it.
        migrations.SeparateDatabaseAndState(
            state_operations=[
                migrations.RemoveField(model_name="projectfacets", name="main_area_id"),
            ],
        ),
    ]
