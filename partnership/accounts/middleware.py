"""What must hold before a request reaches the admin."""

from collections.abc import Callable

from auditlog.context import set_actor
from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponseRedirect
from django.http.response import HttpResponseBase
from django.urls import reverse
from django.utils.translation import gettext as _

from partnership.accounts.adapters import has_second_factor


def is_in_admin(request: HttpRequest) -> bool:
    return request.path_info.startswith(reverse("admin:index"))


class RequireSecondFactor:
    """Sends staff without a passkey or authenticator app to the page that adds one.

    Not in the demo, where anybody may look around with the printed password.
    One query for each request to the admin.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        if (
            not settings.PORTAL_DEMO
            and is_in_admin(request)
            and request.path_info != reverse("admin:logout")
            and request.user.is_authenticated
            and request.user.is_staff
            and not has_second_factor(request.user)
        ):
            messages.warning(
                request, _("Add a passkey or an authenticator app before you go on to the admin.")
            )
            return HttpResponseRedirect(reverse("mfa_index"))
        return self.get_response(request)


class RecordEditor:
    """Tells the audit log who is editing.

    Only inside the admin, as looking at the user elsewhere would make every
    public page vary by cookie. The client's address is not kept: the log is
    about what was changed and by whom.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        if not is_in_admin(request) or not request.user.is_authenticated:
            return self.get_response(request)
        with set_actor(request.user):
            return self.get_response(request)
