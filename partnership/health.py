"""Answers for load balancers and monitors."""

from django.db import connection
from django.db.migrations.executor import MigrationExecutor
from django.db.utils import Error
from django.http import HttpRequest, HttpResponse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

RETRY_AFTER = "5"
"""Seconds after which a client may try again while the database is away."""


@never_cache
@require_safe
def healthz(_request: HttpRequest) -> HttpResponse:
    """Say that the process answers. Asks no database: restarting this process
    would not repair one."""
    return HttpResponse("ok", content_type="text/plain")


@never_cache
@require_safe
def readyz(_request: HttpRequest) -> HttpResponse:
    """Say whether requests may be sent here: the database is there and migrated.

    Two queries. Answers 503 with Retry-After otherwise.
    """
    try:
        executor = MigrationExecutor(connection)
        pending = executor.migration_plan(executor.loader.graph.leaf_nodes())
    except Error:
        problem = "database unreachable"
    else:
        if not pending:
            return HttpResponse("ok", content_type="text/plain")
        problem = "migrations pending: run manage.py migrate"
    return HttpResponse(
        problem, status=503, content_type="text/plain", headers={"Retry-After": RETRY_AFTER}
    )
