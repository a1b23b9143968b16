"""What must hold before a request reaches the admin."""

from collections.abc import Callable
from zoneinfo import available_timezones

from auditlog.context import set_actor
from django.conf import settings
from django.contrib import messages
from django.contrib.auth.models import AnonymousUser
from django.http import HttpRequest, HttpResponseRedirect
from django.http.response import HttpResponseBase
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from partnership.accounts.adapters import has_second_factor
from publishing.admin.opened import ZONE

FILES = ("/documents/", "/photos/")
"""Where library.urls serves files, some of them to staff only."""


def is_in_admin(request: HttpRequest) -> bool:
    return request.path_info.startswith(reverse("admin:index"))


class RequireSecondFactor:
    """Sends staff without a passkey or authenticator app to the page that adds one.

    Not in the demo, where anybody may look around with the printed password.
    One query for each of their requests to the admin or for a file.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        if settings.PORTAL_DEMO:
            return self.get_response(request)
        if request.path_info.startswith(FILES) and self._lacks_second_factor(request):
            # A password alone opens no more than everybody may open.
            request.user = AnonymousUser()
        elif (
            is_in_admin(request)
            and request.path_info != reverse("admin:logout")
            and self._lacks_second_factor(request)
        ):
            messages.warning(
                request, _("Add a passkey or an authenticator app before you go on to the admin.")
            )
            return HttpResponseRedirect(reverse("mfa_index"))
        return self.get_response(request)

    @staticmethod
    def _lacks_second_factor(request: HttpRequest) -> bool:
        user = request.user
        return user.is_authenticated and user.is_staff and not has_second_factor(user)


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


ZONE_COOKIE = "zone"
"""The time zone of the browser, as ``static/editing/zone.js`` tells it."""


class EditorsZone:
    """Shows and takes times in the admin as they are where the editor is.

    What a form sends is taken in the zone in which the form was shown, wherever its editor is by
    then.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        if not is_in_admin(request):
            return self.get_response(request)
        name = request.POST.get(ZONE) or request.COOKIES.get(ZONE_COOKIE, "")
        if name not in available_timezones():
            return self.get_response(request)
        with timezone.override(name):
            return self.get_response(request)
