"""The language of pages whose address does not name one."""

from collections.abc import Callable

from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.urls import reverse
from django.utils import translation
from django.utils.cache import patch_vary_headers


class ReadersLanguage:
    """Shows the admin and the accounts in the reader's language: by cookie, then by browser.

    Everywhere else an address without a language is in English, and LocaleMiddleware,
    which comes before, takes these for such addresses too.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        own = (reverse("admin:index"), reverse("account_login").removesuffix("login/"))
        if not request.path_info.startswith(own):
            return self.get_response(request)
        translation.activate(translation.get_language_from_request(request))
        request.LANGUAGE_CODE = translation.get_language()
        response = self.get_response(request)
        patch_vary_headers(response, ("Accept-Language", "Cookie"))
        return response
