"""Lessons, key messages and news."""

from __future__ import annotations

from donors.models import PriorityArea
from news.models import Article
from partnership.demo.artwork import make_photo
from partnership.demo.shelf import Shelf, read
from projects.models import KeyMessage, Lesson, Measurement, Project


def load_lessons(shelf: Shelf) -> None:
    """What was learned."""
    shelf.add(Lesson, read("lessons")["lesson"])


def load_messages(shelf: Shelf) -> None:
    """Key messages; one that quotes a measured value names its project and the value."""
    rows = read("messages")["message"]
    there = shelf.known(KeyMessage)
    shelf.add(
        KeyMessage,
        (
            {**row, "measurement": _measurement(shelf, row["project"], row["measured"])}
            if "measured" in row
            else row
            for row in rows
            if row["slug"] not in there
        ),
    )


def _measurement(shelf: Shelf, project: str, value: int) -> Measurement:
    return Measurement.objects.approved().get(
        period__indicator__result__project=shelf.find(Project, project), value=value
    )


def load_news(shelf: Shelf) -> None:
    """Articles, each with a picture of its first priority area."""
    there = shelf.known(Article)
    for row in read("news")["article"]:
        if row["slug"] not in there:
            area = shelf.find(PriorityArea, row["areas"][0])
            photo = make_photo(shelf, row["slug"], area, row["title"])
            shelf.add(Article, [{**row, "photo": photo}])
