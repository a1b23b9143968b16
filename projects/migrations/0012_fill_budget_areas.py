from typing import Any

from django.db import migrations

AT_ONCE = 2_000


def fill(apps: Any, schema_editor: Any) -> None:
    """Each project's money in its main area, as it was until the index is made anew.

    Each step is a transaction of its own: no reader waits for the last of a million.
    """
    facets = apps.get_model("projects", "ProjectFacets").objects.order_by("pk")
    last = 0
    while keys := list(facets.filter(pk__gt=last).values_list("pk", flat=True)[:AT_ONCE]):
        last = keys[-1]
        with schema_editor.connection.cursor() as cursor:
            cursor.execute(
                "UPDATE projects_projectfacets "
                "SET budget_areas = array_fill(main_area_id, ARRAY[cardinality(budget_years)]) "
                "WHERE project_id BETWEEN %s AND %s AND budget_areas = '{}'",
                [keys[0], last],
            )


class Migration(migrations.Migration):
    atomic = False
    dependencies = [("projects", "0011_budget_areas")]
    operations = [migrations.RunPython(fill, migrations.RunPython.noop)]
