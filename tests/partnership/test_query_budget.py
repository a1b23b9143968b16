"""What a page costs does not depend on how much it shows."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tests.conftest import gather_statistics
from tests.portal import Portal

pytestmark = pytest.mark.django_db

MOST_QUERIES = 15


def test_pages_cost_the_same_however_much_they_show(client):
    portal = Portal()
    counts = {address: {} for address in portal.addresses()}

    for rows in (1, 3, 30):
        portal.grow(rows)
        gather_statistics()
        for address, found in counts.items():
            with CaptureQueriesContext(connection) as queries:
                response = client.get(address)
            assert response.status_code == 200, address
            found[rows] = len(queries)

    growing = {address: found for address, found in counts.items() if len(set(found.values())) > 1}
    assert growing == {}
    assert {address: found for address, found in counts.items() if found[1] > MOST_QUERIES} == {}
