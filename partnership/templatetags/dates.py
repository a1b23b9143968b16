"""Django's own filter of dates, for all templates, with what its formats cannot say."""

from __future__ import annotations

from typing import Any

from django import template
from django.template import defaultfilters

from publishing.figures import ordinal

register = template.Library()


@register.filter(expects_localtime=True, is_safe=False)
def date(value: Any, form: str | None = None) -> str:
    """``{{ article.date|date:"DATE_FORMAT" }}``: 1er mars 2023 in French."""
    return ordinal(defaultfilters.date(value, form))
