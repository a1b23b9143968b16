"""CPU time of a page that is made, in the process that makes it.

Anew, when nobody has asked for anything of it, and with the parts of it that are kept in memory
(``partnership.templatetags.kept``), as for most readers. What is found in memory as a whole is not
measured here.
"""

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


def cpu(path: str, *, anew: bool = False) -> float:
    """Median seconds of an answer, after one that nobody counts."""
    from django.test import Client

    from partnership.templatetags import kept

    client = Client(HTTP_HOST="localhost")
    taken = []
    for _ in range(1 + TIMES):
        if anew:
            kept._keeping.cache_clear()  # noqa: SLF001  nothing else has to
        start = time.process_time()
        response = client.get(path)
        taken.append(time.process_time() - start)
        assert response.status_code == 200, path  # noqa: S101
    return sorted(taken[1:])[TIMES // 2]
