"""CPU time of a page that is made anew, in the process that makes it."""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import contextmanager

TIMES = 5


@contextmanager
def answering() -> Iterator[None]:
    """Answer a client that calls itself localhost, without encryption and collected files."""
    from django.conf import settings
    from django.test import override_settings

    plain = {"staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}}
    with override_settings(
        ALLOWED_HOSTS=["localhost"],
        STORAGES={**settings.STORAGES, **plain},
        SECURE_SSL_REDIRECT=False,
    ):
        yield


def cpu(path: str) -> float:
    """Median seconds of an answer, after one that nobody counts."""
    from django.test import Client

    client = Client(HTTP_HOST="localhost")
    taken = []
    for _ in range(1 + TIMES):
        start = time.process_time()
        response = client.get(path)
        taken.append(time.process_time() - start)
        assert response.status_code == 200, path  # noqa: S101
    return sorted(taken[1:])[TIMES // 2]
