"""How a page looks from elsewhere, and which of its parts can be shown there."""

from __future__ import annotations

from typing import Any, cast

from django import template
from django.utils.safestring import SafeString
from django.utils.translation import pgettext

from partnership.sharing.embeds import CARD, Part, collected, embed_address
from partnership.sharing.metadata import describe
from partnership.templatetags.kept import keep

register = template.Library()


@register.simple_block_tag(takes_context=True)
def page_head(context: template.RequestContext, content: str) -> SafeString:
    """``{% page_head %}title{% endpage_head %}``: the title, and what others show of the page."""
    request = context.get("request")
    flat = cast("dict[str, Any]", context.flatten())
    page = None
    if request is not None:
        page = describe(request, flat, content, str(flat.get("site_name")))
        collected(request).metadata = page
    # Filled in, since it has what readers type.
    title = _numbered(SafeString(content), flat.get("page_obj"))
    head, _parts = keep(
        "includes/_head.html", fill_title=title, site_name=flat.get("site_name"), page=page
    )
    return head


def _numbered(title: SafeString, page: Any) -> SafeString:
    """The title, which says of a further page of a list which one it is."""
    number = getattr(page, "number", 1)
    if number == 1:
        return title
    said = pgettext("title of a further page", "%(title)s, page %(number)s")
    return SafeString(said % {"title": title.strip(), "number": number})


@register.simple_block_tag(takes_context=True)
def embeddable(
    context: template.RequestContext, content: str, name: str, title: str, height: int = 400
) -> SafeString:
    """``{% embeddable "money" title 480 %}…{% endembeddable %}``: other sites may show this part.

    Shows its content as it is. ``name`` is unique on the page and a promise, as it is in the
    address of the part; ``height`` is what the part needs at a width of 640 pixels.
    """
    shown = SafeString(content)
    if request := getattr(context, "request", None):
        words = " ".join(str(title).split())
        collected(request).parts[name] = Part(name, words, height, shown)
    return shown


@register.inclusion_tag("includes/_share.html", takes_context=True)
def share_control(context: template.RequestContext) -> dict[str, Any]:
    """``{% share_control %}``, behind the content: the page's address and its parts."""
    request = context.get("request")
    page = collected(request).metadata if request is not None else None
    if request is None or page is None or not page.can_be_embedded:
        return {"page": None}
    query = request.META.get("QUERY_STRING", "")
    return {
        "page": page,
        "card": embed_address(CARD, request.path, query),
        "parts": [
            (part.title, embed_address(part.name, request.path, query))
            for part in collected(request).parts.values()
        ],
    }
