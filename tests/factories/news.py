from __future__ import annotations

import datetime as dt

import factory

from news.models import Article
from tests.factories.publishing import PublishableFactory


class ArticleFactory(PublishableFactory):
    class Meta:
        model = Article

    title = factory.Sequence("Article {}".format)
    slug = factory.Sequence("article-{}".format)
    date = dt.date(2023, 3, 16)
