"""Every table that a public page reads tells of its changes."""

from __future__ import annotations

import re

import pytest
from django.apps import apps
from django.db import connection, models
from django.test.utils import CaptureQueriesContext, isolate_apps

from partnership.page_cache import watching
from partnership.page_cache.middleware import NEVER_KEPT, may_be_kept
from tests.portal import Portal
from tests.security.leaks import patterns

pytestmark = pytest.mark.django_db


def triggers():
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT tgrelid::regclass::text FROM pg_trigger WHERE tgname = %s", [watching.TRIGGER]
        )
        return {table for (table,) in cursor.fetchall()}


def test_every_model_is_watched_but_those_that_no_page_shows():
    labels = {model._meta.label for model in apps.get_models(include_auto_created=True)}

    assert watching.UNSEEN.keys() <= labels, "A model in UNSEEN is gone: take it out."
    assert triggers() == watching.watched_tables()
    assert len(labels) == len(triggers()) + len(watching.UNSEEN)


@isolate_apps("news")
def test_a_new_table_is_watched_as_soon_as_it_is_migrated(monkeypatch):
    class Novelty(models.Model):
        class Meta:
            app_label = "news"

    with connection.schema_editor() as editor:
        editor.create_model(Novelty)
    seen = watching.watched_tables()
    monkeypatch.setattr(watching, "watched_tables", lambda: seen | {Novelty._meta.db_table})

    watching.watch_tables(using="default")
    assert Novelty._meta.db_table in triggers()
    monkeypatch.setattr(watching, "watched_tables", lambda: seen)
    watching.watch_tables(using="default")
    assert triggers() == seen


def test_no_page_that_may_be_kept_reads_what_is_not_watched(client):
    portal = Portal()
    portal.grow(1)
    simple = [f"/{shape}" for shape in patterns() if not re.search(r"[<^(]", shape)]
    unseen = {apps.get_model(label)._meta.db_table for label in watching.UNSEEN}
    told, kept = {}, 0

    for path in [*portal.addresses(), *simple]:
        with CaptureQueriesContext(connection) as queries:
            response = client.get(path)
        match = response.resolver_match
        if match is None or match.view_name in NEVER_KEPT or not may_be_kept(response):
            continue
        kept += 1
        read = {table for query in queries for table in re.findall(r'"(\w+)"', query["sql"])}
        if read & unseen:
            told[path] = read & unseen

    assert told == {}
    assert kept > 30
