"""Documents and photos in the admin."""

from __future__ import annotations

from typing import Any

from django.contrib import admin
from django.db import models
from django.http import HttpRequest
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _

from library.models import Document, Photo, Rendition
from publishing.admin import PlainTabular, PublishableAdmin, StoredFileInput

FILES: dict[type[models.Field[Any, Any]], dict[str, Any]] = {
    models.FileField: {"widget": StoredFileInput},
    models.ImageField: {"widget": StoredFileInput},
}


@admin.register(Document)
class DocumentAdmin(PublishableAdmin):
    list_display = ["__str__", "category", "language", "access", "dated"]
    list_filter = ["access", "category", "language"]
    search_fields = ["translations__title", "translations__description", "slug", "url"]
    date_hierarchy = "dated"
    formfield_overrides = FILES
    readonly_fields = ["content_type", "size", "uploaded_by", *PublishableAdmin.readonly_fields]
    fieldsets = [
        (None, {"fields": ["title", "description", "file", "url"]}),
        (
            _("What it is"),
            {"fields": ["category", ("language", "pages"), ("dated", "edition"), "supersedes"]},
        ),
        (
            _("Who may read it"),
            {
                "description": _(
                    "A change counts once it is published. To close a document to its readers at "
                    "once, take it back."
                ),
                "fields": ["access", ("content_type", "size", "uploaded_by")],
            },
        ),
    ]

    def save_model(self, request: HttpRequest, obj: Any, form: Any, change: Any) -> None:
        if "file" in form.changed_data:
            obj.uploaded_by = request.user
        super().save_model(request, obj, form, change)


class RenditionInline(PlainTabular):
    model = Rendition
    fields = ["format", "width", "height"]
    classes = ["collapse"]
    read_only = True
    may_add = False


@admin.register(Photo)
class PhotoAdmin(PublishableAdmin):
    slug_from = "alternative_text"
    list_display = ["small", "__str__", "credit", "licence", "consent", "taken_on"]
    list_display_links = ["small", "__str__"]
    list_filter = ["consent"]
    search_fields = [
        "translations__alternative_text",
        "translations__caption",
        "credit",
        "slug",
    ]
    date_hierarchy = "taken_on"
    formfield_overrides = FILES
    readonly_fields = ["preview", "content_type", *PublishableAdmin.readonly_fields]
    inlines = [RenditionInline]
    fieldsets = [
        (None, {"fields": ["preview", "image", "alternative_text", "caption"]}),
        (_("Rights"), {"fields": [("credit", "licence"), "consent"]}),
        (_("Picture"), {"fields": ["taken_on", ("focal_x", "focal_y"), "content_type"]}),
    ]

    @admin.display(description=_("picture"))
    def small(self, photo: Photo) -> SafeString | str:
        return thumbnail(photo, width=80)

    @admin.display(description=_("picture"))
    def preview(self, photo: Photo) -> SafeString | str:
        return thumbnail(photo, width=320)


def thumbnail(photo: Photo, *, width: int) -> SafeString | str:
    """The picture as the view for photos gives it, which checks who may see it."""
    if not photo.image or not photo.width or photo.pk is None:
        return "-"
    return format_html(
        '<img src="{}" alt="{}" width="{}" height="{}" loading="lazy">',
        photo.get_absolute_url(),
        str(photo),
        width,
        round(width * photo.height / photo.width),
    )
