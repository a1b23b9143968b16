"""The public pages of news."""

from __future__ import annotations

from typing import Any

from django.db.models import BigIntegerField, OuterRef, QuerySet
from django.views.generic import ListView

from donors.models import PriorityArea
from library.models import Photo
from library.pages import photo_fields, shown_photo
from meetings.models import Meeting
from news.models import Article, ArticleQuerySet
from news.pages import article_fields
from projects.models import Project
from projects.project_page import project_link
from publishing.lists import Paged
from publishing.rows import Given, Row, Statement, as_rows, rows, text
from publishing.views import PublicDetail


class ArticleList(Paged, ListView):
    """All public articles, the latest first."""

    template_name = "news/list.html"
    context_object_name = "articles"
    paginate_by = 20

    def get_queryset(self) -> QuerySet[Any, Row]:
        return as_rows(Article.objects.public(), **article_fields())


@Statement
def article_sets() -> QuerySet[Any, Row]:
    """What is public of what the article with the key ``pk`` is about, and of what it is near."""
    articles = Article.objects.public()
    return as_rows(
        Article.objects.filter(pk=Given("pk", BigIntegerField())),
        meeting=rows(
            Meeting.objects.public().filter(articles=OuterRef("pk")),
            slug="slug",
            title=text("title"),
        ),
        projects=rows(Project.objects.public().filter(articles=OuterRef("pk")), **project_link()),
        areas=rows(
            PriorityArea.objects.public().filter(articles=OuterRef("pk")),
            slug="slug",
            name=text("name"),
            palette="palette",
        ),
        photos=rows(Photo.objects.public().filter(pk=OuterRef("photo")), **photo_fields()),
        latest=rows(articles.exclude(pk=OuterRef("pk"))[:3], **article_fields()),
    )


class ArticleDetail(PublicDetail):
    """A public article, its public photo, and what is public of what it is about."""

    template_name = "news/detail.html"
    context_object_name = "article"

    def get_queryset(self) -> ArticleQuerySet:
        return Article.objects.public().prefetch_related("translations")

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        (page,) = article_sets.run(pk=self.object.pk)
        return super().get_context_data(
            page=page,
            photo=next(map(shown_photo, page["photos"]), None),
            **kwargs,
        )
