"""Loading the demo partnership: complete, once, and never over somebody's own content."""

from io import StringIO

import pytest
from django.apps import apps
from django.contrib.auth import get_user_model
from django.core.management import call_command
from django.db import connection
from django.test.utils import CaptureQueriesContext
from parler.models import TranslatableModel

from donors.models import PriorityArea
from library.models import Document
from news.models import Article
from partnership.demo import load_demo
from partnership.demo.shelf import DATA
from projects.codes import ActivityStatus, CrisisPhase
from projects.models import Location, Measurement, Project, RecipientCountry, Transaction
from publishing.models import Publishable
from tests.factories import ProjectFactory

pytestmark = pytest.mark.django_db

KINDS = [model for model in apps.get_models() if issubclass(model, Publishable)]
NAMES = {"title", "name", "text", "alternative_text"}


def texts_of(thing):
    """The texts of a thing that every reader sees, by language."""
    table = type(thing)._parler_meta.root_model
    rows = table.objects.filter(master=thing)
    fields = [f for f in type(thing)._parler_meta.get_translated_fields() if f in NAMES]
    return {row.language_code: [getattr(row, field) for field in fields] for row in rows}


def test_second_load_writes_nothing(demo):
    with CaptureQueriesContext(
        connection,
    ) as queries:
        assert load_demo() == 0

    verbs = {query["sql"].split()[0] for query in queries}
    assert verbs <= {"SELECT", "SAVEPOINT", "RELEASE"}


def test_what_editors_changed_stays(demo):
    project = Project.objects.get(slug="kenya-teacher-colleges-demo")
    project.status = ActivityStatus.SUSPENDED
    project.save()
    project.translations.filter(language_code="en").update(title="Colleges that pause")

    load_demo()

    project = Project.objects.get(pk=project.pk)
    assert project.status == ActivityStatus.SUSPENDED
    assert project.translations.get(language_code="en").title == "Colleges that pause"


def test_what_was_removed_comes_back_whole(demo):
    before = Measurement.objects.count()
    article = Article.objects.get(slug="reef-watch-reaches-kiribati-demo")
    article.delete()

    assert load_demo() == 1

    article = Article.objects.get(slug="reef-watch-reaches-kiribati-demo")
    assert [project.slug for project in article.projects.all()] == ["fiji-reef-watch-demo"]
    assert Measurement.objects.count() == before


def test_content_added_to_a_demo_does_not_stop_the_next_start(demo):
    ProjectFactory()

    assert load_demo() == 0


def test_command_makes_a_login_once(demo, settings, tmp_path, monkeypatch):
    settings.BASE_DIR = tmp_path
    monkeypatch.delenv("DEMO_PASSWORD", raising=False)
    first, second = StringIO(), StringIO()

    call_command("load_demo", stdout=first)
    call_command("load_demo", stdout=second)

    password = (tmp_path / "var" / "demo-password").read_text()
    assert first.getvalue() == second.getvalue()
    assert password in first.getvalue()
    users = {user.username: user for user in get_user_model().objects.all()}
    assert users.keys() == {"admin", "editor", "reviewer", "officer", "administrator"}
    assert {name for name, user in users.items() if user.is_superuser} == {"admin"}
    assert all(user.check_password(password) for user in users.values())
    assert users["editor"].partnership_memberships.count() == 1


def test_command_makes_no_login_outside_the_demo(demo, settings):
    settings.PORTAL_DEMO = False
    out = StringIO()

    call_command("load_demo", stdout=out)

    assert not get_user_model().objects.exists()
    assert "No login was made" in out.getvalue()


def test_every_page_has_its_texts_in_the_languages_of_the_portal(demo):
    lacking = {
        (model.__name__, thing.slug)
        for model in KINDS
        for thing in model.objects.all()
        if (texts := texts_of(thing)).keys() < {"en", "fr", "ja"}
        or not all(all(texts[language]) for language in ("en", "fr", "ja"))
        # Of the Arabic at least the name.
        or not texts.get("ar", [""])[0]
    }
    assert lacking == set()


def test_whatever_a_text_says_it_says_in_three_languages(demo):
    models = [model for model in apps.get_models() if issubclass(model, TranslatableModel)]
    lacking = set()
    for model in models:
        table = model._parler_meta.root_model
        fields = model._parler_meta.get_translated_fields()
        by_thing = {}
        for row in table.objects.all():
            by_thing.setdefault(row.master_id, {})[row.language_code] = {
                field for field in fields if getattr(row, field)
            }
        lacking |= {
            (model.__name__, pk)
            for pk, said in by_thing.items()
            if said["en"] != said.get("fr") or said["en"] != said.get("ja")
        }
    assert lacking == set()


def test_every_facet_has_something_to_show(demo):
    public = Project.objects.public()

    assert public.count() >= 40
    assert RecipientCountry.objects.public().values("country").distinct().count() >= 25
    assert set(public.values_list("status", flat=True)) == set(ActivityStatus)
    assert set(public.values_list("crisis_phase", flat=True)) == {*CrisisPhase, ""}
    areas = PriorityArea.objects.public().filter(project_links__project__in=public)
    assert set(areas) == set(PriorityArea.objects.all())
    assert set(public.values_list("partnership__donor__slug", flat=True)) == {
        "japan",
        "aurelia-foundation-demo",
        "borealis-fund-demo",
    }


def test_staff_have_unpublished_things_to_see(demo):
    assert set(
        Project.objects.exclude(pk__in=Project.objects.public()).values_list("slug", "state")
    ) == {
        ("palau-canoe-school-demo", "draft"),
        ("timor-leste-weaving-archive-demo", "published"),
        ("laos-radio-lessons-demo", "archived"),
    }
    assert set(Document.objects.values_list("access", flat=True)) == {
        "public",
        "partnership",
        "internal",
    }
    assert set(Measurement.objects.values_list("state", flat=True)) == {
        "draft",
        "submitted",
        "returned",
        "approved",
    }
    assert Location.objects.filter(sensitive=True).exists()


def test_made_up_content_says_so_and_facts_do_not(demo):
    for model in KINDS:
        marked = set(model.objects.filter(is_demo=True).values_list("slug", flat=True))
        named = {
            slug
            for slug in model.objects.values_list("slug", flat=True)
            if slug.endswith("-demo") or slug.startswith(("demo-", "artwork-"))
        }
        assert marked == named, model.__name__


def test_files_of_documents_are_what_they_say(demo):
    heads = {}
    for document in Document.objects.exclude(file=""):
        with document.file.open("rb") as file:
            heads[document.slug] = file.read(5)
    assert {slug for slug, head in heads.items() if head == b"%PDF-"} == {
        "demo-evaluation",
        "demo-progress-report-2023",
        "demo-progress-report-2024",
    }
    assert len(heads) == 6


def test_data_files_are_all_read():
    names = {path.stem for path in DATA.glob("*.toml")}
    sources = "".join(path.read_text() for path in DATA.parent.glob("*.py"))
    assert {name for name in names if f'"{name}"' not in sources} == set()


def test_money_moves_only_while_a_project_lasts(demo):
    moved = Transaction.objects.values_list("date", "project__actual_start", "project__actual_end")
    assert moved.count() > 300
    assert [
        (day, start, end) for day, start, end in moved if day < start or (end and day > end)
    ] == []
    assert set(Transaction.objects.values_list("type", flat=True)) == {1, 2, 3, 4, 11}
    for project in Project.objects.exclude(transactions=None):
        spent = project.transactions.spent().usd_total().amount
        assert spent <= project.transactions.received().usd_total().amount
