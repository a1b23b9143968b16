"""The icons of the package ``lucide``, under its own name: each is drawn once, not at each use."""

from __future__ import annotations

import functools
from typing import Any

from django import template
from lucide.templatetags.lucide import lucide as draw

register = template.Library()


@register.simple_tag
@functools.lru_cache(maxsize=1_000)
def lucide(name: str, **attributes: Any) -> str:
    """The icon as SVG."""
    return draw(name, **attributes)
