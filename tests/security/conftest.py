import pytest


@pytest.fixture(autouse=True)
def outside_the_demo(settings):
    """Enrolment is forced outside the demo only."""
    settings.PORTAL_DEMO = False
