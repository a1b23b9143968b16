"""Keeping the index in step with what is public.

Triggers of the database mark each thing that a change touches, in the transaction of the change
(see the migration ``marks``), so no way of writing can forget it. ``catch_up`` renews what is
marked, and what a moment has made public or hidden, before anybody searches; an entry that is
still marked is not found. The writing itself never waits for the index.
"""

from __future__ import annotations

import datetime as dt
import functools
import html
import re
from collections import defaultdict
from collections.abc import Iterable, Sequence

from django.db import connection, transaction
from django.db.models.functions import Now

from publishing.many import any_of, write_many
from search.analysis import fold, joined, katakana_words, words
from search.models import Mark, Renewal, SearchEntry, SearchWord
from search.sources import Content, Source, Texts, source, sources
from search.stems import forms_of, look_up

LOCK = 5_301_954
"""The advisory lock of whoever renews entries: one at a time, so that none undoes another's."""
AT_ONCE = 200
"""Things renewed before a search; more of them are left to the command and to later searches."""
BATCH = 500
WHOLE = "\t"
"""Stands before a name that is found whole only."""
MOST_TEXT = 300_000
"""Characters of a text that are searched."""
LAST_POSITION = 16_383
MOST_POSITIONS = 255
"""PostgreSQL's limits: how far words are counted, and how often one is."""

_TAG = re.compile(r"<[^>]*>")


def plain(rich: str) -> str:
    """The text of HTML without its mark-up."""
    return html.unescape(_TAG.sub(" ", rich)) if "<" in rich or "&" in rich else rich


def is_in_step() -> bool:
    """Whether every entry says what is public now. Runs a query."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT NOT EXISTS (SELECT FROM search_mark) AND "
            "NOT EXISTS (SELECT FROM search_searchentry WHERE valid_until <= now())"
        )
        return bool(cursor.fetchone()[0])


def catch_up() -> None:
    """Renew the entries of what has changed or changes by now. Runs a query if nothing has.

    If another process is at it, or there is more than ``AT_ONCE``, what is left stays marked.
    """
    if is_in_step():
        return
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_xact_lock(%s)", [LOCK])
        if cursor.fetchone()[0]:
            _renew_due(AT_ONCE)


def catch_up_fully() -> int:
    """Renew everything that is marked or due, in transactions of their own; return how much."""
    total = 0
    while True:
        with transaction.atomic():
            _wait_for_turn()
            count = _renew_due(BATCH)
        if not count:
            return total
        total += count


def rebuild(kind: str) -> Iterable[int]:
    """Renew all entries of a kind; yields how many things are done, batch by batch."""
    done = 0
    keys: list[int] = []

    def renew() -> None:
        with transaction.atomic():
            _wait_for_turn()
            _renew(source(kind), keys)

    for key in source(kind).all_keys():
        keys.append(key)
        if len(keys) == BATCH:
            renew()
            done += len(keys)
            keys = []
            yield done
    renew()
    yield done + len(keys)


def _wait_for_turn() -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [LOCK])


def _renew_due(limit: int) -> int:
    marks = list(Mark.objects.order_by("pk").values_list("pk", "kind", "object_id")[: limit * 10])
    due = SearchEntry.objects.filter(valid_until__lte=Now())
    keys: dict[str, set[int]] = defaultdict(set)
    for kind, key in due.order_by("valid_until").values_list("kind", "object_id")[:limit]:
        keys[kind].add(key)
    taken = []
    for pk, kind, key in marks:
        if key in keys[kind] or sum(map(len, keys.values())) < limit:
            keys[kind].add(key)
            taken.append(pk)
    known = {one.kind for one in sources()}
    for kind, found in keys.items():
        if kind in known and found:
            _renew(source(kind), sorted(found))
    Mark.objects.filter(pk__in=taken).delete()
    return sum(map(len, keys.values()))


def _database_time() -> dt.datetime:
    """What tells what is public; the clock of this machine may be ahead of it."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT statement_timestamp()")
        now: dt.datetime = cursor.fetchone()[0]
    return now


def _renew(kind: Source, keys: Sequence[int]) -> None:
    """Make the entries of these things say what the things say now."""
    now = _database_time()
    entries = []
    vocabulary: set[str] = set()
    for content in kind.contents(keys, now):
        entries += _entries(kind.kind, content, vocabulary)
    SearchEntry.objects.filter(kind=kind.kind, object_id__among=any_of(keys)).delete()
    # A vector made here already must not be cut again, as SearchVectorField's own way would.
    write_many(SearchEntry, COLUMNS, entries)
    _add_words(vocabulary)
    done = Renewal.objects.create(kind=kind.kind, objects_renewed=list(keys))
    Renewal.objects.filter(pk__lte=done.pk - Renewal.KEPT).delete()


COLUMNS = ("kind", "object_id", "language", "title", "text", "names", "day", "words", "valid_until")
Row = tuple[str, int, str, str, str, str, dt.date | None, str, dt.datetime | None]


def _add_words(vocabulary: set[str]) -> None:
    """Add words to suggest; sorted, so that two who add the same do not wait for each other."""
    with connection.cursor() as cursor:
        cursor.execute(
            f"INSERT INTO {SearchWord._meta.db_table} (word) SELECT unnest(%s::text[]) "
            "ON CONFLICT DO NOTHING",
            [sorted(vocabulary)],
        )


def _entries(kind: str, content: Content, vocabulary: set[str]) -> list[Row]:
    if not content.texts:
        return [(kind, content.object_id, "", "", "", "", None, "", content.valid_until)]
    made = []
    names = _names(content)
    for language, texts in content.texts.items():
        title = texts.title or _any_title(content)
        body = "\n".join(filter(None, [*texts.summary, *texts.body]))[:MOST_TEXT]
        made.append(
            (
                kind,
                content.object_id,
                language,
                title,
                body.replace("\x00", ""),
                names,
                content.day,
                vector(language, title, texts, content, vocabulary),
                content.valid_until,
            )
        )
    return made


def _names(content: Content) -> str:
    """What it is found by beside its text, a name in each line, as ``search.excerpts`` reads it."""
    said = {" ".join(name.split()) for name in (*content.codes, *content.names)}
    said |= {WHOLE + " ".join(name.split()) for name in content.whole_names}
    return "\n".join(sorted(said - {""})).replace("\x00", "")


def _any_title(content: Content) -> str:
    return next((texts.title for texts in content.texts.values() if texts.title), "")


def vector(
    language: str, title: str, texts: Texts, content: Content, vocabulary: set[str] | None = None
) -> str:
    """The tsvector of an entry: title and codes (A), summary (B), names (C), the rest (D)."""
    parts = [
        *(("A", text) for text in (title, *content.codes)),
        *(("B", text) for text in texts.summary),
    ]
    cut = [(weight, words(text)) for weight, text in parts]
    cut += [("C", _cut_name(name)) for name in content.names]
    if vocabulary is not None:
        vocabulary.update(word for _, found in cut for word in found if _worth_suggesting(word))
        for said in (title, *texts.summary, *content.names):
            vocabulary.update(_katakana(said))
    cut += [("D", words(text[:MOST_TEXT])) for text in texts.body]
    # By word first: most are in a text more than once, and what a word is found by is the same.
    places: dict[str, list[str]] = defaultdict(list)
    position = 1
    for weight, found in cut:
        for at, word in enumerate(found, position):
            places[word].append(f"{min(at, LAST_POSITION)}{weight}")
        # The gap keeps a phrase from running over the end of one text into the next.
        position += len(found) + 1
    look_up(places)
    positions: dict[str, list[str]] = defaultdict(list)
    for word, found_at in places.items():
        for form in forms_of(word, language):
            positions[form] += found_at[:MOST_POSITIONS]
    for name in content.whole_names:
        positions[joined(name)].append(f"{min(position, LAST_POSITION)}C")
    positions.pop("", None)
    return " ".join(f"'{form}':{','.join(found_at)}" for form, found_at in positions.items())


# Countries and organisations are named again and again.
@functools.lru_cache(maxsize=10_000)
def _cut_name(name: str) -> list[str]:
    return words(name)


@functools.lru_cache(maxsize=10_000)
def _katakana(said: str) -> list[str]:
    return katakana_words(fold(said))


def _worth_suggesting(word: str) -> bool:
    return len(word) >= 4 and word.isalpha()
