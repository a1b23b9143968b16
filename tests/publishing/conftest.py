"""A project, its editor and a reviewer."""

from __future__ import annotations

import pytest

from partnership.accounts.roles import EDITOR, REVIEWER
from tests.factories import PartnershipFactory, ProjectFactory
from tests.publishing.people import member


@pytest.fixture
def project():
    return ProjectFactory(partnership=PartnershipFactory(), agency_code="A1")


@pytest.fixture
def ada(project):
    return member(EDITOR, project.partnership, name="ada")


@pytest.fixture
def grace():
    return member(REVIEWER, name="grace")
