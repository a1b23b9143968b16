"""What a reader may be about to type: titles that have the words typed so far."""

from __future__ import annotations

from collections import Counter, defaultdict

from django.db import connection
from django.utils.translation import get_language

from search.analysis import fold, pieces
from search.beginnings import Beginning, beginning_like, typed
from search.engine import Hit, hit, public_rows
from search.models import Keys
from search.query import SHORTEST_PREFIX, parse
from search.sources import sources

MOST, MOST_OF_A_KIND = 8, 3
"""Suggestions, and those of one kind among them."""
WEIGHED = 1000
"""Titles of a kind at most of which the best are chosen: those that begin with what was typed, and
as many others. More would keep readers waiting who have typed little yet."""
SPARE = 3
"""How many times as many are looked at, as some may no longer be public."""

# What SearchEntryQuerySet.in_force asks.
IN_FORCE = """
NOT EXISTS (
    SELECT FROM search_mark m WHERE m.kind = e.kind AND m.object_id = e.object_id
) AND (e.valid_until IS NULL OR e.valid_until > statement_timestamp())
"""
# In plain SQL, as a queryset for each kind took several times as long to write as to answer.
BEST_TITLED = f"""
SELECT kind, object_id FROM (
    SELECT kind, place, object_id, min(fit) AS fit, min(length) AS length,
        row_number() OVER (
            PARTITION BY place ORDER BY min(fit), min(length), object_id DESC
        ) AS number
    FROM unnest(%(kinds)s::text[]) WITH ORDINALITY AS one (kind, place), LATERAL (
        (
            SELECT e.object_id, length(e.title) AS length,
                CASE e.language WHEN %(language)s THEN 0 ELSE 1 END AS fit
            FROM search_searchentry e
            WHERE e.kind = one.kind AND {Beginning.of("e.title")} LIKE %(begins)s AND {IN_FORCE}
            LIMIT %(weighed)s
        ) UNION ALL (
            SELECT e.object_id, length(e.title), 2 FROM search_searchentry e
            WHERE e.kind = one.kind AND ts_filter(e.words, '{{a}}') @@ %(asked)s::tsquery
                AND {IN_FORCE}
            LIMIT %(weighed)s
        )
    ) weighed
    GROUP BY kind, place, object_id
) best
WHERE number <= %(most)s ORDER BY fit, place, length, object_id DESC
"""  # noqa: S608  our own texts
"""Kinds and keys: those that begin with what was typed, in the reader's language and then in
another, then all that have the words; short titles first, then what was made last."""


def completions(text: str, most: int = MOST) -> list[Hit]:
    """Public things whose title has the words typed so far, those that begin with them first.

    A few of each kind. Runs three statements at most.
    """
    # After other words a first letter says enough.
    query = parse(text, shortest_prefix=1 if len(text.split()) > 1 else SHORTEST_PREFIX)
    if not query.wanted:
        return []
    kinds = [one.kind for one in sources()]
    with connection.cursor() as cursor:
        cursor.execute(
            BEST_TITLED,
            {
                "kinds": kinds,
                "language": get_language(),
                "begins": beginning_like(query.text) if _says_enough(query.text) else None,
                "asked": query.tsquery,
                "weighed": WEIGHED,
                "most": MOST_OF_A_KIND * SPARE,
            },
        )
        found = cursor.fetchall()
    keys: Keys = defaultdict(list)
    for kind, key in found:
        keys[kind].append(key)
    rows = public_rows(keys)
    chosen: list[Hit] = []
    of_kind: Counter[str] = Counter()
    for kind, key in found:
        if (kind, key) in rows and of_kind[kind] < MOST_OF_A_KIND:
            of_kind[kind] += 1
            chosen.append(hit(kind, rows[kind, key]))
    return chosen[:most]


def _says_enough(text: str) -> bool:
    # A character does where words are not spaced.
    return len(typed(text)) >= SHORTEST_PREFIX or any(
        is_stretch for _piece, is_stretch in pieces(fold(text))
    )
