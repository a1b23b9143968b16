"""Pages that bring several parts of the portal together."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.templatetags.static import static
from django.views.decorators.http import require_safe


@require_safe
def favicon(request: HttpRequest) -> HttpResponse:
    """Leads browsers that ask for the icon by its customary name to where it is."""
    return redirect(static("mark.svg"), permanent=True)
