"""The public pages of news."""

from __future__ import annotations

from django.db.models import Prefetch
from django.views.generic import ListView

from donors.models import PriorityArea
from library.models import Photo
from meetings.models import Meeting
from news.models import Article, ArticleQuerySet
from projects.models import Project
from publishing.views import PublicDetail


class ArticleList(ListView):
    """All public articles, the latest first."""

    template_name = "news/list.html"
    context_object_name = "articles"
    paginate_by = 20

    def get_queryset(self) -> ArticleQuerySet:
        return Article.objects.public().prefetch_related("translations")


class ArticleDetail(PublicDetail):
    """One article with what it is about."""

    template_name = "news/detail.html"
    context_object_name = "article"

    def get_queryset(self) -> ArticleQuerySet:
        return Article.objects.public().prefetch_related(
            "translations",
            *(
                Prefetch(relation, public.prefetch_related("translations"))
                for relation, public in {
                    "photo": Photo.objects.public(),
                    "meeting": Meeting.objects.public(),
                    "projects": Project.objects.public(),
                    "areas": PriorityArea.objects.public(),
                }.items()
            ),
        )
