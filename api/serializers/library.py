"""Documents, photos and news."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _
from rest_framework import serializers

from api.fields import PUBLISHED, KeyField, KeysField, Linked, TextsField, rich_text
from donors.models import Partnership, PriorityArea
from library.models import Document, Photo
from meetings.models import Meeting
from news.models import Article
from projects.models import Project


class DocumentSerializer(Linked):
    title = TextsField()
    description = TextsField()
    url = serializers.SerializerMethodField(
        help_text=_("Where it can be read; empty if it is only named here.")
    )
    external_url = serializers.URLField(
        source="url", read_only=True, help_text=_("Address elsewhere, if we do not hold the file.")
    )
    projects = KeysField(
        Project, "documents__document", help_text=_("Keys of the public projects it belongs to.")
    )
    meetings = KeysField(
        Meeting, "documents", help_text=_("Keys of the public meetings it belongs to.")
    )

    class Meta:
        model = Document
        belongs = {"project": "projects__project", "meeting": "meetings"}
        fields = [
            *PUBLISHED,
            *("external_url", "title", "description", "category", "language", "content_type"),
            *("size", "pages", "dated", "edition", "projects", "meetings"),
        ]

    def get_url(self, thing: Document) -> str | None:
        return super().get_url(thing) if thing.can_be_read else None


class PhotoSerializer(Linked):
    alternative_text = TextsField()
    caption = TextsField()
    url = serializers.SerializerMethodField(help_text=_("Address of the picture."))
    projects = KeysField(
        Project, "photos__photo", help_text=_("Keys of the public projects it belongs to.")
    )

    class Meta:
        model = Photo
        belongs = {"project": "projects__project"}
        fields = [
            *PUBLISHED,
            *("alternative_text", "caption", "credit", "licence", "width", "height"),
            *("content_type", "projects"),
        ]


class ArticleSerializer(Linked):
    title = TextsField()
    lead = TextsField()
    body = rich_text()
    partnership = KeyField(Partnership, help_text=_("Key of the partnership."))
    photo = KeyField(Photo, help_text=_("Key of the photo at its head."))
    meeting = KeyField(Meeting, help_text=_("Key of the meeting it tells of."))
    projects = KeysField(
        Project, "articles", help_text=_("Keys of the public projects it tells of.")
    )
    priority_areas = KeysField(
        PriorityArea, "articles", help_text=_("Keys of public priority areas.")
    )

    class Meta:
        model = Article
        belongs = {"project": "projects", "meeting": "meeting", "partnership": "partnership"}
        fields = [
            *PUBLISHED,
            *("title", "lead", "body", "date", "partnership", "photo", "meeting", "projects"),
            *("priority_areas", "source_url"),
        ]
