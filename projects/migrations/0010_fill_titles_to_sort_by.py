import json
from collections import defaultdict
from typing import Any

from django.db import migrations

from publishing.names import alphabetical

AT_ONCE = 2_000


def fill(apps: Any, schema_editor: Any) -> None:
    """So that lists are sorted at once, without the index being made anew.

    Each step is a transaction of its own: no reader waits for the last of a million.
    """
    facets = apps.get_model("projects", "ProjectFacets").objects.order_by("pk")
    titles = apps.get_model("projects", "ProjectTranslation").objects.exclude(title="")
    last = 0
    while keys := list(facets.filter(pk__gt=last).values_list("pk", flat=True)[:AT_ONCE]):
        last = keys[-1]
        found: dict[int, dict[str, str]] = defaultdict(dict)
        for project, language, title in (
            titles.filter(master__gte=keys[0], master__lte=last)
            .order_by("pk")
            .values_list("master", "language_code", "title")
        ):
            found[project][language] = key = alphabetical(title)
            found[project].setdefault("", key)
        with schema_editor.connection.cursor() as cursor:
            cursor.execute(
                "UPDATE projects_projectfacets SET sort_titles = titles "
                "FROM unnest(%s::bigint[], %s::jsonb[]) AS new(key, titles) "
                "WHERE project_id = key AND sort_titles = '{}'",
                [list(found), [json.dumps(one) for one in found.values()]],
            )


class Migration(migrations.Migration):
    atomic = False
    dependencies = [("projects", "0009_titles_to_sort_by")]
    operations = [migrations.RunPython(fill, migrations.RunPython.noop)]
