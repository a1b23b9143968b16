"""How fast search and pages are beside peers, measured in turns in one run.

    PORTAL_DEMO=1 python benchmarks/peers.py [--projects 20000]

Installs Wagtail and its search, modelsearch, into an environment that is thrown away, and needs a
way to PyPI for that. Both search the same texts in the same PostgreSQL: a page of 20 with its
count and facets (one facet for modelsearch, all thirteen for the portal). Then pages: those of a
site made by ``wagtail start``, which are nearly empty, and the demo's list and its richest
project; the CPU time of making them, and how many the same web server gives in a second, ours
with its memory for pages and without. Compare ratios, not milliseconds.
"""

from __future__ import annotations

import argparse
import json
import os
import subprocess
import sys
import tempfile
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Any
from urllib.parse import quote

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "partnership.settings")
# Every page is made anew: see page_cache.py for those that are kept.
os.environ["DATABASE_POOL_SIZE"] = os.environ["DATABASE_STATEMENT_TIMEOUT"] = "0"
os.environ["PAGE_CACHE_MB"] = "0"

from benchmarks.page_cache import served, turn

PEERS = ["wagtail>=8,<9", "modelsearch>=1.3,<2", "psycopg[binary]>=3.2", "granian>=2.5"]
TURNS = 3
PORT = 8150
CONNECTION = ("user", "password", "host", "port", "dbname")
THEIRS = {"list": "/search/?query=home", "detail": "/"}
WORDS = ["water", "villages", "wabc"]
"""In every project, in every fifth, in few."""

MODELS = """
from django.db import models
from modelsearch import index
from modelsearch.queryset import SearchableQuerySetMixin

class Projects(SearchableQuerySetMixin, models.QuerySet):
    pass

class Project(index.Indexed, models.Model):
    title = models.TextField()
    summary = models.TextField()
    background = models.TextField()
    country = models.CharField(max_length=2)
    objects = Projects.as_manager()
    search_fields = [
        index.SearchField("title", boost=10),
        index.SearchField("summary", boost=2),
        index.SearchField("background"),
        index.FilterField("country"),
    ]
"""
# What the peer does when it is asked to, one line of JSON for each answer.
ASK = """
import json, os, sys, time, statistics
import django
django.setup()
from django.core.management import call_command
from django.db import connection
from django.test import Client

def timed(work, clock=time.perf_counter):
    work()
    taken = []
    for _ in range(5):
        start = clock()
        work()
        taken.append(clock() - start)
    return statistics.median(taken)

def search(word):
    from found.models import Project
    results = Project.objects.search(word)
    list(results[:20]), results.count(), results.facet("country")

def page(path):
    assert Client(HTTP_HOST="localhost").get(path).status_code == 200, path

what = sys.argv[1]
if what == "fill":
    call_command("migrate", verbosity=0)
    if os.environ.get("PEER_FILL"):
        with connection.cursor() as cursor:
            cursor.execute(os.environ["PEER_FILL"])
        call_command("rebuild_modelsearch_index", verbosity=0)
        with connection.cursor() as cursor:
            cursor.execute("VACUUM ANALYZE")
elif what == "search":
    print(json.dumps({word: timed(lambda: search(word)) for word in sys.argv[2:]}))
else:
    print(json.dumps({path: timed(lambda: page(path), time.process_time) for path in sys.argv[2:]}))
"""
SITE = """
from peersite.settings.dev import *
DEBUG = False
ALLOWED_HOSTS = ["*"]
STORAGES["staticfiles"] = {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}
"""
SETTINGS = """
SECRET_KEY = "x"
INSTALLED_APPS = [
    "django.contrib.contenttypes", "django.contrib.postgres", "modelsearch", "found",
]
DATABASES = {"default": {
    "ENGINE": "django.db.backends.postgresql", "NAME": "%(name)s", "USER": "%(user)s",
    "HOST": "%(host)s", "PORT": "%(port)s", "PASSWORD": "%(password)s",
}}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
"""


class Peer:
    """A Python of its own, with its own settings."""

    def __init__(self, python: Path, folder: Path, settings: str) -> None:
        self.python = python
        self.folder = folder
        self.environment = {
            "PATH": os.environ["PATH"],
            "DJANGO_SETTINGS_MODULE": settings,
            "PYTHONPATH": str(folder),
        }
        (folder / "ask.py").write_text(ASK)

    def ask(self, *what: str, **environment: str) -> dict[str, float]:
        """Seconds, by word or path."""
        done = subprocess.run(
            [self.python, "ask.py", *what],
            cwd=self.folder,
            env={**self.environment, **environment},
            check=True,
            capture_output=True,
            text=True,
        )
        found: dict[str, float] = json.loads(done.stdout.splitlines()[-1] if done.stdout else "{}")
        return found


def install(home: Path) -> Path:
    """Make the environment; the path of its Python."""
    uv = Path(sys.executable).parent / "uv"
    python = home / "env" / "bin" / "python"
    subprocess.run([uv, "venv", "-q", home / "env"], check=True)
    subprocess.run([uv, "pip", "install", "-q", "--python", python, *PEERS], check=True)
    subprocess.run(
        [home / "env" / "bin" / "wagtail", "start", "peersite", home],
        check=True,
        capture_output=True,
    )
    return python


def best(turns: list[dict[str, float]]) -> dict[str, float]:
    """The fastest of several turns: what the machine's noise cannot add to."""
    return {name: min(turn[name] for turn in turns) for name in turns[0]}


def compare(ours: Callable[[], dict[str, float]], peer: Callable[[], dict[str, float]]) -> Any:
    """Measure both in turns."""
    turns = [(ours(), peer()) for _ in range(TURNS)]
    return best([mine for mine, _ in turns]), best([theirs for _, theirs in turns])


def say(text: str) -> None:
    sys.stdout.write(text + "\n")
    sys.stdout.flush()


def search_beside(python: Path, home: Path, count: int) -> None:
    """Search the same texts."""
    from django.db import connection
    from django.http import QueryDict

    from benchmarks import find
    from projects.facets.choices import Choices
    from projects.filters import ProjectFilter
    from projects.models import Project

    find.make(count)
    server = connection.get_connection_params()
    with connection.cursor() as cursor:
        cursor.execute("CREATE SCHEMA peer")
    (home / "found").mkdir()
    (home / "found" / "__init__.py").touch()
    (home / "found" / "models.py").write_text(MODELS)
    given = {name: server.get(name, "") for name in ("user", "host", "port", "password")}
    options = 'DATABASES["default"]["OPTIONS"] = {"options": "-c search_path=peer,public"}\n'
    (home / "found_settings.py").write_text(
        SETTINGS % {**given, "name": server["dbname"]} + options
    )
    peer = Peer(python, home, "found_settings")
    subprocess.run(
        [python, "-m", "django", "makemigrations", "found", "-v0"],
        cwd=home,
        env=peer.environment,
        check=True,
    )
    peer.ask(
        "fill",
        PEER_FILL="INSERT INTO peer.found_project (title, summary, background, country) "
        "SELECT title, summary, background, (SELECT min(country) FROM "
        "public.projects_recipientcountry c WHERE c.project_id = master_id) "
        "FROM public.projects_project_translation",
    )
    choices = Choices.load()

    def page(word: str) -> None:
        filters = ProjectFilter(
            QueryDict(f"q={word}"), queryset=Project.objects.public(), choices=choices
        )
        filters.summary  # noqa: B018  counts now, as the page does
        list(filters.qs[:20])

    def ours() -> dict[str, float]:
        return {word: find.timed(partial(page, word)) for word in WORDS}

    mine, theirs = compare(ours, lambda: peer.ask("search", *WORDS))
    say(f"{count:,} projects, a page of a search with its count and facets:")
    for word in WORDS:
        say(
            f"  {word:>10}: {1000 * mine[word]:7.1f} ms with 13 facets, modelsearch "
            f"{1000 * theirs[word]:7.1f} ms with one: {theirs[word] / mine[word]:.1f} x ours"
        )


def pages_beside(python: Path, home: Path) -> None:
    """CPU time of a page, in the process that makes it."""
    from django.test import Client

    from benchmarks.pages_made import answering, cpu
    from partnership.demo import load_demo
    from projects.models import Project
    from search.index import catch_up_fully

    load_demo()
    catch_up_fully()
    client = Client(HTTP_HOST="localhost")
    paths = {"/projects/", *(one.get_absolute_url() for one in Project.objects.public())}
    with answering():
        richest = max(paths - {"/projects/"}, key=lambda path: len(client.get(path).content))
        (home / "site_settings.py").write_text(SITE)
        peer = Peer(python, home, "site_settings")
        peer.ask("fill")
        mine, theirs = compare(
            lambda: {"list": cpu("/projects/"), "detail": cpu(richest)},
            lambda: peer.ask("pages", *THEIRS.values()),
        )
        anew = {"list": cpu("/projects/", anew=True), "detail": cpu(richest, anew=True)}
    say("CPU time of making a page:")
    for name, path in THEIRS.items():
        say(
            f"  {name:>10}: {1000 * mine[name]:6.1f} ms with parts from memory, "
            f"{1000 * anew[name]:.1f} ms anew, wagtail start "
            f"{1000 * theirs[path]:6.1f} ms ({path}): {theirs[path] / mine[name]:.2f} x ours"
        )
    rates_beside(peer, {"list": "/projects/", "detail": richest})


def rates_beside(peer: Peer, paths: dict[str, str]) -> None:
    """How many pages the same server gives in a second, ours from memory and made."""
    from django.db import connection

    at = connection.get_connection_params()
    url = "postgres://{user}:{password}@/{dbname}?host={host}&port={port}".format(
        **{name: quote(str(at.get(name, "")), safe="") for name in CONNECTION}
    )
    accepts = "Accept-Encoding: gzip"
    programs = peer.python.parent
    with (
        served("partnership.wsgi:application", PORT, DATABASE_URL=url, PAGE_CACHE_MB="64") as ours,
        served(
            "partnership.wsgi:application", PORT + 2, DATABASE_URL=url, PAGE_CACHE_MB="0"
        ) as made,
        served(
            "peersite.wsgi:application",
            PORT + 1,
            home=peer.folder,
            programs=programs,
            **peer.environment,
        ) as theirs,
    ):
        say("Pages a second of the same web server, one process, one reader:")
        for name, path in paths.items():
            turns = [
                (
                    turn(PORT, path, ours, accepts)[0],
                    turn(PORT + 2, path, made, accepts)[0],
                    turn(PORT + 1, THEIRS[name], theirs)[0],
                )
                for _ in range(TURNS)
            ]
            mine, unkept, least = (max(rates) for rates in zip(*turns, strict=True))
            say(
                f"  {name:>10}: {mine:8,.0f} from the memory for pages, {unkept:,.0f} without it, "
                f"wagtail start {least:,.0f}, which keeps none: {mine / least:.1f} and "
                f"{unkept / least:.2f} x as many"
            )


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--projects", type=int, default=20_000)
    options = parser.parse_args()
    from django.db import connection
    from django.utils import translation

    import partnership.wsgi  # noqa: F401  loads what the web server loads, in the same way

    translation.activate("en")
    own = connection.settings_dict["NAME"]
    with tempfile.TemporaryDirectory() as folder:
        home = Path(folder)
        python = install(home)
        for name, measure in (
            ("benchmark_peer_search", partial(search_beside, python, home, options.projects)),
            ("benchmark_peer_pages", partial(pages_beside, python, home)),
        ):
            connection.settings_dict["TEST"]["NAME"] = name
            connection.creation.create_test_db(verbosity=0, autoclobber=True)
            try:
                measure()
            finally:
                connection.creation.destroy_test_db(own, verbosity=0)
                connection.settings_dict["NAME"] = own


if __name__ == "__main__":
    main()
