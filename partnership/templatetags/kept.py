"""Parts of pages that are made once for all readers who would see the same."""

from __future__ import annotations

import functools
from typing import Any

from django import template
from django.conf import settings
from django.http import HttpRequest
from django.template.loader import render_to_string
from django.utils.functional import SimpleLazyObject
from django.utils.safestring import SafeString
from django.utils.timezone import get_current_timezone_name
from django.utils.translation import get_language

from partnership.sharing.embeds import Part, collected

register = template.Library()


@register.simple_tag(takes_context=True)
def kept(context: template.RequestContext, name: str, **shown: Any) -> SafeString:
    """``{% kept "includes/_footer.html" site_name=site_name %}``: a template that shows only that.

    It is made once for equal values, which must be hashable and never change; the language and
    the time zone count by themselves. Parts of it that other sites may show count for this page.
    """
    values = {
        key: str(value) if isinstance(value, SimpleLazyObject) else value
        for key, value in shown.items()
    }
    make = _made.__wrapped__ if settings.DEBUG else _made
    html, parts = make(name, get_language(), get_current_timezone_name(), **values)
    if request := context.get("request"):
        collected(request).parts.update(parts)
    return html


# Typed, as a text that is safe equals one that is not.
@functools.lru_cache(maxsize=600, typed=True)
def _made(
    name: str, _language: str | None, _zone: str, **values: Any
) -> tuple[SafeString, dict[str, Part]]:
    nobody = HttpRequest()
    return render_to_string(name, values, request=nobody), collected(nobody).parts
