"""The index says what is public, whichever way it came about."""

import datetime as dt
import threading

import pytest
from django.apps import apps
from django.db import Error, IntegrityError, connection, models, transaction
from django.utils import timezone

import tests.factories as make
from projects.models import Project, ProjectFacets
from publishing.models import Publishable
from search.completions import completions
from search.engine import matching_keys, narrowed, search
from search.index import _renew, catch_up, catch_up_fully, rebuild
from search.models import Mark, SearchEntry
from search.query import parse
from search.sources import public_things, sources
from search.sources import source as source_of
from search.spelling import did_you_mean

pytestmark = pytest.mark.django_db

FIELDS = ("kind", "object_id", "language", "title", "text", "names", "day", "words", "valid_until")


def index():
    """All that is in the index."""
    return (
        sorted(SearchEntry.objects.values_list(*FIELDS), key=str),
        sorted(ProjectFacets.objects.filter(project__in=public_projects()).values_list(), key=str),
    )


def public_projects():
    return Project.objects.public()


def rebuilt():
    """All that would be in an index made from nothing."""
    SearchEntry.objects.all().delete()
    ProjectFacets.objects.all().delete()
    for source in sources():
        list(rebuild(source.kind))
    return index()


def found(text):
    query = parse(text)
    return {
        str(thing)
        for source in sources()
        for thing in narrowed(source.public(), source.kind, query)
    }


OWNED = [
    "ProjectPriorityAreaFactory",
    "ParticipationFactory",
    "RecipientCountryFactory",
    "RecipientRegionFactory",
    "ProjectSectorFactory",
    "ProjectGoalFactory",
    "LocationFactory",
    "AllocationFactory",
    "BudgetFactory",
    "ResultFactory",
    "OutcomeEventFactory",
    "ProjectUpdateFactory",
    "CountryCommitmentFactory",
    "ProjectDocumentFactory",
    "LessonFactory",
]


def everything():
    """One public project and meeting with one of all they own."""
    project = make.ProjectFactory(title="Whole")
    organisation = make.OrganisationFactory(name="Payer", parent=make.OrganisationFactory())
    contribution = make.ContributionFactory(provider=organisation)
    owned = {
        "AllocationFactory": {"contribution": contribution},
        "ParticipationFactory": {"organisation": organisation},
    }
    for name in OWNED:
        getattr(make, name)(project=project, **owned.get(name, {}))
    project.common_approaches.add(make.CommonApproachFactory())
    result = project.results.get()
    indicator = make.IndicatorFactory(result=result)
    value = make.MeasurementFactory(period__indicator=indicator)
    make.EvidenceFactory(measurement=value, document=make.DocumentFactory())
    meeting = make.MeetingFactory()
    delegation = make.DelegationFactory(meeting=meeting)
    participant = make.ParticipantFactory(delegation=delegation)
    make.StatementFactory(participant=participant)
    make.AgendaItemFactory(meeting=meeting)
    make.DecisionFactory(meeting=meeting)
    make.AgreedActionFactory(meeting=meeting)
    make.ArticleFactory()
    catch_up_fully()


CHANGED = [
    model
    for model in apps.get_models()
    if model._meta.app_label in {"library", "donors", "projects", "meetings", "news"}
    and model is not ProjectFacets
]
FINAL = {"projects_measurement", "projects_measurement_translation"}
"""Never change once approved."""


def changes():
    """Each way a row of ours can change that nothing forbids: (model, field, value)."""
    for model in CHANGED:
        for field in model._meta.concrete_fields:
            if model._meta.db_table in FINAL:
                continue
            if type(field) in {models.CharField, models.TextField} or "RichText" in str(
                type(field)
            ):
                if not field.choices and field.name not in {"currency", "country", "target"}:
                    yield model, field.name, "basalt"
            elif field.name in {"expire_at", "publish_at"}:
                yield model, field.name, timezone.now() + dt.timedelta(days=9)
            elif field.name == "state" and issubclass(model, Publishable):
                yield model, field.name, "archived"
            elif field.name in {"visibility", "access"}:
                yield model, field.name, "internal"
            elif field.name == "country":
                yield model, field.name, "KE"


def test_every_change_is_taken_over():
    """Whatever row is changed, even past Django, the index is as if made anew."""
    everything()
    wrong = []
    tried = 0
    for model, name, value in changes():
        keys = list(model._base_manager.values_list("pk", flat=True))
        if not keys:
            continue
        try:
            with transaction.atomic():
                model._base_manager.filter(pk=keys[0]).update(**{name: value})
                catch_up_fully()
                kept = index()
                if kept != rebuilt():
                    wrong.append(f"{model._meta.label}.{name}")
                tried += 1
                transaction.set_rollback(True)
        except Error:
            continue
    assert wrong == []
    assert tried > 60, tried


def test_every_removal_is_taken_over():
    everything()
    wrong = []
    for model in CHANGED:
        for key in list(model._base_manager.values_list("pk", flat=True))[:1]:
            try:
                with transaction.atomic():
                    model._base_manager.get(pk=key).delete()
                    catch_up_fully()
                    kept = index()
                    if kept != rebuilt():
                        wrong.append(model._meta.label)
                    transaction.set_rollback(True)
            except (Error, models.ProtectedError):
                continue
    assert wrong == []


def test_a_change_is_marked_in_its_own_transaction():
    make.ProjectFactory(title="Wells")

    assert Mark.objects.exists()

    catch_up()

    assert not Mark.objects.exists()
    assert found("wells") == {"Wells"}


def test_what_is_marked_is_not_found():
    project = make.ProjectFactory(title="Wells")
    catch_up_fully()
    type(project).objects.update(slug="changed")

    assert found("wells") == set()

    catch_up()

    assert found("wells") == {"Wells"}


def test_texts_of_hidden_things_are_not_even_in_the_index():
    make.ProjectFactory(title="Secretive", draft=True)
    make.ProjectFactory(title="Tomorrow", publish_at=timezone.now() + dt.timedelta(days=1))
    make.ParticipationFactory(organisation=make.OrganisationFactory(name="Shadow", draft=True))
    catch_up_fully()

    said = " ".join(map(str, SearchEntry.objects.values_list("title", "text", "words")))
    for word in ("secretive", "tomorrow", "shadow"):
        assert word not in said.casefold()


def later(days):
    """Let this many days pass, for the database: all moments move the other way."""
    passed = dt.timedelta(days=days)
    for model in CHANGED:
        if issubclass(model, Publishable):
            model._base_manager.update(
                publish_at=models.F("publish_at") - passed, expire_at=models.F("expire_at") - passed
            )
    SearchEntry.objects.update(valid_until=models.F("valid_until") - passed)
    # Time leaves no mark.
    Mark.objects.all().delete()


def test_moments_are_kept_without_any_change():
    now = timezone.now()
    soon = now + dt.timedelta(days=5)
    make.ProjectFactory(title="Coming", publish_at=soon)
    make.ProjectFactory(title="Going", expire_at=soon)
    make.ParticipationFactory(
        project__title="Partnered",
        organisation=make.OrganisationFactory(name="Brief", expire_at=soon),
    )
    make.ParticipationFactory(
        project__title="Joined", organisation=make.OrganisationFactory(name="Late", publish_at=soon)
    )
    catch_up_fully()

    assert found("coming") == set()
    assert found("going") == {"Going"}
    assert found("brief") == {"Brief", "Partnered"}
    assert found("late") == set()

    later(6)
    catch_up()

    assert found("coming") == {"Coming"}
    assert found("going") == set()
    assert found("brief") == set()
    assert found("late") == {"Late", "Joined"}


def test_expiry_hides_even_before_the_index_is_renewed():
    make.ProjectFactory(title="Going", expire_at=timezone.now() + dt.timedelta(days=5))
    catch_up_fully()
    later(6)

    assert found("going") == set()


def test_what_expired_is_neither_counted_nor_suggested_nor_completed():
    make.ProjectFactory(title="Departing", expire_at=timezone.now() + dt.timedelta(days=5))
    catch_up_fully()
    assert [group.total for group in search(parse("departing"))] == [1]
    assert did_you_mean(parse("departng"), public_things()) == "departing"
    assert len(completions("depart")) == 1

    later(6)

    assert search(parse("departing")) == []
    assert did_you_mean(parse("departng"), public_things()) is None
    assert completions("depart") == []


def test_a_short_number_is_no_beginning():
    make.ProjectFactory(title="Ten", background="<p>SDG 10, and 4500 wells</p>")
    make.ProjectFactory(title="Hundred", background="<p>SDG 4, and 100 schools</p>")
    catch_up_fully()

    assert found("sdg 10") == {"Ten"}
    assert found("450") == set()
    assert found("4500") == {"Ten"}


def test_goals_and_countries_are_found_by_every_name():
    make.ProjectGoalFactory(project__title="Rising seas", goal=13, target="")
    make.RecipientCountryFactory(project__title="Cocoa", country="CI")
    catch_up_fully()

    assert found("climate action") == {"Rising seas"}
    assert found("ivory coast") == found("Côte d’Ivoire") == {"Cocoa"}


def test_a_hidden_partner_is_not_found_while_many_things_wait_to_be_renewed(monkeypatch):
    soon = timezone.now() + dt.timedelta(days=5)
    brief = make.OrganisationFactory(name="Brief", expire_at=soon)
    for _ in range(4):
        make.ParticipationFactory(organisation=brief)
    catch_up_fully()
    monkeypatch.setattr("search.index.AT_ONCE", 1)

    later(6)
    catch_up()

    assert SearchEntry.objects.filter(valid_until__lte=timezone.now()).exists()
    assert matching_keys("project", parse("brief")) == []


def test_the_index_goes_by_the_clock_of_the_database(monkeypatch):
    soon = timezone.now() + dt.timedelta(hours=1)
    make.ProjectFactory(title="Coming", publish_at=soon)
    monkeypatch.setattr(timezone, "now", lambda: soon + dt.timedelta(hours=1))
    catch_up_fully()

    (entry,) = SearchEntry.objects.filter(kind="project")
    assert entry.valid_until == soon


def test_a_former_title_completes_nothing():
    project = make.ProjectFactory(title="Basalt")
    catch_up_fully()
    project.translations.update(title="Granite")

    assert completions("bas") == []


@pytest.mark.django_db(transaction=True)
def test_who_deletes_a_thing_while_it_is_renewed_succeeds():
    project = make.ProjectFactory()
    catch_up_fully()
    failed = []

    def delete():
        try:
            Project.objects.get(pk=project.pk).delete()
        except IntegrityError as error:
            failed.append(error)
        finally:
            connection.close()

    deleting = threading.Thread(target=delete)
    with transaction.atomic():
        _renew(source_of("project"), [project.pk])
        deleting.start()
        deleting.join(1)
        assert deleting.is_alive(), "the row is written and not committed"
    deleting.join()

    assert not failed
    assert not Project.objects.filter(pk=project.pk).exists()
