"""Tests of what is kept commit what they write: within a transaction nothing is kept."""

from __future__ import annotations

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from partnership.page_cache.middleware import PAGES


@pytest.fixture(autouse=True)
def _empty():
    PAGES.clear()


@pytest.fixture
def is_kept(client):
    """Whether an address is answered from memory, with nothing read that the page shows."""

    def ask(path, **headers):
        with CaptureQueriesContext(connection) as queries:
            client.get(path, **headers)
        return len(queries) == 0

    return ask
