"""Links by which a calendar is subscribed to."""

from __future__ import annotations

from django import template
from django.http import HttpRequest
from django.urls import reverse

register = template.Library()


@register.simple_tag
def webcal(request: HttpRequest, name: str, *parts: str) -> str:
    """The address of a calendar, as the programs that subscribe to calendars know it."""
    address = request.build_absolute_uri(reverse(name, args=parts))
    return f"webcal:{address.partition(':')[2]}"
