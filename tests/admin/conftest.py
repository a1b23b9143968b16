"""Somebody who may edit everything, and what a page's form would send."""

from __future__ import annotations

import pytest
from django.contrib.auth.models import User


@pytest.fixture
def editor(db) -> User:
    return User.objects.create_superuser("ada", "ada@example.org", "correct horse battery")


@pytest.fixture
def admin_page(client, editor):
    """The client of the editor, logged in."""
    client.force_login(editor)
    return client
