"""The language of a page: its address says it, but in the admin and the accounts."""

import functools
from collections.abc import Callable

from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.middleware.locale import LocaleMiddleware
from django.urls import reverse, translate_url
from django.utils import translation
from django.utils.cache import patch_vary_headers


def address_in(language: str, path: str) -> str:
    """Where a page of the active language is in another; its own address if it is nowhere."""
    return _address_in(language, path, translation.get_language())


# Each page says it twice for each language, and Django looks through all addresses each time.
@functools.lru_cache(maxsize=5_000)
def _address_in(language: str, path: str, _active: str | None) -> str:
    return translate_url(path, language)


class LanguageOfAddress(LocaleMiddleware):
    """Shows a page in the language of its address; one without a language is in English.

    Django would tell caches that the latter differ by the reader's language, which they do not.
    """

    def process_response(
        self, request: HttpRequest, response: HttpResponseBase
    ) -> HttpResponseBase:
        response.headers.setdefault("Content-Language", translation.get_language())
        return response


class ReadersLanguage:
    """Shows the admin and the accounts in the reader's language: by cookie, then by browser.

    LanguageOfAddress, which comes before, takes these for addresses in English.
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
