"""Security headers that every answer carries.

Django's ``SecurityMiddleware`` and ``XFrameOptionsMiddleware`` send the rest:
Strict-Transport-Security, X-Content-Type-Options, Cross-Origin-Opener-Policy,
Referrer-Policy and X-Frame-Options.
"""

from collections.abc import Callable

from csp.constants import SELF
from csp.middleware import CSPMiddleware, PolicyParts
from django.http import HttpRequest
from django.http.response import HttpResponseBase

from partnership.accounts.middleware import is_in_admin
from publishing.richtext import importmap_hash

PERMISSIONS_POLICY = ", ".join(
    f"{feature}=()"
    for feature in [
        "accelerometer",
        "autoplay",
        "browsing-topics",
        "camera",
        "display-capture",
        "geolocation",
        "gyroscope",
        "magnetometer",
        "microphone",
        "midi",
        "payment",
        "usb",
    ]
)


class ResponseHeaders:
    """Sends the headers that Django has no setting for.

    A view that must be read by other sites sets its own
    Cross-Origin-Resource-Policy, which is then kept.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        response = self.get_response(request)
        response.headers.setdefault("Cross-Origin-Resource-Policy", "same-origin")
        response.headers.setdefault("Permissions-Policy", PERMISSIONS_POLICY)
        return response


class ContentSecurityPolicy(CSPMiddleware):
    """Sends the policy of the settings; in the admin with the hash of the editor's
    import map, its only inline script, and with previews in frames."""

    def get_policy_parts(
        self,
        request: HttpRequest,
        response: HttpResponseBase,
        report_only: bool = False,  # noqa: FBT001, FBT002 (django-csp's signature)
    ) -> PolicyParts:
        parts = super().get_policy_parts(request, response, report_only)
        if not report_only and is_in_admin(request):
            parts.update = {"script-src": [importmap_hash()], "frame-src": [SELF]}
        return parts
