"""Every page of the admin opens, for everything there is, and costs the same however long."""

from __future__ import annotations

import datetime as dt

import pytest
from django.apps import apps
from django.contrib import admin
from django.contrib.auth.models import User
from django.db import connection
from django.test.utils import CaptureQueriesContext

from meetings.models import (
    DelegateLink,
    DossierEntry,
    DossierFile,
    LinkOpening,
    MeetingNote,
    Proceedings,
)
from projects.models import Project, ProjectFacets
from publishing.models import BegunPage
from tests.admin.forms import url
from tests.factories import (
    ExchangeRateFactory,
    OrganisationFactory,
    ParticipationFactory,
    ProjectFactory,
    RecipientCountryFactory,
    RevisionFactory,
)
from tests.test_factories import FACTORIES, OURS

pytestmark = pytest.mark.django_db

BY_MODEL = {factory._meta.model: factory for factory in FACTORIES}
PAGES = sorted(
    (model for model in admin.site._registry if model._meta.app_label in OURS),
    key=lambda model: model._meta.label,
)


def made(model, number=0):
    factory = BY_MODEL[model]
    if factory is RevisionFactory:
        return factory(content=ProjectFactory())
    if factory is ExchangeRateFactory:
        return factory(date=dt.date(2020, 1, 1 + number))
    return factory()


def name_of(model):
    return model._meta.label


def test_every_model_is_edited_somewhere():
    inlines = {inline.model for page in admin.site._registry.values() for inline in page.inlines}
    models = {
        model
        for model in apps.get_models()
        if model._meta.app_label in OURS and not hasattr(model, "master")
    }

    derived = {model for model in models if model._meta.app_label == "search"} | {ProjectFacets}
    # Made and shown by the pages on which dossiers are built and a meeting is noted down.
    built = {DossierEntry, DossierFile, DelegateLink, LinkOpening, MeetingNote, Proceedings}
    # Begun on the pages that add something.
    built |= {BegunPage}
    assert models - set(PAGES) - inlines - derived - built == set()


@pytest.mark.parametrize("model", PAGES, ids=name_of)
def test_pages_open(admin_page, model):
    thing = made(model)

    for path in [
        url(model, "changelist"),
        f"{url(model, 'changelist')}?q=x",
        f"{url(model, 'changelist')}?q=x&o=1",
        url(thing),
        f"{url(thing)}?language=fr",
        url(thing, "history"),
    ]:
        assert admin_page.get(path).status_code == 200, path
    may_add = admin.site.get_model_admin(model).has_add_permission(request_of(admin_page))
    assert admin_page.get(url(model, "add")).status_code == (200 if may_add else 403)


def request_of(client):
    return client.get("/admin/").wsgi_request


@pytest.mark.parametrize("text", ["bridge", "XM-7", "ag-9", "ht", "haiti", "mext", "ministry"])
def test_projects_are_found_by_text_code_country_and_organisation(admin_page, text):
    project = ProjectFactory(title="A bridge", iati_identifier="XM-7", agency_code="AG-9")
    RecipientCountryFactory(project=project, country="HT")
    ministry = OrganisationFactory(name="Ministry", short_name="MEXT")
    ParticipationFactory(project=project, organisation=ministry)
    ProjectFactory(title="Wells")

    response = admin_page.get(url(Project, "changelist"), {"q": text})

    assert set(response.context["cl"].result_list) == {project}


@pytest.mark.parametrize("model", PAGES, ids=name_of)
def test_every_list_can_be_searched(admin_page, model):
    made(model)

    assert admin.site.get_model_admin(model).search_fields
    response = admin_page.get(url(model, "changelist"), {"q": "no such text"})
    assert list(response.context["cl"].result_list) == []


@pytest.mark.parametrize("model", PAGES, ids=name_of)
def test_list_costs_the_same_however_long(admin_page, model):
    def cost(rows):
        while (number := model._default_manager.count()) < rows:
            made(model, number)
        admin_page.get(url(model, "changelist"))
        with CaptureQueriesContext(connection) as queries:
            admin_page.get(url(model, "changelist"))
        return [query["sql"] for query in queries]

    few, many = cost(1), cost(4)
    assert len(few) == len(many), many


@pytest.mark.parametrize("model", PAGES, ids=name_of)
def test_staff_without_permission_are_refused(client, model):
    client.force_login(User.objects.create_user("guest", is_staff=True))
    thing = made(model)

    for path in [url(model, "changelist"), url(model, "add"), url(thing), url(thing, "delete")]:
        assert client.get(path).status_code == 403


@pytest.mark.parametrize("model", PAGES, ids=name_of)
def test_relations_are_searched_not_listed(admin_page, model):
    """No page offers all rows of another table in a plain list."""
    page = admin.site.get_model_admin(model)
    request = request_of(admin_page)
    plain = {
        field.name
        for one in [page, *page.get_inline_instances(request)]
        for field in [*one.model._meta.fields, *one.model._meta.many_to_many]
        if field.remote_field
        and field.editable
        and field.name not in one.get_autocomplete_fields(request)
        and field.name not in one.get_readonly_fields(request)
        and field.remote_field.model is not page.model
    }

    assert plain - {"content_type"} == set()
