"""News in the admin."""

from __future__ import annotations

from django.contrib import admin
from django.utils.translation import gettext_lazy as _

from news.models import Article
from publishing.admin import PublishableAdmin


@admin.register(Article)
class ArticleAdmin(PublishableAdmin):
    list_display = ["__str__", "date", "partnership", "meeting"]
    list_filter = ["partnership"]
    search_fields = [
        "translations__title",
        "translations__lead",
        "slug",
        "projects__translations__title",
    ]
    date_hierarchy = "date"
    fieldsets = [
        (None, {"fields": ["title", "date", "lead", "body", "photo", "source_url"]}),
        (_("What it is about"), {"fields": ["partnership", "meeting", "projects", "areas"]}),
    ]
