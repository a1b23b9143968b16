import json
from collections import defaultdict
from itertools import islice
from typing import Any

from django.db import migrations, models

from publishing.names import alphabetical

AT_ONCE = 2_000


def fill(apps: Any, schema_editor: Any) -> None:
    """So that lists are sorted at once, without the index being made anew."""
    titles = apps.get_model("projects", "ProjectTranslation").objects.exclude(title="")
    found = defaultdict(dict)
    for project, language, title in titles.order_by("pk").values_list(
        "master", "language_code", "title"
    ):
        found[project][language] = key = alphabetical(title)
        found[project].setdefault("", key)
    with schema_editor.connection.cursor() as cursor:
        rows = iter(found.items())
        while some := list(islice(rows, AT_ONCE)):
            cursor.execute(
                "UPDATE projects_projectfacets SET sort_titles = titles "
                "FROM unnest(%s::bigint[], %s::jsonb[]) AS new(key, titles) "
                "WHERE project_id = key",
                [[key for key, _titles in some], [json.dumps(one) for _key, one in some]],
            )


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
                default=dict,
                help_text="By language, without accents and case; the first under an empty name.",
                verbose_name="titles to sort by",
            ),
        ),
        migrations.RunPython(fill, migrations.RunPython.noop),
    ]
