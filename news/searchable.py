"""What of the news is searchable: articles."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence
from typing import Any

from django.utils.translation import gettext_lazy as _

from news.models import Article
from search.contents import Contents
from search.sources import Content, Source, register
from search.texts import add_texts, texts_of


@register
class ArticleSource(Source):
    """Articles by their own words."""

    kind = "article"
    label = _("News")
    place = 4
    page = "news:article"

    def public(self) -> Any:
        return Article.objects.public()

    def contents(self, keys: Sequence[int], now: dt.datetime) -> Iterable[Content]:
        found = Contents(self.public(), keys, now, "date")
        for key, content in found.items():
            content.day = found.rows[key]["date"]
        add_texts(
            found,
            texts_of(Article).filter(master__in=list(found)),
            "master",
            title="title",
            summary=["lead"],
            body=["body"],
        )
        return found.all()
