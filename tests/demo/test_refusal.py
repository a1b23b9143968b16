"""The demo is never loaded over somebody's own content."""

import pytest
from django.core.management import CommandError, call_command

from partnership.demo import RealContentError, load_demo
from projects.models import Project
from tests.factories import ProjectFactory

pytestmark = pytest.mark.django_db


def test_refuses_a_database_with_real_content():
    ProjectFactory()

    with pytest.raises(RealContentError, match="not the demo's"):
        load_demo()

    assert Project.objects.count() == 1


def test_command_refuses_in_one_sentence():
    ProjectFactory()

    with pytest.raises(CommandError, match="Load the demo partnership into an empty database"):
        call_command("load_demo")
