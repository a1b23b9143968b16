"""Loads the demo partnership, in one transaction."""

from __future__ import annotations

from django.apps import apps
from django.db import transaction

from partnership.demo.documents import load_documents
from partnership.demo.donors import load_donors, load_people
from partnership.demo.meetings import load_meetings
from partnership.demo.messages import load_lessons, load_messages, load_news
from partnership.demo.money import load_funds
from partnership.demo.projects import load_projects
from partnership.demo.shelf import Shelf
from partnership.demo.versions import load_versions
from publishing.models import Publishable


class RealContentError(Exception):
    """The database holds content, none of it made for the demo."""


@transaction.atomic
def load_demo() -> int:
    """Adds what is missing of the demo partnership and returns how many things it made.

    A thing that is there already is left as it is, with all it owns: editors of a demo keep
    their changes, and a second run writes nothing. A database that holds content but no demo
    content is somebody's own, and refused with ``RealContentError``.
    """
    _refuse_real_content()
    shelf = Shelf()
    for load in (
        load_documents,
        load_donors,
        load_people,
        load_funds,
        load_projects,
        load_versions,
        load_lessons,
        load_meetings,
        load_messages,
        load_news,
    ):
        load(shelf)
        shelf.write()
    return shelf.made


def _refuse_real_content() -> None:
    kinds = [model for model in apps.get_models() if issubclass(model, Publishable)]
    if any(model._default_manager.filter(is_demo=True).exists() for model in kinds):
        return
    if any(model._default_manager.exists() for model in kinds):
        raise RealContentError(
            "This database holds content that is not the demo's. "
            "Load the demo partnership into an empty database."
        )
