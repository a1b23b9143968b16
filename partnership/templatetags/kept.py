"""Parts of pages that are made once for all readers who would see the same."""

from __future__ import annotations

import copy
import dataclasses
import functools
import re
from collections.abc import Callable
from typing import Any

from django import template
from django.conf import settings
from django.http import HttpRequest
from django.template.loader import render_to_string
from django.urls import get_script_prefix
from django.utils.functional import SimpleLazyObject
from django.utils.html import conditional_escape
from django.utils.safestring import SafeString
from django.utils.timezone import get_current_timezone_name
from django.utils.translation import get_language

from partnership.sharing.embeds import Part, collected
from publishing.rows import Choice, Text

register = template.Library()
FILL = "fill_"
# No address has this character: see partnership.malformed.
_MARK = re.compile("\x00[a-z_]+\x00")


@register.simple_tag(takes_context=True)
def kept(context: template.RequestContext, name: str, **shown: Any) -> SafeString:
    """``{% kept "includes/_mast.html" site_name=site_name %}``: a template that shows only that.

    It is made once for equal values, which must be hashable and never change; the language, the
    time zone and where the site is mounted count by themselves. Parts of it that other sites may
    show count for this page. ``fill_address=address`` is put in afterwards, where the template has
    ``{{ address }}``: what readers type would fill the memory.
    """
    html, parts = keep(name, **shown)
    if request := context.get("request"):
        collected(request).parts.update(parts)
    return html


Made = tuple[SafeString, dict[str, Part]]


def keep(name: str, **shown: Any) -> Made:
    """The same for Python: the template with these values, and its parts for other sites."""
    for key, value in shown.items():
        if isinstance(value, Text | Choice):
            # They equal the same words in another language, or of another choice.
            raise TypeError(f"Give the row that has “{key}” to {name}, as Found or ProjectRecord.")
    values: dict[str, Any] = {}
    filled: dict[str, str] = {}
    for key, value in shown.items():
        name_in_template = key.removeprefix(FILL)
        if key == name_in_template or not value:
            is_lazy = isinstance(value, SimpleLazyObject)
            values[name_in_template] = _settled(value) if is_lazy else value
        else:
            values[name_in_template] = mark = f"\x00{name_in_template}\x00"
            filled[mark] = conditional_escape(value)
    make = _made if settings.DEBUG else _keeping(name)
    place = (get_language(), get_current_timezone_name(), get_script_prefix())
    html, parts = make(name, place, **values)
    if filled:
        html = _filled(html, filled)
        parts = {
            key: dataclasses.replace(part, content=_filled(part.content, filled))
            for key, part in parts.items()
        }
    return html, parts


def _filled(html: SafeString, filled: dict[str, str]) -> SafeString:
    return SafeString(_MARK.sub(lambda mark: filled[mark[0]], html))


def _settled(lazy: SimpleLazyObject) -> Any:
    """What it stands for, without the request that it holds on to."""
    bool(lazy)
    return copy.copy(lazy)


@functools.cache
def _keeping(_name: str) -> Callable[..., Made]:
    """Each template is kept by itself, so that what changes often throws out nothing else."""
    # Typed, as a text that is safe equals one that is not.
    return functools.lru_cache(maxsize=200, typed=True)(_made)


def _made(name: str, _place: tuple[Any, ...], **values: Any) -> Made:
    nobody = HttpRequest()
    return render_to_string(name, values, request=nobody), collected(nobody).parts
