"""Every model has a factory, and every factory makes an object that its own rules accept."""

import pytest
from django.apps import apps
from factory.django import DjangoModelFactory

import tests.factories as made
from tests.factories import ProjectFactory, RevisionFactory

OURS = {"publishing", "search", "library", "donors", "projects", "meetings", "news", "iati"}
FACTORIES = [getattr(made, name) for name in made.__all__]


def test_every_model_has_a_factory():
    models = {
        model
        for model in apps.get_models()
        if model._meta.app_label in OURS and not hasattr(model, "master")
    }

    assert {factory._meta.model for factory in FACTORIES} == models


@pytest.mark.django_db
@pytest.mark.parametrize("factory", FACTORIES, ids=lambda factory: factory.__name__)
def test_factory_makes_a_valid_object(factory: type[DjangoModelFactory]):
    thing = factory(content=ProjectFactory()) if factory is RevisionFactory else factory()

    thing.full_clean()
    assert str(thing)
