"""Nothing hidden reaches anybody it is not for, at any address, for any role."""

from __future__ import annotations

import re
from itertools import product
from urllib.parse import quote

import pytest
from django.contrib import admin
from django.contrib.auth.models import Group, User
from django.db import transaction
from django.urls import NoReverseMatch, reverse

from donors.models import Partnership
from news.models import Article
from news.pages import article_fields
from news.views import ArticleList
from partnership.accounts.roles import ADMINISTRATOR, EDITOR, OFFICER, REVIEWER
from publishing.rows import as_rows
from search.index import catch_up_fully
from tests.conftest import gather_statistics
from tests.factories import PartnershipFactory, PartnershipMemberFactory
from tests.security.leaks import (
    KINDS,
    KNOWN,
    QUERIES,
    Planted,
    body_of,
    make,
    patterns,
    plant,
    states,
)

pytestmark = [
    pytest.mark.filterwarnings("ignore:unclosed file"),
    pytest.mark.xdist_group("leaks"),  # what is planted is planted once
]


@pytest.fixture(scope="module")
def planted(django_db_setup, django_db_blocker):
    with django_db_blocker.unblock(), transaction.atomic():
        made = plant()
        catch_up_fully()
        gather_statistics()
        yield made
        transaction.set_rollback(True)


@pytest.fixture(autouse=True)
def _database(db):
    """Each test in a transaction of its own, within that of the module."""


def addresses(planted: Planted) -> dict[str, list[str]]:
    """Every address of the site with everything that could stand in its place."""
    found: dict[str, list[str]] = {}
    for shape in patterns():
        names = re.findall(r"<(?:\w+:)?(\w+)>", shape)
        assert set(names) <= KNOWN.keys(), f"Say in KNOWN what to try for {shape}."
        outline = re.sub(r"\(\?P<(\w+)>(?:[^()]|\([^()]*\))*\)", r"<\1>", shape)
        outline = re.sub(r"<(?:\w+:)?(\w+)>", r"{\1}", outline).replace("^", "").replace("$", "")
        if not names:
            found[shape] = [f"/{outline}{query}" for query in QUERIES]
            continue
        choices = [[quote(str(one)) for one in KNOWN[name](planted)] for name in names]
        combined = list(product(*choices))
        found[shape] = [
            f"/{outline.format(**dict(zip(names, one, strict=True)))}" for one in combined
        ][:400]
    return found


def leaks(client, planted, paths, *, method="get"):
    """The hidden words that the answers hold, each with the address that told it."""
    told = {}
    for path in paths:
        response = getattr(client, method)(path)
        assert response.status_code < 500, path
        said = body_of(response)
        asked = path.lower()
        told |= {
            (path, hidden): about
            for hidden, about in planted.hidden.items()
            if hidden in said and hidden not in asked
        }
    return told


def test_nothing_hidden_is_told_to_the_public(client, planted, settings, record_property):
    settings.REST_FRAMEWORK = {**settings.REST_FRAMEWORK, "DEFAULT_THROTTLE_RATES": {}}
    shapes = addresses(planted)
    paths = [path for listed in shapes.values() for path in listed]

    assert leaks(client, planted, paths) == {}

    simple = [path for shape, listed in shapes.items() if "<" not in shape for path in listed[:1]]
    for method in ("head", "options"):
        assert leaks(client, planted, simple, method=method) == {}
    french = [f"/fr{path}" for path in simple if not path.startswith(("/api/v1", "/accounts"))]
    assert leaks(client, planted, french) == {}
    answers = len(paths) + 2 * len(simple) + len(french)
    record_property(
        "leak matrix",
        f"{answers} answers x {len(planted.hidden)} hidden words: "
        f"{answers * len(planted.hidden)} cells",
    )


def test_what_is_hidden_changes_no_byte_and_no_count(client, planted):
    """Hidden things beside public ones, of every kind and in every state, make no difference."""
    paths = [
        listed[0]
        for shape, listed in addresses(planted).items()
        if "<" not in shape and not shape.startswith(("accounts", "readyz", "healthz"))
    ]

    def answers():
        catch_up_fully()
        return {path: plain(body_of(client.get(path))) for path in paths}

    before = answers()
    more = Planted()
    for model, (state, values) in product(KINDS, states().items()):
        make(more, model, f"{state}again", planted.things[Partnership, "live"], values)

    changed = {path for path, said in answers().items() if said != before[path]}
    assert changed == set()


def plain(said: str) -> str:
    """An answer without what differs from one to the next."""
    return re.sub(
        r"csrf\w*\W+[\w=\"-]+|\d{4}-\d\d-\d\dt[\d:.+z]+|etag: \S+|date: [^<]*gmt", "", said
    )


def test_what_is_public_is_shown(client, planted):
    """The control: the same words of public things do appear where they belong."""
    missing = set()
    for text, thing in planted.shown.items():
        if not hasattr(thing, "get_absolute_url"):
            continue
        if type(thing)._meta.app_label == "library":
            continue
        if text not in body_of(client.get(thing.get_absolute_url())):
            missing.add(text)
    assert missing == set()


def test_hidden_pages_look_as_if_they_did_not_exist(client, planted):
    never = client.get("/projects/never-existed/")
    for (model, state), thing in planted.things.items():
        if state == "live" or not hasattr(thing, "get_absolute_url"):
            continue
        if model._meta.app_label == "library" and state in {"partnershiponly", "internalonly"}:
            assert client.get(thing.get_absolute_url()).status_code == 404
            continue
        response = client.get(thing.get_absolute_url())
        assert response.status_code == 404, (model, state)
        assert never.status_code == 404


def member(role: str, partnership) -> User:
    user = User.objects.create(username=f"user of {role}", is_staff=True)
    user.groups.add(Group.objects.get(name=role))
    PartnershipMemberFactory(user=user, partnership=partnership)
    return user


@pytest.mark.parametrize("role", [EDITOR, REVIEWER, OFFICER, ADMINISTRATOR])
def test_staff_see_the_public_pages_as_the_public_does(client, planted, role):
    """Drafts are for the admin and its previews; no page mixes them in for who is signed in."""
    client.force_login(member(role, PartnershipFactory()))
    paths = [
        listed[0]
        for shape, listed in addresses(planted).items()
        if "<" not in shape and not shape.startswith(("accounts", "api"))
    ]

    assert leaks(client, planted, paths) == {}


def admin_pages(thing) -> list[str]:
    """The pages of the admin about a thing, by their names."""
    opts, found = thing._meta, []
    pages = ["change", "history", "delete", "compare", "preview", "preview_page", "overtaken"]
    pages += ["day", "day_records", "day_delete", "clone", "draft_minutes"]
    for page in pages:
        try:
            found.append(
                reverse(f"admin:{opts.app_label}_{opts.model_name}_{page}", args=[thing.pk])
            )
        except NoReverseMatch:
            continue
    return found


def test_an_editor_of_another_partnership_learns_nothing_in_the_admin(client, planted):
    client.force_login(member(EDITOR, PartnershipFactory()))
    kinds = [kind for kind in KINDS if kind.partnership_path]
    paths = ["/admin/"]
    for model, page in admin.site._registry.items():
        opts = model._meta
        if opts.app_label in {"auth", "auditlog", "publishing", "django_tasks_database"}:
            continue
        paths.append(reverse(f"admin:{opts.app_label}_{opts.model_name}_changelist"))
        if page.search_fields:
            paths.append(f"{paths[-1]}?q=zq")
    for (model, _state), thing in planted.things.items():
        if model in kinds:
            paths += admin_pages(thing)
    owned = {model.__name__ for model in kinds}
    ours = Planted(
        hidden={
            hidden: said
            for hidden, said in planted.hidden.items()
            if said.split(":")[0].split(" of ")[-1] in owned
        }
    )
    told = leaks(client, ours, paths)

    assert len(ours.hidden) > 50
    assert told == {}


def test_the_matrix_turns_red_when_a_view_forgets_to_ask(client, planted, monkeypatch):
    """The proof that it could find something: one view shows everything."""
    monkeypatch.setattr(
        ArticleList, "get_queryset", lambda view: as_rows(Article.objects.all(), **article_fields())
    )

    monkeypatch.setattr(ArticleList, "paginate_by", 1000)

    told = leaks(client, planted, ["/news/"])

    assert set(told.values()) >= {
        f"Article: {state}" for state in ("draft", "inreview", "scheduled", "expired", "archived")
    }
