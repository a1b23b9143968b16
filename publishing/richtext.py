"""Rich text: what editors may write, cleaned whenever it is saved."""

import base64
import hashlib
import html
import re
from typing import Any
from urllib.parse import urlsplit

import nh3
from django.db import models
from django.db.backends.base.base import BaseDatabaseWrapper
from django.forms import Field, Media
from django.utils.html import strip_tags
from django_prose_editor.fields import ProseEditorFormField
from django_prose_editor.widgets import (
    ProseEditorWidget,
    importmap,
    prose_editor_admin_media,
    prose_editor_media,
)
from js_asset import Media as AssetMedia

EXTENSIONS: dict[str, Any] = {
    "Heading": {"levels": [2, 3, 4]},
    "Bold": True,
    "Italic": True,
    "Subscript": True,
    "Superscript": True,
    "BulletList": True,
    "OrderedList": True,
    "ListItem": True,
    "Blockquote": True,
    "HardBreak": True,
    "Link": {"enableTarget": False},
    "Table": True,
    "TableRow": True,
    "TableHeader": True,
    "TableCell": True,
    "Language": True,
    "OwnStyles": True,
}
"""What the editor offers: exactly what ``sanitise`` lets through. The last two
are ours, in static/richtext/extensions.js."""

TAGS = {
    *("p", "h2", "h3", "h4", "ul", "ol", "li", "blockquote", "br"),
    *("a", "strong", "em", "sub", "sup", "span"),
    *("table", "thead", "tbody", "tr", "th", "td"),
}

_LANGUAGE = re.compile(r"[A-Za-z]{2,3}(-[A-Za-z0-9]{2,8})*")
_SMALL_NUMBER = re.compile(r"[0-9]{1,3}")
_SPACE_OR_CONTROL = re.compile(r"[\x00-\x20\x7f\\]")


def _filter_attribute(_tag: str, name: str, value: str) -> str | None:
    match name:
        case "href":
            return value if _is_safe_link(value) else None
        case "lang":
            return value if _LANGUAGE.fullmatch(value) else None
        case "dir":
            return value if value in {"ltr", "rtl", "auto"} else None
        case _:
            return value if _SMALL_NUMBER.fullmatch(value) else None


def _is_safe_link(link: str) -> bool:
    # Browsers drop tabs and line ends and read \ as /, so "/\t/host" leaves the site.
    if _SPACE_OR_CONTROL.search(link):
        return False
    if link.startswith("/"):
        return not link.startswith("//")
    try:
        parts = urlsplit(link)
    except ValueError:
        return False
    return parts.scheme == "mailto" or (parts.scheme in {"http", "https"} and bool(parts.netloc))


_CLEANER = nh3.Cleaner(
    tags=TAGS,
    attributes={
        "*": {"lang", "dir"},
        "a": {"href"},
        "ol": {"start"},
        "th": {"colspan", "rowspan"},
        "td": {"colspan", "rowspan"},
    },
    attribute_filter=_filter_attribute,
    url_schemes={"http", "https", "mailto"},
    link_rel=None,
)


def sanitise(markup: str) -> str:
    """Return the HTML with everything removed that is not plain, safe text mark-up.

    Keeps paragraphs, headings 2 to 4, lists, quotations, tables, emphasis and
    links to http, https, mailto and addresses of this site that start with "/".
    Text in unknown elements stays, scripts and styles go with their content.
    Text without any visible character becomes the empty string.
    """
    clean = _CLEANER.clean(markup)
    return "" if clean in {"<p></p>", "<p><br></p>"} else clean


def plain_words(markup: str) -> str:
    """The words of HTML in one line, without its mark-up and its entities."""
    return " ".join(html.unescape(strip_tags(markup)).split())


def importmap_hash() -> str:
    """Return the Content-Security-Policy source that allows the editor's import map.

    An import map has to be inline. Its content depends on nothing but the names
    of static files, so a hash serves where other inline scripts would need a
    nonce, and pages stay cacheable.
    """
    _, _, script = str(importmap).partition(">")
    digest = hashlib.sha256(script.removesuffix("</script>").encode()).digest()
    return f"'sha256-{base64.b64encode(digest).decode()}'"


class RichTextWidget(ProseEditorWidget):
    @property
    def media(self) -> Media:
        ours = AssetMedia(css={"all": ["richtext/editor.css"]})
        return prose_editor_media(base=prose_editor_admin_media + ours, preset="configurable")


class RichTextField(models.TextField):
    """HTML that is sanitised on every save, bulk write, update and import.

    Only a database expression (``update(text=Upper("text"))``) passes by, as
    its value never comes to Python.
    """

    def pre_save(self, model_instance: models.Model, add: bool) -> Any:  # noqa: FBT001 (Django's signature)
        value = self._clean(super().pre_save(model_instance, add))
        setattr(model_instance, self.attname, value)
        return value

    def get_db_prep_save(self, value: Any, connection: BaseDatabaseWrapper) -> Any:
        return super().get_db_prep_save(self._clean(value), connection)

    def formfield(self, **kwargs: Any) -> Field | None:
        # Also where the admin asks for its plain text area.
        return super().formfield(
            **{
                **kwargs,
                "form_class": ProseEditorFormField,
                "widget": RichTextWidget,
                "config": {"extensions": EXTENSIONS},
                "preset": "configurable",
            }
        )

    @staticmethod
    def _clean(value: Any) -> Any:
        return sanitise(value) if isinstance(value, str) else value
