"""How fast the list of projects is searched, counted and exported, beside what it cannot beat.

    make benchmark  (or PORTAL_DEMO=1 .venv/bin/python benchmarks/find.py --projects 2000 20000)

Makes that many projects of realistic skew in a database of its own, fills the index, and measures
each question side by side with its floor: plain SQL that yields the same numbers, and the clean
way without an index (one GROUP BY with semi-joins for each facet). Compare ratios, not seconds.
"""

from __future__ import annotations

import argparse
import math
import os
import statistics
import sys
import time
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "partnership.settings")
# Every page is made anew: see page_cache.py for those that are kept.
os.environ["DATABASE_POOL_SIZE"] = os.environ["DATABASE_STATEMENT_TIMEOUT"] = "0"
os.environ["PAGE_CACHE_MB"] = "0"

REPEAT = 5
# Skew: the power makes low numbers common, as a few donors pay for most projects.
MAKE = """
SET session_replication_role = replica;
INSERT INTO donors_organisation (id, slug, state, version, is_demo, type, country, iati_ref,
    website, updated_at)
SELECT n, 'org-' || n, 'published', 1, false, '10', '', 'XM-' || n, '', now()
FROM generate_series(1, 300) n;
INSERT INTO donors_organisation_translation (language_code, master_id, name, short_name,
    description)
SELECT 'en', n, 'Organisation ' || n, '', '' FROM generate_series(1, 300) n;
INSERT INTO donors_partnership (id, slug, state, version, is_demo, donor_id, agency_id,
    contact_email, updated_at)
VALUES (1, 'partnership', 'published', 1, false, 1, 2, '', now());
INSERT INTO donors_priorityarea (id, slug, state, version, is_demo, partnership_id, "order",
    palette, pattern, updated_at)
SELECT n, 'area-' || n, 'published', 1, false, 1, n, 'esd', 'hemp', now()
FROM generate_series(1, 6) n;
INSERT INTO donors_priorityarea_translation (language_code, master_id, name, short_name, summary,
    description)
SELECT 'en', n, 'Area ' || n, '', '', '' FROM generate_series(1, 6) n;
INSERT INTO projects_sector (id, vocabulary, code) SELECT n, '1', (11000 + n * 40)::text
FROM generate_series(1, 200) n;
INSERT INTO projects_project (id, slug, state, version, is_demo, iati_identifier, agency_code,
    status, planned_start, planned_end, crisis_phase, humanitarian, source_url,
    reporting_organisation_id, updated_at)
SELECT n, 'project-' || n, 'published', 1, false, 'XM-2-' || n, 'P' || n, 1 + n % 5,
    day, day + 900, '', false, '', 2, now()
FROM (SELECT n, date '2005-01-01' + (random() * 7000)::int AS day
      FROM generate_series(1, {count}) n) made;
INSERT INTO projects_project_translation (language_code, master_id, title, summary, background,
    objectives, target_groups)
SELECT 'en', n, 'Project ' || n || ' ' || word(n) || ' ' || word(n * 7),
    'It brings ' || word(n * 3) || ' and ' || word(n * 5) || ' to ' || word(n * 11)
        || CASE WHEN n % 5 = 0 THEN ' villages.' ELSE '.' END,
    (SELECT '<p>' || string_agg(word(n * 13 + k), ' ') || '</p>' FROM generate_series(1, 150) k),
    '', ''
FROM generate_series(1, {count}) n;
INSERT INTO projects_projectpriorityarea (project_id, area_id, "primary")
SELECT DISTINCT ON (n, area) n, area, false FROM (SELECT n, 1 + (6 * power(random(), 2))::int % 6
AS area FROM generate_series(1, {count}) n, generate_series(1, 2)) made;
INSERT INTO projects_recipientcountry (project_id, country)
SELECT DISTINCT n, (ARRAY['{countries}'])[1 + ({known} * power(random(), 2))::int % {known}]
FROM generate_series(1, {count}) n, generate_series(1, 2);
INSERT INTO projects_participation (project_id, organisation_id, role, activity_ref)
SELECT DISTINCT n, 1 + (300 * power(random(), 3))::int % 300, 1, ''
FROM generate_series(1, {count}) n, generate_series(1, 2);
INSERT INTO projects_projectgoal (project_id, goal, target)
SELECT DISTINCT n, 1 + (17 * random())::int % 17, '' FROM generate_series(1, {count}) n,
generate_series(1, 2);
INSERT INTO projects_projectsector (project_id, sector_id)
SELECT n, 1 + (200 * power(random(), 2))::int % 200 FROM generate_series(1, {count}) n;
INSERT INTO projects_budget (project_id, type, status, period_start, period_end, amount, currency,
    value_date, approximate, usd_amount, usd_quoted, usd_source)
SELECT id, 1, 1, planned_start, planned_end, 1000 * (id % 997), 'USD', planned_start, false,
    1000 * (id % 997), false, '' FROM projects_project;
SET session_replication_role = DEFAULT;
"""
# Every fifth word is the same, so that it is in every text; most are rare.
WORD = """
CREATE OR REPLACE FUNCTION word(n bigint) RETURNS text LANGUAGE sql AS $$
SELECT CASE WHEN n % 5 = 0 THEN 'water' WHEN n % 31 = 0 THEN 'heritage'
ELSE 'w' || chr((97 + n % 26)::int) || chr((97 + n / 26 % 26)::int)
    || chr((97 + n / 676 % 26)::int) END $$
"""
NAIVE = {
    "area": "SELECT area_id, count(DISTINCT project_id) FROM projects_projectpriorityarea l",
    "country": "SELECT country, count(DISTINCT project_id) FROM projects_recipientcountry l",
    "donor": "SELECT organisation_id, count(DISTINCT project_id) FROM projects_participation l",
    "goal": "SELECT goal, count(DISTINCT project_id) FROM projects_projectgoal l",
    "sector": "SELECT sector_id, count(DISTINCT project_id) FROM projects_projectsector l",
}
FLOOR = (
    "SELECT value, count(*) FROM projects_projectfacets, unnest(values) value {where} "
    "GROUP BY value"
)


def timed(work: Callable[[], Any]) -> float:
    """Median seconds of the work, after one run that nobody counts."""
    work()
    taken = []
    for _ in range(REPEAT):
        start = time.perf_counter()
        work()
        taken.append(time.perf_counter() - start)
    return statistics.median(taken)


def say(text: str) -> None:
    sys.stdout.write(text + "\n")
    sys.stdout.flush()


def countries() -> list[str]:
    """Codes of the countries that projects are in, the most common first."""
    from publishing.names import country_codes

    return sorted(country_codes())[:200]


def fill(count: int) -> None:
    """Make that many projects in the empty database."""
    from django.db import connection

    codes = countries()
    with connection.cursor() as cursor:
        cursor.execute(WORD)
        cursor.execute(MAKE.format(count=count, countries="','".join(codes), known=len(codes)))
        cursor.execute("ANALYZE")


def make(count: int) -> float:
    """Make that many projects in the empty database; the seconds that the index took."""
    from django.db import connection

    from search.index import rebuild

    fill(count)
    start = time.perf_counter()
    for kind in ("organisation", "project"):
        for _done in rebuild(kind):
            pass
    taken = time.perf_counter() - start
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM search_mark")
        cursor.execute("VACUUM ANALYZE")
    return taken


def run(*statements: str) -> None:
    """Run plain SQL, and read what it answers."""
    from django.db import connection

    with connection.cursor() as cursor:
        for statement in statements:
            cursor.execute(statement)
            if cursor.description:
                cursor.fetchall()


def measure(count: int) -> dict[str, float]:
    """Make the projects, measure every question; seconds by question."""
    from django.db import transaction
    from django.http import QueryDict
    from django.utils import translation

    from benchmarks import exports
    from benchmarks.pages_made import answering, cpu
    from projects.facets import bitmaps
    from projects.facets.choices import Choices
    from projects.facets.codes import Facet, of_letters
    from projects.filters import ProjectFilter
    from projects.models import Project
    from search.query import parse

    translation.activate("en")
    indexed = make(count)
    say(f"  index made anew: {count / indexed:,.0f} projects/s")
    start = time.perf_counter()
    if bitmaps.summarise_in_memory(None, {}) is not None:
        # Once in each process, and again after a change of very many projects.
        say(f"  facets read into memory: {time.perf_counter() - start:.2f} s")
    choices = Choices.load()
    found: dict[str, float] = {"index": indexed}

    def page(query: str) -> None:
        bitmaps._bitmaps._counted.clear()  # noqa: SLF001  what was asked before is known
        filters = ProjectFilter(
            QueryDict(query), queryset=Project.objects.public(), choices=choices
        )
        filters.summary  # noqa: B018  counts now, as the page does
        list(filters.qs[:20].values_list("pk", flat=True))

    country = countries()[3]
    code = Facet.COUNTRY.code(of_letters(country))
    link = (
        "EXISTS (SELECT FROM projects_recipientcountry c "
        f"WHERE c.project_id = l.project_id AND c.country = '{country}')"
    )
    public = (
        "EXISTS (SELECT FROM projects_project p WHERE p.id = l.project_id "
        "AND p.state = 'published' AND (p.publish_at IS NULL OR p.publish_at <= now()) "
        "AND (p.expire_at IS NULL OR p.expire_at > now()))"
    )
    group = " GROUP BY 1"
    questions = {
        "all projects, all facets": (
            "",
            "",
            [f"{sql} WHERE {public}{group}" for sql in NAIVE.values()],
        ),
        "one country": (
            f"country={country}",
            f"WHERE values && ARRAY[{code}]",
            [f"{sql} WHERE {public} AND {link}{group}" for sql in NAIVE.values()],
        ),
        "a word in every project": ("q=water", None, None),
        "a word in every fifth": ("q=villages", None, None),
        "a rare word": ("q=wabc", None, None),
        "common word and country": (f"q=villages&country={country}", None, None),
    }
    for name, (query, where, naive) in questions.items():
        seconds = found[name] = timed(partial(page, query))
        if where is None:
            asked = parse(str(QueryDict(query)["q"])).tsquery.replace("'", "''")
            matching = (
                f"FROM search_searchentry WHERE kind = 'project' AND words @@ '{asked}'::tsquery"
            )
            best = f"ORDER BY ts_rank(words, '{asked}'::tsquery) DESC LIMIT 20"
            with transaction.atomic():
                run("SET LOCAL enable_seqscan = off")  # it would unpack every text
                floor = timed(partial(run, f"SELECT count(DISTINCT object_id) {matching}"))
                ordered = timed(partial(run, f"SELECT object_id {matching} {best}"))
            say(
                f"  {name:>26}: {1000 * seconds:8.1f} ms, "
                f"{seconds / floor:5.1f} x the text query alone, "
                f"{seconds / (floor + ordered):5.2f} x that and the first page by rank"
            )
        else:
            floor = timed(partial(run, FLOOR.format(where=where)))
            slow = timed(partial(run, *(naive or [])))
            say(
                f"  {name:>26}: {1000 * seconds:8.1f} ms, {seconds / floor:5.1f} x its floor, "
                f"{seconds / slow:5.2f} x five facets by GROUP BY and semi-joins"
            )
    with answering():
        found["page of the list"] = cpu("/projects/")
        anew = cpu("/projects/", anew=True)
    say(
        f"  {'page of the list':>26}: {1000 * found['page of the list']:8.1f} ms CPU with parts "
        f"from memory, {1000 * anew:.1f} ms anew"
    )
    found |= exports.measure(count, say)
    return found


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument(
        "--projects", nargs="+", type=int, default=[2_000, 20_000, 200_000, 1_000_000]
    )
    options = parser.parse_args()
    from django.db import connection

    import partnership.wsgi  # noqa: F401  loads what the web server loads, in the same way

    # A name of its own, so that tests can run beside it.
    connection.settings_dict["TEST"]["NAME"] = "benchmark_find"
    results: dict[int, dict[str, float]] = {}
    for count in options.projects:
        own = connection.settings_dict["NAME"]
        connection.creation.create_test_db(verbosity=0, autoclobber=True)
        try:
            say(f"{count:,} projects")
            results[count] = measure(count)
        finally:
            connection.creation.destroy_test_db(own, verbosity=0)
            connection.settings_dict["NAME"] = own
    if len(results) > 1:
        first, last = min(results), max(results)
        say("growth from the fewest to the most projects, as an exponent (1 is in proportion):")
        for name, seconds in results[first].items():
            grown = math.log(results[last][name] / seconds) / math.log(last / first)
            say(f"  {name:>26}: {grown:5.2f}")


if __name__ == "__main__":
    main()
