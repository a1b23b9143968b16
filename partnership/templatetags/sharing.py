"""The head of a page for search engines, messengers and other sites."""

from __future__ import annotations

from typing import Any, cast

from django import template
from django.template.loader import render_to_string
from django.utils.safestring import SafeString

from partnership.sharing.metadata import describe

register = template.Library()


@register.simple_block_tag(takes_context=True)
def page_head(context: template.RequestContext, content: str) -> SafeString:
    """``{% page_head %}title{% endpage_head %}``: the title, and what others show of the page."""
    request = context.get("request")
    flat = cast("dict[str, Any]", context.flatten())
    return render_to_string(
        "includes/_head.html",
        {
            "title": content,
            "site_name": flat.get("site_name"),
            "page": describe(request, flat, content, str(flat.get("site_name")))
            if request is not None
            else None,
        },
    )
