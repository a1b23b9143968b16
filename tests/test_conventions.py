"""The house rules, as tests: have an opinion about the code? Add it here."""

from __future__ import annotations

import ast
import io
import re
from pathlib import Path

import pytest
from django.apps import apps
from django.conf import settings
from django.core.management import call_command
from django.db.models.constraints import BaseConstraint
from django.template.loader import get_template

ROOT = Path(settings.BASE_DIR)
LAYERS = [
    {"publishing", "search", "library"},
    {"donors"},
    {"projects"},
    {"meetings"},
    {"news", "iati"},
    {"api"},
    {"partnership"},
]
"""Each imports from itself and from those before it; within the first, search may use
publishing, and library both."""
ALLOWED_WITHIN = {("search", "publishing"), ("library", "publishing"), ("library", "search")}

OUR_APPS = set().union(*LAYERS)
OUR_MODELS = [
    model
    for model in apps.get_models()
    if model._meta.app_label in OUR_APPS and not hasattr(model, "master")
]
OUR_TRANSLATIONS = [
    model
    for model in apps.get_models()
    if model._meta.app_label in OUR_APPS and hasattr(model, "master")
]
TEMPLATES = sorted((ROOT / "templates").rglob("*.html"))


def name(thing: object) -> str:
    return str(thing.relative_to(ROOT)) if isinstance(thing, Path) else thing._meta.label


def imported_apps(path: Path) -> set[str]:
    """Our apps that this file imports from, wherever in the file."""
    found = set()
    for node in ast.walk(ast.parse(path.read_text())):
        if isinstance(node, ast.Import):
            found |= {alias.name.split(".")[0] for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module:
            found.add(node.module.split(".")[0])
    return found & OUR_APPS


@pytest.mark.parametrize("app", sorted(OUR_APPS))
def test_imports_go_one_way(app):
    level = next(number for number, layer in enumerate(LAYERS) if app in layer)
    allowed = {app}.union(*LAYERS[:level]) | {other for own, other in ALLOWED_WITHIN if own == app}

    forbidden = {
        f"{name(path)}: {other}"
        for path in (ROOT / app).rglob("*.py")
        for other in imported_apps(path) - allowed
    }

    assert forbidden == set()


def test_no_folder_or_file_has_a_name_that_says_nothing():
    nameless = {"utils", "helpers", "common", "services", "misc"}

    found = {
        name(path) for app in OUR_APPS for path in (ROOT / app).rglob("*") if path.stem in nameless
    }

    assert found == set()


@pytest.mark.parametrize("model", OUR_MODELS, ids=name)
def test_models_say_what_they_are_and_how_they_are_sorted(model):
    assert not model.__doc__.startswith(f"{model.__name__}("), "Give the model a docstring."
    assert model._meta.ordering, "Give the model an ordering."
    if len(model._meta.ordering) > 1:
        assert model._meta.ordering[-1].lstrip("-") == "pk", "End the ordering in pk."


@pytest.mark.parametrize("model", OUR_MODELS, ids=name)
def test_every_constraint_has_a_sentence_for_the_editor(model):
    for constraint in model._meta.constraints:
        said = str(constraint.violation_error_message)
        assert said != str(BaseConstraint.default_violation_error_message), constraint.name
        assert said.endswith("."), constraint.name


PLAIN_FIELDS = {
    "abbreviation",
    "action",
    "actual end",
    "actual start",
    "address of the source",
    "agreed at",
    "amount",
    "as of",
    "authority",
    "author",
    "background",
    "baseline",
    "baseline as of",
    "body",
    "capacity",
    "caption",
    "category",
    "circulated at",
    "closed on",
    "code",
    "comment",
    "comment on the baseline",
    "comment on the target",
    "commitment",
    "committed on",
    "created at",
    "data",
    "data as of",
    "date",
    "day",
    "decided on",
    "description",
    "dimension",
    "drawn on",
    "due on",
    "e-mail",
    "edition",
    "end",
    "ends",
    "expected by",
    "file",
    "focal point from the top, in per cent",
    "from",
    "imported at",
    "frozen at",
    "head of the delegation",
    "height",
    "humanitarian",
    "language",
    "lead",
    "name",
    "note",
    "number",
    "object",
    "on the home page",
    "order",
    "pages",
    "picture",
    "place",
    "planned end",
    "planned start",
    "purpose",
    "review period until",
    "room",
    "settled",
    "signed at",
    "source",
    "source as of",
    "start",
    "starts",
    "statement",
    "summary",
    "taken on",
    "target",
    "text",
    "time in minutes",
    "time zone of the place",
    "title",
    "type",
    "until",
    "validated on",
    "value",
    "version",
    "web address",
    "website",
    "width",
}
"""Names that say all an editor must know."""


@pytest.mark.parametrize("model", [*OUR_MODELS, *OUR_TRANSLATIONS], ids=name)
def test_fields_explain_themselves(model):
    unexplained = {
        field.name
        for field in model._meta.local_fields
        if field.editable
        and not field.auto_created
        and not field.is_relation
        and not field.choices
        and field.name != "language_code"
        and not field.help_text
        and str(field.verbose_name) not in PLAIN_FIELDS
    }

    assert unexplained == set()


@pytest.mark.django_db
def test_migrations_match_the_models():
    call_command("makemigrations", check=True, dry_run=True, stdout=io.StringIO())


@pytest.mark.parametrize("path", TEMPLATES, ids=name)
def test_templates_state_their_context_and_hold_no_script_or_style(path):
    html = path.read_text()

    assert re.search(r"{% comment %}\s*(\w[^{]*)?Context\b", html), "State the context."
    assert not re.search(r"<style|\sstyle=|\son\w+=|<script(?![^>]*\bsrc=)|javascript:", html)
    assert "|safe" not in html


@pytest.mark.parametrize("path", TEMPLATES, ids=name)
def test_templates_include_what_there_is(path):
    for included in re.findall(r'{% (?:include|extends|kept) "([^"]+)"', path.read_text()):
        assert get_template(included)


def test_what_is_kept_for_all_readers_asks_nothing_of_one():
    """Neither a template that ``{% kept %}`` or ``keep`` shows nor those it includes."""
    said = {str(path.relative_to(ROOT / "templates")): path.read_text() for path in TEMPLATES}
    waiting = {name for text in said.values() for name in re.findall(r'{% kept "([^"]+)"', text)}
    for path in (path for app in OUR_APPS for path in (ROOT / app).rglob("*.py")):
        waiting |= set(re.findall(r'\bkeep\(\s*"([^"]+)"', path.read_text()))
    shown: set[str] = set()
    while waiting:
        shown.add(name := waiting.pop())
        waiting |= set(re.findall(r'{% include "([^"]+)"', said[name])) - shown

    assert "includes/_head.html" in shown
    assert len(shown) > 10
    personal = re.compile(r"\b(request|user|perms|messages|csrf_token|site_(?!name\b)\w+)\b")
    assert {name for name in shown if personal.search(said[name].split("endcomment")[-1])} == set()


def test_no_template_is_unused():
    said = "\n".join(
        path.read_text() for app in OUR_APPS for path in (ROOT / app).rglob("*.py")
    ) + "\n".join(path.read_text() for path in TEMPLATES)
    # Django, allauth and the admin look these up by name.
    by_name = re.compile(r"^(\d{3}(_csrf)?\.html|account/|mfa/|allauth/|admin/)")

    unused = {
        template
        for path in TEMPLATES
        if not by_name.match(template := str(path.relative_to(ROOT / "templates")))
        and f'"{template}"' not in said
    }

    assert unused == set()


def test_nothing_computed_at_import_depends_on_today():
    calls = re.compile(r"\b(timezone\.now|timezone\.localdate|date\.today|datetime\.now)\(")
    found = set()
    for path in (path for app in OUR_APPS for path in (ROOT / app).rglob("*.py")):
        tree = ast.parse(path.read_text())
        outside = [
            node
            for node in tree.body
            if not isinstance(node, ast.FunctionDef | ast.ClassDef | ast.AsyncFunctionDef)
        ] + [
            node
            for holder in tree.body
            if isinstance(holder, ast.ClassDef)
            for node in holder.body
            if not isinstance(node, ast.FunctionDef | ast.ClassDef)
        ]
        found |= {name(path) for node in outside if calls.search(ast.unparse(node))}

    assert found == set()


def test_no_signals_for_our_own_models():
    found = {
        name(path)
        for app in OUR_APPS
        for path in (ROOT / app).rglob("*.py")
        if "django.db.models.signals" in path.read_text()
    }

    assert found == set()


def test_files_stay_short_enough_to_read():
    long = {
        f"{name(path)}: {length}"
        for app in OUR_APPS
        for path in (ROOT / app).rglob("*.py")
        if "migrations" not in path.parts and (length := len(path.read_text().splitlines())) > 420
    }

    assert long == set()
