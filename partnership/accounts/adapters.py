"""What the site does differently from allauth's defaults."""

import time
from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from allauth.account.authentication import get_authentication_records
from allauth.mfa.adapter import DefaultMFAAdapter
from django.conf import settings
from django.contrib.auth.models import AbstractBaseUser
from django.core.mail import EmailMessage
from django.http import HttpRequest
from django.utils.safestring import SafeString, mark_safe

from publishing.mail import laid_out


class ClosedAccountAdapter(DefaultAccountAdapter):
    """Accounts are made by administrators only."""

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        return False

    def render_mail(self, *args: Any, **kwargs: Any) -> EmailMessage:
        message = super().render_mail(*args, **kwargs)
        message.body = laid_out(message.body)
        return message

    def is_reauthentication_required(self, **kwargs: Any) -> bool:
        """Ask for the password again, unless the user has only just signed in."""
        records = get_authentication_records(self.request, self.request.user)
        oldest = time.time() - settings.ACCOUNT_REAUTHENTICATION_TIMEOUT
        return not any(record["at"] > oldest for record in records)


class MFAAdapter(DefaultMFAAdapter):
    def build_totp_svg(self, url: str) -> SafeString:
        """Return the QR code as an element to put into the page.

        allauth's own page shows it as a data: image, which the
        Content-Security-Policy forbids. Safe, as it holds nothing but the
        path that draws the code.
        """
        return mark_safe(super().build_totp_svg(url).partition("?>")[2])  # noqa: S308 (see above)


def has_second_factor(user: AbstractBaseUser) -> bool:
    """Tell whether the user has a passkey or an authenticator app. One query.

    Recovery codes alone do not count: they are used up.
    """
    return bool(DefaultMFAAdapter().is_mfa_enabled(user, types=["webauthn", "totp"]))
